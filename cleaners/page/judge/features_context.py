"""What a block's surroundings tell: its containers, its like, its neighbours, its place on the page."""

from __future__ import annotations

from operator import add

import numpy as np
from numpy.typing import NDArray

from cleaners.page.blocks.tree import Page
from cleaners.page.judge.features_block import COLUMN
from cleaners.page.listed import listed

LEVELS = 6
"""Containers looked at, from the block's own element outwards."""
NEAR = (
    "words", "link_share", "ends", "stop", "prose", "heading", "title_case", "tag_li", "price", "date", "depth_here",
)  # fmt: skip
OFFSETS = (-2, -1, 1, 2)
_CONTAINER = ("share", "blocks", "mean_words", "links", "prose", "same")
_PLACES = listed(
    "at at_words from_start from_end prose_before prose_after nearest_prose inside after_last before_first h1_before",
    "since_h1 since_heading heading_level like like_words like_links like_prose in_core core_up core_share near_prose",
    "near_words near_links",
)
CONTEXT_COLUMNS = [
    *(f"{name}^{level}" for level in range(LEVELS) for name in _CONTAINER),
    *_PLACES,
    *(f"{name}{offset:+d}" for offset in OFFSETS for name in NEAR),
]
FAR = 60.0
BOX = 200
"""Bytes of text in an element that is a box in the text; a script that says more with a letter takes more of them."""
_WHOLE = frozenset(listed("html body main article"))
"""Elements that are no box, however little they hold."""


def context_features(page: Page, own: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blocks by `CONTEXT_COLUMNS`, from the blocks' own measures and numbers of words."""
    if not len(own):
        return np.zeros((0, len(CONTEXT_COLUMNS)), dtype=np.float32)
    up = ancestors(page)
    parts = [_containers(page, own, words, up), _places(page, own, words, up), _neighbours(own)]
    return np.hstack(parts).astype(np.float32)


def ancestors(page: Page) -> NDArray[np.int32]:
    """Blocks by `LEVELS`: the elements around each block, from its own outwards; the outermost is repeated."""
    parent = np.array(page.parent, dtype=np.int32)
    levels = [np.array([block.node for block in page.blocks], dtype=np.int32)]
    for _ in range(LEVELS - 1):
        above = parent[levels[-1]]
        levels.append(np.where(above >= 0, above, levels[-1]))
    return np.stack(levels, axis=1)


def subtree_sums(page: Page, columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum block columns over every element and all that it holds."""
    sums = np.zeros((len(page.tag), columns.shape[1]))
    np.add.at(sums, [block.node for block in page.blocks], columns)
    parent = page.parent
    filled = np.flatnonzero(sums.any(axis=1)).tolist()
    rows: dict[int, list[float]] = dict(zip(filled, sums[filled].tolist(), strict=True))
    zero = [0.0] * columns.shape[1]
    for node in range(len(sums) - 1, 0, -1):
        if node in rows and (above := parent[node]) >= 0:
            rows[above] = list(map(add, rows.get(above, zero), rows[node]))
    sums[list(rows)] = list(rows.values())
    return sums


def boxes(page: Page) -> list[int]:
    """For every block the largest element around it that holds no more than `BOX`; −1 if it holds nothing else."""
    size = subtree_sums(page, np.array([[len(block.text.encode("utf-8", "replace")), 1.0] for block in page.blocks]))
    found = []
    for block in page.blocks:
        box, node = -1, block.node
        while node >= 0 and size[node, 0] <= BOX and page.tag[node] not in _WHOLE:
            box, node = node, page.parent[node]
        found.append(box if box >= 0 and size[box, 1] > 1 else -1)
    return found


def lookalikes(page: Page) -> NDArray[np.int64]:
    """Blocks that look alike, by number: same tag and class words here and on the two elements above."""
    names: dict[tuple[object, ...], int] = {}
    found = []
    for block in page.blocks:
        key: list[object] = [block.tag]
        for node in page.self_and_ancestors(block.node, 3):
            key += (page.tag[node], page.tokens[node])
        found.append(names.setdefault(tuple(key), len(names)))
    return np.array(found, dtype=np.int64)


def _containers(
    page: Page, own: NDArray[np.float32], words: NDArray[np.float32], up: NDArray[np.int32]
) -> NDArray[np.float64]:
    links = own[:, COLUMN["link_share"]] * words
    prose = own[:, COLUMN["prose"]] * words
    sums = subtree_sums(page, np.stack([words, np.ones(len(words)), links, prose], axis=1))
    whole = max(1.0, float(words.sum()))
    same = _same_siblings(page)
    parts = []
    for level in range(LEVELS):
        total, blocks, linked, prosaic = sums[up[:, level]].T
        filled = np.maximum(1.0, total)
        parts += [total / whole, np.log1p(blocks), np.log1p(total / np.maximum(1.0, blocks)), linked / filled]
        parts += [prosaic / filled, np.log1p(same[up[:, level]])]
    return np.stack(parts, axis=1)


def _same_siblings(page: Page) -> NDArray[np.float64]:
    """For every element: how many of its siblings have its tag and class words."""
    names: dict[tuple[int, str, tuple[str, ...]], int] = {}
    keys = [names.setdefault(key, len(names)) for key in zip(page.parent, page.tag, page.tokens, strict=True)]
    counts = np.bincount(keys)
    siblings: NDArray[np.float64] = counts[keys].astype(np.float64)
    return siblings


def _core(page: Page, own: NDArray[np.float32], words: NDArray[np.float32]) -> int:
    """The element that holds the running text closest together: direct children count full, grandchildren 0.6 times,
    and so on for four generations."""
    scores: dict[int, float] = {}
    weights = words * own[:, COLUMN["prose"]] * (1 - own[:, COLUMN["link_share"]])
    if not weights.any():
        weights = words * (1 - own[:, COLUMN["link_share"]])
    for block, weight in zip(page.blocks, weights.tolist(), strict=True):
        share = weight
        for node in page.self_and_ancestors(page.parent[block.node], 4):
            scores[node] = scores.get(node, 0.0) + share
            share *= 0.6
    return max(scores, key=lambda n: (scores[n], -n)) if scores else 0


def _places(
    page: Page, own: NDArray[np.float32], words: NDArray[np.float32], up: NDArray[np.int32]
) -> NDArray[np.float64]:
    count = len(words)
    index = np.arange(count)
    prose = own[:, COLUMN["prose"]]
    done = np.cumsum(words)
    before, after = distances(np.flatnonzero(prose), count)
    heading = own[:, COLUMN["heading"]]
    h1, _ = distances(np.flatnonzero(heading == 1), count)
    last_heading, _ = distances(np.flatnonzero(heading > 0), count)
    level = np.where(last_heading < FAR, heading[np.maximum(0, index - last_heading.astype(int))], 0)
    group = lookalikes(page)
    size = np.bincount(group)
    core = _core(page, own, words)
    inside, far = _from_core(page, core)
    nodes = up[:, 0]
    spread = [np.bincount(group, weights=w * words)[group] for w in (own[:, COLUMN["link_share"]], prose)]
    mass = np.bincount(group, weights=words)[group]
    return np.stack(
        [
            index / max(1, count - 1), (done - words / 2) / max(1.0, done[-1]), np.log1p(index),
            np.log1p(count - 1 - index), before, after, np.minimum(before, after),
            (before < FAR) & (after < FAR), np.where(after >= FAR, before, 0), np.where(before >= FAR, after, 0),
            h1 < FAR, h1, last_heading, level, np.log1p(size[group]), np.log1p(mass / size[group]),
            spread[0] / np.maximum(1, mass), spread[1] / np.maximum(1, mass), inside[nodes], far[nodes],
            np.full(count, float((inside[nodes] * words).sum() / max(1.0, done[-1]))), window(prose, 5),
            window(own[:, COLUMN["words"]], 5), window(own[:, COLUMN["link_share"]], 5),
        ],
        axis=1,
    )  # fmt: skip


def _from_core(page: Page, core: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For every element: is it inside the core, and how many steps above the core do the two meet?"""
    steps: dict[int, int] = {}
    node = core
    while node >= 0:
        steps[node] = len(steps)
        node = page.parent[node]
    met = np.zeros(len(page.tag))
    for n, above in enumerate(page.parent):
        met[n] = steps[n] if n in steps else (met[above] if above >= 0 else FAR)
    return (met == 0).astype(float), np.minimum(met, 20)


def distances(places: NDArray[np.int64], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Blocks since the last of `places`, and to the next one, each at most `FAR`."""
    index = np.arange(count)
    if not len(places):
        return np.full(count, FAR), np.full(count, FAR)
    k = np.searchsorted(places, index, "right") - 1
    before = np.where(k >= 0, index - places[np.maximum(k, 0)], FAR)
    k = np.searchsorted(places, index, "left")
    after = np.where(k < len(places), places[np.minimum(k, len(places) - 1)] - index, FAR)
    return np.minimum(before, FAR).astype(float), np.minimum(after, FAR).astype(float)


def window(values: NDArray[np.floating], reach: int) -> NDArray[np.float64]:
    """The mean of each value with `reach` neighbours on either side."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    index = np.arange(len(values))
    low, high = np.maximum(0, index - reach), np.minimum(len(values), index + reach + 1)
    mean: NDArray[np.float64] = (total[high] - total[low]) / (high - low)
    return mean


def shifted(values: NDArray[np.floating], offset: int) -> NDArray[np.floating]:
    """Row n of the answer is row n + `offset`; −1 where there is none."""
    moved = np.full_like(values, -1)
    if offset < 0:
        moved[-offset:] = values[:offset]
    elif offset < len(values):
        moved[: len(values) - offset] = values[offset:]
    return moved


def _neighbours(own: NDArray[np.float32]) -> NDArray[np.floating]:
    near = own[:, [COLUMN[name] for name in NEAR]]
    return np.hstack([shifted(near, offset) for offset in OFFSETS])
