"""What a page says twice where it should stand once: a passage that follows itself (tiles that turn, a copy for small
screens), a quote or teaser that stands whole in a paragraph beside it.

Texts repeat for good reasons, too: refrains, clauses of contracts, answers to questions, steps of a recipe.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence

FEWEST = 12
"""Words. Shorter lines may repeat for good reasons: refrains, table cells, prices."""
BESIDE = 3
"""Texts on either side in which a text is looked for. Farther off, paragraphs repeat for good reasons, too: terms under
every offer, the same step in several recipes."""
VERSE = 80
"""Characters of the longest line of a verse."""
SHORTEST = 4
"""Characters of a text that may stand twice in a block by mistake; shorter ones are codes, days and names."""
EARLIER = 30
"""Earlier copies of a text that are compared; a line on every tile has hundreds."""
_WORD = re.compile(r"\w+")


def find_duplicates(
    texts: Sequence[str], *, spared: Container[int] = (), copies: Container[int] = ()
) -> dict[int, int]:
    """Which of the texts, in reading order, say again what another one says, and which one that is.

    A single text goes only if it follows the other one, or if it is among the `copies`: those that their markup calls a
    quote or the like. The `spared` ones never do.

    >>> tiles = ["Sale", "A chair made of ash, oiled by hand, for kitchens with little room."]
    >>> find_duplicates([*tiles, *tiles, "Sale"])
    {2: 0, 3: 1}
    >>> find_duplicates([tiles[1], "Day two", tiles[1]]), find_duplicates([tiles[1], "Sale", tiles[1]], copies={2})
    ({}, {2: 0})
    """
    said = [f" {' '.join(_WORD.findall(text.lower()))} " for text in texts]
    words = [text.count(" ") - 1 for text in said]
    found = dict(_passages(said, words, spared))
    for n, text in enumerate(said):
        if words[n] >= FEWEST and n not in found and n not in spared:
            near = range(max(0, n - BESIDE), min(len(said), n + BESIDE + 1)) if n in copies else (n - 1,)
            held = (m for m in near if m >= 0 and m not in found and text in said[m])
            if (source := next((m for m in held if m < n or said[m] != text), None)) is not None:
                found[n] = source
    return found


def doubled_at(text: str, pieces: Sequence[str | None]) -> int:
    """Where a text made of these pieces begins to say the same again, at the edge of one; −1 if it does not.

    >>> doubled_at("Price: 16 Price: 16", ["Price: ", "16", " ", "Price: 16"])
    10
    >>> doubled_at("Baden Baden", ["Baden", " Baden"])
    -1
    """
    half = len(text) // 2
    if len(pieces) < 2 or half < SHORTEST or text[:half] != text[-half:]:
        return -1
    if text[:half].isalpha() and " " in text:  # Baden Baden, Duran Duran
        return -1
    if len(text) % 2 and text[half] != " ":
        return -1
    solid, read = len("".join(text[:half].split())), 0
    for piece in pieces:
        read += len("".join((piece or "").split()))
        if read >= solid:
            break
    return len(text) - half if read == solid else -1


def sole_under_heading(places: Sequence[tuple[bool, bool]]) -> set[int]:
    """Which texts are all that stands under their heading; each place says whether it is a heading, and whether it is
    main content.

    >>> heading, text, gone = (True, True), (False, True), (False, False)
    >>> sole_under_heading([heading, text, gone, heading, text, text])
    {1}
    """
    found: set[int] = set()
    under: list[int] = []
    headed = False
    for n, (is_heading, is_kept) in enumerate([*places, (True, False)]):
        if is_heading:
            found.update(under if headed and len(under) == 1 else ())
            under, headed = [], True
        elif is_kept:
            under.append(n)
    return found


def is_verse(text: str) -> bool:
    """Is the text a stanza: short lines, none of them a whole paragraph?"""
    lines = text.split("\n")
    return len(lines) > 1 and max(map(len, lines)) <= VERSE


def _passages(said: Sequence[str], words: Sequence[int], spared: Container[int]) -> Iterator[tuple[int, int]]:
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
                if passage[0] not in spared:
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
