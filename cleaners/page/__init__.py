"""HTML → blocks with evidence, and metadata. The only door to lxml and trafilatura.

`read_page` turns a page into a `Document`, `judge` says which of its blocks are not main content, `in_markdown` writes
it as Markdown.
"""

from cleaners.page.judge import judge
from cleaners.page.markdown import in_markdown
from cleaners.page.pictures import with_captions
from cleaners.page.read import read_page

__all__ = ["in_markdown", "judge", "read_page", "with_captions"]
