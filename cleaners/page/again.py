"""What a page says twice where it should stand once: a passage that follows itself (tiles that turn, a copy for small
screens), a paragraph that stands whole in another one beside it (a quote pulled out of the text, a teaser)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

FEWEST = 12
"""Words. Shorter lines may repeat for good reasons: refrains, table cells, prices."""
BESIDE = 3
"""Texts on either side in which a text is looked for. Farther off, paragraphs repeat for good reasons, too: terms under
every offer, the same step in several recipes."""
EARLIER = 30
"""Earlier copies of a text that are compared; a line on every tile has hundreds."""
_WORD = re.compile(r"\w+")


def said_again(texts: Sequence[str]) -> dict[int, int]:
    """Which of the texts, in reading order, say again what another one says, and which one that is.

    >>> tiles = ["Sale", "A chair made of ash, oiled by hand, for kitchens with little room."]
    >>> said_again([*tiles, *tiles, "Sale"])
    {2: 0, 3: 1}
    """
    said = [f" {' '.join(_WORD.findall(text.lower()))} " for text in texts]
    words = [text.count(" ") - 1 for text in said]
    found = dict(_passages(said, words))
    for n, text in enumerate(said):
        if words[n] >= FEWEST and n not in found:
            near = range(max(0, n - BESIDE), min(len(said), n + BESIDE + 1))
            held = (m for m in near if m not in found and text in said[m] and (m < n or said[m] != text))
            if (source := next(held, None)) is not None:
                found[n] = source
    return found


def _passages(said: Sequence[str], words: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Texts of passages that say what the passage right before them says, word by word; the nearest copy comes last."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    copies: defaultdict[int, list[int]] = defaultdict(list)
    for n, text in enumerate(said):
        for earlier in places[text][-EARLIER:]:
            copies[n - earlier].append(n)
        places[text].append(n)
    for distance, where in sorted(copies.items(), reverse=True):
        for passage in _unbroken(where):
            if len(passage) >= distance and sum(words[n] for n in passage[:distance]) >= FEWEST:
                whole = len(passage) // distance * distance
                yield from ((n, n - distance) for n in passage[:whole])


def _unbroken(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Ascending numbers as runs in which each is one more than the one before."""
    run: list[int] = []
    for n in numbers:
        if run and n != run[-1] + 1:
            yield run
            run = []
        run.append(n)
    if run:
        yield run
