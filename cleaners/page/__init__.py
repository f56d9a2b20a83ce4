"""What happens to a page: HTML → blocks with evidence, and metadata. The only door to lxml and trafilatura.

`read` turns a page into a `Document`, in these steps:

1. `blocks`: the source is parsed and walked once; what reads as one piece of text becomes a block.
2. `metadata`: what the page says about itself (meta elements, JSON-LD, headings, bylines) becomes facts.
3. `judge`: blocks are measured; the trained model says which of them are main content and what kind of page it is.

Two steps follow when the document is cleaned: `judge` marks what is boilerplate, and `markdown` writes the page as
Markdown, if that is wanted. Each of the four folders says what its modules do; `listed` writes long lists of words.
"""

from cleaners.page.judge.boilerplate import judge
from cleaners.page.judge.photo_essays import with_captions
from cleaners.page.markdown.rendering import in_markdown
from cleaners.page.read import read_page

__all__ = ["in_markdown", "judge", "read_page", "with_captions"]
