"""Running heads and page numbers of what was printed, as pdftotext leaves them between the lines.

A head says the same on every page, and a number that grows by one from page to page stands in it, set apart, or on the
line before it, at the foot of the page that ends there. Headings of questions or rounds, which are counted too, come
with few lines between them, or with their number behind them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaners.document import Block, Document, Label, Mark
from cleaners.mark.header import key

MIN_PAGES, MIN_LINES = 3, 12
"""So many pages at least, and so many lines on each."""
LONGEST, SHORTEST = 120, 10
"""How long a head may be, and how many letters it has at least."""
_DIGITS = re.compile(r"\d+")
_FOOT = re.compile(r"(?:[Pp]age )?(\d{1,4})(?: of \d{1,4})?$")
_APART = re.compile(r"(\d{1,4}) {3,}\S|\S {3,}(?:[Pp]age )?(\d{1,4})(?: of \d{1,4})?$")


def printed(document: Document) -> Document:
    """Mark the running heads of such a text, and the page numbers beside them."""
    text, blocks = document.text, document.blocks
    figures = (document.slice(b) for b in blocks if text[b.end - 1].isdigit() or text[b.start].isdigit())
    if sum(len(line) <= LONGEST and bool(_FOOT.match(line) or _APART.search(line)) for line in figures) < MIN_PAGES - 1:
        return document
    heads: defaultdict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if SHORTEST <= block.end - block.start <= LONGEST:
            heads[_DIGITS.sub("", key(document.slice(block)))].append(index)
    found = (places for said, places in heads.items() if len(places) >= MIN_PAGES and len(said) >= SHORTEST)
    gone = sorted({index for places in found for index in _of_pages(document, places)})
    reason = "the head or the number of a printed page"
    return document.with_marks(Mark(blocks[index].span, Label.RESIDUE, "core/printed", reason) for index in gone)


def _of_pages(document: Document, places: Sequence[int]) -> Iterator[int]:
    """The heads at these places and the numbers that belong to them; nothing if they are no heads of pages."""
    blocks = document.blocks
    numbers = [_number(document, blocks, index) for index in places]
    known = [(at, number) for at, (number, _) in enumerate(numbers) if number is not None]
    far = all(blocks[b].line - blocks[a].line >= MIN_LINES for a, b in pairwise(places))
    if not far or len(known) < max(MIN_PAGES - 1, len(places) - 1) or len({number - at for at, number in known}) != 1:
        return
    feet = [foot for _, foot in numbers if foot is not None]
    last = _FOOT.match(document.slice(blocks[-1]))
    if feet and not (last and int(last[1]) == known[-1][1] + 1):
        return  # a page ends with its number, the last one, too; a part begins with it
    yield from (*places, *feet, *([len(blocks) - 1] if feet else []))


def _number(document: Document, blocks: Sequence[Block], index: int) -> tuple[int | None, int | None]:
    """The number of a page: in its head, or at the foot of the one before, and then which block that is."""
    if own := _APART.search(document.slice(blocks[index])):
        return int(own[1] or own[2]), None
    foot = _FOOT.match(document.slice(blocks[index - 1])) if index else None
    return (int(foot[1]), index - 1) if foot else (None, None)
