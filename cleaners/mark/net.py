"""A small network over the lines of a text, read and asked with numpy alone.

Trees see a line through measures that somebody thought of; the network looks at the lines around it and learns what to
measure. Every line begins as a few dozen numbers made of its features. Layer by layer each line then adds what it makes
of itself and of one line above and one below, farther away every time (`REACHES`), and once what it makes of the mean
of its text. All numbers are whole: weights are multiples of 1/`WEIGHT`, what a layer gives is rounded to multiples of
1/`GRAIN`. No sum reaches `EXACT`, so floats add them exactly, in whatever order a machine does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleaners.mark.trees import SCALE

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

REACHES = (1, 2, 4, 8, 16)
"""How far away the lines are that each layer looks at."""
PAGE = 2
"""Before this layer the mean of the text is heard."""
GAP = max(REACHES)
"""So many empty lines keep the texts of a batch apart."""
UNIT = 16
"""What a feature is worth is stored in multiples of 1/UNIT of its standard deviation."""
WEIGHT = 512
GRAIN = 64
TOP = 32 * GRAIN
"""No number of a line grows beyond it."""
EXACT = 1 << 24
"""Up to here whole numbers are exact in 32 bits of floating point."""
LINES = 1024
"""About so many lines are answered at a time: what is known of them stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Net:
    """A network over lines of `len(low)` features. Made by `from_arrays`."""

    low: NDArray[np.int32]
    """By feature the value below which nothing changes any more."""
    high: NDArray[np.int32]
    """By feature the value above which nothing changes any more."""
    shift: NDArray[np.int32]
    """By feature what has to be added to a value between these two to get its place in `worth`."""
    worth: NDArray[np.int8]
    """For all features, one after the other, what each value is worth, in `UNIT`-ths."""
    weights: Mapping[str, NDArray[np.float32]]
    """``in``, ``near 0`` …, ``page``, ``out``, and the same names with ``bias`` for what is added: whole numbers in the
    units of the state, powers of two."""

    def predict(self, rows: NDArray[np.int32], lengths: Sequence[int]) -> NDArray[np.int64]:
        """Lines by features, and how many lines each text has (none is empty) → a score for every line, in
        `trees.SCALE`-ths of log-odds. Fastest where a column of `rows` lies in one piece (``order="F"``)."""
        if rows.ndim != 2 or rows.shape[1] != len(self.low):
            raise ValueError(f"expected rows of {len(self.low)} features, got an array of shape {rows.shape}")
        parts, start = [np.zeros(0, dtype=np.int64)], 0
        with _threads().limit(limits=1):
            for some in _parts(lengths):
                count = int(some.sum())
                parts.append(self._answer(rows.T[:, start : start + count], some))
                start += count
        return np.concatenate(parts)

    def _answer(self, columns: NDArray[np.int32], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
        """The answers for a few texts."""
        text = np.repeat(np.arange(len(lengths)), lengths + GAP)
        first = np.cumsum(lengths + GAP) - lengths - GAP
        used = np.arange(len(text)) - first[text] < lengths[text]
        between = np.flatnonzero(~used)
        values = np.maximum(columns, self.low[:, None])  # `numpy.clip` takes three times as long
        np.minimum(values, self.high[:, None], out=values)
        values += self.shift[:, None]
        state = np.zeros((len(text), self.weights["in"].shape[1]), dtype=np.float32)
        given = np.zeros_like(state)
        bounds = np.zeros_like(state), np.full_like(state, TOP)
        given[used] = self.worth.take(values).astype(np.float32).T @ self.weights["in"] + self.weights["in bias"]
        _add(state, given, between, bounds)
        for layer, reach in enumerate(REACHES):
            if layer == PAGE:
                mean = np.floor(np.add.reduceat(state, first, dtype=np.float64) / lengths[:, None])
                above = mean.astype(np.float32) @ self.weights["page mean"] + self.weights["page bias"]
                _add(state, state @ self.weights["page"] + above[text], between, bounds)
            near = state @ self.weights[f"near {layer}"]
            width = state.shape[1]
            heard = near[:, width : 2 * width] + self.weights[f"near {layer} bias"]
            heard[reach:] += near[:-reach, :width]
            heard[:-reach] += near[reach:, 2 * width :]
            _add(state, heard, between, bounds)
        answer = state[used] @ self.weights["out"] + self.weights["out bias"]
        scores: NDArray[np.int64] = np.rint(answer[:, 0]).astype(np.int64)
        return scores


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Net:
    """The network that was stored: by feature the number of its ``edges``, and what the values up to the first edge,
    up to the second, …, and beyond the last are ``worth``; and the weights."""
    sizes, edges = arrays["sizes"].astype(np.int64), arrays["edges"].astype(np.int64)
    stops = np.cumsum(sizes)
    low, high = edges[stops - sizes], edges[stops - 1] + 1
    ends = np.insert(edges, stops, high)  # the value beyond the last edge stands for all that follow
    steps = np.diff(ends, prepend=0)
    steps[np.cumsum(sizes + 1) - sizes - 1] = 1
    worth = np.repeat(arrays["worth"], steps)
    before = np.cumsum(high - low + 1) - (high - low + 1)
    units = {"in": GRAIN / (UNIT * WEIGHT), "out": SCALE / (GRAIN * WEIGHT)}
    weights = {
        name: arrays[name].astype(np.float32) * np.float32(units.get(name.removesuffix(" bias"), 1 / WEIGHT))
        for name in arrays.keys() - {"sizes", "edges", "worth"}
    }
    return Net(low.astype(np.int32), high.astype(np.int32), (before - low).astype(np.int32), worth, weights)


def _add(
    state: NDArray[np.float32],
    sums: NDArray[np.float32],
    between: NDArray[np.int64],
    bounds: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> None:
    """Add to every line what a layer gives: nothing below zero, whole numbers, and nothing `between` the texts. The
    `bounds` are 0 and `TOP` for every number: numpy compares arrays five times as fast as an array and a number."""
    np.maximum(sums, bounds[0], out=sums)
    np.rint(sums, out=sums)
    sums[between] = 0
    state += sums
    np.minimum(state, bounds[1], out=state)


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    """Numpy's threads. For matrices as small as ours they cost more than they give, and on a busy machine ten times the
    time: they wait for one another by spinning."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _parts(lengths: Sequence[int]) -> Iterator[NDArray[np.int64]]:
    """The lengths of the texts, a few texts at a time."""
    some: list[int] = []
    for length in lengths:
        some.append(length)
        if sum(some) >= LINES:
            yield np.array(some)
            some = []
    if some:
        yield np.array(some)
