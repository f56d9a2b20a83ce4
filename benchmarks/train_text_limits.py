"""Operating points: for every class of line the score above which a line goes, found on unseen sites.

Damage is bounded first; within the bounds the sum of line F1 and of the share of documents exactly clean is made as
large as it gets. The limits are searched together, so that a class in which the model is poor pays for itself, and with
the budget of the default policy in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.train_text_data import Table
from cleaners.mark.model import CLASSES, EDGES, WHOLE, classes
from cleaners.policy import Policy

GRID = tuple(range(-6144, 20481, 512))
STEPS = (-2048, -1024, -512, 512, 1024, 2048, 4096)
SINGLE = [[(place, step)] for place in range(CLASSES) for step in STEPS]
DOUBLE = [
    [(down, -step), (up, rise)]
    for down in range(CLASSES)
    for up in range(CLASSES)
    if up != down
    for step, rise in ((512, 512), (1024, 1024), (1024, 2048), (2048, 1024))
]
"""Moves: by how much the limits of which classes change."""
ROUNDS = 8
STARTS = {"light": 3, "left": 3, "heavy": 1, "other": 1}
"""From how many places the search begins: with few lines to go by it often ends on a lower hill."""
SURE = 4096
"""How far above its limit a line must be to go beyond the budget of its text."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a setting may cost: share of content words lost, and of documents that lose more than 2%."""

    lost: float
    hurt: float


BOUNDS = {
    "light": {"normal": Bounds(0.0021, 0.0205), "cautious": Bounds(0.0012, 0.0135)},
    "left": {"normal": Bounds(0.0008, 0.02), "cautious": Bounds(0.0003, 0.01)},
    "heavy": {"normal": Bounds(0.007, 0.11), "cautious": Bounds(0.0018, 0.05)},
    "other": {"normal": Bounds(0.04, 1.0), "cautious": Bounds(0.015, 1.0)},
}


class Judged:
    """Lines with scores, reduced to what counting needs."""

    def __init__(self, table: Table, scores: NDArray[np.int64], dumps: NDArray[np.bool_], budget: float | None) -> None:
        rows = np.flatnonzero(dumps[table.owner])
        rows = rows[table.residue[rows] | table.content[rows]]
        self.kind = classes(table.features[rows])
        self.scores = scores[rows]
        self.residue = table.residue[rows]
        self.words = np.where(self.residue, 0, table.words[rows])
        _, self.owner = np.unique(table.owner[rows], return_inverse=True)
        self.total = np.bincount(self.owner, weights=self.words)
        self.sizes = table.sizes[rows]
        self.budget = None if budget is None else budget * np.bincount(self.owner, weights=self.sizes)

    def outcome(self, limits: NDArray[np.int64]) -> tuple[float, float, float, float]:
        """Line F1, share of documents exactly clean, share of content words lost, share of documents hurt."""
        margin = self.scores - limits[self.kind]
        gone = margin > 0
        if self.budget is not None:
            over = np.bincount(self.owner[gone], weights=self.sizes[gone], minlength=len(self.total)) > self.budget
            gone &= ~over[self.owner] | (margin > SURE)
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


def limits_of(table: Table, name: str, scores: NDArray[np.int64], dumps: NDArray[np.bool_]) -> list[int]:
    """The limits by class for `name` (regime, tongue and caution: ``light/en/normal``), found on some of the dumps."""
    regime, _, caution = name.split("/")
    judged = Judged(table, scores, dumps, None if regime in WHOLE else Policy().budget)
    limits = search(judged, BOUNDS[regime][caution], STARTS[regime])
    f1, exact, lost, hurt = judged.outcome(np.array(limits))
    costs = f"{lost:.2%} of words lost, {hurt:.1%} hurt"
    print(f"{name}: line F1 {f1:.3f}, {exact:.1%} exact, {costs}; {limits}", flush=True)
    return limits


def search(judged: Judged, bounds: Bounds, count: int) -> list[int]:
    """Start at limits that rise evenly with the length, at the best ones for each of the `count` best slopes; then
    move one class at a time while that helps, and where it does not, one class up and another down."""
    length = np.append(np.tile(np.arange(len(EDGES) + 1), 2), 1)
    starts = []
    for slope in range(0, 4096, 512):
        even = [common + slope * (length - 3) for common in GRID]
        values = [worth(judged, trial, bounds) for trial in even]
        starts.append((max(values), slope, even[int(np.argmax(values))]))
    starts.sort(key=lambda start: start[:2], reverse=True)
    found = [climbed_to_the_top(judged, bounds, best, value) for value, _, best in starts[:count]]
    return [int(limit) for limit in max(found, key=lambda end: end[1])[0]]


def climbed_to_the_top(
    judged: Judged, bounds: Bounds, best: NDArray[np.int64], value: float
) -> tuple[NDArray[np.int64], float]:
    """The limits from which no move leads higher, and what they are worth."""
    for _ in range(ROUNDS):
        before = value
        for moves in (SINGLE, DOUBLE):
            best, value = climbed(judged, bounds, best, moves)
        if value == before:
            break
    return best, value


def climbed(
    judged: Judged, bounds: Bounds, best: NDArray[np.int64], moves: Sequence[Sequence[tuple[int, int]]]
) -> tuple[NDArray[np.int64], float]:
    """The limits after every move was tried once and each that helped was made, and what they are worth."""
    value = worth(judged, best, bounds)
    for move in moves:
        trial = best.copy()
        for place, step in move:
            trial[place] += step
        if not rising(trial):
            continue
        found = worth(judged, trial, bounds)
        if found > value + 1e-9:
            best, value = trial, found
    return best, value


def rising(limits: NDArray[np.int64]) -> bool:
    """Does a longer line need at least as much evidence, inside the prose and outside of it? A class of lines that
    asks for less than a shorter one has learned a few documents by heart."""
    half = len(EDGES) + 1
    inside, outside = np.diff(limits[:half]), np.diff(limits[half : 2 * half])
    return bool((inside >= 0).all() and (outside >= 0).all())


def worth(judged: Judged, limits: NDArray[np.int64], bounds: Bounds) -> float:
    """Line F1 plus the share of documents exactly clean, or less than nothing outside the bounds."""
    f1, exact, lost, hurt = judged.outcome(limits)
    return f1 + exact if lost <= bounds.lost and hurt <= bounds.hurt else -1.0
