"""Paragraphs that stand twice: the scraper took a block from two places of the page, or the whole page twice.

Measured on annotated articles, a paragraph that repeats an earlier one is main content nearly as often as not
(recipes, schedules, summaries), so a repetition alone is only evidence. Where a large part of the text is a copy, it is
a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from cleaners.document import Document, Label, Mark
from cleaners.mark.header import key

MIN_CHARS = 100
"""Shorter lines may repeat for good reasons: refrains, list entries, table cells."""
MAX_CHARS = 2000
"""Of lines up to this length is remembered from round to round what they say."""
DOUBLED = 0.35
"""Share of a text's characters that must be copies for the text to count as scraped twice."""


_remembered_key = lru_cache(maxsize=1 << 12)(key)


def repeats(document: Document) -> Document:
    """Mark every paragraph of `MIN_CHARS` characters or more that has been said before, to the letter."""
    marks = list(_repeats(document))
    copied = sum(mark.span.end - mark.span.start for mark in marks)
    if copied > DOUBLED * len(document.text):
        marks = [mark._replace(score=0.98, verdict=True) for mark in marks]
    return document.with_marks(marks)


def _repeats(document: Document) -> Iterator[Mark]:
    seen: dict[str, int] = {}
    for block in document.blocks:
        if block.end - block.start < MIN_CHARS:
            continue
        text = document.slice(block)
        said = _remembered_key(text) if len(text) <= MAX_CHARS else key(text)
        if said in seen:
            yield Mark(
                block.span, Label.REPEAT, "core/repeat", f"says again what line {seen[said]} says", 0.5, verdict=False
            )
        else:
            seen[said] = block.line
