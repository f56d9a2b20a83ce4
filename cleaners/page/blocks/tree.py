"""A page as a tree of elements, in plain lists, and the text blocks that hang in it, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cleaners.document import Form
from cleaners.page.listed import listed

ENTRIES = frozenset(listed("li tr dt dd"))
"""Blocks that follow each other line by line."""
HEADINGS = frozenset(listed("h1 h2 h3 h4 h5 h6"))


LINK, HIDDEN, LIST, TABLE, NAV, HEADER, FOOTER, ASIDE, ARTICLE = (1 << n for n in range(9))
MAIN, FORM, FIGURE, BUTTON, QUOTE, PRE, HEADING, BOLD = (1 << n for n in range(9, 17))
"""What a block stands in, as bits."""
FLAG_OF_TAG = {
    "a": LINK, "ul": LIST, "ol": LIST, "dl": LIST, "table": TABLE, "nav": NAV, "header": HEADER, "footer": FOOTER,
    "aside": ASIDE, "article": ARTICLE, "main": MAIN, "form": FORM, "figure": FIGURE, "figcaption": FIGURE,
    "button": BUTTON, "blockquote": QUOTE, "pre": PRE, "b": BOLD, "strong": BOLD, **dict.fromkeys(HEADINGS, HEADING),
}  # fmt: skip
FLAG_OF_ROLE = {
    "navigation": NAV, "menu": NAV, "menubar": NAV, "banner": HEADER, "contentinfo": FOOTER, "complementary": ASIDE,
    "main": MAIN, "article": ARTICLE, "search": FORM, "button": BUTTON, "list": LIST, "table": TABLE,
    "dialog": HIDDEN, "alertdialog": HIDDEN, "heading": HEADING,
}  # fmt: skip


@dataclass(slots=True)
class TextBlock:
    """A text that reads as one piece: where it hangs (`node`), how it is set off from the one before (`gap`)."""

    text: str
    node: int
    tag: str
    flags: int
    gap: str
    link_chars: int = 0
    links: int = 0
    bold_chars: int = 0
    images: int = 0
    """Images since the block before."""
    copy_at: int = -1
    """Where it begins to say the same again, in elements of its own: one text for the eye, one for screen readers."""
    hidden_inline: bool = False
    """Is it what nobody sees of the line that the block before is?"""
    form: Form | None = None
    """How it is written in Markdown, if that was asked for."""

    @property
    def once(self) -> str:
        """The text, said once."""
        return self.text if self.copy_at < 0 else self.text[self.copy_at :]


@dataclass(slots=True)
class Page:
    """The elements of a page as parallel lists (an element is its index), and its text blocks."""

    root: Any
    parent: list[int] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    tokens: list[tuple[str, ...]] = field(default_factory=list)
    """Words of class, id, role and itemprop of each element alone."""
    blocks: list[TextBlock] = field(default_factory=list)
    deepest: int = 0

    def self_and_ancestors(self, node: int, most: int) -> Iterator[int]:
        """An element and those around it, from the inside out, `most` of them."""
        for _ in range(most):
            if node < 0:
                break
            yield node
            node = self.parent[node]

    def path(self, node: int) -> str:
        """The element's tags from the root, the nearest eight."""
        return "/".join([self.tag[near] for near in self.self_and_ancestors(node, 8)][::-1])

    def class_words(self, node: int, most: int = 8) -> frozenset[str]:
        """Words of the class, id, role and itemprop attributes of an element and of those around it."""
        return frozenset(word for near in self.self_and_ancestors(node, most) for word in self.tokens[near])
