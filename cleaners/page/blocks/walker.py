"""One walk over the elements of a page, which finds its text blocks in reading order.

Nothing here recurses, so a page may be nested as deep as it likes. The parser flattens what lies deeper than its own
limit (2,048 elements), and text outside of any element still becomes a block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from cleaners.page.blocks.duplicates import doubled_at
from cleaners.page.blocks.formulas import formula_of, is_visual_copy
from cleaners.page.blocks.hidden import LONGEST_HIDDEN, hidden_inline_text, is_hidden_by_attributes
from cleaners.page.blocks.inline_elements import BLOCK_LEVEL, INLINE, is_inline
from cleaners.page.blocks.non_text import NUMBER_HOLDERS, is_anchor, is_line_numbers, is_not_rendered
from cleaners.page.blocks.spacing import BESIDE_LINK, CLOSED, JOINED, JOINING, LINKED, OPENED, SET_APART, needs_space
from cleaners.page.blocks.superscripts import fraction_of, is_footnote_mark, superscript_after
from cleaners.page.blocks.tables import (
    CELLS,
    PARTS,
    data_rows,
    has_blank_line_between,
    is_code_cell,
    is_stray_row,
    rows_with_empty_first_cell,
)
from cleaners.page.blocks.tokens import tokens_of
from cleaners.page.blocks.tree import (
    BOLD,
    ENTRIES,
    FLAG_OF_ROLE,
    FLAG_OF_TAG,
    HEADING,
    HIDDEN,
    LINK,
    PRE,
    Page,
    TextBlock,
)
from cleaners.page.blocks.whitespace import code_of, row_of, texts_of
from cleaners.page.listed import listed

REPLACED = frozenset(listed("math script img sup"))
"""Elements that may be formulas or a part of a number."""


def read_tree(root: Any, walk: Callable[[Page], Walker] | None = None) -> Page:
    """Walk the page once and list its elements and text blocks; `walk` makes the walker, if it is a special one."""
    page = Page(root)
    walker = walk(page) if walk else Walker(page)
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "end":
            walker.leave(element)
        elif not walker.enter(element):
            events.skip_subtree()
    walker.flush()
    return page


class Walker:
    """The state of one walk: the open elements, and the pieces of the block that is being read."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.open: list[int] = []
        """The elements that have begun and not ended; −1 stands for one that is not read."""
        self.pieces: list[str | None] = []
        """Text as it stands in the page; ``None`` is a line break."""
        self.link_chars = self.links = self.bold_chars = self.images = 0
        self.node = -1
        """Where the block that is being read began, if any has."""
        self.flags = 0
        self.edge = 0
        """Inline elements that ended or began since the last text."""
        self.code = 0
        """How many ``<code>`` are open."""
        self.row = -1
        """The table row that is read as one block, if any."""
        self.hidden_texts: list[str] = []
        """What nobody sees of the block that is being read."""
        self.hidden_node = -1
        """Where the last of these stood."""
        self.data_rows: set[Any] = set()
        """The rows of tables that are read as one block each."""
        self.has_formulas = next(page.root.iter("math"), None) is not None
        self.consumed: Any = None
        """The lower part of a fraction that has been read."""
        self.unknown_inline: set[int] = set()
        """Elements of no known kind that stand inside of a sentence."""
        self.seen_tokens: dict[str, tuple[str, ...]] = {}
        self.led_by_empty_cell: set[Any] = set()
        """The rows whose first cells are empty in a column that is not."""
        self.elements: dict[int, Any] = {}
        """Rows, and what may be a line of code."""
        self.last_list = self.last_code = self.last_line = -1
        """The list, the piece of code and the line of it that were read last: what follows is set off less."""
        self.target: str | None = None
        """Where the last link leads."""

    def enter(self, element: Any) -> bool:
        """An element begins. False: its content is not read."""
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        page, parent = self.page, self.open[-1] if self.open else -1
        if tag in REPLACED and (replacement := self._replacement(tag, element)):
            self.add_whole(replacement, parent)
            self.open.append(-1)
            return False
        if not tag or self._is_unread(tag, parent, element):
            self.open.append(-1)
            return False
        node = len(page.tag)
        self.open.append(node)
        page.parent.append(parent)
        page.tag.append(tag)
        page.depth.append(len(self.open))
        if len(self.open) > page.deepest:
            page.deepest = len(self.open)
        flags = (page.flags[parent] if parent >= 0 else 0) | FLAG_OF_TAG.get(tag, 0)
        attributes = dict(element.items())
        if attributes:
            flags |= self._attribute_flags(attributes)
            page.tokens.append(self._tokens(attributes))
        else:
            page.tokens.append(())
        page.flags.append(flags | PRE if tag == "td" and is_code_cell(element) else flags)
        if flags & PRE or tag == "tr":
            self.elements[node] = element
        self.begin(tag, node, element)
        if element.text:
            self.add(element.text, node)
        return True

    def _is_unread(self, tag: str, parent: int, element: Any) -> bool:
        """Is an element's content no text of the page?"""
        if is_not_rendered(tag, element):
            return True
        flags = self.page.flags[parent] if parent >= 0 else 0
        if tag == "a" and is_anchor(element, in_heading=bool(flags & HEADING)):
            return True
        if tag in ("sup", "a") and self.node >= 0 and is_footnote_mark(element):
            return True
        if self.consumed is element:
            self.consumed = None
            return True
        if tag in INLINE and parent >= 0 and not flags & (HIDDEN | PRE) and (aside := hidden_inline_text(element)):
            self.hidden_texts.append(aside)
            self.hidden_node = parent
            return True
        if tag in NUMBER_HOLDERS and is_line_numbers(element, in_code=bool(flags & PRE)):
            return True
        return self.has_formulas and is_visual_copy(element)

    def _replacement(self, tag: str, element: Any) -> str:
        """What an element says that is not read like others; nothing if it is."""
        if tag != "sup":
            return formula_of(element)
        if is_footnote_mark(element):
            return ""
        before = (self.pieces[-1] if self.pieces else None) or ""
        if fraction := fraction_of(element):
            self.consumed = element.getnext()
            return f" {fraction}" if before[-1:].isdigit() and len(fraction) > 1 else fraction
        return superscript_after(before, element)

    def leave(self, element: Any) -> None:
        """An element ends; what follows it belongs to its parent."""
        node = self.open.pop()
        if node >= 0:
            tag = self.page.tag[node]
            if tag in INLINE or node in self.unknown_inline:
                self.edge |= CLOSED | JOINED if tag in JOINING else CLOSED | LINKED if tag == "a" else CLOSED
                self.code -= tag == "code"
            elif node == self.row:
                self.flush()
                self.row = -1
            elif self.row >= 0:
                if tag not in CELLS:
                    self.break_line("")
            elif tag != "br":
                self.flush()
        if element.tail and self.open and (self.consumed is None or node >= 0):
            self.add(element.tail, self.open[-1])

    def add(self, text: str, node: int) -> None:
        """Text inside `node`."""
        flags = self.page.flags[node] if node >= 0 else 0
        if self.node < 0:
            if text.isspace() and not flags & PRE:
                return
            self.node, self.flags = node, flags
        elif self.edge and self._needs_space(text, flags):
            self.pieces.append(" ")
        self.edge = 0
        self.pieces.append(text)
        if flags & LINK:
            self.link_chars += len(text.strip())
        if flags & BOLD:
            self.bold_chars += len(text.strip())

    def add_whole(self, text: str, node: int) -> None:
        """A formula inside `node`, a power or a fraction: what is not read element by element."""
        self.edge |= JOINED
        self.add(text, node)
        self.edge = JOINED

    def flush(self) -> None:
        """End the block that is being read."""
        before = len(self.page.blocks)
        if self.node >= 0:
            for text in self._texts():
                self.emit(text)
                if not self.flags & PRE and self.row < 0:
                    self.page.blocks[-1].copy_at = doubled_at(text, self.pieces)
                self.images = 0
            self.link_chars = self.links = self.bold_chars = 0
        self.pieces.clear()
        self.edge = 0
        if self.hidden_texts:
            self._emit_hidden_texts(is_beside=len(self.page.blocks) > before)
        self.node = -1

    def _emit_hidden_texts(self, *, is_beside: bool) -> None:
        """Add what nobody sees of a line as a block behind it; if it is most of the line, as one like others."""
        text, blocks = " ".join(self.hidden_texts), self.page.blocks
        is_beside = is_beside and len(text) <= max(LONGEST_HIDDEN, len(blocks[-1].text))
        if self.node < 0:
            self.node, self.flags = self.hidden_node, self.page.flags[self.hidden_node]
        self.flags |= HIDDEN
        self.emit(text)
        blocks[-1].hidden_inline = is_beside
        self.hidden_texts.clear()

    def emit(self, text: str) -> None:
        """Add one text to the page's blocks."""
        page, node = self.page, self.node
        while (page.tag[node] in INLINE or node in self.unknown_inline) and page.parent[node] >= 0:
            node = page.parent[node]
        if self.flags & PRE and page.tag[node] == "td":
            node = page.parent[node]
        tag, gap = page.tag[node], "\n\n"
        up = page.parent[node]
        if tag in ENTRIES:
            if tag == "tr" and up >= 0 and page.tag[up] in PARTS:
                up = page.parent[up]
            if self.last_list == up and page.blocks and page.blocks[-1].tag in ENTRIES:
                gap = "\n"
            self.last_list = up
        if self.flags & PRE and self.row < 0:
            home = node
            while page.parent[home] >= 0 and page.flags[page.parent[home]] & PRE:
                home = page.parent[home]
            gap = "\n" if self.last_code == home else gap
            if gap == "\n" and has_blank_line_between(self.elements.get(self.last_line), self.elements.get(node)):
                gap = "\n\n"
            self.last_code, self.last_line = home, node
        share = min(self.link_chars, len(text))
        page.blocks.append(
            TextBlock(text, node, tag, self.flags, gap, share, self.links, min(self.bold_chars, len(text)), self.images)
        )

    def _texts(self) -> list[str]:
        """The texts that the pieces make."""
        if self.flags & PRE and self.page.tag[self.node] != "tr":
            return code_of(self.pieces)
        if self.row >= 0:
            return row_of(self.pieces, led=self.elements.get(self.row) in self.led_by_empty_cell)
        return texts_of(self.pieces)

    def begin(self, tag: str, node: int, element: Any) -> None:
        """An element begins, before its text: it may end a block."""
        inline = tag in INLINE or (tag not in BLOCK_LEVEL and self._is_unknown_inline(tag, node, element))
        if inline:
            self.edge |= OPENED | JOINED if tag in JOINING else OPENED
            self.code += tag == "code"
        if tag == "label" and (prior := element.getprevious()) is not None and prior.tag == "label":
            self.edge |= SET_APART
        elif tag == "a":
            self.links += 1
            target = element.get("href")
            self.edge |= BESIDE_LINK if self.edge & LINKED and not (target and target == self.target) else 0
            self.target = target
        elif tag == "img":
            self.images += 1
        elif tag == "br":
            if self.row >= 0:
                self.break_line(tag)
            elif self.node >= 0:
                self.pieces.append(None)
        elif inline:
            return
        elif self.row < 0:
            self.flush()
            if tag == "table":
                lines = data_rows(element)
                self.data_rows |= lines
                self.led_by_empty_cell |= rows_with_empty_first_cell(lines)
            elif tag == "tr" and (element in self.data_rows or is_stray_row(element)):
                self.row = node
        elif self.node < 0:
            self.node, self.flags = self.row, self.page.flags[self.row]
        elif tag in CELLS:
            self.pieces.append(" | ")
        else:
            self.break_line(tag)

    def break_line(self, tag: str) -> None:
        """A line ends in the cell of a row that is read as one block; the entries of a list are set apart by a sign."""
        last = ""
        while self.pieces and not (last := (self.pieces[-1] or "").rstrip()):
            self.pieces.pop()
        if last:
            self.pieces[-1] = f"{last} " if last == " |" else last
            self.pieces.append("; " if tag == "li" and last[-1] not in ".,;:!?|" else " ")

    def _is_unknown_inline(self, tag: str, node: int, element: Any) -> bool:
        """Does an element of no known kind stand inside of a sentence?"""
        if self.page.parent[node] not in self.unknown_inline and not is_inline(element, tag):
            return False
        self.unknown_inline.add(node)
        return True

    def _needs_space(self, text: str, flags: int) -> bool:
        """Is there space between the last piece and this text, though none is written? In code there never is."""
        before = (self.pieces[-1] if self.pieces else None) or ""
        return bool(before) and not flags & PRE and not self.code and needs_space(before, text, self.edge)

    def _attribute_flags(self, attributes: Mapping[str, str]) -> int:
        flags = FLAG_OF_ROLE.get(attributes["role"], 0) if "role" in attributes else 0
        return (
            flags | HIDDEN if is_hidden_by_attributes(attributes) or attributes.get("aria-hidden") == "true" else flags
        )

    def _tokens(self, attributes: Mapping[str, str]) -> tuple[str, ...]:
        value = " ".join(filter(None, map(attributes.get, ("class", "id", "role", "itemprop"))))
        if not value:
            return ()
        known = self.seen_tokens.get(value)
        if known is None:
            known = self.seen_tokens[value] = tokens_of(value)
        return known
