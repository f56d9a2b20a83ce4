"""What nobody sees of a line is no part of it: it is taken out, and the record says so."""

from __future__ import annotations

import pytest

from cleaners import Policy, clean
from cleaners.document import Document
from cleaners.page import read_page

PROSE = "The boats came back on Tuesday, and nobody knew why they had stayed so long in the north of the bay."
MORE = "The town was glad to see them and put lamps into all of the windows on the quay that evening."
LONG = "Whoever wants to know what the sailors told on the quay that evening unfolds this part of the paragraph."


def read(body: str) -> Document:
    return read_page(f"<body>{body}</body>", hints={})


def asides(document: Document) -> list[str]:
    return [document.slice(block) for block in document.blocks if block.evidence and block.evidence.hidden_inline]


@pytest.mark.parametrize(
    ("body", "line", "aside"),
    [
        ("<p>Born <span style='display:none'>(1950-01-02)</span> in Aldra.</p>", "Born in Aldra.", "(1950-01-02)"),
        ("<p>Five<span hidden> or six</span> boats.</p>", "Five boats.", "or six"),
        ("<p>See the <a href=/r>report<span class='sr-only'> (opens in a new tab)</span></a>, it is long.</p>",
         "See the report, it is long.", "(opens in a new tab)"),
        ("<li><a href=/d>Download <i class='material-icons'>chevron_right</i></a></li>", "Download", "chevron_right"),
        ("<h3><button>How long?<span aria-hidden=true>+</span></button></h3>", "How long?", "+"),
        ("<p>by <a href=/u>Jan</a><span class='d-none'>Jan</span></p>", "by Jan", "Jan"),
        ("<table><tr><td><b hidden>005</b>5</td><td>cod</td></tr></table>", "5 | cod", "005"),
    ],
)  # fmt: skip
def test_what_nobody_sees_stands_beside_its_line(body: str, line: str, aside: str) -> None:
    document = read(body)
    assert [document.slice(block) for block in document.blocks] == [line, aside]
    assert asides(document) == [aside]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>They sang. <span id=more style='display:none'>{LONG}</span></p>",
        "<p><span class='sr-only'>Old price</span> 5 crowns</p>",
        "<p><a href=/s>Rated <span aria-hidden=true>4/5</span><span class=sr-only>four of five stars</span></a></p>",
        "<p><a href=/f><i class=icon></i><span class='visually-hidden'>Aldra harbour</span></a></p>",
        "<h1><span style='visibility:hidden'>The boats</span> <span style='visibility:hidden'>came back</span></h1>",
        "<p hidden>Two hours.</p>",
        "<p>Sails <span class='d-none d-md-inline'>in May</span></p>",
        "<p><span aria-hidden=true>O</span>nce there was a boat.</p>",
        "<pre>a = 1 <span style='display:none'>b</span></pre>",
        "<p>Soon <span hidden=until-found>a boat</span> comes.</p>",
        "<table><tr><td>Sails</td><td><i class='material-icons'>check</i></td></tr></table>",
    ],
)
def test_what_may_be_unfolded_or_says_what_others_see_is_read(body: str) -> None:
    assert asides(read(body)) == []
    assert len(read(body).blocks) == 1


@pytest.mark.parametrize("markdown", [False, True])
def test_what_nobody_sees_goes_with_a_reason_and_can_be_brought_back(markdown: bool) -> None:
    names = ("Ida", "5"), ("Eva<i hidden>, too</i>", "6"), ("Lise", "7")
    rows = "".join(f"<tr><td>{name}</td><td>{age}</td></tr>" for name, age in names)
    source = f"""<html lang="en"><head><title>The boats are back</title></head><body><main><article>
    <h1>The boats are back</h1><p>{PROSE.replace("Tuesday", "Tuesday<span style='display:none'>, 2 May</span>")}</p>
    <table>{rows}</table><p>{MORE}</p></article></main></body></html>"""
    result = clean(source, media_type="text/html", policy=Policy(markdown=markdown))
    whole = clean(source, media_type="text/html", policy=Policy(drop=frozenset(), markdown=markdown))
    gone = {removal.text.strip(" |\n"): removal.origin for removal in result.removals}
    assert PROSE in result.text
    assert ("| Eva | 6 |\n| Lise | 7 |" if markdown else "Eva | 6\nLise | 7") in result.text
    assert gone[", 2 May"] == gone[", too"] == "core/hidden"
    assert result.restore() == whole.text == whole.document.text
