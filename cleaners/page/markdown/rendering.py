"""A page as Markdown: its text once more, with headings, lists, tables, code and quotes in their form.

What goes has been decided about the plain text; here the same decisions are said about the Markdown text. So the clean
text is again the text without what was taken out of it, and can be restored.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cleaners.document import Block, Container, Document, Form, Mark, Span
from cleaners.page.markdown.escapes import fence
from cleaners.page.markdown.inline import Rendered, offset, render_code, render_prose

QUOTE = "> "
_PLAIN = Form()


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document whose text is Markdown, the spans of it that stay, and the marks that were acted on."""

    document: Document
    kept: list[Span]
    decided: list[Mark]

    @property
    def text(self) -> str:
        """What stays."""
        return "".join(self.document.slice(span) for span in self.kept)


def render_markdown(document: Document, kept: Sequence[Span], decided: Iterable[Mark], *, links: bool) -> Rendering:
    """The document with all its blocks in Markdown. `kept` and `decided` speak of its plain text. With `links`, what
    stays keeps its links; what goes never has any."""
    lines = _Renderer(document, kept, links=links).lines
    pieces: list[str] = []
    at = 0
    for line in lines:
        line.at = at + len(line.gap)
        pieces += (line.gap, line.text)
        at = line.at + len(line.text)
    text = "".join(pieces)

    def moved(mark: Mark) -> Mark:
        return mark.at(_moved(mark.span, document.blocks, lines))

    numbers, line_number, seen = [], 1, 0
    for line in lines:
        line_number, seen = line_number + text.count("\n", seen, line.at), line.at
        numbers.append(line_number)
    blocks = tuple(
        Block(line.at, line.at + len(line.text), number, block.evidence)
        for line, number, block in zip(lines, numbers, document.blocks, strict=True)
    )
    written = replace(document, text=text, blocks=blocks, marks=tuple(map(moved, document.marks)))
    return Rendering(written, _kept(lines), [moved(mark) for mark in decided])


@dataclass(slots=True)
class _Line:
    """A block in Markdown: what stands before its text, its text, what stands behind it."""

    block: Block
    form: Form
    stays: list[Span]
    """The pieces of its plain text that stay, counted from its beginning."""
    gap: str = ""
    before: str = ""
    written: Rendered = field(default_factory=lambda: Rendered("", [0]))
    after: str = ""
    at: int = 0

    @property
    def text(self) -> str:
        return f"{self.before}{self.written.text}{self.after}"

    def place(self, at: int, *, end: bool) -> int:
        """Where a place in the block's plain text lies in the page's Markdown; its edges take along what is around."""
        size = self.block.end - self.block.start
        if at <= 0 and not end:
            return self.at
        if at >= size and end:
            return self.at + len(self.text)
        return self.at + len(self.before) + offset(self.written.places, at)


class _Renderer:
    """Writes the blocks of a page one after the other."""

    def __init__(self, document: Document, kept: Sequence[Span], *, links: bool) -> None:
        self.document = document
        forms = _in_runs([_form(block) for block in document.blocks])
        blocks = zip(document.blocks, forms, strict=True)
        self.lines = [_Line(block, form, _stays(block, kept)) for block, form in blocks]
        self.first = self._found_in(range(len(self.lines)))
        """The first block that stays in each list entry, table and piece of code; of all, where none does."""
        self.last = self._found_in(range(len(self.lines))[::-1])
        """The last one."""
        self.fences = self._fences()
        self.columns = self._columns()
        for n, line in enumerate(self.lines):
            self._write(n, line, links=links and bool(line.stays))
            follows, inside = self._is_next(n), self._quote(n)
            line.gap = "" if not n else "\n" if follows or inside else "\n\n"
            if inside and not follows and self.first["in", inside[-1].element] != n:
                line.before = f"{_indent(inside).rstrip()}\n{line.before}"

    def _found_in(self, order: Sequence[int]) -> dict[tuple[str, int], int]:
        """What stands in the page, and which block of those that stay comes first in this order."""
        found: dict[tuple[str, int], int] = {}
        for stays in (True, False):
            for n in order:
                form = self.lines[n].form
                if bool(self.lines[n].stays) is stays:
                    keys = [("in", entry.element) for entry in form.inside]
                    for key in (*keys, ("table", form.table), ("code", form.code)):
                        found.setdefault(key, n)
        return found

    def _fences(self) -> dict[int, str]:
        """The fence of every piece of code, longer than any in its blocks."""
        texts: dict[int, list[str]] = {}
        for line in self.lines:
            if line.form.code >= 0:
                texts.setdefault(line.form.code, []).append(self.document.slice(line.block))
        return {node: fence("\n".join(found)) for node, found in texts.items()}

    def _columns(self) -> dict[int, int]:
        """How many columns every table has: its head may have fewer cells than its rows."""
        most: dict[int, int] = {}
        for line in self.lines:
            form = line.form
            if form.table >= 0:
                most[form.table] = max(most.get(form.table, 0), _cells(form))
        return most

    def _write(self, n: int, line: _Line, *, links: bool) -> None:
        text, form = self.document.slice(line.block), line.form
        opening, indent = self._margins(n, form)
        if form.code >= 0:
            ticks = self.fences[form.code]
            starts, ends = self.first["code", form.code] == n, self.last["code", form.code] == n
            line.before = f"{opening}{ticks}{form.programming}\n{indent}" if starts else opening
            line.written, line.after = render_code(text, indent), f"\n{indent}{ticks}" if ends else ""
        elif form.table >= 0:
            line.before = f"{opening}|{' |' * form.empty[0]} "
            line.written = render_prose(text, form, links=links, bold=True, indent=indent)
            head, columns = self.first["table", form.table] == n, self.columns[form.table]
            missing = columns - _cells(form) if head else 0
            line.after = f"{' |' * (form.empty[1] + missing)} |"
            if head:
                line.after += f"\n{indent}|{' --- |' * columns}"
        elif form.heading:
            line.before = f"{opening}{'#' * form.heading} "
            line.written = render_prose(text.replace("\n", " "), form, links=links, bold=False, indent=indent)
        else:
            line.before = f"{opening}: " if self._is_explained(n) else opening
            line.written = render_prose(text, form, links=links, bold=True, indent=indent)

    def _margins(self, n: int, form: Form) -> tuple[str, str]:
        """What a block's first line begins with, and every other one."""
        opening = ""
        for entry in form.inside:
            opening += entry.marker if self.first["in", entry.element] == n else _indent((entry,))
        return opening, _indent(form.inside)

    def _quote(self, n: int) -> tuple[Container, ...]:
        """What block n stands in together with the one before it, inwards to the last quote: an empty line between the
        two would make two quotes of one."""
        inside, before = self.lines[n].form.inside, self.lines[n - 1].form.inside if n else ()
        shared = 0
        for at, (own, other) in enumerate(zip(inside, before, strict=False)):
            if own.element != other.element:
                break
            shared = at + 1 if own.marker == QUOTE else shared
        return inside[:shared]

    def _is_explained(self, n: int) -> bool:
        """Does block n explain the term right before it, or say what else that means?"""
        explains, before = self.lines[n].form.explains, self.lines[n - 1].form if n else _PLAIN
        return explains >= 0 and explains in (before.term, before.explains)

    def _is_next(self, n: int) -> bool:
        """Does the block follow the one before it without an empty line: rows, lines of code, entries of a list, terms
        and what they mean?"""
        form, before = self.lines[n].form, self.lines[n - 1].form
        if self._is_explained(n) or 0 <= form.term == before.term:
            return True
        if max(form.table, form.code) >= 0 or max(before.table, before.code) >= 0:
            if form.code >= 0 and form.code == before.code:
                return self.lines[n].block.start - self.lines[n - 1].block.end < len("\n\n")
            return form.table >= 0 and form.table == before.table
        innermost = form.inside[-1] if form.inside else None
        if innermost is None or innermost.of < 0 or self.first["in", innermost.element] != n:
            return False
        return not {entry.of for entry in form.inside if entry.of >= 0}.isdisjoint(entry.of for entry in before.inside)


def _cells(form: Form) -> int:
    """How many cells a row has, empty ones and all."""
    return len(form.bars) + 1 + sum(form.spanned) + sum(form.empty)


def _indent(inside: Iterable[Container]) -> str:
    """What a line begins with that is not the first one in any of these."""
    return "".join(
        QUOTE if marker == QUOTE else " " * (2 if marker.startswith("- ") else len(marker)) for _, marker, _ in inside
    )


def _form(block: Block) -> Form:
    return block.evidence.form or _PLAIN if block.evidence else _PLAIN


def _in_runs(forms: Sequence[Form]) -> list[Form]:
    """A number for every run of a table's rows: what stands between two runs makes two tables of them."""
    found: list[Form] = []
    run = -1
    for n, form in enumerate(forms):
        if form.table < 0:
            found.append(form)
            continue
        run += not n or forms[n - 1].table != form.table
        found.append(replace(form, table=run))
    return found


def _stays(block: Block, kept: Sequence[Span]) -> list[Span]:
    """The pieces of a block that stay, counted from its beginning."""
    found = []
    for span in kept[max(0, bisect_right(kept, block.start, key=lambda s: s.start) - 1) :]:
        if span.start >= block.end:
            break
        start, end = max(span.start, block.start), min(span.end, block.end)
        if start < end:
            found.append(Span(start - block.start, end - block.start))
    return found


def _kept(lines: Sequence[_Line]) -> list[Span]:
    """The spans of the Markdown text that stay: blocks or their pieces, and between two of them the widest gap."""
    spans: list[Span] = []
    gaps: list[Span] = []
    any_before = False
    for line in lines:
        gaps.append(Span(line.at - len(line.gap), line.at))
        if not line.stays:
            continue
        if any_before:
            spans.append(max(gaps, key=lambda gap: (gap.end - gap.start, gap.start)))
        any_before, gaps = True, []
        text_at, text_end = line.at + len(line.before), line.at + len(line.before) + len(line.written.text)
        spans.append(Span(line.at, text_at))
        for piece in line.stays:
            start = max(text_at, line.place(piece.start, end=False))
            spans.append(Span(start, min(text_end, line.place(piece.end, end=True))))
        spans.append(Span(text_end, text_end + len(line.after)))
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        elif span.start < span.end:
            joined.append(span)
    return joined


def _moved(span: Span, blocks: Sequence[Block], lines: Sequence[_Line]) -> Span:
    """A span of the plain text as one of the Markdown text."""
    first = min(bisect_right(blocks, span.start, key=lambda block: block.end), len(blocks) - 1)
    last = max(first, bisect_right(blocks, span.end - 1, key=lambda block: block.start) - 1)
    start = lines[first].place(span.start - blocks[first].start, end=False)
    return Span(start, max(start, lines[last].place(span.end - blocks[last].start, end=True)))
