"""Signs, numbers and readings that a page shows beside its text are no text; what only looks like them is."""

from __future__ import annotations

import pytest

from cleaners.page import read_page


def text(body: str, *, form: bool = False) -> str:
    return read_page(f"<body>{body}</body>", hints={}, form=form).text


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>Soups<a class='headerlink' href='#soups' title='Link to this heading'>¶</a></h2>", "Soups"),
        ("<h2>Soups<a href='#soups'>&#xf0c1;</a></h2>", "Soups"),
        ("<h2>Soups<a href='#soups'>&#8203;</a></h2>", "Soups"),
        ("<h2><a href='#soups'>#</a>Soups</h2>", "Soups"),
        ("<h2><a href='#soups'>Soups</a></h2>", "Soups"),
        ("<h2><a href='#p7'>(</a></h2>", "("),
        ("<h2>Soups in C<a href='/sharp'>#</a></h2>", "Soups in C#"),
        ("<dl><dt>cook(fish)<a class='headerlink' href='#cook'>&#xf0c1;</a></dt></dl>", "cook(fish)"),
        ("<h2>Soups<span class='mw-editsection'>[<a href=/e>edit</a>]</span></h2>", "Soups"),
        (
            "<p>Fish.<a class='footnote-anchor' href='#f'>1</a></p><p><a class='footnote-number' href='#a'>1</a></p>",
            "Fish.\n\n1",
        ),
        ("<ol><li>See there. <a href='#fnref-1'>↩\ufe0e</a></li></ol>", "See there."),
        ("<ul><li><span class='mw-cite-backlink'><b><a href='#r'>^</a></b></span> <i>Isles</i></li></ul>", "Isles"),
        ("<p>See <a href='#soups'>¶</a> below.</p>", "See ¶ below."),
        ("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を読む</p>", "漢字を読む"),
        ("<x-card><template shadowrootmode='open'><p>Open in May.</p></template></x-card>", "Open in May."),
        ("<div><template><p>Not yet there.</p></template><p>Open.</p></div>", "Open."),
    ],
)
def test_what_is_shown_beside_the_text_is_not_read(body: str, expected: str, form: bool) -> None:
    assert text(body, form=form) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<pre><span class='linenos'>1</span>a = 5\n<span class='linenos'>2</span>go(a)</pre>", "a = 5\ngo(a)"),
        (
            "<table class='highlighttable'><tr><td class='linenos'><div class='linenodiv'><pre>1\n2</pre></div></td>"
            "<td class='code'><div><pre>a = 5\ngo(a)</pre></div></td></tr></table>",
            "a = 5\ngo(a)",
        ),
        (
            "<div class='chroma'><table><tr><td><pre><code><span class='lnt'>1\n</span>"
            "<span class='lnt'>2\n</span></code></pre></td><td><pre><code>go()</code></pre></td></tr></table></div>",
            "go()",
        ),
        (
            "<div class='syntaxhighlighter'><div class='gutter'><div>1</div><div>2</div></div><pre>go()</pre></div>",
            "go()",
        ),
        (
            "<pre><table class='hljs-ln'><tr><td class='hljs-ln-numbers'></td><td class='hljs-ln-code'>if a:</td></tr>"
            "<tr><td class='hljs-ln-numbers'></td><td class='hljs-ln-code'>  go(a)</td></tr></table></pre>",
            "if a:\n  go(a)",
        ),
        (
            "<table class='highlight'><tr><td class='blob-num'></td><td class='blob-code'>if a:</td></tr>"
            "<tr><td class='blob-num'></td><td class='blob-code'>    <b>go</b>(a)</td></tr></table>",
            "if a:\n    go(a)",
        ),
        (
            "<div class='syntaxhighlighter'><table><tr><td class='gutter'><div>1</div></td><td class='code'>"
            "<div>if a:</div><div><code>  go</code><code>(a)</code></div></td></tr></table></div>",
            "if a:\n  go(a)",
        ),
        (
            "<table><tr><td class='blob-num'></td><td class='blob-code'>a = 5</td></tr>"
            "<tr><td class='blob-num'></td><td class='blob-code'>\n</td></tr>"
            "<tr><td class='blob-num'></td><td class='blob-code'>go(a)</td></tr></table>",
            "a = 5\n\ngo(a)",
        ),
        ("<pre><div>if a:</div><div>  go(a)</div></pre><pre>end</pre>", "if a:\n  go(a)\n\nend"),
        ("<pre><span class='mi'>1</span> + 1</pre>", "1 + 1"),
        ("<div class='gutter'>12</div>", "12"),
        ("<div class='gutter'><p>Ten <b>boats</b></p></div>", "Ten boats"),
    ],
)
def test_numbers_of_lines_are_not_read(body: str, expected: str) -> None:
    assert text(body) == expected


def test_the_sign_in_a_heading_is_no_part_of_the_title() -> None:
    title = "<h1>Soups of the coast<a class='headerlink' href='#soups'>¶</a></h1><p>They are made of fish.</p>"
    assert read_page(f"<body>{title}</body>", hints={}).fact("title") == "Soups of the coast"
