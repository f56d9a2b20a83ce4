"""The trained judge of a page's blocks: read once, asked page by page.

It looks at the page twice. The first look gives each block its chance to be main content, from the block and its
surroundings; which blocks to keep follows from what makes the page's expected F1 highest. The second look moves that
decision: it has learned which changes raise the F1 of whole pages. Both are small tree ensembles. Beside them stand
tables of words' weights and of page kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.mark.trees import SCALE, Trees, from_arrays
from cleaners.page.blocks.tree import Page
from cleaners.page.judge import features_words
from cleaners.page.judge.features import PageFeatures, first_rows, second_rows
from cleaners.page.judge.features_namesakes import namesake_features, namesake_scores, namesakes, together
from cleaners.page.judge.features_scores import best_expected_f1, chances_of, score_features, start_odds
from cleaners.page.judge.page_kind import KINDS

FILE = Path(__file__).parents[2] / "model" / "page.npz"
VERSION = "page-8"
DOUBT = 0.70
"""A page from which the first look hopes for less F1 is shown to trafilatura as well."""

FEWEST_WORDS, UNLIKELY = 12, 0.2
"""A page from which the first look expects fewer words of main content than this, and none of whose blocks has a better
chance than that, is a frame around nothing: what it should have shown was loaded later, or is no longer there."""

KEPT, BETWEEN = 0.5, 0.3
"""The chance that keeps a block, and the one that is enough between two kept blocks: a text with holes harms its reader
more than a line too many, and for the mean F1 it is all the same."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model thinks of a page: a chance for every block, what to keep, and the page's kind."""

    chances: NDArray[np.float64]
    keep: NDArray[np.bool_]
    confidence: float
    kind: str
    kind_score: float
    empty: bool
    """Is the page a frame around nothing?"""
    votes: Sequence[bool] | None = None
    """Which blocks trafilatura keeps, if it was asked, too."""


@dataclass(frozen=True, slots=True)
class PageModel:
    """The trained file in memory."""

    text: NDArray[np.int16]
    markup: NDArray[np.int16]
    kinds: NDArray[np.int16]
    scales: NDArray[np.float64]
    """What one unit of text, markup and kind weights is worth, and their additive constants."""
    constants: NDArray[np.float64]
    first: Trees
    second: Trees
    trust: NDArray[np.float64]
    """Hoped-for F1 → confidence: two rows of points to interpolate between."""

    def judge(self, page: Page, found: PageFeatures, vote: Callable[[], Sequence[bool] | None]) -> Judgement:
        """Judge all blocks of a page; `vote` is called when trafilatura's answer is wanted."""
        text = features_words.word_scores(found.text, self.text, float(self.scales[0]))
        markup = features_words.word_scores(found.markup, self.markup, float(self.scales[1]))
        kinds = self.kind_chances(found.kind)
        group = namesakes(page)
        alike = namesake_features(page, group, found.words, text)
        rows = first_rows(found, text, markup, kinds, alike)
        alone = chances(self.first, rows)
        chance = together(alone, group, found.words)
        _, hope = best_expected_f1(chance, found.words)
        votes = vote() if hope < DOUBT else None
        scores = (
            score_features(page, chance, found.words, votes),
            namesake_scores(page, group, alone, chance, found.words),
        )
        rows = np.hstack([second_rows(found, text, markup, kinds), *scores])
        settled = chances(self.second, np.round(rows, 4).astype(np.float32), start_odds(chance, found.words))
        best = int(np.argmax(kinds))
        confidence = round(float(np.interp(hope, self.trust[0], self.trust[1])), 3)
        score, empty = round(float(kinds[best]), 3), is_empty(chance, found.words)
        return Judgement(settled, blocks_to_keep(settled), confidence, KINDS[best], score, empty, votes)

    def kind_chances(self, slots: Sequence[int]) -> NDArray[np.float32]:
        """How likely each of `KINDS` is for a page with these words."""
        total = self.kinds[:, list(slots)].astype(np.int64).sum(axis=1) / np.sqrt(max(1, len(slots)))
        return softmax(total * self.scales[2] + self.constants)


def chances(trees: Trees, rows: NDArray[np.float32], start: NDArray[np.float64] | float = 0.0) -> NDArray[np.float64]:
    """The chance of every row to be main content; `start` is what the trees' answers are added to."""
    return chances_of(start + trees.predict(rows)[:, 0] / SCALE)


def blocks_to_keep(chance: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which blocks to keep, by the second look; of a page with any, one at least."""
    keep = np.asarray(chance >= min(KEPT, float(chance.max(initial=0.0))))
    between = np.zeros_like(keep)
    between[1:-1] = keep[:-2] & keep[2:]
    found: NDArray[np.bool_] = keep | (between & (chance >= BETWEEN))
    return found


def is_empty(chance: NDArray[np.float64], words: NDArray[np.floating]) -> bool:
    """Is the page a frame around nothing, by the first look's chances of its blocks and their numbers of words?"""
    return bool(chance.max(initial=0.0) < UNLIKELY and float((chance * words).sum()) < FEWEST_WORDS)


def softmax(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Values → chances that add up to 1."""
    powers = np.exp(values - values.max())
    shares: NDArray[np.float32] = np.round(powers / powers.sum(), 4).astype(np.float32)
    return shares


def model_from_arrays(store: Any) -> PageModel:
    """The arrays of a trained file → the model."""

    def trees(name: str) -> Trees:
        return from_arrays({key.removeprefix(name): store[key] for key in store if key.startswith(name)})

    return PageModel(
        store["text"], store["markup"], store["kinds"], store["scales"], store["constants"],
        trees("first."), trees("second."), store["trust"],
    )  # fmt: skip


@lru_cache(maxsize=1)
def bundled_model() -> PageModel:
    """The model that comes with the package."""
    with np.load(FILE) as store:
        return model_from_arrays({name: store[name] for name in store.files})
