"""Pages whose text is not on the page: an article that stands only in the structured data, for machines to read."""

from __future__ import annotations

import html
import re

from cleaners.document import Block, Evidence
from cleaners.page.metadata.embedded import EmbeddedMetadata

ENOUGH = 400
"""Characters; a shorter body is a teaser."""
_PARAGRAPH = re.compile(r"(?:\s*\n\s*)+|<br\s*/?>|</p>", re.I)
_TAG = re.compile(r"<[^<>]{1,300}>")


def article_body(embedded: EmbeddedMetadata) -> list[str]:
    """The paragraphs of the article that the page's structured data holds, if it is long enough to be one."""
    for entry in embedded.articles():
        body = entry.get("articleBody") or entry.get("text")
        if isinstance(body, str) and len(body) >= ENOUGH:
            pieces = (" ".join(html.unescape(_TAG.sub(" ", piece)).split()) for piece in _PARAGRAPH.split(body))
            return [piece for piece in pieces if piece]
    return []


def blocks_of_paragraphs(paragraphs: list[str]) -> tuple[str, tuple[Block, ...]]:
    """Paragraphs → the text of a document and its blocks."""
    blocks: list[Block] = []
    at, line = 0, 1
    for text in paragraphs:
        evidence = Evidence(tag="p", path="script/json-ld", kept_by=frozenset({"model"}), features=(0.9,))
        blocks.append(Block(at, at + len(text), line, evidence))
        at, line = at + len(text) + 2, line + 2
    return "\n\n".join(paragraphs), tuple(blocks)
