"""A plain text's blocks: its non-empty lines, or whole paragraphs where the text was wrapped at a fixed width, and
pieces of code between two fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from cleaners.document import Block

MIN_WIDTH, MAX_WIDTH = 50, 110
"""Columns at which people and programs wrap text; lines outside are paragraphs of their own."""
SHORT = 10
"""So much shorter may the longest line of a paragraph be."""
MIN_BREAKS = 3
"""So many line ends where the next word did not fit, at least, prove that a text is wrapped."""
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*[\w+#.-]*[ \t]*$", re.M)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text, in order, without the space around them.

    >>> [b.line for b in blocks_of("One.\\n\\n  Two.\\nThree.")]
    [1, 3, 4]
    """
    lines = _lines(text)
    width = wrap_width(text, lines)
    if width is None:
        return lines
    blocks: list[Block] = []
    for run in runs(lines):
        whole = len(run) > 1 and wrapped(text, run, width)
        blocks += [Block(run[0].start, run[-1].end, run[0].line)] if whole else run
    return tuple(blocks)


def _lines(text: str) -> tuple[Block, ...]:
    found: list[Block] = []
    start = end = 0
    fences = _fences(text)
    made = tuple.__new__  # a named tuple's own costs three times as much
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare and start >= end:
            begin = start if len(bare) == len(line) else start + line.find(bare)
            end = fences.get(start, begin + len(bare)) if fences else begin + len(bare)
            found.append(made(Block, (begin, end, number, None)))
        start += len(line) + 1
    return tuple(found)


def _fences(text: str) -> dict[int, int]:
    """The lines that open a piece of code, as Markdown writes it, and where its closing line ends.

    >>> _fences("```python\\nx = 1\\n\\ny = 2\\n```\\n\\nIs this code?\\n\\n```")
    {0: 26}
    """
    found: dict[int, int] = {}
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text) if "```" in text or "~~~" in text else ():
        if opening is None:
            opening = fence
        elif fence[1].startswith(opening[1]) and fence[0].strip() == fence[1]:
            found[opening.start()] = fence.end(1)
            opening = None
    return found


def runs(lines: Sequence[Block]) -> Iterator[list[Block]]:
    """Lines without an empty line between them."""
    run: list[Block] = []
    for block in lines:
        if run and block.line != run[-1].line + 1:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def wrap_width(text: str, lines: Sequence[Block]) -> int | None:
    """The column at which the text was wrapped, or None. `MIN_BREAKS` breaks of its lines must be explained by it: in
    one run, or in several, if these are most of all breaks. Of several columns it is the one that explains most."""
    explained, alone, breaks = [0] * (MAX_WIDTH + 2), False, 0
    for run in runs(lines):
        if len(run) == 1:
            continue
        least, most = _widths(text, run)
        breaks += len(run) - 1
        if MIN_WIDTH - SHORT <= least <= most and most >= MIN_WIDTH:
            explained[max(least, MIN_WIDTH)] += len(run) - 1
            explained[most + 1] -= len(run) - 1
            alone = alone or (len(run) > MIN_BREAKS and least >= MIN_WIDTH)
    by_width = list(accumulate(explained))
    best = max(by_width)
    return by_width.index(best) if best >= MIN_BREAKS and (alone or 2 * best > breaks) else None


def wrapped(text: str, run: Sequence[Block], width: int) -> bool:
    """Was the run broken by filling lines up to `width`? Then no line had room for the next one's first word."""
    least, most = _widths(text, run)
    return least <= width <= most


def _widths(text: str, run: Sequence[Block]) -> tuple[int, int]:
    """The least and the greatest width, up to `MAX_WIDTH`, by which a run may have been wrapped."""
    least, most = 0, MAX_WIDTH
    for block, following in pairwise(run):
        length = block.end - block.start
        if length + 1 < MIN_WIDTH // 2:
            return MAX_WIDTH + 1, 0
        word = text[following.start : following.end].split(None, 1)[0]
        least, most = max(least, length), min(most, length + len(word) + 2)
    return max(least, run[-1].end - run[-1].start), most
