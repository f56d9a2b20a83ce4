"""Train the text model from the development data: one command; the same rules, data and kind of processor give the
same bytes (the networks are learned in float32, and a processor's own kernels decide in which order sums are made).

    python -m benchmarks.train_text [--out cleaners/model/text.bin] [--folds FOLDER] [--cache FILE] [--check]

With ``--folds`` five more models are written there, each trained without the registered domains of one fold;
`quality_text` judges every dump with the one that has not seen its site. ``--check`` says whether the bytes are those
of the file that is there, and writes none. Needs lightgbm, scikit-learn and about 8 GB.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from benchmarks.train_text_data import FOLDS, Table, dumps, leftovers
from benchmarks.train_text_limits import SURE, limits_of
from benchmarks.train_text_net import Lessons, network
from cleaners.mark import features, features_words
from cleaners.mark.features_words import BITS, MASK, Lexicon, uses
from cleaners.mark.model import FEW, FILE, agreed, classes
from cleaners.mark.net import from_arrays as net_from_arrays
from cleaners.mark.trees import Trees, from_lightgbm, pack

VERSION = "5"
ORDER = ("light/en", "light/any", "heavy/en", "heavy/any", "other/en", "other/any")
NETS = {"light/en": 0.5, "heavy/en": 1.0, "other/en": 1.0}
"""Where a network judges beside the trees, and how much it is heeded: light texts give it less to learn from, and it is
surer of them than it should be. What it would do to other languages nobody could say: there are no data."""
ALL = -1
"""The fold of the shipped model: nothing is held out."""
SITES = 4
"""A word counts if so many sites use it."""
PAGE = 2048
"""The score above which a text is taken for a whole page,"""
REMAINS = {"normal": 2048, "cautious": 0}
"""and by caution the one above which it is taken for what is left of one. The rest of a whole page that is taken for an
article loses more than all that is lost otherwise; an article that is taken for such a rest keeps some residue."""
SIZES = {
    "light/en": {"num_iterations": 160, "num_leaves": 15, "learning_rate": 0.06},
    "light/any": {"num_iterations": 160, "num_leaves": 15, "learning_rate": 0.06},
    "heavy/en": {"num_iterations": 80, "num_leaves": 31, "learning_rate": 0.2},
    "heavy/any": {"num_iterations": 160, "num_leaves": 31, "learning_rate": 0.12},
    "other/en": {"num_iterations": 80, "num_leaves": 31, "learning_rate": 0.2},
    "other/any": {"num_iterations": 160, "num_leaves": 31, "learning_rate": 0.12},
    "regime": {"num_iterations": 80, "num_leaves": 8, "learning_rate": 0.06},
    "rest": {"num_iterations": 200, "num_leaves": 15, "learning_rate": 0.05},
    "kind": {"num_iterations": 200, "num_leaves": 15, "learning_rate": 0.05},
}
"""How many trees an ensemble has, how many leaves a tree, and how much each tree may change. Beside a network 80 trees
do as well as 160."""
TREES: dict[str, Any] = {
    "objective": "binary",
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
TONGUES = {"en": range(FOLDS), "any": (0, 1)}
"""By tongue, the folds on which limits are found. The ensembles for other languages learn from the same
English pages; two folds are enough for them."""
OTHER = 2048
"""The score above which a whole page is taken for one of another kind than an article."""
OTHERS = 0.5
"""What a line of such a page counts beside one of an article."""
CAPS = {"light": 200, "heavy": 250, "other": 250}
"""At most so many lines of one dump are learned from."""

Rows = NDArray[np.int64]


def main() -> int:
    """Train, write or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the table of features here, to train again sooner")
    parser.add_argument("--check", action="store_true", help="compare with the file, do not write it")
    options = parser.parse_args()
    table = table_of(options.cache)
    print(f"{len(table.dumps)} dumps, {len(table.owner)} lines", flush=True)
    models = train(table, options.cache)
    same = options.check and options.out.read_bytes() == models[ALL]
    if options.check:
        print("the same bytes" if same else "other bytes than the file")
    else:
        options.out.write_bytes(models[ALL])
        print(f"{options.out}: {len(models[ALL]):,} bytes")
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            (options.folds / f"text-{fold}.bin").write_bytes(models[fold])
    return 1 if options.check and not same else 0


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
    dumped = summaries(table)
    of = np.array([dump.fold for dump in table.dumps])
    regimes = {fold: told(dumped, ~table.light, of, fold) for fold in lexica}
    page = taken(dumped, of, regimes, PAGE) & (table.lengths >= FEW)
    real = table.article & ~table.made
    print(f"told apart: light {(~page)[real & table.light].mean():.1%}, heavy {page[real & ~table.light].mean():.1%}")
    made = Made({}, {}, {}, keep)
    scores = fit(made, table, words, "light") | fit(made, table, words, "heavy") | fit(made, table, words, "other")
    for regime in ("heavy", "other"):
        for tongue in TONGUES:
            made.set_limits(table, f"{regime}/{tongue}", scores[f"{regime}/{tongue}"])
    left = Table(list(leftovers(gone(table, scores["heavy/en"], made))))
    rests = remains(table, dumped, left, lexica)
    whole = ~table.light & (table.lengths >= FEW)
    kinds = {fold: told(dumped[whole], ~table.article[whole], of[whole], fold, "kind") for fold in lexica}
    other = taken(dumped, of, kinds, OTHER)[whole]
    article = table.article[whole]
    print(f"told apart: articles {(~other)[article].mean():.1%}, others {other[~article].mean():.1%}", flush=True)
    articles = {caution: ~page & ~taken(dumped, of, rests, above) for caution, above in REMAINS.items()}
    for tongue in TONGUES:
        made.set_limits(table, f"light/{tongue}", scores[f"light/{tongue}"], articles)
        rows = rows_for(left, sounds(left, lexica), tongue)
        made.set_limits(left, f"left/{tongue}", apart(left, made, f"light/{tongue}", rows, "left"))
    head = {
        "version": VERSION,
        "trees": ["regime", "rest", "kind", *ORDER],
        "nets": list(NETS),
        "limits": made.limits,
        "page": PAGE,
        "remains": REMAINS,
        "other": OTHER,
        "sure": SURE,
    }
    models = {}
    for fold, lexicon_ in lexica.items():
        parts = {"words": lexicon_.arrays(), "regime": regimes[fold].arrays(), "rest": rests[fold].arrays()}
        parts |= {"kind": kinds[fold].arrays()}
        parts |= {name: made.trees[name].get(fold, made.trees[name][ALL]).arrays() for name in ORDER}
        parts |= {f"net {name}": made.nets[name][fold] for name in NETS}
        arrays = {f"{part}/{name}": array for part, found in parts.items() for name, array in found.items()}
        models[fold] = pack(head, arrays)
    return models


@dataclass(frozen=True, slots=True)
class Made:
    """What was made so far: name of the ensemble → fold → trees, or the arrays of a network; name and caution →
    limits."""

    trees: dict[str, dict[int, Trees]]
    nets: dict[str, dict[int, dict[str, NDArray[Any]]]]
    limits: dict[str, list[int]]
    keep: Path | None
    """Beside which to keep the scores of unseen lines."""

    def set_limits(
        self,
        table: Table,
        name: str,
        scores: NDArray[np.int64],
        read: Mapping[str, NDArray[np.bool_]] | None = None,
    ) -> None:
        """Find the limits of an ensemble. `read`: by caution, which dumps it would be asked about; all if None."""
        regime, tongue = name.split("/")
        dumps = table.judged(regime) & np.isin([dump.fold for dump in table.dumps], TONGUES[tongue])
        if self.keep:
            np.save(self.keep.with_suffix(f".{name.replace('/', '-')}.npy"), scores)
        for caution in REMAINS:
            some = dumps if read is None else dumps & read[caution]
            self.limits[f"{name}/{caution}"] = limits_of(table, f"{name}/{caution}", scores, some)


def fit(made: Made, table: Table, words: NDArray[np.int32], regime: str) -> dict[str, NDArray[np.int64]]:
    """Both ensembles of a regime. Returns by name what they say of unseen lines."""
    scored = {}
    for tongue, folds in TONGUES.items():
        rows = rows_for(table, words, tongue)
        name = f"{regime}/{tongue}"
        made.trees[name] = ensembles(table, rows, name, folds)
        if name in NETS:
            made.nets[name] = {fold: network(lessons(table, rows, regime, fold), NETS[name]) for fold in (ALL, *folds)}
        scored[name] = apart(table, made, name, rows, regime)
    return scored


def rows_for(table: Table, words: NDArray[np.int32], tongue: str) -> NDArray[np.int32]:
    """What the ensembles of a tongue are told of every line: only the English ones hear words."""
    return np.concatenate([table.features, words], axis=1) if tongue == "en" else table.features


def gone(table: Table, scores: NDArray[np.int64], made: Made) -> dict[str, list[bool]]:
    """Which lines of the whole pages the first look takes, judged unseen: id → for every line, whether it went. The
    ensemble for English judges all of them: nearly all are."""
    limits = np.array(made.limits["heavy/en/normal"])
    found = {}
    for index in np.flatnonzero(table.of("heavy") & (table.lengths >= FEW)):
        rows = slice(table.start[index], table.start[index + 1])
        above = scores[rows] > limits[classes(table.features[rows])]
        sure = np.array(table.dumps[index].sheet.rules) >> len(features.LABELS) & 1
        found[table.dumps[index].id] = (above | (sure > 0)).tolist()
    return found


def pick(table: Table, regime: str, seed: int = 5) -> Rows:
    """The labelled lines to learn from, at most `CAPS` of one dump."""
    chance = np.random.default_rng(seed)
    cap = CAPS[regime]
    chosen = []
    for index in np.flatnonzero(table.of(regime)):
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
    weight = np.where(table.article[table.owner[rows]], weight, OTHERS * weight)
    return np.asarray(weight / weight.mean())


def ensembles(table: Table, rows: NDArray[Any], name: str, folds: Sequence[int]) -> dict[int, Trees]:
    """For every one of `folds` the trees that have not seen it, and under `ALL` those that have seen everything."""
    chosen, parameters = pick(table, name.split("/")[0]), {**TREES, **SIZES[name]}
    weight = weights(table, chosen)
    labels = table.residue[chosen].astype(np.int32)
    data = lightgbm.Dataset(
        rows[chosen].astype(np.float32), labels, weight=weight, params=parameters, free_raw_data=False
    )
    data.construct()

    def fitted(part: lightgbm.Dataset) -> Trees:
        return from_lightgbm(lightgbm.train(parameters, part).dump_model())

    return {fold: fitted(data.subset(seen(table, chosen, fold).tolist())) for fold in (ALL, *folds)}


def lessons(table: Table, rows: NDArray[np.int32], regime: str, fold: int) -> Lessons:
    """What a network learns from: the dumps of a regime with all their lines, without those of `fold`."""
    every = np.flatnonzero(table.of(regime)[table.owner])
    weight = np.where(table.residue[every] | table.content[every], weights(table, every), 0)
    kept = table.fold[every] != fold
    used = every[kept]
    chosen = np.unique(table.owner[used])
    return Lessons(rows[used], table.lengths[chosen], table.residue[used], weight[kept])


def seen(table: Table, rows: Rows, fold: int) -> Rows:
    """Which of `rows` the model of `fold` may see."""
    return np.flatnonzero(table.fold[rows] != fold)


def apart(table: Table, made: Made, name: str, rows: NDArray[Any], regime: str) -> NDArray[np.int64]:
    """The scores of the lines of one regime by the trees and networks of `name`, each by those that have not seen its
    site."""
    scores = np.zeros(len(table.owner), dtype=np.int64)
    judged = table.judged(regime)
    fold_of_dump = np.array([dump.fold for dump in table.dumps])
    nets = {fold: net_from_arrays(arrays) for fold, arrays in made.nets.get(name, {}).items()}
    for fold in made.trees[name].keys() - {ALL}:
        here = np.flatnonzero(judged & (fold_of_dump == fold) & (table.lengths > 0))
        for at in range(0, len(here), 200):
            some = here[at : at + 200]
            lines = np.concatenate([np.arange(table.start[index], table.start[index + 1]) for index in some])
            scores[lines] = made.trees[name][fold].predict(rows[lines])[:, 0]
            if nets:
                scores[lines] = agreed(scores[lines], nets[fold].predict(rows[lines], table.lengths[some].tolist()))
    return scores


def summaries(table: Table) -> NDArray[np.int64]:
    """One row a dump, for telling articles from whole pages."""
    spans = zip(table.start[:-1], table.start[1:], strict=True)
    return np.concatenate([features.summary(table.features[a:b], [b - a]) for a, b in spans])


def told(
    rows: NDArray[np.int64], yes: NDArray[np.bool_], of: NDArray[np.int64], fold: int, name: str = "regime"
) -> Trees:
    """Trees that tell dumps of one kind (`yes`) from others by their `summaries`; `of`: their folds."""
    parameters = {**TREES, **SIZES[name], "min_data_in_leaf": 40, "feature_fraction": 0.5}
    data = lightgbm.Dataset(rows[of != fold].astype(np.float32), yes[of != fold].astype(np.int32))
    return from_lightgbm(lightgbm.train(parameters, data).dump_model())


def taken(rows: NDArray[np.int64], of: NDArray[np.int64], trees: dict[int, Trees], above: int) -> NDArray[np.bool_]:
    """Which dumps are taken for the kind that the trees look for, each by those that have not seen its site."""
    found = np.zeros(len(of), dtype=bool)
    for fold in range(FOLDS):
        found[of == fold] = trees[fold].predict(rows[of == fold])[:, 0] > above
    return found


def remains(table: Table, dumped: NDArray[np.int64], left: Table, folds: Iterable[int]) -> dict[int, Trees]:
    """For every fold the trees that tell what is left of whole pages from light articles."""
    light = table.of("light")
    rows = np.concatenate([dumped[light], summaries(left)])
    of = np.array([dump.fold for dump in (*compress(table.dumps, light), *left.dumps)])
    yes = np.arange(len(of)) >= light.sum()
    trees = {fold: told(rows, yes, of, fold, "rest") for fold in folds}
    real = ~np.concatenate([table.made[light], left.made])
    for caution, above in REMAINS.items():
        found = taken(rows, of, trees, above)
        print(f"told apart, {caution}: light {(~found)[real].mean():.1%}, left {found[yes].mean():.1%}", flush=True)
    return trees


def lexicon(table: Table, fold: int) -> Lexicon:
    """Weights for the words of a line, by a linear model."""
    english = np.array([dump.sheet.english for dump in table.dumps])[table.owner]
    light = table.light[table.owner]
    some = np.random.default_rng(1).random(len(table.owner)) < 0.3
    english &= ~table.made[table.owner]
    rows = np.flatnonzero((table.residue | table.content) & english & (light | (table.words >= 5) | some))
    rows = rows[table.fold[rows] != fold]
    seen_on = table.said.pairs[table.site_fold[table.said.pairs >> BITS] != fold]
    keys = np.flatnonzero(np.bincount(seen_on & MASK, minlength=1 << BITS) >= SITES)
    linear = SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=6, tol=None, random_state=1, average=True)
    linear.fit(incidence(table, keys, rows), table.residue[rows], sample_weight=lexical_weights(table, rows))
    found = linear.coef_[0].reshape(3, len(keys)).T
    unit = float(np.quantile(np.abs(found), 0.999)) / 127
    whole = np.clip(np.round(found / unit), -127, 127).astype(np.int8)
    bias = round(256 * float(linear.intercept_[0]))
    return Lexicon(keys.astype(np.uint32), np.ascontiguousarray(whole), round(256 * unit, 6), bias)


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


def incidence(table: Table, keys: NDArray[np.int64], rows: Rows) -> csr_matrix:
    """Lines by words as they stand anywhere, first and last; the values of a line have length one."""
    column = np.full(1 << BITS, -1, dtype=np.int64)
    column[keys] = np.arange(len(keys))
    number = np.full(len(table.owner), -1, dtype=np.int64)
    number[rows] = np.arange(len(rows))
    at, line, place = uses(table.said)
    word, line = column[table.said.words[at]], number[line]
    kept = (word >= 0) & (line >= 0)
    word, line, place = word[kept], line[kept], place[kept]
    count = np.bincount(line, minlength=len(rows))
    values = 1 / np.sqrt(count[line])
    return csr_matrix((values, (line, place * len(keys) + word)), shape=(len(rows), 3 * len(keys)))


def sounds(table: Table, lexica: dict[int, Lexicon]) -> NDArray[np.int32]:
    """The columns of `features_words` for all lines, each scored by the lexicon that has not seen its site."""
    own = np.zeros(len(table.owner), dtype=np.int64)
    for fold in range(FOLDS):
        here = table.fold == fold
        own[here] = lexica[fold].score(table.said)[here]
    return features_words.columns(own, table.column("quarters").astype(np.int64), table.places)


if __name__ == "__main__":
    sys.exit(main())
