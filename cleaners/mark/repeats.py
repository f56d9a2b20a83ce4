"""Paragraphs that stand twice: the scraper took a block from two places of the page."""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.document import Document, Label, Mark
from cleaners.mark.header import key

MIN_CHARS = 100
"""Shorter lines may repeat for good reasons: refrains, list entries, table cells."""


def repeats(document: Document) -> Document:
    """Mark every paragraph of `MIN_CHARS` characters or more that has been said before, to the letter."""
    return document.with_marks(_repeats(document))


def _repeats(document: Document) -> Iterator[Mark]:
    seen: dict[str, int] = {}
    for block in document.blocks:
        if block.end - block.start < MIN_CHARS:
            continue
        said = key(document.slice(block))
        if said in seen:
            yield Mark(block.span, Label.REPEAT, "core/repeat", f"says again what line {seen[said]} says", 0.98)
        else:
            seen[said] = block.line
