"""The form of a page's blocks: what they stand in, and where links, code and emphasis begin and end.

Read in the same walk as the blocks, and only if Markdown was asked for. The walk folds space, so places are noted as
numbers of characters that are no space, which folding does not change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from cleaners.document import Container, Form, Sign
from cleaners.page.blocks.tables import CELLS, spanned_columns
from cleaners.page.blocks.tree import HEADINGS, PRE, Page
from cleaners.page.blocks.walker import Walker
from cleaners.page.markdown.list_numbering import Numbering, numbering_of

SIGNS = {"a": "[", "code": "`", "kbd": "`", "samp": "`", "tt": "`", "strong": "**", "b": "**", "em": "*", "i": "*"}
_PROGRAMMING = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-(?:source-)?|brush:\s*)(?!(?:auto|default|none|no-?highlight)\b)([\w+#.-]{1,20})",
    re.I,
)
_WRAPPERS = frozenset(("div", "figure"))
"""What may hold nothing but a piece of code, and name its programming language."""
_ADDRESS = re.compile(r"(?:https?|mailto|ftp|tel):", re.I)


@dataclass(slots=True)
class _Mark:
    """A sign around some text: from one number of characters to another."""

    sign: str
    target: str
    start: int
    end: int = -1


class FormWalker(Walker):
    """A walker that notes the form of every block. `url`: the page's address, to which links are relative."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page)
        base = page.root.find(".//base[@href]") if url else None
        self.base = _joined(url, base.get("href")) if base is not None else url
        self.count = 0
        """Characters that are no space, in the block that is being read."""
        self.marks: list[_Mark] = []
        self.around: list[tuple[int, _Mark]] = []
        """Marks that are open, with their element."""
        self.bars: list[tuple[int, int]] = []
        """Where bars between cells stand, and how many empty cells are before each."""
        self.breaks: set[tuple[int, int]] = set()
        """Where lines end in cells."""
        self.skipped: dict[Any, int] = {}
        """Columns that are spanned by cells, as `skipped` counts them."""
        self.around_row = (0, 0)
        self.explained: set[int] = set()
        """The explanations of terms that have begun."""
        self.markers: dict[int, str] = {}
        """What the entries of lists begin with."""
        self.lists: dict[int, Numbering] = {}
        """How the entries of ordered lists are numbered."""
        self.programming = ""
        self.solid = ""
        """The block that is being ended, without space."""
        self.given = 0
        """How many characters of that have been given out as texts."""

    def begin(self, tag: str, node: int, element: Any) -> None:
        """Note what the element says of the text in it."""
        pieces = len(self.pieces)
        super().begin(tag, node, element)
        if tag == "table":
            self.skipped |= spanned_columns(element)
        elif tag == "tr":
            self.around_row = 0, self.skipped.get(element, 0)
        elif tag in CELLS and self.row >= 0:
            gap = self.skipped.get(element, 0)
            if len(self.pieces) > pieces:
                self.bars.append((self.count, gap))
                self.count += 1
            else:
                self.around_row = gap, self.around_row[1]
        elif tag == "ol":
            self.lists[node] = numbering_of(element)
        elif tag == "li":
            numbering = self.lists.get(self.page.parent[node])
            self.markers[node] = "- " if numbering is None else numbering.marker(element.get("value") or "")
        elif tag == "input" and element.get("type") == "checkbox" and "disabled" in element.attrib:
            self._check(element)
        elif tag in ("pre", "code") and (found := _programming(element)):
            self.programming = found
        sign = SIGNS.get(tag)
        if sign:
            target = _joined(self.base, element.get("href") or "") if sign == "[" else ""
            if sign != "[" or target:
                mark = _Mark(sign, target, self.count)
                self.marks.append(mark)
                self.around.append((node, mark))

    def _check(self, element: Any) -> None:
        """Note in a list's entry that it is a task, and whether that is done."""
        entry = next((node for node in self.open[:-4:-1] if node >= 0 and self.page.tag[node] == "li"), -1)
        if self.markers.get(entry) == "- " and self.node < 0:
            self.markers[entry] = "- [x] " if "checked" in element.attrib else "- [ ] "

    def leave(self, element: Any) -> None:
        """End the element's mark before what follows the element is read."""
        if self.around and self.open and self.around[-1][0] == self.open[-1]:
            self.around.pop()[1].end = self.count
        super().leave(element)

    def add(self, text: str, node: int) -> None:
        """Count what is added."""
        pieces = len(self.pieces)
        super().add(text, node)
        if len(self.pieces) > pieces:
            self.count += len("".join(text.split()))

    def break_line(self, tag: str) -> None:
        """Note where a line ends in a cell."""
        super().break_line(tag)
        if self.pieces:
            sign = len((self.pieces[-1] or "").strip())
            self.breaks.add((self.count, self.count + sign))
            self.count += sign

    def flush(self) -> None:
        """End the block. Marks that are still open begin again with the next one."""
        self.solid = "".join("".join(piece or "" for piece in self.pieces).split()) if self.node >= 0 else ""
        self.given = 0
        super().flush()
        self.count, self.bars, self.breaks = 0, [], set()
        self.around = [(node, _Mark(mark.sign, mark.target, 0)) for node, mark in self.around]
        self.marks = [mark for _, mark in self.around]
        if not any(self.page.tag[node] in ("pre", "code") for node in self.open[-2:] if node >= 0):
            self.programming = ""

    def emit(self, text: str) -> None:
        """Add the text to the blocks, with its form."""
        super().emit(text)
        block = self.page.blocks[-1]
        places = [n for n, char in enumerate(text) if not char.isspace()]
        start = max(self.given, self.solid.find("".join(text.split()), self.given))
        end = self.given = start + len(places)
        inside, table, code, within = self._containers(block.node)
        marks = []
        for mark in self.marks:
            first, last = max(mark.start, start) - start, min(end, mark.end if mark.end >= 0 else end) - start
            if first < last:
                marks.append(Sign(places[first], places[last - 1] + 1, mark.sign, mark.target))
        row = self._row(places, start, end) if self.row >= 0 else {}
        block.form = Form(
            inside=inside,
            table=table if row else -1,
            code=(code if code >= 0 else table) if block.flags & PRE else -1,
            programming=self.programming if block.flags & PRE else "",
            marks=() if block.flags & PRE else tuple(marks),
            **within,
            **row,
        )

    def _row(self, places: Sequence[int], start: int, end: int) -> dict[str, Any]:
        """The form of a row: its bars, the empty cells between and around them, and where lines end in its cells."""
        inner = {bar - start: gap for bar, gap in self.bars if start <= bar < end}
        before, after = self.around_row
        lines = {last - start: first - start for first, last in sorted(self.breaks, reverse=True)}
        return {
            "bars": tuple(places[bar] for bar in inner),
            "spanned": tuple(inner.values()),
            "empty": (
                before + sum(gap + 1 for bar, gap in self.bars if bar < start),
                after + sum(gap + 1 for bar, gap in self.bars if bar >= end),
            ),
            "breaks": tuple(
                (places[first - 1] + 1, places[last])
                for last, first in sorted(lines.items())
                if 0 < first <= last < end - start and not {first - 1, last} & inner.keys()
            ),
        }

    def _containers(self, node: int) -> tuple[tuple[Container, ...], int, int, dict[str, Any]]:
        """The quotes and list entries around an element, its table, its preformatted text, and the heading or list of
        terms that it is a part of."""
        page, table, code = self.page, -1, -1
        inside: list[Container] = []
        within: dict[str, Any] = {}
        term = ""
        while node >= 0:
            tag = page.tag[node]
            if tag in HEADINGS:
                within.setdefault("heading", int(tag[1]))
            elif term and tag == "dl":
                within[term] = node
                term = ""
            elif tag in ("dt", "dd") and not (inside or within or max(table, code) >= 0):
                if tag == "dt" or node not in self.explained:
                    term = "term" if tag == "dt" else "explains"
                self.explained.add(node)
            elif tag == "li":
                inside.append(Container(node, self.markers.get(node, "- "), page.parent[node]))
            elif tag == "blockquote":
                inside.append(Container(node, "> "))
            elif tag == "table" and table < 0:
                table = node
            elif tag == "pre":
                code = node
                inside.clear()  # the lines of code may be entries of a list
            node = page.parent[node]
        return tuple(reversed(inside)), table, code, within


def _programming(element: Any) -> str:
    """The programming language that code names in its class, or what is wrapped around it."""
    for _ in range(4):
        if found := _PROGRAMMING.search(element.get("class") or ""):
            return found[1].lower()
        element = element.getparent()
        if element is None or element.tag not in _WRAPPERS:
            break
    return ""


def _joined(base: str, target: str) -> str:
    """The address that a link leads to, or nothing if it leads nowhere outside of this page."""
    target = "".join(target.split())
    if not target or target.startswith("#"):
        return ""
    try:
        found = urljoin(base, target)
    except ValueError:
        return ""
    return found if _ADDRESS.match(found) or not re.match(r"[\w+.-]+:", found) else ""
