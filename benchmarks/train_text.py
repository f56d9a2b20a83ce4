"""Train the text model from the development data: one command; the same rules and data give the same bytes.

    python -m benchmarks.train_text [--out cleaners/model/text.bin] [--folds FOLDER]

With ``--folds`` five more models are written there, each trained without the registered domains of one fold;
`quality_text` judges every dump with the one that has not seen its site. Needs lightgbm, scikit-learn and about 8 GB.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import SGDClassifier

from benchmarks.train_text_data import FOLDS, Table, Words, dumps
from benchmarks.train_text_limits import limits_of
from cleaners.mark import features, features_words
from cleaners.mark.features_words import BITS, MASK, Lexicon
from cleaners.mark.model import FILE
from cleaners.mark.trees import Trees, from_lightgbm, pack

VERSION = "1"
ALL = -1
"""The fold of the shipped model: nothing is held out."""
SITES_OWN, SITES_AROUND = 4, 8
"""A word counts if so many sites use it in a line, or beside one."""
ROUNDS = 160
TREES: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "lambda_l2": 20,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 63,
    "seed": 3,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
    "verbose": -1,
}
SOME_FOLDS = (0, 1)
"""The ensembles for other languages learn from the same English pages; two folds are enough to set their limits."""
CAPS = {"light": 200, "heavy": 80}
"""At most so many lines of one dump are learned from."""

Rows = NDArray[np.int64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the table of features here, to train again sooner")
    options = parser.parse_args()
    table = table_of(options.cache)
    print(f"{len(table.dumps)} dumps, {len(table.owner)} lines", flush=True)
    models = train(table, options.cache)
    options.out.write_bytes(models[ALL])
    print(f"{options.out}: {len(models[ALL])} bytes")
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            (options.folds / f"text-{fold}.bin").write_bytes(models[fold])


def table_of(cache: Path | None) -> Table:
    """The table of all development lines, from the cache if there is one."""
    if cache and cache.exists():
        with cache.open("rb") as stored:
            kept: Table = pickle.load(stored)
            return kept
    table = Table(list(dumps()))
    if cache:
        with cache.open("wb") as store:
            pickle.dump(table, store, protocol=5)
    return table


def train(table: Table, keep: Path | None = None) -> dict[int, bytes]:
    """The shipped model under `ALL`, and for every fold the one that has not seen it. The scores of unseen lines are
    kept beside `keep`, for a look at what goes wrong."""
    lexica = {fold: lexicon(table, fold) for fold in (ALL, *range(FOLDS))}
    print("lexica", flush=True)
    words = sounds(table, lexica)
    regimes = {fold: regime(table, fold) for fold in lexica}
    page = round(0.5 * 4096)
    trees: dict[str, dict[int, Trees]] = {}
    limits: dict[str, list[int]] = {}
    for name in ("light/en", "light/any", "heavy/en", "heavy/any"):
        light, spoken = name.startswith("light"), name.endswith("/en")
        chosen = pick(table, light=light)
        rows = np.concatenate([table.features, words], axis=1) if spoken else table.features
        folds = range(FOLDS) if spoken else SOME_FOLDS
        trees[name] = ensembles(table, rows, chosen, folds)
        scores = apart(table, trees[name], rows, light=light)
        if keep:
            np.save(keep.with_suffix(f".{name.replace('/', '-')}.npy"), scores)
        limits.update((f"{name}/{caution}", found) for caution, found in limits_of(table, name, scores, folds))
    head = {"version": VERSION, "trees": ["regime", *trees], "limits": limits, "page": page, "sure": 4096}
    models = {}
    for fold, (own, around) in lexica.items():
        parts = {"own": own.arrays(), "around": around.arrays(), "regime": regimes[fold].arrays()}
        parts |= {name: found.get(fold, found[ALL]).arrays() for name, found in trees.items()}
        arrays = {f"{part}/{name}": array for part, found in parts.items() for name, array in found.items()}
        models[fold] = pack(head, arrays)
    return models


def pick(table: Table, *, light: bool, seed: int = 5) -> Rows:
    """The labelled lines of articles to learn from, at most `CAPS` of one dump."""
    chance = np.random.default_rng(seed)
    cap = CAPS["light" if light else "heavy"]
    chosen = []
    for index in np.flatnonzero((table.light == light) & table.article):
        rows = np.arange(table.start[index], table.start[index + 1])
        rows = rows[table.residue[rows] | table.content[rows]]
        chosen.append(rows if len(rows) <= cap else np.sort(chance.choice(rows, cap, replace=False)))
    return np.concatenate(chosen)


def weights(table: Table, rows: Rows) -> NDArray[np.float64]:
    """Content counts by its words, because harm is measured in words; a long dump counts less a line. Code and tables
    that the annotators left out are hardly learned: they are content to whoever reads the text."""
    words = table.words[rows]
    weight = np.where(table.content[rows], 1 + np.sqrt(words) / 2, 1.0)
    weight /= np.sqrt(np.minimum(table.lengths[table.owner[rows]], 300))
    code = (table.column("code")[rows] > 0) | (table.column("table")[rows] > 0)
    weight = np.where(table.residue[rows] & code & table.light[table.owner[rows]], 0.15 * weight, weight)
    weight = np.where(table.made[table.owner[rows]], 0.5 * weight, weight)
    return np.asarray(weight / weight.mean())


def ensembles(table: Table, rows: NDArray[Any], chosen: Rows, folds: Sequence[int]) -> dict[int, Trees]:
    """For every one of `folds` the trees that have not seen it, and under `ALL` those that have seen everything."""
    weight = weights(table, chosen)
    labels = table.residue[chosen].astype(np.int32)
    data = lightgbm.Dataset(rows[chosen].astype(np.float32), labels, weight=weight, params=TREES, free_raw_data=False)
    data.construct()
    return {fold: fitted(data.subset(seen(table, chosen, fold))) for fold in (ALL, *folds)}


def fitted(data: lightgbm.Dataset) -> Trees:
    """Boosted trees over `data`."""
    return from_lightgbm(lightgbm.train(TREES, data, ROUNDS).dump_model())


def seen(table: Table, rows: Rows, fold: int) -> Rows:
    """Which of `rows` the model of `fold` may see."""
    return np.flatnonzero(table.fold[rows] != fold)


def apart(table: Table, trees: dict[int, Trees], rows: NDArray[Any], *, light: bool) -> NDArray[np.int64]:
    """The scores of the lines of one regime, each by the trees that have not seen its site."""
    scores = np.zeros(len(table.owner), dtype=np.int64)
    regime = ((table.light == light) & table.article & ~table.made)[table.owner]
    for fold in trees.keys() - {ALL}:
        here = np.flatnonzero((table.fold == fold) & regime)
        for at in range(0, len(here), 50_000):
            part = here[at : at + 50_000]
            scores[part] = trees[fold].predict(rows[part])[:, 0]
    return scores


def regime(table: Table, fold: int) -> Trees:
    """Trees that tell whole pages (heavy dumps) from articles."""
    rows = np.concatenate(
        [features.summary(table.features[a:b], [b - a]) for a, b in zip(table.start[:-1], table.start[1:], strict=True)]
    )
    of = np.array([dump.fold for dump in table.dumps])
    parameters = {**TREES, "num_leaves": 8, "min_data_in_leaf": 40, "feature_fraction": 0.5}
    data = lightgbm.Dataset(rows[of != fold].astype(np.float32), (~table.light[of != fold]).astype(np.int32))
    return from_lightgbm(lightgbm.train(parameters, data, 80).dump_model())


def lexicon(table: Table, fold: int) -> tuple[Lexicon, Lexicon]:
    """Weights for the words of a line and of its neighbours, by one linear model over both."""
    english = np.array([dump.sheet.english for dump in table.dumps])[table.owner]
    light = table.light[table.owner]
    some = np.random.default_rng(1).random(len(table.owner)) < 0.3
    english &= ~table.made[table.owner]
    rows = np.flatnonzero((table.residue | table.content) & english & (light | (table.words >= 5) | some))
    rows = rows[table.fold[rows] != fold]
    own, own_keys = incidence(table, table.own, rows, SITES_OWN, fold)
    around, around_keys = incidence(table, table.around, rows, SITES_AROUND, fold)
    weight = lexical_weights(table, rows)
    linear = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=8, tol=None, random_state=1, average=True)
    linear.fit(hstack([own, around * 0.7]).tocsr(), table.residue[rows], sample_weight=weight)
    found = linear.coef_[0]
    return (
        quantised(own_keys, found[: len(own_keys)], float(linear.intercept_[0])),
        quantised(around_keys, 0.7 * found[len(own_keys) :], 0.0),
    )


def lexical_weights(table: Table, rows: Rows) -> NDArray[np.float64]:
    """As `weights`, with the four dumps of a page counting little more than one, and long residue counting more."""
    first: dict[tuple[str, str], int] = {}
    lines = [line for dump in table.dumps for line in dump.sheet.lines]
    keys = [(table.dumps[table.owner[row]].page, lines[row]) for row in rows]
    for key in keys:
        first[key] = first.get(key, 0) + 1
    words, owner = table.words[rows], table.owner[rows]
    weight = np.where(table.content[rows], 1 + np.sqrt(words) / 2, np.sqrt(1 + words) / 1.5)
    weight /= np.sqrt(np.minimum(table.lengths[owner], 300)) * np.array([first[key] for key in keys]) ** 0.7
    weight *= np.where(table.article[owner], 1, 0.5) * np.where(table.light[owner], 2, 0.5)
    return np.asarray(weight / weight.mean())


def incidence(table: Table, hashed: Words, rows: Rows, sites: int, fold: int) -> tuple[Any, NDArray[np.uint32]]:
    """Lines by words that at least so many sites use (of those that may be seen), and the words' hashes."""
    lengths = np.diff(hashed.stops, prepend=0)
    pairs = hashed.pairs[table.site_fold[hashed.pairs >> BITS] != fold]
    keys = np.flatnonzero(np.bincount(pairs & MASK, minlength=1 << BITS) >= sites)
    place = np.full(1 << BITS, -1, dtype=np.int32)
    place[keys] = np.arange(len(keys))
    wanted = np.zeros(len(lengths), dtype=bool)
    wanted[rows] = True
    found = place[hashed.words[np.repeat(wanted, lengths)]]
    line = np.repeat(np.arange(len(rows)), lengths[rows])
    line, found = line[found >= 0], found[found >= 0]
    counts = np.bincount(line, minlength=len(rows))
    values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
    stops = np.concatenate([[0], np.cumsum(counts)])
    return csr_matrix((values, found, stops), shape=(len(rows), len(keys))), keys.astype(np.uint32)


def quantised(keys: NDArray[np.uint32], found: NDArray[np.float64], bias: float) -> Lexicon:
    """Weights in 8 bits; words that hardly matter are left out."""
    unit = float(np.quantile(np.abs(found), 0.999)) / 127 if len(found) else 1.0
    whole = np.clip(np.round(found / unit), -127, 127).astype(np.int8)
    kept = np.abs(whole) >= 2
    return Lexicon(keys[kept], whole[kept], round(256 * unit, 6), round(256 * bias))


def sounds(table: Table, lexica: dict[int, tuple[Lexicon, Lexicon]]) -> NDArray[np.int32]:
    """The columns of `features_words` for all lines, each scored by the lexica that have not seen its site."""
    own, around = (np.zeros(len(table.owner), dtype=np.int64) for _ in range(2))
    for fold in range(FOLDS):
        here = table.fold == fold
        own[here] = lexica[fold][0].score(table.own)[here]
        around[here] = lexica[fold][1].score(table.around)[here]
    quarters = table.column("quarters").astype(np.int64)
    found: NDArray[np.int32] = features_words.columns(own, around, quarters, table.places)
    return found


if __name__ == "__main__":
    main()
