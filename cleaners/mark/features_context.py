"""Where a line stands: its place in the text, what is around it, and how far it is from prose and from headings.

All documents of a batch are worked on at once; nothing looks over the edge of its document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FAR = 200
"""Distances are counted in lines, at most so many."""


def quotient(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.int64]:
    """``part // whole``, which numpy takes five times as long for. The same to the last digit below 2**53."""
    return np.floor(part / whole).astype(np.int64)


def stretches(begins: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each of `begins` on, as many as `lengths` says, stretch after stretch."""
    return np.repeat(begins - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())


def _means(
    sums: NDArray[np.float64], low: NDArray[np.int64], high: NDArray[np.int64], count: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sums between two places over how many lie between them, rounded down; worked out in place."""
    means: NDArray[np.float64] = sums.take(high, mode="clip")
    means -= sums.take(low, mode="clip")
    means /= count
    return np.floor(means, out=means)


class Places:
    """Which document every line belongs to, and the arithmetic of neighbours inside it."""

    __slots__ = ("_sides", "_steps", "_windows", "count", "first", "index", "lengths", "owner", "stop")

    def __init__(self, lengths: Sequence[int]) -> None:
        self.lengths = np.asarray(lengths, dtype=np.int64)
        self.count = int(self.lengths.sum())
        ends = np.cumsum(self.lengths)
        self.owner = np.repeat(np.arange(len(self.lengths)), self.lengths)
        self.first = (ends - self.lengths)[self.owner]
        self.stop = ends[self.owner]
        self.index = np.arange(self.count)
        self._windows: dict[int, tuple[NDArray[Any], ...]] = {}
        self._sides: dict[int, tuple[NDArray[Any], ...]] = {}
        self._steps: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    def total(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """For every line the sum over its document."""
        run = self._running(values)
        total: NDArray[np.int64] = run[self.stop] - run[self.first]
        return total

    def before(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """For every line the sum over the lines above it."""
        run = self._running(values)
        total: NDArray[np.int64] = run[self.index] - run[self.first]
        return total

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sums up to every line and beyond the last, from which the means below are taken. Floats are exact here
        and divided in half the time."""
        return self._running(values).astype(float)

    def window(self, sums: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
        """For every line the mean over the lines up to `reach` away, rounded down."""
        if reach not in self._windows:
            low, high = np.maximum(self.index - reach, self.first), np.minimum(self.index + reach + 1, self.stop)
            self._windows[reach] = low, high, (high - low).astype(float)
        low, high, count = self._windows[reach]
        return _means(sums, low, high, count)

    def beyond(self, sums: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
        """For every line the mean over the `reach` lines below it (above it, if negative), rounded down; -1 where there
        are none."""
        if reach not in self._sides:
            if reach > 0:
                low, high = self.index + 1, np.minimum(self.index + 1 + reach, self.stop)
            else:
                low, high = np.maximum(self.index + reach, self.first), self.index
            self._sides[reach] = low, high, np.maximum(high - low, 1).astype(float), np.flatnonzero(high == low)
        low, high, count, none = self._sides[reach]
        means = _means(sums, low, high, count)
        means[none] = -1
        return means

    def neighbour(self, values: NDArray[np.int64], step: int, missing: int) -> NDArray[np.int64]:
        """For every line the value `step` lines on."""
        if step not in self._steps:
            at = self.index + step
            self._steps[step] = at, np.flatnonzero((at < self.first) | (at >= self.stop))
        at, none = self._steps[step]
        found: NDArray[np.int64] = values.take(at, mode="clip")
        found[none] = missing
        return found

    def since(self, hit: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For every line how many lines ago the last hit was, itself included; `FAR` if there was none."""
        last = np.maximum.accumulate(np.where(hit, self.index, -1))
        return np.where(last >= self.first, np.minimum(self.index - last, FAR), FAR)

    def until(self, hit: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For every line how many lines ahead the next hit is, itself included; `FAR` if there is none."""
        following = np.minimum.accumulate(np.where(hit, self.index, self.count)[::-1])[::-1]
        return np.where(following < self.stop, np.minimum(following - self.index, FAR), FAR)

    def run(self, hit: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For every hit the length of the unbroken run of hits around it, else 0."""
        above = np.minimum(self.since(~hit), self.index - self.first + 1)
        below = np.minimum(self.until(~hit), self.stop - self.index)
        return np.where(hit, np.minimum(above + below - 1, FAR), 0)

    def _running(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)])
