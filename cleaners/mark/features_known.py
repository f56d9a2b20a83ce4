"""What lines look like whatever stands around them, found once however often they come: most lines of a text are asked
about in several rounds, and menus say the same again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.mark import features_lines as lines_
from cleaners.mark import vocabulary
from cleaners.mark.features_context import stretches
from cleaners.mark.features_patterns import patterns
from cleaners.mark.features_words import MASK

LONG = 4
"""Words from so many characters on carry a text's subject."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines by themselves, and their words as numbers."""

    own: NDArray[np.int64]
    """By `features_lines.names()`, then lines."""
    shapes: NDArray[np.int64]
    """Lines that differ in case and digits alone have the same number."""
    frames: NDArray[np.int64]
    """Short lines that differ in words and digits alone have the same number; -1 for a longer line."""
    words: NDArray[np.int64]
    """The numbers of all words, line after line."""
    lengths: NDArray[np.int64]
    """How many words each line has."""
    is_long: NDArray[np.bool_]
    """By a word's number: does it have `LONG` characters or more?"""
    hashes: NDArray[np.uint32]
    """By a word's number: its hash, by which the English lexicon knows it."""


class Known:
    """The lines that have come so far."""

    def __init__(self) -> None:
        self._lines, self._words, self._shapes, self._frames = (_numbers() for _ in range(4))
        self._own = np.zeros((len(lines_.names()) + 4, 0), dtype=np.int32)
        """Of every line, and then: shape, frame, where its words begin, how many they are."""
        self._said = np.zeros(0, dtype=np.int64)
        self._bits = np.zeros(0, dtype=np.int64)
        self._is_long = np.zeros(0, dtype=np.bool_)
        self._hashes = np.zeros(0, dtype=np.uint32)

    def look(self, lines: Sequence[str]) -> Lines:
        """These lines, in order."""
        rows = np.fromiter(map(self._lines.__getitem__, lines), dtype=np.int64, count=len(lines))
        if new := list(islice(self._lines, self._own.shape[1], None)):
            self._own = np.concatenate([self._own, self._measured(new)], axis=1)
        found = self._own.take(rows, axis=1).astype(np.int64)
        shapes, frames, begins, lengths = found[-4:]
        words = self._said[stretches(begins, lengths)]
        return Lines(found[:-4], shapes, frames, words, lengths, self._is_long, self._hashes)

    def _measured(self, lines: Sequence[str]) -> NDArray[np.int32]:
        """Columns of `_own` for new lines."""
        words = list(map(vocabulary.words_of, lines))
        said = np.fromiter(map(self._words.__getitem__, chain.from_iterable(words)), dtype=np.int64)
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        self._learn(list(islice(self._words, len(self._bits), None)))
        begins = len(self._said) + np.cumsum(lengths) - lengths
        self._said = np.concatenate([self._said, said])
        shapes = np.array([self._shapes[shape] for shape in lines_.shapes(lines)])
        frames = np.array([self._frames[frame] if frame else -1 for frame in lines_.frames(lines)])
        classes = lines_.word_classes(self._bits[said], lengths)
        found = np.concatenate(
            [
                lines_.characters(lines),
                patterns([line[: vocabulary.HEAD] for line in lines]),
                classes,
                [shapes, frames, begins, lengths],
            ]
        )
        return found.astype(np.int32)

    def _learn(self, words: Sequence[str]) -> None:
        """What has to be known of new words."""
        bits = vocabulary.word_bits()
        self._bits = np.concatenate([self._bits, np.array([bits.get(word, 0) for word in words], dtype=np.int64)])
        is_long = np.array([len(word) >= LONG for word in words], dtype=np.bool_)
        self._is_long = np.concatenate([self._is_long, is_long])
        hashes = np.array([crc32(word.encode()) & MASK for word in words], dtype=np.uint32)
        self._hashes = np.concatenate([self._hashes, hashes])


def _numbers() -> defaultdict[str, int]:
    """A number for every text, in the order in which they come."""
    return defaultdict(count().__next__)
