"""Paragraphs that stand twice: the scraper took a block from two places of the page, or the whole page twice.

Measured on annotated articles, a paragraph that repeats an earlier one is main content nearly as often as not
(recipes, schedules, summaries), so a repetition alone is only evidence. Where a large part of the text is a copy, it is
a verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaners.document import Block, Document, Label, Mark
from cleaners.mark.header import key

MIN_CHARS = 100
"""Shorter lines may repeat for good reasons: refrains, list entries, table cells."""
OPENING = 12
"""So many letters and digits of two paragraphs are compared first."""
DOUBLED = 0.35
"""Share of a text's characters that must be copies for the text to count as scraped twice."""


def repeats(document: Document) -> Document:
    """Mark every paragraph of `MIN_CHARS` characters or more that has been said before, to the letter."""
    marks = list(_repeats(document))
    copied = sum(mark.span.end - mark.span.start for mark in marks)
    if copied > DOUBLED * len(document.text):
        marks = [mark._replace(score=0.98, verdict=True) for mark in marks]
    return document.with_marks(marks)


def _repeats(document: Document) -> Iterator[Mark]:
    seen: dict[str, int] = {}
    for block in _alike(document):
        said = key(document.slice(block))
        if said in seen:
            yield Mark(
                block.span, Label.REPEAT, "core/repeat", f"says again what line {seen[said]} says", 0.5, verdict=False
            )
        else:
            seen[said] = block.line


def _alike(document: Document) -> Iterator[Block]:
    """The long blocks without those that open as no other does: what they say further on need not be looked at."""
    long = [block for block in document.blocks if block.end - block.start >= MIN_CHARS]
    openings = [key(document.text[block.start : block.start + MIN_CHARS])[:OPENING] for block in long]
    count = Counter(openings)
    comparable = all(len(opening) == OPENING for opening in count)
    return (block for block, opening in zip(long, openings, strict=True) if count[opening] > 1 or not comparable)
