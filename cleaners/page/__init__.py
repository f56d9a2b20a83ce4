"""What happens to a page: HTML → blocks with evidence, and metadata. The only door to lxml and trafilatura.

`read` turns a page into a `Document`, in these steps:

1. `blocks`: the source is parsed and walked once; what reads as one piece of text becomes a block.
2. `metadata`: what the page says about itself (meta elements, JSON-LD, headings, bylines) becomes facts.
3. `judge`: blocks are measured; the trained model says which of them are main content and what kind of page it is.

Two steps follow when the document is cleaned: `mark_boilerplate` says of every block that is not main content what it
is, and `render_markdown` writes the page as Markdown, if that is wanted. The docstring of each folder says what its
modules do; `listed` is how long lists of words are written.
"""

from cleaners.page.judge.boilerplate import mark_boilerplate
from cleaners.page.judge.photo_essays import spare_captions
from cleaners.page.markdown.rendering import render_markdown
from cleaners.page.read import read_page

__all__ = ["mark_boilerplate", "read_page", "render_markdown", "spare_captions"]
