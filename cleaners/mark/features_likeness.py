"""How like a line is to the rest of its text: repeats, shared beginnings, and how much of its words the text uses.

Words are numbered once for a batch; the counting is then done for all lines of all documents together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from cleaners.mark.features_context import Places
from cleaners.mark.features_lines import REMEMBERED, Numbered, share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = (
    *("again", "twin", "before_twin", "skeleton", "name_known", "same_first"),
    *("known", "known_long", "in_prose", "like_first", "rare"),
)
LONG = 4
"""Words from so many characters on carry a text's subject."""

_DIGITS = re.compile(r"\d+")
_RUNS = re.compile(r"[^\W\d_]+")


def likeness(
    lines: Sequence[str],
    words: Sequence[Sequence[str]],
    numbered: Numbered,
    prose: NDArray[np.bool_],
    places: Places,
) -> NDArray[np.int64]:
    """Lines, their words, the same as numbers, and which are prose → lines by `NAMES`."""
    import numpy as np

    repeated: list[tuple[int, ...]] = []
    for count in places.lengths.tolist():
        at = len(repeated)
        repeated.extend(_repeats(lines[at : at + count], words[at : at + count]))
    left = np.fromiter(chain.from_iterable(repeated), dtype=np.int64).reshape(len(lines), 5)
    return np.concatenate([left, _shared(numbered, prose, places)], axis=1)


def _repeats(lines: Sequence[str], words: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """One document's lines → the first five of `NAMES`."""
    shapes = [_shape(line[:200]) for line in lines]
    skeletons = [_skeleton(line) if len(line) < 80 else "" for line in lines]
    twins, frames = Counter(shapes), Counter(skeletons)
    names: set[tuple[str, str]] = set()
    for line in words:
        if 2 <= len(line) <= 6:
            names.add((line[0], line[1]))
        if 3 <= len(line) <= 6:
            names.add((line[1], line[2]))
    seen: set[str] = set()
    before = None
    rows: list[tuple[int, ...]] = []
    for line, shape, skeleton in zip(words, shapes, skeletons, strict=True):
        rows.append(
            (
                min(twins[shape] - 1, 8),
                int(shape in seen),
                int(shape == before),
                min(frames[skeleton] - 1, 30) if skeleton else -1,
                int(len(line) > 8 and (line[0], line[1]) in names),
            )
        )
        seen.add(shape)
        before = shape
    return rows


@lru_cache(maxsize=REMEMBERED)
def _shape(head: str) -> str:
    return _DIGITS.sub("0", head.lower())


@lru_cache(maxsize=REMEMBERED)
def _skeleton(line: str) -> str:
    return _DIGITS.sub("0", _RUNS.sub("a", line))


def _shared(words: Numbered, prose: NDArray[np.bool_], places: Places) -> NDArray[np.int64]:
    """Lines by the last six of `NAMES`: per mille of a line's words that its text uses elsewhere, and the like."""
    import numpy as np

    n = places.count
    flat, lengths, different = words.flat, words.lengths, len(words.different)
    row = np.repeat(places.index, lengths)
    long_words = np.fromiter(map(len, words.different), dtype=np.int64, count=different) >= LONG
    _, word, count = np.unique(places.owner[row] * different + flat, return_inverse=True, return_counts=True)
    pairs, pair, own = np.unique(row * (len(count) + 1) + word, return_inverse=True, return_counts=True)
    pair_row, pair_word = pairs // (len(count) + 1), pairs % (len(count) + 1)
    in_prose = np.bincount(pair_word[prose[pair_row]], minlength=len(count))
    opening = np.bincount(pair_word[pair_row == places.first[pair_row]], minlength=len(count)) > 0
    elsewhere = count[word] > own[pair]
    long = long_words[flat]
    told = in_prose[word] >= np.where(prose[row], 2, 1)
    first = np.where(lengths > 0, np.minimum(np.cumsum(lengths) - lengths, max(len(word) - 1, 0)), 0)
    same = np.full(n, -1)
    if len(word):
        begins = np.bincount(word[first[lengths > 0]], minlength=len(count))
        same = np.where(lengths > 0, np.minimum(begins[word[first]] - 1, 30), -1)

    def tally(where: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(row[where], minlength=n)

    many = tally(long)
    columns = [
        same,
        share(tally(elsewhere), lengths),
        np.where(many > 0, share(tally(elsewhere & long), many), -1),
        np.where(many > 0, share(tally(told & long), many), -1),
        np.where(places.index > places.first, share(tally(opening[word]), lengths), -1),
        share(tally(count[word] == 1), lengths),
    ]
    return np.stack(columns, axis=1)
