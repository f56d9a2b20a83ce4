"""Blocks that belong together: those of one name, such as the texts of all tiles, and those of one container.

Somebody who reads a page decides about its tiles, its posts or its specifications as a whole. Trees that see one block
at a time decide about each of them anew, and kept a text of every third tile. So the first look is told what its
namesakes and containers say, and its chances are drawn together where blocks bear one name (`together`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaners.page.blocks.tree import Page
from cleaners.page.judge.features_context import LEVELS, ancestors, subtree_sums
from cleaners.page.judge.features_scores import best_expected_f1, chances_of

OUTERMOST = 10
"""Elements around a block among which its name is looked for."""
DRAWN = 0.35
"""How far the log-odds of a block go to the mean of its namesakes. From .2 to .5 it is all the same."""
ENOUGH = 20
"""Words of namesakes that may be the page's best."""
LAST = 30
"""Ranks are counted up to here."""
NAMESAKE_COLUMNS = (
    *(f"text^{level}" for level in range(LEVELS)),
    "same_text", "same_spread", "same", "same_share", "same_words", "same_first", "same_last", "since_first",
    "till_last", "rank_words", "rank_text", "text_page", "text_best",
)  # fmt: skip
KEPT_LEVELS = (1, 2, 3, 4)
NAMESAKE_SCORES = (
    "alone", "same_mean", "same_hope", "same_kept", "same_rank", *(f"kept^{level}" for level in KEPT_LEVELS),
)  # fmt: skip


def namesakes(page: Page) -> NDArray[np.int64]:
    """Blocks of one name, by number: the same tags up to the nearest element that has a class, an id or a role, and the
    same words there. A block under elements without any is its own only namesake."""
    numbers: dict[tuple[object, ...], int] = {}
    found = []
    for place, block in enumerate(page.blocks):
        key: list[object] = [block.tag]
        for node in page.self_and_ancestors(block.node, OUTERMOST):
            key += (page.tag[node], page.tokens[node])
            if page.tokens[node]:
                break
        else:
            key = [place]
        found.append(numbers.setdefault(tuple(key), len(numbers)))
    return np.array(found, dtype=np.int64)


def namesake_features(
    page: Page, group: NDArray[np.int64], words: NDArray[np.float32], text: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Blocks by `NAMESAKE_COLUMNS`: what the `text` scores of each block's containers and namesakes come to, how many
    its namesakes are, and where they stand."""
    count = len(text)
    if not count:
        return np.zeros((0, len(NAMESAKE_COLUMNS)))
    weight = np.maximum(words, 0.5).astype(np.float64)
    score = weight * text
    sums = subtree_sums(page, np.stack([score, weight], axis=1))
    mean = sums[:, 0] / np.maximum(sums[:, 1], 0.5)
    up = ancestors(page)
    size, mass = np.bincount(group), np.bincount(group, weights=weight)
    same = np.bincount(group, weights=score) / mass
    squares = np.bincount(group, weights=score * text) / mass
    place = np.arange(count)
    first, last = np.full(len(size), count), np.zeros(len(size), dtype=np.int64)
    np.minimum.at(first, group, place)
    np.maximum.at(last, group, place)
    best = float(same[mass > ENOUGH].max(initial=-9.0))
    by_name = [
        same, np.sqrt(np.maximum(squares - same**2, 0)), np.log1p(size), mass / weight.sum(), np.log1p(mass / size),
        first / count, last / count,
    ]  # fmt: skip
    by_rank = [np.minimum(_ranks(-mass), LAST), _ranks(-same) / len(same)]
    columns = [mean[up[:, level]] for level in range(LEVELS)]
    columns += [values[group] for values in by_name]
    columns += [(place - first[group]) / count, (last[group] - place) / count]
    columns += [values[group] for values in by_rank]
    columns += [np.full(count, score.sum() / weight.sum()), np.full(count, best)]
    return np.stack(columns, axis=1)


def namesake_scores(
    page: Page,
    group: NDArray[np.int64],
    alone: NDArray[np.float64],
    chance: NDArray[np.float64],
    words: NDArray[np.floating],
) -> NDArray[np.float64]:
    """Blocks by `NAMESAKE_SCORES`: each block's log-odds before chances were drawn together, what its namesakes have in
    common of the page's hope, and how much of them and of its containers the first look keeps."""
    weight = np.maximum(words, 0.5).astype(np.float64)
    mass, hope = np.bincount(group, weights=weight), np.bincount(group, weights=weight * chance)
    kept = weight * best_expected_f1(chance, weight)[0]
    sums = subtree_sums(page, np.stack([kept, weight], axis=1))
    share = sums[:, 0] / np.maximum(sums[:, 1], 0.5)
    up = ancestors(page)
    by_name = [hope / mass, hope / max(1.0, float(hope.sum())), np.bincount(group, weights=kept) / mass]
    by_name.append(np.minimum(_ranks(-hope), LAST))
    columns = [np.log(alone / (1 - alone)), *(values[group] for values in by_name)]
    return np.stack([*columns, *(share[up[:, level]] for level in KEPT_LEVELS)], axis=1)


def together(chance: NDArray[np.float64], group: NDArray[np.int64], words: NDArray[np.floating]) -> NDArray[np.float64]:
    """Chances, drawn to the mean of each block's namesakes in log-odds; a block counts as often as it has words.

    >>> alone, same = np.array([0, 1]), np.array([0, 0])
    >>> two, words = np.array([0.9, 0.1]), np.array([20.0, 20.0])
    >>> together(two, alone, words).round(2).tolist(), together(two, same, words).round(2).tolist()
    ([0.9, 0.1], [0.81, 0.19])
    """
    weight = np.maximum(words, 0.5).astype(np.float64)
    odds = np.log(chance / (1 - chance))
    mean = np.bincount(group, weights=weight * odds) / np.bincount(group, weights=weight)
    return chances_of((1 - DRAWN) * odds + DRAWN * mean[group])


def _ranks(values: NDArray[np.number]) -> NDArray[np.int64]:
    """The place of each value among all, from the lowest on."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.arange(len(values))
    return ranks
