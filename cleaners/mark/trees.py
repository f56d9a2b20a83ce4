"""Small tree ensembles, read and asked with numpy alone.

A row's way through a tree is not walked. Each threshold that a value exceeds rules out the leaves on its left, so for
every feature there is a table: value's interval → which leaves of which tree are still possible, one bit a leaf. All
tables are combined with AND, and the leftmost leaf left over is the tree's answer. A feature is used by a few trees
only, so its table is of those, and rows lie side by side. Leaf values are whole numbers
(`SCALE` of them make one unit of log-odds), so their sum is the same on every machine, whatever the order.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SCALE = 4096
"""Leaf values are stored as whole multiples of 1/SCALE."""
ROWS = 4096
"""Rows answered at a time: of more, the bit sets would not stay in the processor's cache."""
MAX_LEAVES = 64
MAGIC = b"winnow-model-1\n"

SPREAD = 1 << 15
"""Where the thresholds of a column are not further apart, nor from zero, intervals of whole numbers are looked up."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column in use."""

    number: int
    edges: NDArray[np.float64]
    """Its thresholds, sorted."""
    lowest: int
    """The whole number for which `intervals` begins, zero for most."""
    intervals: NDArray[np.int64]
    """By whole number, from `lowest` on: its interval between the thresholds. Empty if they are far apart."""
    trees: NDArray[np.int64]
    """The trees that look at it."""
    leaves: NDArray[np.unsignedinteger]
    """`trees` by intervals: the leaves still possible, one bit a leaf."""

    def interval(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """Between which thresholds each value lies."""
        found: NDArray[np.int64]
        if len(self.intervals) and values.dtype.kind == "i":
            places = np.subtract(values, self.lowest, dtype=np.int64) if self.lowest else values
            found = self.intervals.take(places, mode="clip")
        else:
            found = np.searchsorted(self.edges, values, side="left")
        return found


@dataclass(frozen=True)
class Trees:
    """An ensemble over `features` columns with `outputs` answers a row. Made by `from_lightgbm` or `from_arrays`."""

    features: int
    outputs: int
    feature: NDArray[np.int16]
    """The column that each inner node looks at, tree after tree, every tree in preorder."""
    threshold: NDArray[np.float64]
    """A value up to and including it goes left."""
    left: NDArray[np.uint64]
    """The leaves below each inner node's left branch, one bit a leaf."""
    nodes: NDArray[np.int32]
    """How many inner nodes each tree has."""
    values: NDArray[np.int32]
    """Trees by leaves: the value of each leaf in `SCALE`-ths, padded with zeros."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Those in use, made when the trees are first asked: most runs never ask half of what a model holds."""
        return _tables(self.feature, self.threshold, self.left, self.nodes)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What has to be stored; `from_arrays` makes the same trees of it."""
        shape = np.array([self.features, self.outputs], dtype=np.int32)
        return {
            "shape": shape,
            "feature": self.feature,
            "threshold": self.threshold,
            "left": self.left,
            "nodes": self.nodes,
            "values": self.values,
        }

    def predict(self, rows: NDArray[Any]) -> NDArray[np.int64]:
        """Rows by features → rows by outputs: summed leaf values, in `SCALE`-ths of log-odds. Fastest where a column of
        `rows` lies in one piece (``order="F"``)."""
        if rows.ndim != 2 or rows.shape[1] != self.features:
            raise ValueError(f"expected rows of {self.features} features, got an array of shape {rows.shape}")
        bins = [column.interval(rows[:, column.number]) for column in self.columns]
        answer = np.zeros((len(rows), self.outputs), dtype=np.int64)
        for start in range(0, len(rows), ROWS):
            end = min(start + ROWS, len(rows))
            answer[start:end] = self._answer([b[start:end] for b in bins], end - start)
        return answer

    def _answer(self, bins: Sequence[NDArray[np.int64]], count: int) -> NDArray[np.int64]:
        """The answers for one slice of `count` rows, given the interval of every used column."""
        trees, width = len(self.nodes), self.values.shape[1]
        leaves = _leaf_set(self.nodes)
        possible = np.full((trees, count), np.iinfo(leaves.bits).max, dtype=leaves.bits)
        for interval, column in zip(bins, self.columns, strict=True):
            possible[column.trees] &= column.leaves.take(interval, axis=1, mode="clip")
        possible &= ~possible + leaves.bits(1)  # the lowest bit alone
        leaf = possible.astype(leaves.real).view(leaves.whole)
        leaf >>= leaves.mantissa  # a power of two is its exponent
        leaf += np.arange(-leaves.bias, trees * width - leaves.bias, width, dtype=leaves.whole)[:, None]
        value = self.values.reshape(-1).take(leaf)
        total: NDArray[np.int64] = value.reshape(trees // self.outputs, self.outputs, count).sum(axis=0, dtype=np.int64)
        return total.T


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Trees:
    """The trees that `Trees.arrays` stored."""
    shape, values = arrays["shape"], arrays["values"]
    feature, threshold, left, nodes = (arrays[name] for name in ("feature", "threshold", "left", "nodes"))
    return Trees(int(shape[0]), int(shape[1]), feature, threshold, left, nodes, values)


def from_lightgbm(model: Mapping[str, Any]) -> Trees:
    """`Booster.dump_model()` → trees. Numerical splits only, at most `MAX_LEAVES` leaves, no missing values."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    nodes: list[int] = []
    values: list[list[int]] = []

    def grow(node: Mapping[str, Any], leaves: list[int]) -> None:
        if "leaf_value" in node:
            leaves.append(round(node["leaf_value"] * SCALE))
            return
        if node["decision_type"] != "<=":
            raise ValueError(f"cannot read a split of type {node['decision_type']!r}")
        at, first = len(feature), len(leaves)
        feature.append(node["split_feature"])
        threshold.append(node["threshold"])
        left.append(0)
        grow(node["left_child"], leaves)
        left[at] = sum(1 << leaf for leaf in range(first, len(leaves)))
        grow(node["right_child"], leaves)

    for tree in model["tree_info"]:
        before, leaves = len(feature), list[int]()
        grow(tree["tree_structure"], leaves)
        if len(leaves) > MAX_LEAVES:
            raise ValueError(f"a tree has {len(leaves)} leaves, at most {MAX_LEAVES} can be stored")
        nodes.append(len(feature) - before)
        values.append(leaves)
    width = 32 if max(map(len, values)) <= 32 else MAX_LEAVES
    return from_arrays(
        {
            "shape": np.array([model["max_feature_idx"] + 1, model["num_tree_per_iteration"]], dtype=np.int32),
            "feature": np.array(feature, dtype=np.int16),
            "threshold": np.array(threshold, dtype=np.float64),
            "left": np.array(left, dtype=np.uint64),
            "nodes": np.array(nodes, dtype=np.int32),
            "values": np.array([row + [0] * (width - len(row)) for row in values], dtype=np.int32),
        }
    )


def pack(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """A description and named arrays → one file's bytes, the same for the same content, whatever wrote them."""
    listed, parts = [], []
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        listed.append([name, array.dtype.str, list(array.shape)])
        parts.append(array.tobytes())
    text = json.dumps({"head": head, "arrays": listed}, sort_keys=True, separators=(",", ":")).encode()
    return MAGIC + len(text).to_bytes(4, "little") + text + b"".join(parts)


def unpack(content: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What `pack` packed. Raises `ValueError` if it is something else."""
    if not content.startswith(MAGIC):
        raise ValueError("this is not a model file")
    start = len(MAGIC) + 4
    at = start + int.from_bytes(content[len(MAGIC) : start], "little")
    text = json.loads(content[start:at])
    arrays: dict[str, NDArray[Any]] = {}
    for name, kind, shape in text["arrays"]:
        count = math.prod(shape)
        arrays[name] = np.frombuffer(content, dtype=kind, count=count, offset=at).reshape(shape)
        at += count * arrays[name].dtype.itemsize
    return text["head"], arrays


def _tables(
    feature: NDArray[np.int16],
    threshold: NDArray[np.float64],
    left: NDArray[np.uint64],
    nodes: NDArray[np.int32],
) -> tuple[Column, ...]:
    """For every used column: thresholds, and for every interval between them the leaves still possible in its trees."""
    tree = np.repeat(np.arange(len(nodes)), nodes)
    columns = []
    for number in _different(feature).tolist():
        here = np.flatnonzero(feature == number)
        edges = _different(threshold[here])
        table = np.full((len(edges) + 1, len(nodes)), np.iinfo(np.uint64).max, dtype=np.uint64)
        interval = np.searchsorted(edges, threshold[here]) + 1
        np.bitwise_and.at(table, (interval, tree[here]), ~left[here])
        table = np.bitwise_and.accumulate(table, axis=0)
        looking = _different(tree[here])
        table = np.ascontiguousarray(table[:, looking].T).astype(_leaf_set(nodes).bits)
        lowest, highest = min(math.floor(edges[0]), 0), math.floor(edges[-1]) + 1
        between = np.arange(lowest, highest + 1) if highest - lowest <= SPREAD else np.zeros(0)
        intervals = np.searchsorted(edges, between, side="left")
        columns.append(Column(number, edges, lowest, intervals, looking.astype(np.int64), table))
    return tuple(columns)


def _different(values: NDArray[Any]) -> NDArray[Any]:
    """The values in rising order, each once. (`numpy.unique` alone would import `numpy.ma`, which costs more.)"""
    found: NDArray[Any] = np.unique(values, return_counts=True)[0]
    return found


class _LeafSet(NamedTuple):
    """How a set of leaves is held in a number, and how the number of its only leaf is read off a float."""

    bits: Any
    """Whole numbers with a bit for every leaf."""
    real: Any
    """Floats that hold each of these bits exactly."""
    whole: Any
    """Whole numbers of the size of these floats."""
    mantissa: int
    """How many bits of such a float stand below its exponent."""
    bias: int
    """What has to be taken from the exponent to get the number of the bit."""


def _leaf_set(nodes: NDArray[np.int32]) -> _LeafSet:
    """For trees of so many inner nodes."""
    leaves = int(nodes.max(initial=0)) + 1
    if leaves <= 32:
        return _LeafSet(np.uint16 if leaves <= 16 else np.uint32, np.float32, np.int32, 23, 127)
    return _LeafSet(np.uint64, np.float64, np.int64, 52, 1023)
