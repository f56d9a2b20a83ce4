"""HTML → blocks with evidence, and metadata. The only door to lxml and trafilatura.

`read_page` turns a page into a `Document`, `judge` says which of its blocks are not main content.
"""

from cleaners.page.judge import judge
from cleaners.page.read import read_page

__all__ = ["judge", "read_page"]
