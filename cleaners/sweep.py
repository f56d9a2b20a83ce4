"""The one place where text gets shorter. Every piece that is taken out is kept, with its place and its reason.

`cut` decides which characters stay when some spans go, so that paragraphs keep their distance; `removals` files the
rest under the marks that asked for it. Nothing is written that did not stand in the text.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from cleaners.document import Block, Label, Mark, Removal, Span

_NOTHING = Span(sys.maxsize, sys.maxsize)
_LAYOUT = Mark(Span(0, 0), Label.WHITESPACE, "core/whitespace", "space left over by the layout")


def sweep(
    text: str, blocks: Sequence[Block], decided: Sequence[Mark], *, indented: bool = False
) -> tuple[str, list[Span]]:
    """The clean text when the spans of the marks in `decided` go, and the spans of `text` that it consists of. With
    `indented` every line keeps its indentation, because it says what belongs to what.

    >>> text = "Home\\n\\nThe bridge is open.\\n\\nf"
    >>> blocks = (Block(0, 4, 1), Block(6, 25, 3), Block(27, 28, 5))
    >>> home = Mark(Span(0, 4), Label.NAVIGATION, "en/navigation/home", "a menu entry")
    >>> sweep(text, blocks, [home])[0]
    'The bridge is open.\\n\\nf'
    """
    kept = cut(text, blocks, united(mark.span for mark in decided), indented=indented)
    return "".join(text[start:end] for start, end in kept), kept


def cut(text: str, blocks: Sequence[Block], gone: Sequence[Span], *, indented: bool = False) -> list[Span]:
    """The spans of `text` that stay when those in `gone` (sorted, apart from each other) are taken out.

    Between two blocks that stay, the widest gap that stood between them stays as one line end or one empty line.
    Lines that follow each other directly lose the indentation that they share, and the first of them all of it. All
    other outer space goes.
    """
    tidy = _tidy_cut(text, blocks, gone) if _is_tidy(text) else None
    if tidy is not None:
        return united(tidy)
    if not gone and not indented:
        return united(_laid_out(text, blocks))
    paragraphs = _paragraphs(text, blocks, gone, indented=indented)
    return united(span for paragraph in paragraphs for span in _set(text, paragraph, indented=indented))


def _set(text: str, paragraph: Sequence[_Line], *, indented: bool) -> list[Span]:
    """What stays of a paragraph, with the line ends before it."""
    if len(paragraph) == 1 and not indented:
        return paragraph[0][2] + paragraph[0][1]
    spans: list[Span] = []
    indents = [_indent(text, block) for block, _, _ in paragraph]
    shared = 0 if indented else _shared(indents)
    for index, (block, pieces, gap) in enumerate(paragraph):
        spans += gap
        if indent := len(indents[index]) - shared if index or indented else 0:
            spans.append(Span(block.start - indent, block.start))
        spans += pieces
    return spans


def _laid_out(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The spans that stay where nothing goes but space: of paragraphs without any between their lines all at once."""
    first, even = 0, True
    stop = blocks[0].end if blocks else 0
    for at, (start, end, _, _) in enumerate(blocks):
        gap = text[stop:start] if at else "\n"
        if gap != "\n":
            apart = gap.count("\n") > 1
            if apart:
                yield from [(blocks[first].start, stop)] if even else _aligned(text, blocks[first:at])
                yield from _line_ends(text, Span(stop, start), ())
                first = at
            even = apart
        stop = end
    if blocks:
        yield from [(blocks[first].start, stop)] if even else _aligned(text, blocks[first:])


def _aligned(text: str, paragraph: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The spans that stay of a paragraph of which nothing goes but space."""
    indents = [_indent(text, block) for block in paragraph]
    shared = _shared(indents)
    stop = -1
    for (start, end, _, _), indent in zip(paragraph, indents, strict=True):
        if stop < 0:
            yield start, end
        else:
            line_end = text.find("\n", stop, start)
            if line_end >= 0:
                yield line_end, line_end + 1
            yield start - len(indent) + shared, end
        stop = end


def _is_tidy(text: str) -> bool:
    """Would `cut` leave the text as it is if nothing goes?"""
    lines = text.split("\n")
    ends_well = bool(lines[-1]) and list(map(str.rstrip, lines)) == lines
    return ends_well and "\n\n\n" not in text and not any(part[:1].isspace() for part in text.split("\n\n"))


def _tidy_cut(text: str, blocks: Sequence[Block], gone: Sequence[Span]) -> list[Span] | None:
    """`cut` for a tidy text, in which blocks stay as they are where nothing goes. None if more has to be looked at than
    the blocks of which something goes: because that is more than a part of one, or because of indentation."""
    starts = [block.start for block in blocks]
    touched = {bisect_right(starts, span.start) - 1: span for span in gone}
    found: list[Span] = []
    at = 0
    for index in (*touched, len(blocks)):
        parts = [[Span(blocks[at].start, blocks[index - 1].end)]] if at < index else []
        if index in touched:
            span, block = touched[index], blocks[index]
            if index < 0 or span.end > block.end:
                return None
            if span.start > block.start or span.end < block.end:
                parts.append(_rest(text, block, gone))
        for part in filter(None, parts):
            if text[part[0].start - 1 : part[0].start].strip("\n"):
                return None
            found += _line_ends(text, Span(found[-1].end, part[0].start), gone) if found else ()
            found += part
        at = index + 1
    return found


_Line = tuple[Block, list[Span], list[Span]]
"""A block that stays, the pieces of it that stay, and the line ends that stay before it."""


def _paragraphs(text: str, blocks: Sequence[Block], gone: Sequence[Span], *, indented: bool) -> Iterator[list[_Line]]:
    """The lines that stay, grouped into those that follow each other without an empty line."""
    paragraph: list[_Line] = []
    end = at = 0
    torn = False  # may something go between the last line that stays and this one?
    for block in blocks:
        while at < len(gone) and gone[at].end <= block.start:
            at, torn = at + 1, True
        near = gone[at] if at < len(gone) else _NOTHING
        torn |= near.start < block.start
        if near.start <= block.start and block.end <= near.end:
            continue
        pieces = _rest(text, block, gone) if near.start < block.end else [_stripped(text, block.span)]
        if not pieces or pieces[0].start == pieces[0].end:
            continue
        if indented and near.start >= block.end:
            pieces = [Span(block.start, pieces[0].end)]  # a page's code begins with its indentation
        gap = [] if not end else _line_ends(text, Span(end, block.start), gone if torn else ())
        if paragraph and gap and gap[-1].end - gap[0].start > 1:
            yield paragraph
            paragraph = []
        paragraph.append((block, pieces, gap))
        end, torn = pieces[-1].end, False
    if paragraph:
        yield paragraph


def _rest(text: str, block: Block, gone: Sequence[Span]) -> list[Span]:
    """What stays of a block, with one of the space characters where a part was torn out of its middle."""
    pieces: list[Span] = []
    for part in _outside(block.span, gone):
        bare = _stripped(text, part)
        if bare.start == bare.end:
            continue
        if pieces:
            spaces = [i for i in range(pieces[-1].end, bare.start) if text[i].isspace() and not _covers(gone, i)]
            pieces += [Span(i, i + 1) for i in spaces[:1]]
        pieces.append(bare)
    return pieces


def _line_ends(text: str, gap: Span, gone: Sequence[Span]) -> list[Span]:
    """The line ends that stay of a gap: those of its widest stretch without text, two at the most."""
    if not gone and text.startswith("\n\n", *gap):
        return [Span(gap.start, gap.start + 2)]
    best: list[Span] = []
    for start, end in _outside(gap, gone) if gone else (gap,):
        first = text.find("\n", start, end)
        second = text.find("\n", first + 1, end) if first >= 0 else -1
        if second >= 0:
            return [Span(first, first + 1), Span(second, second + 1)]
        if first >= 0 and not best:
            best = [Span(first, first + 1)]
    return best


def _outside(span: Span, gone: Sequence[Span]) -> list[Span]:
    """The parts of `span` that no span of `gone` covers."""
    parts, start = [], span.start
    first = bisect_right(gone, (start, sys.maxsize))
    if first and gone[first - 1].end > start:
        first -= 1
    for index in range(first, len(gone)):
        other = gone[index]
        if other.start >= span.end:
            break
        if other.start > start:
            parts.append(Span(start, other.start))
        start = max(start, other.end)
    if start < span.end:
        parts.append(span if start == span.start else Span(start, span.end))
    return parts


def _covers(gone: Sequence[Span], index: int) -> bool:
    at = bisect_right(gone, index, key=lambda s: s.start) - 1
    return at >= 0 and index < gone[at].end


def _stripped(text: str, span: Span) -> Span:
    if not (text[span.start].isspace() or text[span.end - 1].isspace()):
        return span
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def _indent(text: str, block: Block) -> str:
    start = block.start
    return text[text.rfind("\n", 0, start) + 1 : start] if text[start - 1 : start] != "\n" else ""


def _shared(indents: Sequence[str]) -> int:
    """How many characters all indents begin with, the same for all."""
    low, high = min(indents), max(indents)
    return next((i for i, char in enumerate(low) if char != high[i]), len(low))


def united(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """Sorted, overlapping and touching ones as one, empty ones left out."""
    joined: list[Span] = []
    begin = stop = 0
    for start, end in sorted(spans):
        if start >= end:
            continue
        if start > stop:
            if begin < stop:
                joined.append(Span(begin, stop))
            begin = start
        stop = max(stop, end)
    return [*joined, Span(begin, stop)] if begin < stop else joined


def translate(spans: Iterable[Span], kept: Sequence[Span]) -> list[Span]:
    """Spans of a clean text → spans of the text it was swept from; `kept` are the spans it consists of."""
    back = translator(kept)
    return [piece for span in spans for piece in back(span)]


def translator(kept: Sequence[Span]) -> Callable[[Span], list[Span]]:
    """`translate` for one span after another: a long text has thousands of marks and thousands of pieces."""
    starts, total = [], 0
    for start, end in kept:
        starts.append(total)
        total += end - start
    same = kept[0].end if kept and kept[0].start == 0 else 0

    def back(span: Span) -> list[Span]:
        start, end = span
        if start < end <= same:
            return [span]
        begin = max(0, bisect_right(starts, start) - 1)
        if starts and start < end:
            first, last = kept[begin]
            shift = first - starts[begin]
            if end + shift <= last:
                return [Span(start + shift, end + shift)] if shift else [span]
        found = []
        for at in range(begin, bisect_left(starts, end)):
            first, last = kept[at]
            shift = first - starts[at]
            piece = Span(max(start + shift, first), min(end + shift, last))
            if piece.start < piece.end:
                found.append(piece)
        return found

    return back


def removals(text: str, kept: Sequence[Span], decided: Sequence[Mark]) -> tuple[Removal, ...]:
    """Every stretch of `text` outside `kept`, cut up so that each piece has one mark to answer for it.

    `decided` are the marks that were acted on, in no particular order. Space between two pieces goes with the first;
    space for which no mark answers has the label ``whitespace``.
    """
    marks = sorted(decided, key=lambda m: (m.span.start, -m.span.end, m.origin))
    starts = [mark.span.start for mark in marks]
    line, counted = 1, 0
    found: list[Removal] = []
    removed = 0
    for hole in _outside(Span(0, len(text)), kept):
        at = hole.start - removed
        removed += hole.end - hole.start
        first = bisect_left(starts, hole.start)
        inside = marks[first : bisect_left(starts, hole.end)]
        if not inside and first and marks[first - 1].span.end > hole.start:
            inside = [marks[first - 1]]  # the mark began before, and something of it stayed
        for span, mark in _tiles(hole, inside):
            line, counted = line + text.count("\n", counted, span.start), span.start
            piece = text[span.start : span.end]
            at_line = line + led_by(piece)
            found.append(Removal(span, at, at_line, piece, mark.label, mark.origin, mark.reason, mark.score))
    return tuple(found)


def led_by(piece: str) -> int:
    """How many line ends stand before the first thing to be seen in a removed piece; 0 if there is none.

    >>> led_by("\\n\\nShare this\\n"), led_by("\\n\\n")
    (2, 0)
    """
    return piece.count("\n", 0, len(piece) - len(piece.lstrip())) if piece.strip() else 0


def _tiles(hole: Span, marks: Sequence[Mark]) -> list[tuple[Span, Mark]]:
    """A hole cut at the starts of its marks; the first mark also answers for the space before it."""
    if not marks:
        return [(hole, _LAYOUT)]
    heads: list[Mark] = []
    for mark in marks:
        if not heads or mark.span.start > heads[-1].span.start:
            heads.append(mark)
    cuts = [hole.start, *(mark.span.start for mark in heads[1:]), hole.end]
    return [(Span(a, b), mark) for (a, b), mark in zip(pairwise(cuts), heads, strict=True) if a < b]
