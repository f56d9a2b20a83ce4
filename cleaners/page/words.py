"""Words as evidence: those of a block's text, and those its makers wrote into class and id attributes around it.

Each word has a weight, learned on annotated pages and kept in a table of `SLOTS` numbers found by its hash. A block's
score is the sum of its words' weights over the root of their number: one score for the text, one for the markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from cleaners.page.tree import HEADINGS, Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SLOTS = 1 << 16
_WORD = re.compile(r"[^\W\d_]+|\d+")
_EDGES = (1, 2, 3, 5, 8, 12, 20, 40)
FARTHEST = 14
"""Elements around a block whose class words are read."""
_NEAR = ("1", "2", "2", "3", "3", "3", *("4",) * (FARTHEST - 6))
"""How far out an element is, by its steps from the block: four classes of distance."""


def text_words(page: Page) -> list[list[int]]:
    """For every block the table slots of its text's words, of its first and last word, of its whole if short, and of
    the headings above it: the nearest one, and the nearest of the first two levels."""
    slots = _Slots()
    found: list[list[int]] = []
    nearest: list[str] = []
    section: list[str] = []
    for block in page.blocks:
        words = ["0" if word.isdigit() else word for word in _WORD.findall(block.text[:300].lower())]
        names = ["w:" + word for word in words[:40]]
        if words:
            names += ["f:" + words[0], "l:" + words[-1], "p:" + " ".join(words[:2])]
        if len(words) <= 5:
            names.append("s:" + " ".join(words))
        size = sum(len(words) > edge for edge in _EDGES)
        names += [f"n:{size}", f"t:{block.tag}:{size}", *nearest, *section]
        if block.tag in HEADINGS:
            nearest = ["h:" + word for word in words[:6]]
            if block.tag in ("h1", "h2"):
                section = [f"{block.tag}:{word}" for word in words[:6]]
        found.append(slots.of(names))
    return found


def markup_words(page: Page) -> list[list[int]]:
    """For every block the table slots of the class words, by how far out they stand, and of its tag path."""
    slots = _Slots()
    known: dict[int, list[int]] = {}
    found = []
    for block in page.blocks:
        if block.node not in known:
            known[block.node] = _markup_slots(page, block.node, slots)
        found.append(known[block.node])
    return found


def _markup_slots(page: Page, node: int, slots: _Slots) -> list[int]:
    """The slots of one element's surroundings. Elements alike share the slots of their names."""
    found: set[int] = set()
    path: list[str] = []
    for level in range(FARTHEST):
        if node < 0:
            break
        near, tag, tokens = _NEAR[level], page.tag[node], page.tokens[node]
        path.append(tag)
        found |= slots.alike.get((near, tag, tokens)) or slots.learn(near, tag, tokens)
        node = page.parent[node]
    found.update(slots.of((f"t:{path[0]}", f"t:{'<'.join(path[:2])}", f"t:{'<'.join(path[:3])}")))
    return sorted(found)


def scores(rows: Sequence[Sequence[int]], weights: NDArray[np.int16], scale: float) -> NDArray[np.float32]:
    """The score of each row of slots. Weights are whole numbers, so that their sum is the same on every machine."""
    import numpy as np

    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    flat = np.fromiter((slot for row in rows for slot in row), dtype=np.int64, count=int(lengths.sum()))
    total = np.zeros(len(rows), dtype=np.int64)
    filled = lengths > 0
    if filled.any():
        starts = (np.cumsum(lengths) - lengths)[filled]
        total[filled] = np.add.reduceat(weights[flat].astype(np.int64), starts)
    return np.round(total / np.sqrt(np.maximum(1, lengths)) * scale, 4).astype(np.float32)


class _Slots:
    """Slots of names, each hashed once a page."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.alike: dict[tuple[str, str, tuple[str, ...]], set[int]] = {}
        """How far out, tag and class words of an element → the slots of their names."""

    def of(self, names: Sequence[str]) -> list[int]:
        """The distinct slots of `names`, ascending."""
        known = self.known
        found = set()
        for name in names:
            slot = known.get(name)
            if slot is None:
                slot = known[name] = crc32(name.encode("utf-8", "replace")) & (SLOTS - 1)
            found.add(slot)
        return sorted(found)

    def learn(self, near: str, tag: str, tokens: tuple[str, ...]) -> set[int]:
        """The slots of an element's names, remembered for the next one like it."""
        names = [f"{near}:{word}" for word in tokens] + [f"a:{word}" for word in tokens]
        if near != "1":
            names.append(f"T{near}:{tag}")
        self.alike[near, tag, tokens] = found = set(self.of(names))
        return found
