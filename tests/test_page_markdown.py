"""The form of a page's blocks, as Markdown."""

from __future__ import annotations

from cleaners.document import Span
from cleaners.page import read_page
from cleaners.page.markdown import markdown

SOURCE = """<body><h2>Soups</h2><p>Take *two* of them.</p><ul><li>water</li><li>salt</li></ul>
<table><tr><th>herb</th><th>grams</th></tr><tr><td>dill</td><td>5</td></tr></table>
<ol><li>stir</li></ol><pre>for pot in pots:
    stir(pot)</pre><blockquote><p>Good soup.</p></blockquote><p>1. is no list</p></body>"""
EXPECTED = """## Soups

Take \\*two\\* of them.

- water
- salt

| herb | grams |
| --- | --- |
| dill | 5 |

1. stir

```
for pot in pots:
    stir(pot)
```

> Good soup.

1\\. is no list
"""


def test_headings_lists_tables_code_and_quotes_keep_their_form() -> None:
    document = read_page(SOURCE, source="x.html", url=None, hints={})
    assert markdown(document, [Span(0, len(document.text))]) == EXPECTED


def test_only_what_is_kept_is_written() -> None:
    document = read_page(SOURCE, source="x.html", url=None, hints={})
    assert markdown(document, [document.blocks[0].span]) == "## Soups\n"
    assert markdown(document, []) == ""
