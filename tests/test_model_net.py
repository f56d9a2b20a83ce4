"""The network over lines: the same answers as adding up one by one, in any company, and sums that stay exact."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cleaners.mark import features, features_words, model
from cleaners.mark.net import EXACT, GRAIN, LINES, PAGE, REACHES, TOP, UNIT, WEIGHT, Net, from_arrays
from cleaners.mark.trees import SCALE, unpack

FEATURES, WIDTH = 5, 4


def arrays(seed: int) -> dict[str, NDArray[Any]]:
    """A small network of random weights."""
    chance = np.random.default_rng(seed)

    def some(inputs: int, outputs: int) -> NDArray[Any]:
        return chance.integers(-300, 400, (inputs, outputs)).astype(np.int16)

    sizes = chance.integers(1, 5, FEATURES)
    edges = [np.sort(chance.choice(np.arange(-40, 60), size, replace=False)) for size in sizes]
    names = ["in", "page", *(f"near {layer}" for layer in range(len(REACHES)))]
    found = {name: some(WIDTH, 3 * WIDTH if name.startswith("near") else WIDTH) for name in names}
    found |= {"in": some(FEATURES, WIDTH), "page mean": some(WIDTH, WIDTH), "out": some(WIDTH, 1)}
    found |= {f"{name} bias": chance.integers(-9999, 9999, WIDTH).astype(np.int32) for name in names}
    return found | {
        "out bias": np.array([77], dtype=np.int32),
        "sizes": sizes.astype(np.int16),
        "edges": np.concatenate(edges).astype(np.int32),
        "worth": chance.integers(-96, 97, sum(sizes) + FEATURES).astype(np.int8),
    }


def one_by_one(stored: dict[str, NDArray[Any]], rows: NDArray[Any]) -> list[int]:
    """What the network should say of one text, in whole numbers of unlimited size."""
    whole = {name: values.astype(object) for name, values in stored.items()}
    stops = np.cumsum(stored["sizes"])
    given = []
    for row in rows:
        levels = [
            np.searchsorted(stored["edges"][b - s : b], v) for v, s, b in zip(row, stored["sizes"], stops, strict=True)
        ]
        given.append(
            [
                int(stored["worth"][b - s + i + n])
                for i, (s, b, n) in enumerate(zip(stored["sizes"], stops, levels, strict=True))
            ]
        )

    def step(before: NDArray[Any], sums: NDArray[Any], unit: int) -> NDArray[Any]:
        rounded = [[round(max(value, 0) / unit) for value in line] for line in sums]
        raised: NDArray[Any] = np.minimum(before + np.array(rounded, dtype=object), TOP)
        return raised

    sums = np.array(given, dtype=object) @ whole["in"] + whole["in bias"]
    state = step(np.zeros_like(sums), sums, UNIT * WEIGHT // GRAIN)
    for layer, reach in enumerate(REACHES):
        if layer == PAGE:
            mean = state.sum(axis=0) // len(rows)
            state = step(state, state @ whole["page"] + mean @ whole["page mean"] + whole["page bias"], WEIGHT)
        weights = whole[f"near {layer}"]
        heard = [state[at] @ weights[:, WIDTH : 2 * WIDTH] for at in range(len(rows))]
        for at in range(len(rows)):
            if at >= reach:
                heard[at] = heard[at] + state[at - reach] @ weights[:, :WIDTH]
            if at + reach < len(rows):
                heard[at] = heard[at] + state[at + reach] @ weights[:, 2 * WIDTH :]
        state = step(state, np.array(heard) + whole[f"near {layer} bias"], WEIGHT)
    return [round(int(value) * SCALE / (GRAIN * WEIGHT)) for value in (state @ whole["out"] + whole["out bias"])[:, 0]]


@pytest.mark.parametrize("seed", range(4))
def test_answers_are_those_of_adding_up_one_by_one(seed: int) -> None:
    stored = arrays(seed)
    rows = np.random.default_rng(seed).integers(-50, 70, (40, FEATURES)).astype(np.int32)
    net = from_arrays(stored)
    assert net.predict(rows, [40]).tolist() == one_by_one(stored, rows)
    apart = [*one_by_one(stored, rows[:1]), *one_by_one(stored, rows[1:30]), *one_by_one(stored, rows[30:])]
    assert net.predict(rows, [1, 29, 10]).tolist() == apart


def test_company_does_not_matter() -> None:
    net = from_arrays(arrays(9))
    lengths = [3, LINES, 1, 200, LINES - 1, 7]
    rows = np.random.default_rng(1).integers(-50, 70, (sum(lengths), FEATURES)).astype(np.int32)
    stops = np.cumsum(lengths)
    alone = [net.predict(rows[stop - n : stop], [n]) for stop, n in zip(stops, lengths, strict=True)]
    assert (net.predict(rows, lengths) == np.concatenate(alone)).all()
    assert net.predict(rows[:0], []).tolist() == []


def test_rows_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="expected rows of 5 features"):
        from_arrays(arrays(0)).predict(np.zeros((2, 4), dtype=np.int32), [2])


@pytest.mark.parametrize("name", ["heavy/en", "light/en", "other/en"])
def test_no_sum_of_the_shipped_networks_leaves_what_is_exact(name: str) -> None:
    net: Net = model.load().nets[name]
    assert len(net.low) == len(features.names()) + len(features_words.NAMES)
    stored = unpack(model.FILE.read_bytes())[1]
    absolute = {key: np.abs(stored[f"net {name}/{key}"].astype(np.int64)) for key in net.weights}
    width = absolute["in"].shape[1]
    assert (absolute["in"].sum(axis=0) * 128 + absolute["in bias"]).max() < EXACT
    assert ((absolute["page"] + absolute["page mean"]).sum(axis=0) * TOP + absolute["page bias"]).max() < EXACT
    assert (absolute["out"].sum(axis=0) * TOP + absolute["out bias"]).max() < EXACT
    for layer in range(len(REACHES)):
        heard = absolute[f"near {layer}"].sum(axis=0).reshape(3, width).sum(axis=0)
        assert (heard * TOP + absolute[f"near {layer} bias"]).max() < EXACT


def test_it_is_asked_in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    from threadpoolctl import threadpool_info

    seen: list[int] = []
    answer = Net._answer

    def looked_at(self: Net, columns: NDArray[Any], lengths: NDArray[Any]) -> NDArray[Any]:
        seen.extend(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
        return answer(self, columns, lengths)

    monkeypatch.setattr(Net, "_answer", looked_at)
    from_arrays(arrays(0)).predict(np.zeros((3, FEATURES), dtype=np.int32), [3])
    assert set(seen) <= {1}


def test_a_unit_whose_sums_might_not_be_exact_speaks_softer() -> None:
    from benchmarks.train_text_net import largest, whole

    weights: dict[str, NDArray[np.float32]] = {"near 0": np.full((WIDTH, 3 * WIDTH), 0.5, dtype=np.float32)}
    weights["near 0"][:, 1::WIDTH] = 60  # all that the second unit hears
    weights["near 0 bias"] = np.ones(WIDTH, dtype=np.float32)
    found = whole(weights)
    assert largest(found, "near 0").max() < EXACT
    loud = found["near 0"][:, 1::WIDTH]
    assert (loud == loud[0, 0]).all()
    assert 0 < loud[0, 0] < 60 * WEIGHT
    assert 0 < found["near 0 bias"][1] < WEIGHT * GRAIN
    assert (np.delete(found["near 0"], np.s_[1::WIDTH], axis=1) == WEIGHT // 2).all()
    assert found["near 0 bias"][0] == WEIGHT * GRAIN
