"""Operating points: for every class of line the score above which a line goes, found on unseen sites.

Damage is bounded first; within the bounds the sum of line F1 and of the share of documents exactly clean is made as
large as it gets. A line is never taken out unless it is nearly as likely residue as not. The limits are searched
together, one class at a time, so that a class in which the model is poor pays for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.train_text_data import Table
from cleaners.mark.model import CLASSES, EDGES, classes

GRID = tuple(range(-2048, 20481, 1024))
NEVER = 10**7
"""A limit that no score exceeds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a setting may cost: share of content words lost, and of documents that lose more than 2%."""

    lost: float
    hurt: float


BOUNDS = {
    "light": {"normal": Bounds(0.0028, 0.028), "cautious": Bounds(0.0012, 0.015)},
    "heavy": {"normal": Bounds(0.009, 0.12), "cautious": Bounds(0.0028, 0.04)},
}


class Judged:
    """Lines with scores, reduced to what counting needs."""

    def __init__(self, table: Table, scores: NDArray[np.int64], folds: Sequence[int], *, light: bool) -> None:
        rows = np.flatnonzero(
            ((table.light == light) & table.article & ~table.made)[table.owner] & np.isin(table.fold, folds)
        )
        rows = rows[table.residue[rows] | table.content[rows]]
        self.kind = classes(table.features[rows])
        self.scores = scores[rows]
        self.residue = table.residue[rows]
        self.words = np.where(self.residue, 0, table.words[rows])
        _, self.owner = np.unique(table.owner[rows], return_inverse=True)
        self.total = np.bincount(self.owner, weights=self.words)

    def outcome(self, limits: NDArray[np.int64]) -> tuple[float, float, float, float]:
        """Line F1, share of documents exactly clean, share of content words lost, share of documents hurt."""
        gone = self.scores > limits[self.kind]
        right = int((gone & self.residue).sum())
        f1 = 2 * right / max(1, int(gone.sum()) + int(self.residue.sum()))
        lost = np.bincount(self.owner[gone], weights=self.words[gone], minlength=len(self.total))
        wrong = np.bincount(self.owner[gone != self.residue], minlength=len(self.total))
        return (
            f1,
            float((wrong == 0).mean()),
            float(lost.sum() / self.total.sum()),
            float((lost > 0.02 * self.total).mean()),
        )


def limits_of(
    table: Table, name: str, scores: NDArray[np.int64], folds: Sequence[int]
) -> Iterator[tuple[str, list[int]]]:
    """(caution, limits by class) for one ensemble."""
    regime = name.split("/")[0]
    judged = Judged(table, scores, folds, light=regime == "light")
    for caution, bounds in BOUNDS[regime].items():
        limits = search(judged, bounds)
        f1, exact, lost, hurt = judged.outcome(np.array(limits))
        costs = f"{lost:.2%} of words lost, {hurt:.1%} hurt"
        print(f"{name}/{caution}: line F1 {f1:.3f}, {exact:.1%} exact, {costs}; {limits}", flush=True)
        yield caution, limits


def search(judged: Judged, bounds: Bounds) -> list[int]:
    """Start at the best common limit within the bounds, then move one class at a time while that helps."""
    best = np.full(CLASSES, NEVER, dtype=np.int64)
    value = 0.0
    length = np.append(np.tile(np.arange(len(EDGES) + 1), 2), 1)
    for common in GRID:
        for slope in range(0, 4096, 512):
            trial = common + slope * (length - 3)
            found = worth(judged, trial, bounds)
            if found > value:
                best, value = trial, found
    for _ in range(4):
        before = value
        for place in range(len(best)):
            for limit in (*GRID, NEVER):
                trial = best.copy()
                trial[place] = limit
                found = worth(judged, trial, bounds)
                if found > value + 1e-9:
                    best, value = trial, found
        if value == before:
            break
    return [int(limit) for limit in best]


def worth(judged: Judged, limits: NDArray[np.int64], bounds: Bounds) -> float:
    """Line F1 plus the share of documents exactly clean, or less than nothing outside the bounds."""
    f1, exact, lost, hurt = judged.outcome(limits)
    return f1 + exact if lost <= bounds.lost and hurt <= bounds.hurt else -1.0
