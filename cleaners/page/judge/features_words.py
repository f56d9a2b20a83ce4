"""Words as evidence: those of a block's text, and those its makers wrote into class and id attributes around it.

Each word has a weight, learned on annotated pages and kept in a table of `SLOTS` numbers found by its hash. A block's
score is the sum of its words' weights over the root of their number: one score for the text, one for the markup.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleaners.page.blocks.tree import HEADINGS, Page

SLOTS = 1 << 16
_WORD = re.compile(r"[^\W\d_]+|\d+")
_EDGES = (1, 2, 3, 5, 8, 12, 20, 40)
FARTHEST = 14
"""Elements around a block whose class words are read."""
_NEAR = ("1", "2", "2", "3", "3", "3", *("4",) * (FARTHEST - 6))
"""How far out an element is, by its steps from the block: four classes of distance."""


def text_slots(page: Page) -> list[set[int]]:
    """For every block the table slots of its text's words, of its first and last word, of its whole if short, and of
    the headings above it: the nearest one, and the nearest of the first two levels."""
    slots = {mark: _Slots(mark) for mark in ("w:", "f:", "l:", "p:", "s:", "n:", "t:", "h:", "h1:", "h2:")}
    inside = slots["w:"].__getitem__
    found: list[set[int]] = []
    nearest: set[int] = set()
    section: set[int] = set()
    for block in page.blocks:
        words = ["0" if word.isdigit() else word for word in _WORD.findall(block.text[:300].lower())]
        mine = set(map(inside, words[:40]))
        if words:
            mine |= {slots["f:"][words[0]], slots["l:"][words[-1]], slots["p:"][" ".join(words[:2])]}
        if len(words) <= 5:
            mine.add(slots["s:"][" ".join(words)])
        size = bisect_left(_EDGES, len(words))
        mine |= {slots["n:"][str(size)], slots["t:"][f"{block.tag}:{size}"]}
        mine |= nearest
        mine |= section
        if block.tag in HEADINGS:
            nearest = set(map(slots["h:"].__getitem__, words[:6]))
            if block.tag in ("h1", "h2"):
                section = set(map(slots[f"{block.tag}:"].__getitem__, words[:6]))
        found.append(mine)
    return found


def markup_slots(page: Page) -> list[set[int]]:
    """For every block the table slots of the class words, by how far out they stand, and of its tag path."""
    slots = _SlotsOfElements()
    known: dict[int, set[int]] = {}
    above: dict[int, tuple[set[int], list[str]]] = {-1: (set(), [])}
    found = []
    for block in page.blocks:
        node = block.node
        if node not in known:
            parent = page.parent[node]
            if parent not in above:
                above[parent] = _surroundings(page, parent, slots)
            known[node] = _markup_slots(page, node, above[parent], slots)
        found.append(known[node])
    return found


def _surroundings(page: Page, node: int, slots: _SlotsOfElements) -> tuple[set[int], list[str]]:
    """The slots that the elements from `node` outwards give to whatever hangs in it, and the nearest two tags. Elements
    alike share the slots of their names."""
    found: set[int] = set()
    path: list[str] = []
    for near, above in zip(_NEAR[1:], page.self_and_ancestors(node, FARTHEST), strict=False):
        tag, tokens = page.tag[above], page.tokens[above]
        if len(path) < 2:
            path.append(tag)
        found |= slots[near, tag, tokens]
    return found, path


def _markup_slots(page: Page, node: int, above: tuple[set[int], list[str]], slots: _SlotsOfElements) -> set[int]:
    """The slots of an element, with those of what it stands in."""
    near, tag, tokens = _NEAR[0], page.tag[node], page.tokens[node]
    found = above[0] | slots[near, tag, tokens]
    path = [tag, *above[1]]
    found |= {slots.path[tag], slots.path["<".join(path[:2])], slots.path["<".join(path)]}
    return found


def word_scores(rows: Sequence[Collection[int]], weights: NDArray[np.int16], scale: float) -> NDArray[np.float32]:
    """The score of each row of slots. Weights are whole numbers, so that their sum is the same on every machine."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(lengths.sum()))
    total = np.zeros(len(rows), dtype=np.int64)
    filled = lengths > 0
    if filled.any():
        starts = (np.cumsum(lengths) - lengths)[filled]
        total[filled] = np.add.reduceat(weights[flat].astype(np.int64), starts)
    return np.round(total / np.sqrt(np.maximum(1, lengths)) * scale, 4).astype(np.float32)


class _Slots(dict[str, int]):
    """Slots of the names that begin with `mark`, each hashed once a page."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __missing__(self, name: str) -> int:
        slot = self[name] = crc32((self.mark + name).encode("utf-8", "replace")) & (SLOTS - 1)
        return slot


class _SlotsOfElements(dict[tuple[str, str, tuple[str, ...]], frozenset[int]]):
    """How far out, tag and class words of an element → the slots of their names."""

    def __init__(self) -> None:
        self.path = _Slots("t:")
        self.names = {
            mark: _Slots(mark) for mark in ("a:", *(f"{near}:" for near in _NEAR), *(f"T{near}:" for near in _NEAR))
        }

    def __missing__(self, key: tuple[str, str, tuple[str, ...]]) -> frozenset[int]:
        near, tag, tokens = key
        found = {slot for mark in (f"{near}:", "a:") for slot in map(self.names[mark].__getitem__, tokens)}
        if near != "1":
            found.add(self.names[f"T{near}:"][tag])
        slots = self[key] = frozenset(found)
        return slots
