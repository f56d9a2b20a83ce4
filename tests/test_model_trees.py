"""Tree ensembles: the same answers as walking the trees, and whole numbers only."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from cleaners.mark.trees import SCALE, from_arrays, from_lightgbm


def grow(chance: random.Random, depth: int, features: int) -> dict[str, Any]:
    """A random tree in LightGBM's own words."""
    if depth == 0 or chance.random() < 0.1:
        return {"leaf_value": chance.randint(-9999, 9999) / SCALE}
    return {
        "decision_type": "<=",
        "split_feature": chance.randrange(features),
        "threshold": chance.choice([-1.5, 0.0, 0.5, 1.0, 2.5]),
        "left_child": grow(chance, depth - 1, features),
        "right_child": grow(chance, depth - 1, features),
    }


def walk(node: dict[str, Any], row: Any) -> int:
    """The plain way to the leaf."""
    while "leaf_value" not in node:
        node = node["left_child"] if row[node["split_feature"]] <= node["threshold"] else node["right_child"]
    return round(float(node["leaf_value"]) * SCALE)


@pytest.mark.parametrize(("depth", "outputs"), [(3, 1), (5, 2), (6, 3)])
def test_answers_are_those_of_walking_the_trees(depth: int, outputs: int) -> None:
    chance = random.Random(depth)
    forest = [grow(chance, depth, 7) for _ in range(6 * outputs)]
    dump = {
        "max_feature_idx": 6,
        "num_tree_per_iteration": outputs,
        "tree_info": [{"tree_structure": tree} for tree in forest],
    }
    trees = from_lightgbm(dump)
    halves = np.random.default_rng(1).integers(-3, 5, size=(600, 7)) / 2
    whole = np.concatenate([halves[:200].astype(np.int32), np.full((1, 7), -(2**31)), np.full((1, 7), 2**31 - 1)])
    for rows in (halves, whole.astype(np.int32), whole):
        expected = [[sum(walk(tree, row) for tree in forest[k::outputs]) for k in range(outputs)] for row in rows]
        assert trees.predict(rows).tolist() == expected
        assert from_arrays(trees.arrays()).predict(rows).tolist() == expected


def test_a_row_of_the_wrong_width_is_refused() -> None:
    dump = {
        "max_feature_idx": 1,
        "num_tree_per_iteration": 1,
        "tree_info": [{"tree_structure": {"leaf_value": 1.0}}],
    }
    trees = from_lightgbm(dump)
    assert trees.predict(np.zeros((2, 2))).tolist() == [[SCALE], [SCALE]]
    with pytest.raises(ValueError, match="2 features"):
        trees.predict(np.zeros((2, 3)))


def test_other_splits_are_refused() -> None:
    split = {"decision_type": "==", "split_feature": 0, "threshold": 1.0}
    dump = {"max_feature_idx": 0, "num_tree_per_iteration": 1, "tree_info": [{"tree_structure": split}]}
    with pytest.raises(ValueError, match="=="):
        from_lightgbm(dump)
