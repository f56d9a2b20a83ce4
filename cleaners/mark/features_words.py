"""How much the words of a line, and of the lines around it, sound like residue: a linear score over single words.

Word identities wreck other languages, so this is asked about English alone. Every word has three weights, whole
numbers: wherever it stands, where it opens the line, and where it ends it. A word that the training saw on too few
sites has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleaners.mark.features_context import Places, quotient, stretches

if TYPE_CHECKING:
    from cleaners.mark.features_known import Lines

BITS = 22
MASK = (1 << BITS) - 1
MOST = 60
"""So many words of a line are looked at."""
LIMIT = 4000
"""Scores are 1/256ths of log-odds, at most so many either way."""
REACHES = (-8, 8, -5000, 5000)
"""How many lines above (negative) and below are looked at; 5000: all of them."""
NAMES = (
    "sounds",
    *(f"sounds {step:+d}" for step in (-2, -1, 1, 2)),
    *("sounds mean 2", "sounds mean 6", "sounds of text"),
    *(f"sounds side {reach:+d}" for reach in REACHES),
    *(f"sounds by words {reach:+d}" for reach in REACHES),
)


@dataclass(frozen=True, slots=True)
class Hashed:
    """The hashed words of many lines, one after the other; line `i` ends before `stops[i]`."""

    words: NDArray[np.uint32]
    stops: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Weights of hashed words: `keys` in rising order, `weights` three a key (anywhere, first, last) in multiples of
    `unit` (in 1/256ths of log-odds)."""

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
        return {"keys": self.keys, "weights": self.weights, "unit": np.array([self.unit, self.bias], dtype=np.float64)}

    def score(self, hashed: Hashed) -> NDArray[np.int64]:
        """For every line the sum of its known words' weights over the root of their number."""
        return self._summed(self._places(hashed.words), hashed.stops)

    def score_of(self, lines: Lines, where: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The same for lines `where` it is asked for, 0 for others. Every word is looked up once."""
        words, stops = _said(lines, where)
        return self._summed(self._places(lines.hashes)[words], stops)

    def _places(self, words: NDArray[np.uint32]) -> NDArray[np.int64]:
        """For every hashed word its place in `keys`, -1 for an unknown one."""
        if not len(self.keys):
            return np.full(len(words), -1)
        found = np.minimum(np.searchsorted(self.keys, words), len(self.keys) - 1)
        return np.where(self.keys[found] == words, found, -1)

    def _summed(self, found: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.int64]:
        """The scores of lines, given the places of their words; line `i` ends before `stops[i]`."""
        starts = np.concatenate([np.zeros(1, dtype=np.int64), stops])[:-1]
        full = np.flatnonzero(stops > starts)
        total, count = (_between(starts, stops, values) for values in (self._told(found, 0), found >= 0))
        for use, at in enumerate((starts[full], stops[full] - 1), 1):
            total[full] += self._told(found[at], use)
            count[full] += found[at] >= 0
        score = np.floor(total * self.unit / np.sqrt(np.maximum(count, 1))).astype(np.int64)
        return np.clip(score + np.where(count > 0, self.bias, 0), -LIMIT, LIMIT)

    def _told(self, found: NDArray[np.int64], use: int) -> NDArray[np.int8]:
        """What words at these places weigh in a use, 0 for unknown ones."""
        known = found >= 0
        weights: NDArray[np.int8] = self.weights[found, use] * known if known.any() else np.zeros(len(found), np.int8)
        return weights


def _between(starts: NDArray[np.int64], stops: NDArray[np.int64], values: NDArray[Any]) -> NDArray[np.int64]:
    """The sums of values from each of `starts` on, up to the stop."""
    run = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)])
    sums: NDArray[np.int64] = run[stops] - run[starts]
    return sums


def hashed(lines: Lines, where: NDArray[np.bool_] | None = None) -> Hashed:
    """The words of lines as hashes, of all lines or only of those `where` it is asked for."""
    words, stops = _said(lines, where)
    return Hashed(lines.hashes[words], stops)


def _said(lines: Lines, where: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers of the words that are looked at, and where those of each line stop."""
    lengths = np.minimum(lines.lengths, MOST)
    if where is not None:
        lengths = np.where(where, lengths, 0)
    begins = np.cumsum(lines.lengths) - lines.lengths
    return lines.words[stretches(begins, lengths)], np.cumsum(lengths)


def uses(hashed: Hashed) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every use of a word: where it stands in `hashed.words`, its line, and as what (0 anywhere, 1 first, 2 last)."""
    stops = hashed.stops
    lengths = np.diff(stops, prepend=0)
    full = np.flatnonzero(lengths)
    anywhere = np.arange(lengths.sum())
    at = np.concatenate([anywhere, stops[full] - lengths[full], stops[full] - 1])
    line = np.concatenate([np.repeat(np.arange(len(lengths)), lengths), full, full])
    return at, line, np.repeat(np.arange(3), (len(anywhere), len(full), len(full)))


def columns(own: NDArray[np.int64], quarters: NDArray[np.int64], places: Places) -> NDArray[np.int32]:
    """The score of every line, and how the lines around it and the rest of its text sound; by `NAMES`."""
    words = np.minimum(quarters // 4 + 1, 60)
    sums, word_sums, both_sums = map(places.sums, (own, words, own * words))

    def by_words(reach: int) -> NDArray[np.float64]:
        return np.floor(places.beyond(both_sums, reach) / np.maximum(places.beyond(word_sums, reach), 1))

    found = [
        own,
        *(places.neighbour(own, step, -9999) for step in (-2, -1, 1, 2)),
        places.window(sums, 2),
        places.window(sums, 6),
        quotient(places.total(own), places.stop - places.first),
        *(places.beyond(sums, reach) for reach in REACHES),
        *(by_words(reach) for reach in REACHES),
    ]
    return np.stack(found, axis=1).astype(np.int32)
