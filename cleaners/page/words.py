"""Words as evidence: those of a block's text, and those its makers wrote into class and id attributes around it.

Each word has a weight, learned on annotated pages and kept in a table of `SLOTS` numbers found by its hash. A block's
score is the sum of its words' weights: one score for the text, one for the markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

from cleaners.page.tree import HEADINGS, Page

SLOTS = 1 << 16
_WORD = re.compile(r"[^\W\d_]+|\d+")
_EDGES = (1, 2, 3, 5, 8, 12, 20, 40)


def text_words(page: Page) -> list[list[int]]:
    """For every block the table slots of its text's words, of its first and last word, and of its whole if short."""
    slots = _Slots()
    found, heading = [], ""
    for block in page.blocks:
        words = ["0" if word.isdigit() else word for word in _WORD.findall(block.text[:300].lower())]
        names = ["w:" + word for word in words[:40]]
        if words:
            names += ["f:" + words[0], "l:" + words[-1], "p:" + " ".join(words[:2])]
        if len(words) <= 5:
            names.append("s:" + " ".join(words))
        size = sum(len(words) > edge for edge in _EDGES)
        names += [f"n:{size}", f"t:{block.tag}:{size}"]
        names += ["h:" + word for word in heading.split()[:6]]
        if block.tag in HEADINGS:
            heading = " ".join(words)
        found.append(slots.of(names))
    return found


def markup_words(page: Page) -> list[list[int]]:
    """For every block the table slots of the class words, by how far out they stand, and of its tag path."""
    slots = _Slots()
    found = []
    for block in page.blocks:
        names = [f"1:{word}" for word in page.tokens[block.node]]
        path, node, level = [], block.node, 0
        while node >= 0:
            path.append(page.tag[node])
            if level:
                near = "2" if level < 3 else "3" if level < 6 else "4"
                names += [f"{near}:{word}" for word in page.tokens[node]]
                names.append(f"T{near}:{page.tag[node]}")
            names += [f"a:{word}" for word in page.tokens[node]]
            node, level = page.parent[node], level + 1
            if level >= 14:
                break
        names += [f"t:{path[0]}", f"t:{'<'.join(path[:2])}", f"t:{'<'.join(path[:3])}"]
        found.append(slots.of(names))
    return found


class _Slots:
    """Slots of names, each hashed once a page."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

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
