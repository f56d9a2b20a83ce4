"""What a site says on many of its pages, found by comparing its documents with one another.

A line that stands word for word in several documents belongs to none of them: the invitation to the publisher's own
evening, the standing note about its aims, the bio of a regular author. No bundled rule knows it, and no model that sees
one document at a time can. What is found becomes rules (`winnow rules learn`) that somebody reads first; so how a
document is cleaned still depends on nothing but the document and the rules.

Copies and versions of one text repeat all of their lines; so a document counts only if half of what it says is its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cleaners.blocks import blocks_of
from cleaners.mark.rules import MAX_CHARS
from cleaners.mark.wording import bare, words_in

LEAST = 5
"""In so many documents a line must stand."""
OWN = 0.5
"""The share of a document's characters that must be its own."""
FEWEST_WORDS = 6
"""Shorter lines may be headings that every recipe, test or interview of a site has: content."""
CHARS_A_WORD = 4
"""What counts as a word in scripts that do not put spaces between them."""
NEAR = 2
"""So many counter-examples."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A line, and in how many documents it stands."""

    text: str
    documents: int

    @property
    def sure(self) -> bool:
        """Is it too long to be a heading that each text of its kind has?"""
        beyond = sum(not char.isascii() for char in self.text) // CHARS_A_WORD
        return max(len(words_in(self.text)), beyond) >= FEWEST_WORDS


@dataclass(frozen=True, slots=True)
class Site:
    """What many documents of a site say, and the lines of few that are most like it."""

    documents: int
    """How many documents say enough of their own to prove anything."""
    lines: tuple[Recurring, ...]
    """The most frequent first."""
    near: tuple[str, ...]


def recurring(texts: Iterable[str], least: int = LEAST) -> Site:
    """The lines that stand in at least `least` of the texts of one site, in whatever order these come. Case, spacing
    and punctuation at the ends do not count."""
    said: dict[str, str] = {}
    pages = [page for page in (_lines(text, said) for text in texts) if page]
    counts = _counts(pages)
    while own := [page for page in pages if _own(page, counts, least) >= OWN]:
        if len(own) == len(pages):
            break
        pages, counts = own, _counts(own)
    if not own:
        return Site(0, (), ())
    found = [Recurring(said[key], count) for key, count in counts.items() if count >= least]
    found.sort(key=lambda line: (-line.documents, line.text))
    others = sorted(said[key] for key, count in counts.items() if count < least)
    return Site(len(pages), tuple(found), tuple(_near([line.text for line in found], others)))


def _lines(text: str, said: dict[str, str]) -> Mapping[str, int]:
    """The lines of a text as they are compared, and their lengths. `said` is told how each looks; of several ways the
    one that sorts first counts."""
    found = {}
    for start, end, _, _ in blocks_of(text):
        if end - start <= MAX_CHARS and (key := bare(line := text[start:end])):
            found[key] = len(key)
            said[key] = min(said.get(key, line), line)
    return found


def _counts(pages: Iterable[Mapping[str, int]]) -> Counter[str]:
    return Counter(key for page in pages for key in page)


def _own(page: Mapping[str, int], counts: Mapping[str, int], least: int) -> float:
    """The share of a document that few others say."""
    own = sum(size for key, size in page.items() if counts[key] < least)
    return own / sum(page.values())


def _near(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """The `others` that share most words with one of the lines, the shortest of these first."""
    wanted = [frozenset(words_in(line.lower())) for line in lines]
    words = frozenset().union(*wanted)

    def likeness(line: str) -> int:
        mine = words.intersection(words_in(line.lower()))
        return max((len(mine & theirs) for theirs in wanted), default=0) if mine else 0

    return sorted(others, key=lambda line: (-likeness(line), len(line), line))[:NEAR] if lines else []
