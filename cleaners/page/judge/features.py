"""Everything measured on a page, as rows of numbers for the trained judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.page.blocks.tree import Page
from cleaners.page.judge.features_block import BLOCK_COLUMNS, measure_blocks
from cleaners.page.judge.features_context import CONTEXT_COLUMNS, context_features, shifted, window
from cleaners.page.judge.features_namesakes import NAMESAKE_COLUMNS
from cleaners.page.judge.features_words import markup_slots, text_slots
from cleaners.page.judge.page_kind import KINDS, kind_slots, kind_words
from cleaners.page.metadata.embedded import EmbeddedMetadata

STEPS = (-2, -1, 1, 2)
REACH = (3, 10)
_AROUND = (*(f"{step:+d}" for step in STEPS), *(f"~{reach}" for reach in REACH), "=")
FIRST_COLUMNS = (
    *BLOCK_COLUMNS,
    *CONTEXT_COLUMNS,
    "text",
    "markup",
    *(f"{name}{place}" for name in ("text", "markup") for place in _AROUND),
    *(f"kind_{kind}" for kind in KINDS),
    *NAMESAKE_COLUMNS,
)
"""The columns of the first look."""
SECOND_COLUMNS = (*BLOCK_COLUMNS, "text", "markup", *(f"kind_{kind}" for kind in KINDS))
"""The columns of the second look, before `features_scores.SCORE_COLUMNS` and `features_namesakes.NAMESAKE_SCORES`."""


@dataclass(slots=True)
class PageFeatures:
    """A page in numbers: a row for each block, and the table slots of words (see `features_words`)."""

    own: NDArray[np.float32]
    """Blocks by `BLOCK_COLUMNS`."""
    context: NDArray[np.float32]
    """Blocks by `CONTEXT_COLUMNS`."""
    words: NDArray[np.float32]
    """How many words each block has."""
    text: list[set[int]]
    """The slots of each block's words."""
    markup: list[set[int]]
    """The slots of the class words around each block."""
    kind: list[int]
    """The slots of what hints at the kind of the page."""


def measure_page(page: Page, embedded: EmbeddedMetadata, url: str) -> PageFeatures:
    """All that can be measured without a trained file."""
    about = {
        "title": embedded.first("og:title") or embedded.title,
        "description": embedded.first("description", "og:description"),
        "data": _structured_text(embedded),
    }
    own, words = measure_blocks(page, about)
    context = context_features(page, own, words)
    return PageFeatures(
        own, context, words, text_slots(page), markup_slots(page), kind_slots(kind_words(page, embedded, url))
    )


def first_rows(
    found: PageFeatures,
    text: NDArray[np.float32],
    markup: NDArray[np.float32],
    kinds: NDArray[np.float32],
    alike: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Blocks by `FIRST_COLUMNS`; `alike` is what `features_namesakes` measures."""
    wide = np.tile(kinds, (len(found.own), 1))
    parts: list[NDArray[Any]] = [
        found.own,
        found.context,
        text[:, None],
        markup[:, None],
        _around(text),
        _around(markup),
        wide,
        alike,
    ]
    return np.round(np.hstack(parts), 4).astype(np.float32)


def second_rows(
    found: PageFeatures, text: NDArray[np.float32], markup: NDArray[np.float32], kinds: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Blocks by `SECOND_COLUMNS`."""
    wide = np.tile(kinds, (len(found.own), 1))
    return np.hstack([found.own, text[:, None], markup[:, None], wide]).astype(np.float32)


def _around(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    columns = [shifted(scores, step) for step in STEPS] + [window(scores, reach) for reach in REACH]
    return np.stack([*columns, np.full(len(scores), scores.mean() if len(scores) else 0.0)], axis=1)


def _structured_text(embedded: EmbeddedMetadata) -> str:
    """Running text that structured data holds about the page's subject."""
    names = ("articleBody", "description", "text", "headline", "name", "reviewBody")
    texts = (entry.get(name) for entry in embedded.data for name in names)
    return " ".join(text for text in texts if isinstance(text, str))[:200_000]
