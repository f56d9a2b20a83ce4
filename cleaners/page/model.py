"""The trained judge of a page's blocks: read once, asked page by page.

One member or several look at the page, each one twice. The first look weighs each block with its surroundings, the
second one its score in the company of the scores around it. Both are small tree ensembles; the members' answers are
averaged. Beside them stand tables of words' weights and of page kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners.mark.trees import SCALE, Trees, from_arrays
from cleaners.page import words
from cleaners.page.company import company, most_hopeful
from cleaners.page.evidence import Measured, first_rows, second_rows
from cleaners.page.kind import KINDS
from cleaners.page.tree import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).parent.parent / "model" / "page.npz"
VERSION = "page-1"
DOUBT = 0.70
"""A page from which the first look hopes for less F1 is shown to trafilatura as well."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model thinks of a page: a chance for every block, what to keep, and the page's kind."""

    chances: NDArray[np.float64]
    keep: NDArray[np.bool_]
    confidence: float
    kind: str
    kind_score: float
    asked: bool
    """Was trafilatura asked, too?"""


@dataclass(frozen=True, slots=True)
class PageModel:
    """The trained file in memory."""

    text: NDArray[np.int16]
    markup: NDArray[np.int16]
    kinds: NDArray[np.int16]
    scales: NDArray[np.float64]
    """What one unit of text, markup and kind weights is worth, and their additive constants."""
    constants: NDArray[np.float64]
    members: tuple[tuple[Trees, Trees], ...]
    """First and second look of each."""
    trust: NDArray[np.float64]
    """Hoped-for F1 → confidence: two rows of points to interpolate between."""

    def judge(self, page: Page, found: Measured, vote: Callable[[], Sequence[bool] | None]) -> Judgement:
        """Judge all blocks of a page; `vote` is called when trafilatura's answer is wanted."""
        import numpy as np

        text = words.scores(found.text, self.text, float(self.scales[0]))
        markup = words.scores(found.markup, self.markup, float(self.scales[1]))
        kinds = self.kind_chances(found.kind)
        rows = first_rows(found, text, markup, kinds)
        firsts = [chances(first, rows) for first, _ in self.members]
        votes = vote() if most_hopeful(average(firsts), found.words)[1] < DOUBT else None
        rows = second_rows(found, text, markup, kinds)
        seconds = []
        for chance, (_, second) in zip(firsts, self.members, strict=True):
            beside = company(page, chance, found.words, votes)
            seconds.append(chances(second, np.round(np.hstack([rows, beside]), 4).astype(np.float32)))
        return self._settled(average(seconds), found, kinds, asked=votes is not None)

    def _settled(
        self, chance: NDArray[np.float64], found: Measured, kinds: NDArray[np.float32], *, asked: bool
    ) -> Judgement:
        """What follows from the chances."""
        import numpy as np

        keep, hope = most_hopeful(chance, found.words)
        best = int(np.argmax(kinds))
        confidence = round(float(np.interp(hope, self.trust[0], self.trust[1])), 3)
        return Judgement(chance, keep, confidence, KINDS[best], round(float(kinds[best]), 3), asked)

    def kind_chances(self, slots: Sequence[int]) -> NDArray[np.float32]:
        """How likely each of `KINDS` is for a page with these words."""
        import numpy as np

        total = self.kinds[:, list(slots)].astype(np.int64).sum(axis=1) / np.sqrt(max(1, len(slots)))
        return softmax(total * self.scales[2] + self.constants)


def chances(trees: Trees, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """The chance of every row to be main content."""
    import numpy as np

    odds = trees.predict(rows)[:, 0] / SCALE
    return np.clip(np.round(1.0 / (1.0 + np.exp(-odds)), 6), 1e-4, 1 - 1e-4)


def average(members: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The mean of several chances for each block, taken as odds."""
    import numpy as np

    odds = sum(np.log(chance / (1 - chance)) for chance in members) / len(members)
    mean: NDArray[np.float64] = np.clip(np.round(1.0 / (1.0 + np.exp(-odds)), 6), 1e-4, 1 - 1e-4)
    return mean


def softmax(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Values → chances that add up to 1."""
    import numpy as np

    powers = np.exp(values - values.max())
    shares: NDArray[np.float32] = np.round(powers / powers.sum(), 4).astype(np.float32)
    return shares


def from_store(store: Any) -> PageModel:
    """The arrays of a trained file → the model."""

    def trees(name: str) -> Trees:
        return from_arrays({key.removeprefix(name): store[key] for key in store if key.startswith(name)})

    names = sorted({key.split(".")[0] for key in store if "." in key})
    members = tuple((trees(f"{name}.first."), trees(f"{name}.second.")) for name in names)

    return PageModel(
        store["text"], store["markup"], store["kinds"], store["scales"], store["constants"],
        members, store["trust"],
    )  # fmt: skip


@lru_cache(maxsize=1)
def bundled() -> PageModel:
    """The model that comes with the package."""
    import numpy as np

    with np.load(FILE) as store:
        return from_store({name: store[name] for name in store.files})
