"""Train the judge of page blocks and write ``cleaners/model/page.npz``; print what it reaches on sites it has not seen.

    python -m benchmarks.train_page [--bench FOLDER] [--cache FILE] [--out FILE] [--check] [--predictions FILE]

Everything learned for the figures is learned out of fold, by registered domain; the file itself is learned from all
pages. Seeds and threads are fixed: the same data, packages and kind of machine give the same bytes. `--check` says
whether they equal those of the file that is there. Needs lightgbm, scikit-learn and rapidfuzz.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.paths import bench_folder
from benchmarks.train_page_data import FOLDS, Example, load
from benchmarks.train_page_fit import Choices, Ensemble, averaged, fit_choices, fit_kinds, fit_trees, fit_words
from benchmarks.unseen_pages import judgement, published
from cleaners.mark.trees import SCALE, Trees
from cleaners.page.judge import features_words
from cleaners.page.judge.features import first_rows, second_rows
from cleaners.page.judge.features_namesakes import namesake_features, namesake_scores, namesakes, together
from cleaners.page.judge.features_scores import best_expected_f1, chances_of, score_features, start_odds
from cleaners.page.judge.model import DOUBT, FILE, Judgement, blocks_to_keep, is_empty, softmax
from cleaners.page.judge.page_kind import KINDS

LABELLED = 0.5
"""A block is main content when the annotators kept at least this share of its words."""
CAP = 500
"""Blocks of a page that are learned from; those of longer pages are drawn, and weigh more."""
DRAWS = 3
"""Every look is the mean of so many ensembles, each with draws and seeds of its own: luck in a single one is worth
±.001 and more, which is as much as most changes."""


class Rows:
    """All blocks of all pages, one after the other, with what has been learned about them so far."""

    def __init__(self, examples: list[Example]) -> None:
        self.examples = examples
        self.sizes = [len(example.share) for example in examples]
        self.ends = np.cumsum([0, *self.sizes])
        share = np.concatenate([example.share for example in examples])
        self.label = (share >= LABELLED).astype(int)
        self.fold = np.repeat([example.fold for example in examples], self.sizes)
        self.as_it_stands = np.repeat([not example.way for example in examples], self.sizes)
        weights = []
        for example in examples:
            weight = (np.maximum(example.found.words, 0.5) / (sum(example.gold.values()) + 100)) ** 0.6
            weight *= example.counts * max(1.0, len(weight) / CAP)
            weights.append(np.where(example.share >= 0, weight, 0.0))
        self.weight = np.concatenate(weights)
        chance = np.repeat([CAP / max(CAP, n) for n in self.sizes], self.sizes)
        self.drawn = [
            (self.weight > 0) & (np.concatenate([_lots(example, draw) for example in examples]) < chance)
            for draw in range(DRAWS)
        ]
        """By draw, which blocks are learned from."""

    def of(self, n: int) -> slice:
        """The rows of page `n`."""
        return slice(int(self.ends[n]), int(self.ends[n + 1]))

    def first_look(self, rows: Any, fold: int | None = None) -> Trees:
        """The trees of the first look, learned without the pages of `fold`."""
        return self._mean(lambda use, draw: fit_trees(rows[use], self.label[use], self.weight[use], draw), fold)

    def second_look(self, choices: Choices, fold: int | None = None) -> Trees:
        """The trees of the second look, learned without the pages of `fold`."""
        return self._mean(lambda use, draw: fit_choices(choices.of(use), draw), fold)

    def _mean(self, fit: Callable[[Any, int], Ensemble], fold: int | None) -> Trees:
        """The mean of the ensembles that `fit` makes of the rows that it gets, one for every draw."""
        return averaged([fit(drawn & (self.fold != fold), draw) for draw, drawn in enumerate(self.drawn)])

    def choices(self, rows: Any, start: Any) -> Choices:
        """What the second look learns from."""
        page = np.repeat(np.arange(len(self.sizes)), self.sizes)
        words = np.concatenate([np.maximum(e.found.words, 0.5) * max(1, len(e.share) / CAP) for e in self.examples])
        share = np.maximum(np.concatenate([e.share for e in self.examples]), 0)
        gold = np.array([sum(e.gold.values()) for e in self.examples])[page]
        counts = np.array([e.counts for e in self.examples])[page]
        return Choices(rows, start, share, words, page, gold, counts)

    def out_of_fold(self, rows: Any, start: Any, fit: Callable[[int], Trees]) -> Any:
        """Every row's chance, by trees that have not seen its site: `fit` makes those of a fold."""
        answers = np.zeros(len(self.label))
        for fold in range(FOLDS):
            ask = self.fold == fold
            answers[ask] = fit(fold).predict(rows[ask])[:, 0] / SCALE
        return chances_of(start + answers)


def _lots(example: Example, draw: int) -> Any:
    """A number from 0 to 1 for every block. Each page has lots of its own: with those of all pages in one row, a page
    more or a block less drew others for all that follow, which was worth up to .003."""
    return np.random.default_rng([draw, *example.key.encode(), *example.way.encode()]).random(len(example.share))


def out_of_fold_words(rows: Rows, name: str) -> Any:
    """Every block's score for its text or markup words, by weights that have not seen its site.

    The weights are those of pages as they stand; from rewritten ones trees learn what the scores are worth there.
    """
    slots = [block for example in rows.examples for block in getattr(example.found, name)]
    answers = np.zeros(len(slots), dtype=np.float32)
    for fold in range(FOLDS):
        use = np.flatnonzero(rows.drawn[0] & rows.as_it_stands & (rows.fold != fold))
        table, scale = fit_words([slots[n] for n in use], rows.label[use], rows.weight[use], name)
        ask = np.flatnonzero(rows.fold == fold)
        answers[ask] = features_words.word_scores([slots[n] for n in ask], table, scale)
    return answers


def out_of_fold_kinds(examples: list[Example]) -> Any:
    """Every page's chances of being of each kind, by weights that have not seen its site."""
    answers = np.zeros((len(examples), len(KINDS)), dtype=np.float32)
    for fold in range(FOLDS):
        seen = [example for example in examples if example.fold != fold]
        table, scale, constants = fit_kinds(seen)
        for n, example in enumerate(examples):
            if example.fold == fold:
                slots = example.found.kind
                total = table[:, slots].astype(np.int64).sum(axis=1) / np.sqrt(max(1, len(slots)))
                answers[n] = softmax(total * scale + constants)
    return answers


def train(examples: list[Example], notes: Notes, bench: Path, predictions: Path | None) -> dict[str, Any]:
    """Learn everything, print the figures, write what is published out of fold, and return the arrays of the file."""
    rows = Rows(examples)
    kinds = notes.of("kinds", lambda: out_of_fold_kinds(examples))
    right = kinds.argmax(axis=1) == np.array([example.kind for example in examples])
    real = np.array([not example.way for example in examples])
    print(f"page kind right out of fold: {right[real].mean():.3f}, rewritten {right[~real].mean():.3f}", flush=True)
    text, markup = (notes.of(name, partial(out_of_fold_words, rows, name)) for name in ("text", "markup"))
    seen = [(example, text[rows.of(n)], markup[rows.of(n)], kinds[n]) for n, example in enumerate(examples)]
    groups = [namesakes(example.page) for example in examples]
    first = np.vstack(
        [
            first_rows(e.found, words, marks, kind, namesake_features(e.page, group, e.found.words, words))
            for (e, words, marks, kind), group in zip(seen, groups, strict=True)
        ]
    )
    alone = notes.of("first", lambda: rows.out_of_fold(first, 0.0, partial(rows.first_look, first)))
    chance = np.concatenate(
        [together(alone[rows.of(n)], group, examples[n].found.words) for n, group in enumerate(groups)]
    )
    hopes, _ = report("first look", rows, chance, best_expected_f1)
    votes = [e.votes if hope < DOUBT else None for e, hope in zip(examples, hopes, strict=True)]
    second = np.vstack(
        [
            np.hstack(
                [
                    second_rows(e.found, *scores),
                    score_features(e.page, chance[rows.of(n)], e.found.words, votes[n]),
                    namesake_scores(e.page, groups[n], alone[rows.of(n)], chance[rows.of(n)], e.found.words),
                ]
            )
            for n, (e, *scores) in enumerate(seen)
            if len(e.share)
        ]
    )
    second = np.round(second, 4)
    start = np.concatenate(
        [start_odds(chance[rows.of(n)], e.found.words) for n, e in enumerate(examples) if len(e.share)]
    )
    choices = rows.choices(second, start)
    settled = notes.of("second", lambda: rows.out_of_fold(second, start, partial(rows.second_look, choices)))
    _, f1 = report("second look", rows, settled, lambda mine, words: (blocks_to_keep(mine), 0.0))
    if predictions is not None:
        empty = [is_empty(chance[rows.of(n)], example.found.words) for n, example in enumerate(examples)]
        told = (
            (examples[n], judgement(settled[rows.of(n)], hopes[n], kinds[n], empty=empty[n]))
            for n in np.flatnonzero(real).tolist()
        )
        write(predictions, bench, told)
    looks = {"first": rows.first_look(first), "second": rows.second_look(choices)}
    store = {f"{look}.{key}": value for look, trees in looks.items() for key, value in trees.arrays().items()}
    hopes, f1 = hopes[real], f1[real]
    print(f"hoped-for F1 of the first look against true F1: correlation {np.corrcoef(hopes, f1)[0, 1]:.3f}", flush=True)
    return store | word_tables(rows) | {"trust": trust(hopes, f1)}


def word_tables(rows: Rows) -> dict[str, Any]:
    """The weights of words, learned from all pages."""
    store: dict[str, Any] = {}
    scales = []
    chosen = np.flatnonzero(rows.drawn[0] & rows.as_it_stands)
    for name in ("text", "markup"):
        slots = [block for example in rows.examples for block in getattr(example.found, name)]
        store[name], scale = fit_words([slots[n] for n in chosen], rows.label[chosen], rows.weight[chosen], name)
        scales.append(scale)
    store["kinds"], scale, store["constants"] = fit_kinds(rows.examples)
    store["scales"] = np.array([*scales, scale])
    return store


class Notes:
    """Out-of-fold answers, kept beside the cache of pages between runs; without a cache nothing is kept."""

    def __init__(self, cache: Path | None) -> None:
        self.cache = cache

    def of(self, name: str, learn: Callable[[], Any]) -> Any:
        """The answers of that name, learned if they are not there."""
        if self.cache is None:
            return learn()
        path = self.cache.with_name(f"{self.cache.stem}.{name}.npy")
        if not path.exists():
            np.save(path, learn())
        return np.load(path)


Choose = Callable[[Any, Any], tuple[Any, float]]
"""Chances and words of a page's blocks → which to keep, and the F1 to hope for."""


def report(name: str, rows: Rows, chance: Any, choose: Choose) -> tuple[Any, Any]:
    """Print the mean page F1 by kind, as the pages stand and rewritten; return hoped-for and true F1 of every page."""
    tables: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    hopes, scores = [], []
    for n, example in enumerate(rows.examples):
        mine = chance[rows.of(n)]
        keep, hope = choose(mine, example.found.words) if len(mine) else (np.zeros(0, bool), 0.0)
        scores.append(example.f1(list(keep)))
        hopes.append(hope)
        for kind in ("ALL", KINDS[example.kind]):
            tables[f"{name} {example.way}"][kind].append(scores[-1])
            if name == "first look":
                tables[f"trafilatura {example.way}"][kind].append(example.f1(example.votes))
    for title, table in tables.items():
        print(f"{title:<19} " + "  ".join(f"{kind} {np.mean(f1):.4f}" for kind, f1 in table.items()), flush=True)
    return np.array(hopes), np.array(scores)


def write(path: Path, bench: Path, told: Iterable[tuple[Example, Judgement]]) -> None:
    """What is published of each page, one JSON object a line, as the scorer reads them."""
    with path.open("w", encoding="utf-8") as file:
        for example, decision in told:
            text = published(example, decision, bench)
            file.write(json.dumps({"id": example.key, "text": text}) + "\n")


def trust(hopes: Any, scores: Any) -> Any:
    """Hoped-for F1 → the mean true F1 of pages with such hopes, rising, as points to interpolate between."""
    from sklearn.isotonic import IsotonicRegression

    points = np.linspace(0, 1, 21)
    fitted = IsotonicRegression(out_of_bounds="clip").fit(hopes, scores)
    return np.round(np.stack([points, fitted.predict(points)]), 3)


def main() -> int:
    """Train, write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=bench_folder())
    parser.add_argument("--cache", type=Path, help="keep the measured pages here between runs")
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--predictions", type=Path, help="write what is published out of fold here")
    parser.add_argument("--check", action="store_true", help="compare with the file, do not write it")
    options = parser.parse_args()
    store = train(load(options.bench, options.cache), Notes(options.cache), options.bench, options.predictions)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{name: store[name] for name in sorted(store)})
    if options.check:
        same = options.out.read_bytes() == buffer.getvalue()
        print("the same bytes" if same else "other bytes than the file")
        return 0 if same else 1
    options.out.write_bytes(buffer.getvalue())
    print(f"{options.out.name}: {len(buffer.getvalue()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
