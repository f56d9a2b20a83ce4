"""The deck of a page: the line under its title that says what it is about, known by the class of its element."""

from __future__ import annotations

from itertools import pairwise

from cleaners import dates
from cleaners.document import Fact
from cleaners.page.blocks.tree import HIDDEN, NAV, Page, TextBlock
from cleaners.page.listed import listed
from cleaners.page.metadata.embedded import EmbeddedMetadata

DECK_ORIGIN = "page/deck"
AFTER = 6
"""Blocks after the title in which a deck is looked for."""
FEWEST_WORDS, MOST_CHARS = 4, 400
PROSE = 160
"""Characters; a longer block that is no deck begins the text, and what follows is a heading of a part."""
_DECK = frozenset(
    listed("dek deck subtitle subheading subheadline subhead standfirst strapline chapo sottotitolo entradilla bajada")
)
_SECOND = frozenset(listed("title heading headline head"))
"""What follows "sub" where the two are written apart."""


def deck_facts(embedded: EmbeddedMetadata, page: Page, title: str) -> list[Fact]:
    """`subtitle`: the first text under the title whose class calls it a deck."""
    first = embedded.headings[0][1] if embedded.headings else None
    at = next((n for text, n in embedded.headings if text == title), first)
    if at is None:
        return []
    for block in page.blocks[at + 1 : at + 1 + AFTER]:
        if _is_deck(page, block) and block.text != title:
            return [Fact("subtitle", " ".join(block.text.split()), DECK_ORIGIN, 0.8)]
        if len(block.text) > PROSE:
            break
    return []


def _is_deck(page: Page, block: TextBlock) -> bool:
    words = page.tokens[block.node]
    called = not _DECK.isdisjoint(words) or any(one == "sub" and two in _SECOND for one, two in pairwise(words))
    if not called or block.flags & (HIDDEN | NAV) or block.link_chars * 2 > len(block.text):
        return False
    text = block.text
    return len(text.split()) >= FEWEST_WORDS and len(text) <= MOST_CHARS and not dates.read(text, day_first=True)
