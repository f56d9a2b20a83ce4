"""A table that a reader sees as one is one: rows of data are lines, whatever single cells hold, and pages laid out in
cells are read like any other."""

from __future__ import annotations

import pytest

from cleaners.document import Span
from cleaners.page import read_page, render_markdown

LONG = "The boats came back on Tuesday, and nobody knew why they had stayed so long in the north of the wide bay. " * 3


def text(body: str) -> str:
    return read_page(f"<body>{body}</body>", hints={}).text


def written(body: str) -> str:
    document = read_page(f"<body>{body}</body>", hints={}, form=True)
    return render_markdown(document, [Span(0, len(document.text))], [], links=False).text


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("CO<sub>2</sub>", "CO2"),
        ("10<sup>5</sup> <b>m</b>", "10⁵ m"),
        ("un<em>believ</em>able", "unbelievable"),
        ("<b>Pages</b><b>240</b>", "Pages 240"),
        ("(<a href=/x>see there</a>)", "(see there)"),
        ("Harbour 5<br>Aldra", "Harbour 5 Aldra"),
        ("<p>one</p>two<div>three</div>four", "one two three four"),
    ],
)
def test_cells_are_read_like_paragraphs(cell: str, expected: str) -> None:
    assert text(f"<table><tr><td>Gas</td><td>{cell}</td></tr></table>") == f"Gas | {expected}"


TABLE = """<table><thead><tr><th rowspan=2>Day</th><th colspan=2>Catch</th></tr><tr><th>cod</th><th>ling</th></tr>
</thead><tbody><tr><td colspan=3><h4>March</h4></td></tr><tr><td>Monday</td><td>5</td><td><ul><li><p>small</p></li>
<li>large</li></ul></td></tr><tr><td>Tuesday</td><td></td><td>a|b</td></tr></tbody>
<tfoot><tr><th colspan=2>All</th><td>9</td></tr></tfoot></table>"""


def test_headings_lists_and_sums_do_not_split_a_table() -> None:
    lines = ["Day | Catch", "cod | ling", "March", "Monday | 5 | small; large", "Tuesday | | a|b", "All | 9"]
    assert text(TABLE) == "\n".join(lines)


def test_an_empty_corner_keeps_the_columns_apart() -> None:
    rows = "<tr><td></td><th>cod</th><th>ling</th></tr><tr><th>March</th><td>5</td><td></td></tr>"
    assert text(f"<table>{rows}</table>") == "| cod | ling\nMarch | 5"
    assert written(f"<table>{rows}</table>").startswith("| | cod | ling |\n| --- |")
    assert text("<table><tr><td></td><td>cod</td><td>5</td></tr></table>") == "cod | 5"
    assert text("<table><tr><td>a</td><td>cod</td></tr><tr><td></td><td>5</td></tr></table>") == "a | cod\n5"


def test_a_table_by_its_roles_is_one() -> None:
    head = '<div role="rowgroup"><div role="row"><div role="columnheader">Fish</div>'
    head += '<div role="columnheader"><p>Catch</p></div></div></div>'
    row = "<div role=row><div role=cell><p>cod</p></div><div role=cell><p>5</p></div></div>"
    table = f'<div role="table">{head}<div role="rowgroup">{row}</div></div>'
    assert written(table) == "| Fish | Catch |\n| --- | --- |\n| cod | 5 |"
    assert text(f"<div role='list'>{row}</div>") == "cod\n\n5"


def test_cells_stand_in_their_columns_and_keep_their_lines_in_markdown() -> None:
    assert written(TABLE).split("\n") == [
        "| Day | Catch | |",
        "| --- | --- | --- |",
        "| | cod | ling |",
        "| March | | |",
        "| Monday | 5 | small<br>large |",
        "| Tuesday | | a\\|b |",
        "| All | | 9 |",
    ]


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        (f"<tr><td>Home<br>News</td><td><p>{LONG}</p><p>{LONG}</p></td></tr>",
         ["Home\nNews", LONG.strip(), LONG.strip()]),
        (f"<tr><td>Home</td><td>{LONG}<br><br>{LONG}</td></tr>", ["Home", LONG.strip(), LONG.strip()]),
        ("<tr><td><h2>Soup</h2><p>It is hot.</p></td></tr>", ["Soup", "It is hot."]),
        ("<tr><td></td><td>Soup?</td></tr><tr><td></td><td>It is hot.<p>Is it good?</td></tr>",
         ["Soup?", "It is hot.", "Is it good?"]),
        ("<tr><td><ul><li>a</li><li>b</li></ul></td><td><h2>Soup</h2></td></tr>", ["a\nb", "Soup"]),
        ("<tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr>", ["a | b", "c"]),
        ("<tr><th>Use</th><th>Code</th></tr><tr><td>run</td><td><pre>go()\nstop()</pre></td></tr>",
         ["Use | Code", "run", "go()\nstop()"]),
    ],
)  # fmt: skip
def test_a_page_laid_out_in_cells_is_read_like_any_other(table: str, texts: list[str]) -> None:
    assert text(f"<table>{table}</table>").split("\n\n") == texts
