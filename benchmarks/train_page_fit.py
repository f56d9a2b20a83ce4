"""The three things that are learned: word weights, page kinds, trees. Deterministic: fixed seeds, fixed threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import lightgbm
import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression, SGDClassifier
from threadpoolctl import threadpool_limits

from benchmarks.train_page_data import Example
from cleaners.mark.trees import Trees, from_lightgbm
from cleaners.page.judge import features_words, page_kind

STRENGTH = {"text": 3e-5, "markup": 6e-6}
"""How strongly large weights are held down."""
TREES: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.08, "min_data_in_leaf": 100, "feature_fraction": 0.4,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 63, "seed": 3, "num_threads": 1,
    "deterministic": True, "force_col_wise": True, "verbose": -1,
}  # fmt: skip
FIRST = {"num_iterations": 150, "num_leaves": 31}
SECOND = {"num_iterations": 150, "num_leaves": 15, "learning_rate": 0.1, "min_sum_hessian_in_leaf": 1e-3}

THREADS = 2
"""In which sums are made where a library would ask the machine: their order decides the last digits."""


def matrix(rows: Sequence[Sequence[int]], width: int) -> Any:
    """Rows of slots → a sparse matrix whose rows have length one."""
    lengths = np.array([len(row) for row in rows])
    ends = np.concatenate([[0], np.cumsum(lengths)])
    slots = np.fromiter((slot for row in rows for slot in sorted(row)), dtype=np.int32, count=int(ends[-1]))
    values = np.repeat(1 / np.sqrt(np.maximum(1, lengths)), lengths).astype(np.float32)
    return sparse.csr_matrix((values, slots, ends), shape=(len(rows), width))


def fit_words(rows: Sequence[Sequence[int]], label: Any, weight: Any, name: str) -> tuple[Any, float]:
    """Weights of words as whole numbers, and what one unit is worth."""
    model = SGDClassifier(loss="log_loss", alpha=STRENGTH[name], max_iter=6, tol=None, random_state=1, average=True)
    model.fit(matrix(rows, features_words.SLOTS), label, sample_weight=weight / weight.mean())
    return whole(model.coef_[0])


def fit_kinds(examples: Sequence[Example]) -> tuple[Any, float, Any]:
    """Weights of page words for every kind, what one unit is worth, and the kinds' constants."""
    model = LogisticRegression(C=30, max_iter=300)
    with threadpool_limits(THREADS):
        rows = matrix([e.found.kind for e in examples], page_kind.SLOTS)
        model.fit(rows, [e.kind for e in examples], sample_weight=[e.counts for e in examples])
    table, scale = whole(model.coef_)
    return table, scale, np.round(model.intercept_, 4)


Ensemble = dict[str, Any]
"""Trees in LightGBM's own words."""


def fit_trees(rows: Any, label: Any, weight: Any, draw: int) -> Ensemble:
    """The first look: trees whose answers are chances of single blocks."""
    data = lightgbm.Dataset(rows, label, weight=weight / weight.mean())
    dumped: Ensemble = lightgbm.train({**TREES, **FIRST, "seed": TREES["seed"] + draw}, data).dump_model()
    return dumped


@dataclass(frozen=True, slots=True)
class Choices:
    """What the second look learns from, block by block: rows, what the first look decided, the share of its words that
    the annotators kept, its words (more for those that stand for others), its page's number, that page's words and how
    much the page counts."""

    rows: Any
    start: Any
    share: Any
    words: Any
    page: Any
    gold: Any
    counts: Any

    def of(self, chosen: Any) -> Choices:
        """Some of the blocks."""
        return Choices(*(getattr(self, field.name)[chosen] for field in fields(self)))


def fit_choices(choices: Choices, draw: int) -> Ensemble:
    """The second look: trees that move the first look's decision so that the mean F1 of whole pages rises."""
    data = lightgbm.Dataset(choices.rows, choices.share, init_score=choices.start)
    own = {"objective": _rising_f1(choices), "seed": TREES["seed"] + draw}
    dumped: Ensemble = lightgbm.train({**TREES, **SECOND, **own}, data).dump_model()
    return dumped


def averaged(ensembles: Sequence[Ensemble]) -> Trees:
    """Ensembles over the same columns → one whose answers are the mean of theirs."""

    def weaker(node: Ensemble) -> Ensemble:
        if "leaf_value" in node:
            return {"leaf_value": node["leaf_value"] / len(ensembles)}
        return node | {side: weaker(node[side]) for side in ("left_child", "right_child")}

    trees = [{"tree_structure": weaker(tree["tree_structure"])} for each in ensembles for tree in each["tree_info"]]
    return from_lightgbm(ensembles[0] | {"tree_info": trees})


def _rising_f1(choices: Choices) -> Callable[[Any, Any], tuple[Any, Any]]:
    """The slope of the pages' F1, were every block kept by its chance, as LightGBM asks for it."""
    firsts, page = np.unique(choices.page, return_index=True, return_inverse=True)[1:]
    gold, words, share, counts = choices.gold[firsts].astype(float), choices.words, choices.share, choices.counts

    def slope(odds: Any, _: Any) -> tuple[Any, Any]:
        chance = 1 / (1 + np.exp(-odds))
        total = np.bincount(page, words * chance) + gold + 1
        f1 = 2 * np.bincount(page, words * chance * share) / total
        steep = 1000 * chance * (1 - chance) * words / total[page]
        return -4 * (2 * share - f1[page]) * steep * counts, np.maximum(2 * steep, 1e-3) * counts

    return slope


def whole(values: Any) -> tuple[Any, float]:
    """Numbers → small whole numbers and what one of them is worth; one in a hundred thousand may be clipped."""
    largest = float(np.quantile(np.abs(values), 0.99999)) or 1.0
    scale = float(f"{largest / 2000:.6g}")
    return np.clip(np.round(values / scale), -32000, 32000).astype(np.int16), scale
