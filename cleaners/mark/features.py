"""Lines → the numbers that the text model weighs, one row a line, whole numbers throughout.

`matrix` works on many documents at once and gives the same rows whichever documents share the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.document import Label
from cleaners.mark import features_lines as lines_
from cleaners.mark.features_context import FAR, Places, quotient
from cleaners.mark.features_known import Known, Lines
from cleaners.mark.features_likeness import NAMES as LIKENESS
from cleaners.mark.features_likeness import likeness
from cleaners.mark.features_lines import END, PROSE, Sheet
from cleaners.mark.vocabulary import classes

LABELS = tuple(Label)
"""The order of the labels in `Sheet.rules`."""
HEADINGS = ("comment", "related", "newsletter", "share", "legal", "role", "byline", "picture", "advert")
"""Classes of words that, in a short line, may open a section; how far below it a line stands is a feature."""
AROUND = ("quarters", "caps", "last_class", "prose", "hints", "function", "in_prose", "list")
"""Columns that are told of the lines beside it, too."""
STEPS = (-3, -2, -1, 1, 2, 3)
"""How many lines away those stand."""
MEANS = ("quarters", "caps", "prose", "hints", "digits", "function", "dated", "in_prose", "people", "ruled")
"""Columns whose means over the lines around it are told."""
REACHES = (2, 5, 15)
"""How many lines that are, either way."""
SIDES = (
    "quarters", "caps", "prose", "hints", "function", "people", "talk", "say", "third", "exclaims", "last_class",
    "ends", "in_prose", "dated", "digits", "symbols", "comment",
)  # fmt: skip
"""Columns whose means over the lines above and below tell where the text ends and another thing begins."""
SIDE_REACHES = (-8, 8, -5000, 5000)
"""How many lines above (negative) and below are looked at; 5000: all of them."""
SHORT = 32
"""A short line has at most so many quarter words."""
SUMMED = (
    "short_share", "prose_share", "mean_quarters", "again_share", "caps_share", "hint_share", "code_share", "lines",
)  # fmt: skip
"""Columns that say the same in every line of a document: the first part of its `summary`."""
MEANT = (
    "quarters", "caps", "last_class", "words function", "in_prose", "list", "bars", "words button", "words share",
    "gap_before",
)  # fmt: skip
"""Columns whose means over a document, its first ten lines and its last ten are the rest of it."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the columns."""
    return (
        *lines_.names(),
        *LIKENESS,
        *(f"rule {label}" for label in LABELS),
        "rule is sure",
        *("prose", "hints", "you_share"),
        *("place", "place_words", "from_start", "from_end", "gap_before", "gap_after", "lines", "words", "prose_share"),
        *("mean_quarters", "short_share", "again_share", "caps_share", "hint_share", "rule_share", "code_share"),
        *("since_prose", "until_prose", "prose_before", "prose_after", "short_run", "list_run", "caps_run"),
        *(f"since {name}" for name in HEADINGS),
        *(f"until {name}" for name in HEADINGS),
        *("since_date", "until_date", "since_rule", "until_rule", "longer_before", "longer_after"),
        *(f"{name} mean {reach}" for reach in REACHES for name in MEANS),
        *(f"{name} side {reach:+d}" for reach in SIDE_REACHES for name in SIDES),
        *(f"{name} {step:+d}" for step in STEPS for name in AROUND),
    )


def lines_of(sheets: Sequence[Sheet], known: Known | None = None) -> Lines:
    """Documents → every line of theirs by itself, and its words. With `known` what has been asked is remembered."""
    return (known or Known()).look([line for sheet in sheets for line in sheet.lines])


def matrix(sheets: Sequence[Sheet], lines: Lines) -> NDArray[np.int32]:
    """Documents and their `lines_of` → one row for every line, in order, by `names()`."""
    sheets = [sheet for sheet in sheets if sheet.lines]
    if not sheets:
        return np.zeros((0, len(names())), dtype=np.int32)
    places = Places([len(sheet.lines) for sheet in sheets])
    own = _own(sheets, lines, places)
    columns = [*own.values(), *_around(sheets, own, places)]
    table = np.empty((len(columns), places.count), dtype=np.int32)  # column by column, as it is asked
    for place, column in enumerate(columns):
        table[place] = column
    return table.T


def summary(rows: NDArray[np.int32], lengths: Sequence[int]) -> NDArray[np.int64]:
    """Rows of lines, and how many each document has → one row a document, for telling articles from whole pages."""
    stops = np.cumsum(lengths)
    first = stops - np.asarray(lengths)
    run = np.concatenate(
        [np.zeros((1, len(MEANT)), dtype=np.int64), np.cumsum(rows[:, [_at(n) for n in MEANT]], axis=0)]
    )
    means = 100 * (run[stops] - run[first]) // np.asarray(lengths)[:, None]
    opening = 100 * (run[np.minimum(first + 10, stops)] - run[first]) // np.minimum(lengths, 10)[:, None]
    closing = 100 * (run[stops] - run[np.maximum(stops - 10, first)]) // np.minimum(lengths, 10)[:, None]
    return np.concatenate([rows[first][:, [_at(n) for n in SUMMED]], means, opening, closing], axis=1).astype(np.int64)


@lru_cache(maxsize=512)
def _at(name: str) -> int:
    return names().index(name)


def _own(sheets: Sequence[Sheet], lines: Lines, places: Places) -> dict[str, NDArray[np.int64]]:
    """The columns that belong to the line itself."""
    own = dict(zip(lines_.names(), lines.own, strict=True))
    quarters = own["quarters"]
    prose = (quarters >= PROSE) & (own["ends"] > 0)
    own |= dict(zip(LIKENESS, likeness(lines, prose, places), strict=True))
    rules = np.fromiter(chain.from_iterable(s.rules or [0] * len(s.lines) for s in sheets), dtype=np.int64)
    told = [f"rule {label}" for label in LABELS] + ["rule is sure"]
    own |= {name: (rules >> bit) & 1 for bit, name in enumerate(told)}
    kinds = classes()
    quiet = ("function", "me", "we", "you", "third", "say")
    own["prose"] = prose.astype(np.int64)
    own["hints"] = np.minimum(np.sum([own[f"words {kind}"] for kind in kinds if kind not in quiet], axis=0), 12)
    own["you_share"] = quotient(4000 * (own["words you"] + own["words we"]), np.maximum(quarters, 4))
    return own


def _around(sheets: Sequence[Sheet], own: dict[str, NDArray[np.int64]], places: Places) -> list[NDArray[Any]]:
    """The columns that belong to the line's place, in the order of `names()`."""
    gaps = np.fromiter(chain.from_iterable(sheet.gaps for sheet in sheets), dtype=np.int64)
    signs = _signs(own)
    sums = {name: places.sums(signs[name]) for name in {*MEANS, *SIDES}}
    near = {**own, "function": own["words function"]}
    return [
        *_standing(gaps, own, places),
        *_distances(own, places),
        *(places.window(sums[name], reach) for reach in REACHES for name in MEANS),
        *(places.beyond(sums[name], reach) for reach in SIDE_REACHES for name in SIDES),
        *(places.neighbour(near[name], step, -1) for step in STEPS for name in AROUND),
    ]


def _signs(own: dict[str, NDArray[np.int64]]) -> dict[str, NDArray[np.int64]]:
    """The columns whose means over other lines are features; counts in thousandths, for their means are whole."""
    return {
        **{name: own[name] for name in ("quarters", "caps", "digits", "hints", "in_prose", "symbols")},
        "function": own["words function"],
        "prose": 1000 * own["prose"],
        "dated": 1000 * _dated(own),
        "people": 1000 * (own["words you"] + own["words me"] + own["words we"]),
        "ruled": 1000 * np.minimum(_ruled(own), 1),
        **{name: 1000 * own[f"words {name}"] for name in ("talk", "say", "third", "comment")},
        "exclaims": 1000 * np.minimum(own["exclaims"], 5),
        "ends": 1000 * np.minimum(own["ends"], 8),
        "last_class": 1000 * (own["last_class"] == END),
    }


def _dated(own: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    count: NDArray[np.int64] = np.minimum(own["date"] + own["clock"] + own["words time"], 3)
    return count


def _ruled(own: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    count: NDArray[np.int64] = np.sum([own[f"rule {label}"] for label in LABELS], axis=0)
    return count


def _standing(gaps: NDArray[np.int64], own: dict[str, NDArray[np.int64]], places: Places) -> list[NDArray[np.int64]]:
    """Where the line stands in its text, and what the text is like as a whole."""
    quarters = own["quarters"]
    lengths = places.stop - places.first
    position = places.index - places.first
    words = np.maximum(places.total(quarters), 1)
    short = quarters <= SHORT

    def per_document(values: NDArray[Any]) -> NDArray[np.int64]:
        return quotient(1000 * places.total(values.astype(np.int64)), lengths)

    return [
        quotient(1000 * position, np.maximum(lengths - 1, 1)),
        quotient(1000 * (places.before(quarters) + quarters // 2), words),
        np.minimum(position, FAR),
        np.minimum(lengths - 1 - position, FAR),
        gaps,
        places.neighbour(gaps, 1, 1),
        np.minimum(lengths, 2000),
        np.minimum(words // 4, 50_000),
        per_document(own["prose"]),
        quotient(words, lengths),
        per_document(short),
        per_document(own["again"] > 0),
        per_document((own["caps"] >= 700) & short),
        per_document(np.minimum(own["hints"], 1)),
        per_document(np.minimum(_ruled(own), 1)),
        per_document(own["code"] | own["table"]),
    ]


def _distances(own: dict[str, NDArray[np.int64]], places: Places) -> list[NDArray[np.int64]]:
    """How far the line is from prose, from what may be a heading, from dates and from what rules speak of."""
    quarters, prose = own["quarters"], own["prose"]
    short = quarters <= SHORT
    prose_words = places.total(quarters * prose)
    prose_above = places.before(quarters * prose)
    heads = [short & (own[f"words {name}"] > 0) for name in HEADINGS]
    dated, ruled = short & (_dated(own) > 0), _ruled(own) > 0
    return [
        places.since(prose > 0),
        places.until(prose > 0),
        quotient(1000 * prose_above, np.maximum(prose_words, 1)),
        quotient(1000 * (prose_words - prose_above), np.maximum(prose_words, 1)),
        places.run(short),
        places.run(own["list"] > 0),
        places.run((own["caps"] >= 700) & short),
        *(places.since(head) for head in heads),
        *(places.until(head) for head in heads),
        places.since(dated),
        places.until(dated),
        places.since(ruled),
        places.until(ruled),
        *(places.neighbour(quarters, step, 0) - quarters for step in (-1, 1)),
    ]
