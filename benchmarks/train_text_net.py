"""Training of the network over lines (`cleaners.mark.net`): plain gradient descent, written out in numpy.

One thread and fixed seeds: the same table gives the same network on the same machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cleaners.mark.net import EXACT, GAP, GRAIN, PAGE, REACHES, TOP, UNIT, WEIGHT

WIDTH = 64
EPOCHS = 8
BATCH = 4000
"""About so many lines make a step."""
LONG = 1500
"""Of a longer text another piece is seen every time."""
RATE = 3e-3
DECAY = 0.1
FORGET = {"in": 0.25, "layer": 0.2}
"""The chance that a number is left out while learning, of a line's features and of what a layer gives."""
LEVELS = (20, 12)
"""Features are cut at so many quantiles of their values, and at so many of their different values."""
MOST = 96
"""A feature is worth at most so many `UNIT`-ths of its standard deviation."""

Floats = NDArray[np.float32]
Weights = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What to learn from: texts, one after the other, of so many `lengths`; for every line a row, whether it is
    residue, and its weight (none if nobody said)."""

    rows: NDArray[np.int32]
    lengths: NDArray[np.int64]
    residue: NDArray[np.bool_]
    weight: NDArray[np.float64]


def network(lessons: Lessons, heed: float, seed: int = 1) -> dict[str, NDArray[Any]]:
    """Learn a network whose scores are multiplied by `heed`; returns what `net.from_arrays` reads."""
    coded, scale = levels(lessons.rows)
    with threadpool_limits(1):  # several threads add in another order
        weights = learned(lessons, coded, seed)
    return scale | whole(heeded(weights, heed))


def heeded(weights: Weights, heed: float) -> Weights:
    """The same with scores multiplied by `heed`."""
    return weights | {name: np.float32(heed) * weights[name] for name in ("out", "out bias")}


def levels(rows: NDArray[np.int32]) -> tuple[NDArray[np.int8], dict[str, NDArray[Any]]]:
    """Every feature as the number of its level, evenly spread: the rows, and how to do it again."""
    coded = np.empty(rows.shape, dtype=np.int8)
    sizes, edges, worth = [], [], []
    for column in range(rows.shape[1]):
        values = np.ascontiguousarray(rows[:, column])
        cuts = np.unique(
            np.concatenate(
                [
                    np.quantile(values[::7], np.linspace(0.03, 0.97, LEVELS[0]), method="lower"),
                    np.quantile(np.unique(values), np.linspace(0, 1, LEVELS[1]), method="lower"),
                ]
            )
        )
        level = np.searchsorted(cuts, values)
        spread = max(float(level.std()), 0.15)
        each = np.round(UNIT * (np.arange(len(cuts) + 1) - level.mean()) / spread)
        each = np.clip(each, -MOST, MOST).astype(np.int8)
        coded[:, column] = each[level]
        sizes.append(len(cuts))
        edges.append(cuts.astype(np.int32))
        worth.append(each)
    scale: dict[str, NDArray[Any]] = {"sizes": np.array(sizes, dtype=np.int16)}
    return coded, scale | {"edges": np.concatenate(edges), "worth": np.concatenate(worth)}


def whole(weights: Weights) -> dict[str, NDArray[Any]]:
    """Weights as whole numbers, and what is added in the multiples that sums have where it is added. A unit whose sums
    might not be exact speaks a little softer."""
    found: dict[str, NDArray[Any]] = {}
    for name, values in weights.items():
        bias, opening = name.endswith("bias"), name.startswith("in")
        unit = WEIGHT * (1 if not bias else UNIT if opening else GRAIN)
        found[name] = np.round(values.astype(np.float64) * unit).astype(np.int32 if bias else np.int16)
    for name in [name for name in found if f"{name} bias" in found]:
        softer = np.minimum(1, 0.99 * EXACT / np.maximum(largest(found, name), 1))
        for part in (name, f"{name} bias", *(["page mean"] if name == "page" else [])):
            times = np.tile(softer, found[part].shape[-1] // len(softer))
            found[part] = np.round(found[part] * times).astype(found[part].dtype)
    return found


def largest(found: dict[str, NDArray[Any]], name: str) -> NDArray[np.int64]:
    """How large a sum of each unit of a layer can become."""
    sums = np.abs(found[name].astype(np.int64)).sum(axis=0) * (MOST if name == "in" else TOP)
    if name == "page":
        sums += np.abs(found["page mean"].astype(np.int64)).sum(axis=0) * TOP
    bias = np.abs(found[f"{name} bias"].astype(np.int64))
    return np.asarray(sums.reshape(-1, len(bias)).sum(axis=0) + bias)


def learned(lessons: Lessons, coded: NDArray[np.int8], seed: int) -> Weights:
    """The weights after `EPOCHS` looks at everything."""
    chance = np.random.default_rng(seed)
    weights = first_weights(coded.shape[1], chance)
    mean, square = ({name: np.zeros_like(values) for name, values in weights.items()} for _ in range(2))
    lines = np.minimum(lessons.lengths, LONG) + GAP
    total = int(EPOCHS * 1.06 * (lines.sum() / BATCH + 1))
    step = 0
    for _ in range(EPOCHS):
        for batch in batches(lessons, coded, chance):
            step += 1
            slopes = batch.slopes(weights, chance)
            norm = float(np.sqrt(sum(float((slope * slope).sum()) for slope in slopes.values())))
            rate = np.float32(RATE * pace(step / total))
            for name, slope in slopes.items():
                slope *= np.float32(min(1.0, 1 / (norm + 1e-6)))
                mean[name] += np.float32(0.1) * (slope - mean[name])
                square[name] += np.float32(0.001) * (slope * slope - square[name])
                size = np.sqrt(square[name] / np.float32(1 - 0.999**step)) + np.float32(1e-8)
                move = mean[name] / np.float32(1 - 0.9**step) / size + np.float32(DECAY) * weights[name]
                weights[name] -= rate * move
    return weights


def pace(part: float) -> float:
    """How fast to learn after that part of the time: rising for a quarter of it, falling from then on."""
    if part < 0.25:
        return float(0.04 + 0.96 * (0.5 - 0.5 * np.cos(np.pi * part / 0.25)))
    return float(0.5 + 0.5 * np.cos(np.pi * min(1.0, (part - 0.25) / 0.75)))


def first_weights(features: int, chance: np.random.Generator) -> Weights:
    """Where learning starts."""

    def some(inputs: int, outputs: int, size: float = 1.0) -> Floats:
        drawn: Floats = (size * chance.uniform(-1, 1, (inputs, outputs)) / np.sqrt(inputs)).astype(np.float32)
        return drawn

    weights = {"in": some(features, WIDTH), "page": some(WIDTH, WIDTH, 0.7), "page mean": some(WIDTH, WIDTH, 0.7)}
    weights |= {f"near {layer}": some(WIDTH, 3 * WIDTH, 0.3) for layer in range(len(REACHES))}
    weights["out"] = some(WIDTH, 1)
    biases = {name: np.zeros(WIDTH, dtype=np.float32) for name in weights if name not in ("page mean", "out")}
    return weights | {f"{name} bias": bias for name, bias in biases.items()} | {"out bias": np.zeros(1, np.float32)}


def batches(lessons: Lessons, coded: NDArray[np.int8], chance: np.random.Generator) -> Iterator[Batch]:
    """All texts once, in an order of chance, about `BATCH` lines at a time."""
    starts = np.cumsum(lessons.lengths) - lessons.lengths
    unit = float(lessons.weight.mean())
    spans: list[tuple[int, int]] = []
    for text in chance.permutation(len(starts)):
        start, length = int(starts[text]), int(lessons.lengths[text])
        if length > LONG:
            start, length = start + int(chance.integers(0, length - LONG + 1)), LONG
        if spans and sum(stop - begin + GAP for begin, stop in spans) + length > BATCH:
            yield batch_of(lessons, coded, spans, unit)
            spans = []
        spans.append((start, start + length))
    yield batch_of(lessons, coded, spans, unit)


def batch_of(lessons: Lessons, coded: NDArray[np.int8], spans: Sequence[tuple[int, int]], unit: float) -> Batch:
    """The lines of `spans`, with `GAP` empty lines after each."""
    lengths = np.array([stop - start for start, stop in spans])
    text = np.repeat(np.arange(len(spans)), lengths + GAP)
    first = np.cumsum(lengths + GAP) - lengths - GAP
    place = np.arange(len(text)) - first[text]
    there = place < lengths[text]
    rows = np.where(there, np.array([start for start, _ in spans])[text] + place, 0)
    return Batch(
        coded[rows].astype(np.float32) * (there[:, None] / np.float32(UNIT)),
        there[:, None].astype(np.float32),
        text,
        first,
        lengths.astype(np.float32)[:, None],
        lessons.residue[rows].astype(np.float32),
        np.where(there, lessons.weight[rows] / (unit * len(rows)), 0).astype(np.float32),
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """A few texts, and what is known of their lines."""

    given: Floats
    there: Floats
    """0 for the empty lines between texts."""
    text: NDArray[np.int64]
    first: NDArray[np.int64]
    lengths: Floats
    residue: Floats
    weight: Floats

    def slopes(self, weights: Weights, chance: np.random.Generator) -> Weights:
        """How the loss changes with every weight: forward, and back again."""

        def kept(values: Floats, share: float) -> Floats:
            return (chance.random(values.shape, dtype=np.float32) >= share) * np.float32(1 / (1 - share))

        given = self.given * kept(self.given, FORGET["in"])
        state = first = np.maximum(given @ weights["in"] + weights["in bias"], 0) * self.there
        before, gave = [], []
        for layer, reach in enumerate(REACHES):
            if layer == PAGE:
                page = state, self.mean(state)
                above = page[1] @ weights["page mean"] + weights["page bias"]
                said = np.maximum(state @ weights["page"] + above[self.text], 0) * self.there
                state = state + said
            heard = listened(state @ weights[f"near {layer}"], reach) + weights[f"near {layer} bias"]
            out = np.maximum(heard, 0) * self.there
            out *= kept(out, FORGET["layer"])
            before.append(state)
            gave.append(out)
            state = state + out
        last = kept(state, FORGET["layer"])
        odds = (state * last) @ weights["out"] + weights["out bias"]
        wrong = ((1 / (1 + np.exp(-odds[:, 0])) - self.residue) * self.weight)[:, None]
        found: dict[str, NDArray[Any]] = {"out": (state * last).T @ wrong, "out bias": wrong.sum(axis=0)}
        back = (wrong @ weights["out"].T) * last
        for layer in range(len(REACHES) - 1, -1, -1):
            slope = back * (gave[layer] > 0) * np.float32(1 / (1 - FORGET["layer"]))
            told = spoken(slope, REACHES[layer])
            found |= {f"near {layer}": before[layer].T @ told, f"near {layer} bias": slope.sum(axis=0)}
            back = back + told @ weights[f"near {layer}"].T
            if layer == PAGE:
                slope = back * (said > 0)
                whole_page = np.add.reduceat(slope, self.first)
                found |= {
                    "page": page[0].T @ slope,
                    "page mean": page[1].T @ whole_page,
                    "page bias": slope.sum(axis=0),
                }
                through = (whole_page @ weights["page mean"].T / self.lengths)[self.text]
                back = back + slope @ weights["page"].T + through * self.there
        slope = back * (first > 0)
        return found | {"in": given.T @ slope, "in bias": slope.sum(axis=0)}

    def mean(self, state: Floats) -> Floats:
        """The mean of every text."""
        return np.asarray(np.add.reduceat(state, self.first) / self.lengths, dtype=np.float32)


def listened(near: Floats, reach: int) -> Floats:
    """What every line hears: of the line above, of itself, of the line below."""
    width = near.shape[1] // 3
    heard = near[:, width : 2 * width].copy()
    heard[reach:] += near[:-reach, :width]
    heard[:-reach] += near[reach:, 2 * width :]
    return heard


def spoken(slope: Floats, reach: int) -> Floats:
    """`listened`, the other way: to whom every line spoke."""
    width = slope.shape[1]
    told = np.zeros((len(slope), 3 * width), dtype=np.float32)
    told[:, width : 2 * width] = slope
    told[:-reach, :width] = slope[reach:]
    told[reach:, 2 * width :] = slope[:-reach]
    return told
