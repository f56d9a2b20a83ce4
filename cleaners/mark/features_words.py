"""How much a line's words, and those of its neighbours, sound like residue: a linear score over hashed words.

Word identities wreck other languages, so this is asked about English alone. Weights are whole numbers; a word that the
training saw on too few sites has none.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

from cleaners.mark.features_context import Places
from cleaners.mark.features_lines import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BITS = 22
MASK = (1 << BITS) - 1
OWN, NEAR = 60, 10
"""So many words of the line itself and of each neighbour are looked at."""
LIMIT = 4000
"""Scores are 1/256ths of log-odds, at most so many either way."""
FAR_AWAY = 5000
NAMES = (
    *("sounds", "sounds around", "sounds in all"),
    *(f"sounds {step:+d}" for step in (-2, -1, 1, 2)),
    *("sounds mean 2", "sounds mean 6", "sounds of text"),
    *(f"sounds side {reach:+d}" for reach in (-8, 8, -FAR_AWAY, FAR_AWAY)),
    *(f"sounds by words {reach:+d}" for reach in (-8, 8, -FAR_AWAY, FAR_AWAY)),
)

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Weights of hashed words: `keys` in rising order, `weights` in multiples of `unit` (in 1/256ths of log-odds)."""

    keys: NDArray[np.uint32]
    weights: NDArray[np.int8]
    unit: float
    bias: int

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]]) -> Lexicon:
        """The lexicon that `arrays` stored."""
        return cls(arrays["keys"], arrays["weights"], float(arrays["unit"][0]), int(arrays["unit"][1]))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What has to be stored."""
        import numpy as np

        return {"keys": self.keys, "weights": self.weights, "unit": np.array([self.unit, self.bias], dtype=np.float64)}

    def score(self, hashed: Hashed) -> NDArray[np.int64]:
        """For every line the sum of its known words' weights over the root of their number."""
        import numpy as np

        n = len(hashed.stops)
        if not len(self.keys):
            return np.zeros(n, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, hashed.words), len(self.keys) - 1)
        known = self.keys[at] == hashed.words
        row = np.repeat(np.arange(n), np.diff(hashed.stops, prepend=0))[known]
        count = np.bincount(row, minlength=n)
        positive = self.weights[at[known]].astype(np.int64) + 128  # bincount adds floats; whole ones are exact
        total = np.bincount(row, weights=positive, minlength=n).astype(np.int64) - 128 * count
        score = np.floor(total * self.unit / np.sqrt(np.maximum(count, 1))).astype(np.int64)
        return np.clip(score, -LIMIT, LIMIT)


@dataclass(frozen=True, slots=True)
class Hashed:
    """The hashed words of many lines, one after the other; line `i` ends before `stops[i]`."""

    words: NDArray[np.uint32]
    stops: NDArray[np.int64]


def hashed(documents: Sequence[Sequence[str]]) -> tuple[Hashed, Hashed]:
    """Lines of documents → the hashes of their own words, and of the words around them."""
    import numpy as np

    own, around = array("I"), array("I")
    own_stops, around_stops = array("q"), array("q")
    for lines in documents:
        words = [words_of(_DIGIT.sub("0", line[:500])) for line in lines]
        for at, line in enumerate(words):
            own.extend([crc32(word.encode()) & MASK for word in _own(line)])
            around.extend([crc32(word.encode()) & MASK for word in _around(words, at)])
            own_stops.append(len(own))
            around_stops.append(len(around))
    return (
        Hashed(np.array(own, dtype=np.uint32), np.array(own_stops, dtype=np.int64)),
        Hashed(np.array(around, dtype=np.uint32), np.array(around_stops, dtype=np.int64)),
    )


def _own(words: Sequence[str]) -> list[str]:
    """Single words and pairs of the line; its first and last ones; the whole line if it is short."""
    found = [f"w {word}" for word in words[:OWN]]
    found += [f"b {first} {second}" for first, second in pairwise(words[: OWN // 2 + 1])]
    if words:
        found += ["f " + words[0], "l " + words[-1]]
        if len(words) > 1:
            found += [f"f2 {words[0]} {words[1]}", f"l2 {words[-2]} {words[-1]}"]
        if len(words) <= 5:
            found.append("L " + " ".join(words))
    return found


def _around(documents_words: Sequence[Sequence[str]], at: int) -> list[str]:
    """The first words of the lines above and below."""
    found: list[str] = []
    for tag, place in (("p ", at - 1), ("n ", at + 1)):
        if 0 <= place < len(documents_words):
            found += [tag + word for word in documents_words[place][:NEAR]]
        else:
            found.append(tag + "-")
    for tag, place in (("pp ", at - 2), ("nn ", at + 2)):
        if 0 <= place < len(documents_words):
            found.append(tag + " ".join(documents_words[place][:3]))
    return found


def columns(own: NDArray[np.int64], around: NDArray[np.int64], quarters: NDArray[np.int64], places: Places) -> Any:
    """The two scores of every line, and how the lines around it and the rest of its text sound; by `NAMES`."""
    import numpy as np

    both = own + around
    words = np.minimum(quarters // 4 + 1, 60)

    def by_words(reach: int) -> NDArray[np.int64]:
        return places.beyond(own * words, reach) // np.maximum(places.beyond(words, reach), 1)

    reaches = (-8, 8, -FAR_AWAY, FAR_AWAY)
    found = [
        own,
        around,
        both,
        *(places.neighbour(both, step, -9999) for step in (-2, -1, 1, 2)),
        places.window(both, 2),
        places.window(both, 6),
        places.total(both) // (places.stop - places.first),
        *(places.beyond(own, reach) for reach in reaches),
        *(by_words(reach) for reach in reaches),
    ]
    return np.stack(found, axis=1).astype(np.int32)
