"""The second look: what a block's first score is worth among the scores of its neighbours, containers and likes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaners.page.blocks.tree import Page
from cleaners.page.judge.features_context import LEVELS, ancestors, distances, lookalikes, shifted, subtree_sums, window

STEPS = (-3, -2, -1, 1, 2, 3)
REACH = (2, 5, 15)
SHARE_LEVELS = (1, 2, 3, 5)
SCORE_COLUMNS = (
    "score",
    *(f"score{step:+d}" for step in STEPS),
    *(f"mean_{reach}" for reach in REACH),
    *(f"mean^{level}" for level in range(LEVELS)),
    *(f"share^{level}" for level in SHARE_LEVELS),
    "like_mean", "like_share", "over", "cut", "hope", "content_share", "rank", "sure_before", "sure_after",
    "from_first", "from_last", "vote", "vote_near", "vote_share",
)  # fmt: skip


def score_features(
    page: Page, chance: NDArray[np.float64], words: NDArray[np.float32], votes: Sequence[bool] | None
) -> NDArray[np.float32]:
    """Blocks by `SCORE_COLUMNS`, from every block's first chance to be main content.

    `votes` says which blocks another extractor keeps; without it, its columns are −1.
    """
    count = len(chance)
    if not count:
        return np.zeros((0, len(SCORE_COLUMNS)), dtype=np.float32)
    weight = np.maximum(words, 0.5).astype(np.float64)
    odds = np.log(chance / (1 - chance))
    up = ancestors(page)
    sums = subtree_sums(page, np.stack([weight * chance, weight], axis=1))
    mean = sums[:, 0] / np.maximum(sums[:, 1], 0.5)
    hoped = max(1.0, float((chance * weight).sum()))
    keep, hope = best_expected_f1(chance, weight)
    cut = float(chance[keep].min())
    group = lookalikes(page)
    mass = np.bincount(group, weights=weight)
    in_group = np.bincount(group, weights=weight * chance)
    sure = np.flatnonzero(keep & (chance > 0.5))
    before, after = distances(sure, count)
    index = np.arange(count)
    first, last = (int(sure[0]), int(sure[-1])) if len(sure) else (0, count)
    order = np.empty(count)
    order[np.argsort(-chance, kind="stable")] = index
    columns = [odds, *(shifted(odds, step) for step in STEPS)]
    columns += [window(chance * weight, reach) / window(weight, reach) for reach in REACH]
    columns += [mean[up[:, level]] for level in range(LEVELS)]
    columns += [sums[up[:, level], 0] / hoped for level in SHARE_LEVELS]
    columns += [
        (in_group / mass)[group], in_group[group] / hoped, chance - cut, np.full(count, cut), np.full(count, hope),
        np.full(count, hoped / weight.sum()), order / count, before, after, (index - first) / count,
        (index - last) / count,
    ]  # fmt: skip
    return np.stack([*columns, *_votes(votes, weight)], axis=1).astype(np.float32)


def best_expected_f1(chance: NDArray[np.float64], words: NDArray[np.floating]) -> tuple[NDArray[np.bool_], float]:
    """Which blocks to keep so that the expected F1 of the page's words is highest, and that F1.

    Blocks are taken in order of their chances for as long as another one helps more than it costs; the chance that is
    good enough is thus the page's own.
    """
    order = np.argsort(-chance, kind="stable")
    right, taken = np.cumsum((chance * words)[order]), np.cumsum(words[order])
    hope = 2 * right / np.maximum(taken + float((chance * words).sum()), 1e-9)
    best = int(np.argmax(hope))
    keep = np.zeros(len(chance), dtype=bool)
    keep[order[: best + 1]] = True
    return keep, float(hope[best])


def chances_of(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds → chances, rounded so that they are the same on every machine, and never quite 0 or 1."""
    chance: NDArray[np.float64] = np.clip(np.round(1.0 / (1.0 + np.exp(-odds)), 6), 1e-4, 1 - 1e-4)
    return chance


def start_odds(chance: NDArray[np.float64], words: NDArray[np.floating]) -> NDArray[np.float64]:
    """What the first look decides, as log-odds for the second one to start from: above zero where a block is kept."""
    keep, _ = best_expected_f1(chance, words)
    cut = min(0.9, max(0.03, float(chance[keep].min()) - 1e-6))
    odds: NDArray[np.float64] = np.clip(np.log(chance / (1 - chance)) - np.log(cut / (1 - cut)), -4, 4)
    return odds


def _votes(votes: Sequence[bool] | None, weight: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    if votes is None:
        return [np.full(len(weight), -1.0)] * 3
    vote = np.array(votes, dtype=float)
    share = float((vote * weight).sum() / weight.sum())
    return [vote, window(vote, 3), np.full(len(weight), share)]
