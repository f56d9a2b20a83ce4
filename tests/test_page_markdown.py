"""Pages as Markdown: every form is kept, what goes goes as it would from the plain text, and nothing is lost."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

from cleaners import CleanDocument, Policy, clean
from cleaners.document import Document, Mark, Span
from cleaners.page import read_page, render_markdown

MARKDOWN, WITH_LINKS = Policy(markdown=True), Policy(markdown=True, keep_links=True)
PROSE = "Soup on the coast is made of whatever the boats bring, and nobody who cooks it has ever written it down."
MORE = "In autumn the boats bring more than the town can eat, and so the soup of autumn is the one that is praised."


def page(body: str) -> str:
    return f"""<html lang="en"><head><title>Soups of the coast</title></head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/about">About</a></li></ul></nav>
    <article><h1>Soups of the coast</h1><p>{PROSE}</p>{body}<p>{MORE}</p></article>
    <footer><p>Copyright 2024 The Bay Post</p></footer></body></html>"""


def written(body: str, *, links: bool = True, url: str | None = "https://bay.example/food/soup.html") -> str:
    """All of a page's body as Markdown."""
    document = read_page(f"<body>{body}</body>", url=url, hints={}, form=True)
    return render_markdown(document, [Span(0, len(document.text))], [], links=links).text


def read(body: str) -> Document:
    return read_page(f"<body>{body}</body>", hints={}, form=True)


def without(document: Document, gone: str) -> str:
    """The page as Markdown when the words `gone` go from its plain text."""
    at = document.text.index(gone)
    kept = [Span(0, at), Span(at + len(gone), len(document.text))]
    return render_markdown(document, kept, [], links=False).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<h2>Soups</h2><h4>Cold <b>ones</b></h4>", "## Soups\n\n#### Cold ones"),
        ("<ul><li>water</li><li>salt</li></ul><p>and</p><ul><li>time</li></ul>", "- water\n- salt\n\nand\n\n- time"),
        (
            "<ul><li>fish<ul><li>cod<ol><li>small</li><li>large</li></ol></li><li>ling</li></ul></li><li>salt</li></ul>",
            "- fish\n  - cod\n    1. small\n    2. large\n  - ling\n- salt",
        ),
        ("<ol start='9'><li>stir</li><li><p>wait</p><p>long</p></li></ol>", "9. stir\n10. wait\n\n    long"),
        (
            "<ol type='a'><li>pay<p>at once</p></li><li>go</li></ol><ol type=I start=4><li>rest</li></ol>",
            "- a. pay\n\n  at once\n- b. go\n\n- IV. rest",
        ),
        ("<ol><li value='5'>five</li><li>six</li></ol><p>x</p><ol reversed><li>two</li><li>one</li></ol>",
         "5. five\n6. six\n\nx\n\n2. two\n1. one"),
        ("<ol><li>run<pre>go()</pre></li><li>end</li></ol>", "1. run\n\n   ```\n   go()\n   ```\n\n2. end"),
        (
            "<table><tr><th>herb</th><th>a | b</th></tr><tr><td>dill</td><td>5<br>g</td></tr></table>",
            "| herb | a \\| b |\n| --- | --- |\n| dill | 5<br>g |",
        ),
        (
            "<table><thead><tr><th></th><th>g</th></tr></thead><tbody><tr><td>dill</td><td></td></tr></tbody></table>",
            "| | g |\n| --- | --- |\n| dill | |",
        ),
        (
            "<table><tr><th>herb</th><th colspan=2>g</th></tr><tr><td>dill</td><td>5</td><td>6</td></tr></table>",
            "| herb | g | |\n| --- | --- | --- |\n| dill | 5 | 6 |",
        ),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td><h4>c</h4></td></tr><tr><td>d</td><td>e</td></tr></table>",
            "| a | b |\n| --- | --- |\n| c |\n| d | e |",
        ),
        ("<ul><li><input type=checkbox disabled checked> cod<li><label><input type=checkbox disabled></label>ling</ul>",
         "- [x] cod\n- [ ] ling"),
        ("<pre class=prettyprint><ol><li>if a:</li><li>  go()</li></ol></pre>", "```\nif a:\n  go()\n```"),
        ("<table><tr><td class='blob-code'>if a:</td></tr><tr><td class='blob-code'>  go()</td></tr></table>",
         "```\nif a:\n  go()\n```"),
        ("<pre><code class='language-python'>if a:\n    b()</code></pre>", "```python\nif a:\n    b()\n```"),
        ("<div class='highlight highlight-source-python'><pre>a = 5</pre></div>", "```python\na = 5\n```"),
        ("<pre><code class='lang-none'>a = 5</code></pre>", "```\na = 5\n```"),
        ("<pre><div>a:</div><div><br></div><div>  go()</div></pre>", "```\na:\n\n  go()\n```"),
        ("<h3><button><span>How hot?</span></button></h3><p>Hot.</p><h2><div>More</div></h2>",
         "### How hot?\n\nHot.\n\n## More"),
        ("<dl><dt>cod</dt><dd>a fish</dd><dt><p>eel</p></dt><dt>elver</dt><dd>another<dd><p>or a snake</p><p>so"
         "</dl><p>end</p>", "cod\n: a fish\n\neel\nelver\n: another\n: or a snake\n\nso\n\nend"),
        ("<dl><dd>set in</dd></dl><dl><dt>cod</dt><dd><ul><li>red</li></ul></dd></dl>", "set in\n\ncod\n\n- red"),
        ("<pre>```\nfence\n```</pre>", "````\n```\nfence\n```\n````"),
        ("<p>Type <code>a`b</code>, <code>*x*</code> or <code>`</code>.</p>", "Type ``a`b``, `*x*` or `` ` ``."),
        ("<blockquote><p>Good<br>soup.</p><ul><li>x</li></ul></blockquote>", "> Good\\\n> soup.\n>\n> - x"),
        ("<blockquote><p>one</p><p>two</p></blockquote><blockquote><p>three</p></blockquote><p>four</p>",
         "> one\n>\n> two\n\n> three\n\nfour"),
        ("<ul><li>a<blockquote><p>b</p><blockquote><p>c</p></blockquote><pre>d\ne</pre></blockquote></li></ul>",
         "- a\n\n  > b\n  >\n  > > c\n  >\n  > ```\n  > d\n  > e\n  > ```"),
        ("<p>So <b> bold </b>and <em>un<b>frei</b></em><i>willig</i>.</p>", "So **bold** and *un**frei**willig*."),
        ("<p><b>Note:</b>the end</p><p><b>Note:</b> the end</p>", "**Note**:the end\n\n**Note:** the end"),
        ("<p>これは<b>「重要」</b>です。</p>", "これは「**重要**」です。"),
        ("<p>Use <b>make(x)</b>now, <em>“wait”</em>then, a<i>!</i>b</p>", "Use **make(x**)now, *“wait*”then, a!b"),
        ("<p><b>see <code>x</code></b>now and <b><code>y</code></b> then</p>", "see `x`now and **`y`** then"),
        ("<p><b><i>So:</i></b>then (<b>c</b>)</p>", "***So***:then (**c**)"),
        ("<p>1. is no list</p><p># nor is</p><p>- this</p><p>&gt; here</p>",
         "1\\. is no list\n\n\\# nor is\n\n\\- this\n\n\\> here"),
        ("<p>2 * 3, a_b, _c_, ___, [d], &lt;e&gt;, \\ and &amp;amp;</p>",
         "2 \\* 3, a_b, \\_c\\_, \\_\\_\\_, \\[d\\], \\<e>, \\\\ and \\&amp;"),
    ],
)  # fmt: skip
def test_forms(body: str, text: str) -> None:
    assert written(body) == text


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("<a href='/fish (big)'>fish</a>", "[fish](https://bay.example/fish%28big%29)"),
        ("<a href='salt.html'><b>salt</b></a>", "[**salt**](https://bay.example/food/salt.html)"),
        ("<a href='https://x.example/?a=1&amp;b=2'>x</a>", "[x](https://x.example/?a=1&b=2)"),
        ("<a href='#top'>up</a> <a href='javascript:go()'>go</a> <a>no</a>", "up go no"),
        ("<a href='/a'></a>empty", "empty"),
        ("<a href='mailto:cook@bay.example'>write</a>", "[write](mailto:cook@bay.example)"),
    ],
)
def test_links_lead_to_whole_addresses(link: str, text: str) -> None:
    assert written(f"<p>{link}</p>") == text
    assert written(f"<p>{link}</p>", links=False) == re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def test_a_link_around_blocks_is_a_link_in_each() -> None:
    assert written("<a href='/a'><h3>Cod</h3><p>from the north</p></a>") == (
        "### [Cod](https://bay.example/a)\n\n[from the north](https://bay.example/a)"
    )


def test_without_an_address_of_the_page_links_stay_as_they_are() -> None:
    assert written("<p><a href='/a'>a</a></p>", url=None) == "[a](/a)"


def test_a_table_whose_head_goes_has_a_head_again() -> None:
    document = read("<table><tr><th>herb</th><th>g</th></tr><tr><td>dill</td><td>5</td></tr></table><p>end</p>")
    assert without(document, "herb | g") == "| dill | 5 |\n| --- | --- |\n\nend"


def test_an_entry_whose_first_block_goes_has_its_marker_again() -> None:
    document = read("<ul><li><p>New!</p><p>cod</p></li><li>ling</li></ul>")
    assert without(document, "New!") == "- cod\n- ling"


def test_a_piece_of_a_block_can_go() -> None:
    document = read("<ul><li>By Jane Roe. The <b>boats</b> are <i>back</i>.</li><li>ling</li></ul>")
    assert without(document, "By Jane Roe. ") == "- The **boats** are *back*.\n- ling"


@pytest.mark.parametrize(
    ("gone", "text"),
    [
        ("one", "start\n\n> two\n>\n> three\n\nend"),
        ("two", "start\n\n> one\n>\n> three\n\nend"),
        ("three", "start\n\n> one\n>\n> two\n\nend"),
        ("start", "> one\n>\n> two\n>\n> three\n\nend"),
        ("end", "start\n\n> one\n>\n> two\n>\n> three"),
    ],
)
def test_a_quote_that_loses_a_paragraph_is_one_quote(gone: str, text: str) -> None:
    document = read("<p>start</p><blockquote><p>one</p><p>two</p><p>three</p></blockquote><p>end</p>")
    assert without(document, gone) == text


def test_code_whose_last_line_goes_is_still_closed() -> None:
    document = read("<pre><div>one()</div><div>two()</div><div>Copy</div></pre><p>end</p>")
    assert without(document, "Copy") == "```\none()\ntwo()\n```\n\nend"


def laws(document: CleanDocument) -> None:
    whole = document.document.text
    assert document.restore() == whole
    gone = [removal.span for removal in document.removals]
    assert [whole[a:b] for a, b in gone] == [removal.text for removal in document.removals]
    for removal in document.removals:
        seen = removal.span.start + len(removal.text) - len(removal.text.lstrip() or removal.text)
        assert removal.line == whole.count("\n", 0, seen) + 1
    assert len(whole) == len(document.text) + document.metadata["removed_chars"]
    assert all(removal.label != "whitespace" or not removal.text.strip() for removal in document.removals)


def test_a_page_loses_in_markdown_what_it_loses_in_plain_text() -> None:
    source = page(
        "<h2>What you need</h2><ul><li>water from the old well</li><li>a <a href='/cod'>cod</a> of the north</li></ul>"
    )
    plain, marked = (clean(source, media_type="text/html", policy=policy) for policy in (Policy(), WITH_LINKS))
    laws(marked)
    assert "## What you need\n\n- water from the old well\n- a [cod](/cod) of the north\n\n" in marked.text
    assert [removal.label for removal in plain.removals] == [removal.label for removal in marked.removals]
    assert "Home" in marked.document.text
    assert "Home" not in marked.text
    different = {"chars", "paragraphs", "sha256_text", "removed_chars", "removed_share", "text_format"}
    assert {key for key, value in plain.metadata.items() if marked.metadata[key] != value} <= different
    assert (plain.metadata["text_format"], marked.metadata["text_format"]) == ("text/plain", "text/markdown")


def test_code_keeps_its_first_indentation() -> None:
    document = clean(page("<pre>    if a:\n        go()</pre>"), media_type="text/html", policy=MARKDOWN)
    assert "```\n    if a:\n        go()\n```" in document.text
    laws(document)


def test_plain_text_is_taken_for_markdown_as_it_stands() -> None:
    text = f"## Soups\n\n{PROSE}\n\n- water\n- salt\n\n{MORE}"
    for media_type in ("text/markdown", "text/plain"):
        plain, marked = (clean(text, media_type=media_type, policy=policy) for policy in (Policy(), MARKDOWN))
        assert marked.text == plain.text
        assert marked.metadata["text_format"] == "text/markdown"


def test_without_the_wish_for_markdown_no_form_is_read() -> None:
    document = read_page(page(""), hints={})
    assert all(block.evidence and block.evidence.form is None for block in document.blocks)
    with_form = read_page(page(""), hints={}, form=True)
    bare = [b._replace(evidence=replace(b.evidence, form=None)) for b in with_form.blocks if b.evidence]
    assert bare == list(document.blocks)


def test_a_long_list_of_links_is_written_in_time() -> None:
    started = time.monotonic()
    body = f"<p>{'<a href=/a><b>one</b></a>, ' * 8000}</p>{'<ul><li>' * 900}deep"
    assert written(body).startswith("[**one**](https://bay.example/a), [**one**](")
    assert time.monotonic() - started < 60


def test_marks_move_with_the_text() -> None:
    document = read("<h2>Soups</h2><ul><li>By Jane</li><li>cod</li></ul>")
    at = document.text.index("By Jane")
    mark = Mark(Span(at, at + 7), "byline", "x", "y")  # type: ignore[arg-type]
    rendering = render_markdown(document, [Span(0, at - 1), Span(at + 7, len(document.text))], [mark], links=False)
    (moved,) = rendering.decided
    assert rendering.document.slice(moved.span) == "- By Jane"


def test_a_markdown_text_keeps_its_code_and_its_nesting() -> None:
    code = "```python\ndef stir():\n    go()\n\n    stop()\n```"
    nested = "- water of the town\n  - drawn from the well\n\n    before the sun is up"
    nested += "\n\n1. Let it boil.\n\n   Then let it cool."
    text = f"{PROSE}\n\n{code}\n\n{nested}\n\n{MORE}"
    assert clean(text, media_type="text/markdown", policy=MARKDOWN).text == text
