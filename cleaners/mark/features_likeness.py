"""How like a line is to the rest of its text: repeats, shared beginnings, and how much of its words the text uses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleaners.mark.features_context import Places
from cleaners.mark.features_known import Lines
from cleaners.mark.features_lines import share

NAMES = (
    *("again", "twin", "before_twin", "skeleton", "name_known", "same_first"),
    *("known", "known_long", "in_prose", "like_first", "rare"),
)


def likeness(lines: Lines, prose: NDArray[np.bool_], places: Places) -> list[NDArray[np.int64]]:
    """Lines, and which of them are prose → the columns by `NAMES`."""
    twins, first = _alike(lines.shapes, places)
    openings = np.full(places.count, -1)
    full = np.flatnonzero(lines.lengths)
    openings[full] = lines.words[(np.cumsum(lines.lengths) - lines.lengths)[full]]
    return [
        np.minimum(twins - 1, 8),
        (first < places.index).astype(np.int64),
        (places.neighbour(lines.shapes, -1, -1) == lines.shapes).astype(np.int64),
        np.where(lines.frames >= 0, np.minimum(_alike(lines.frames, places)[0] - 1, 30), -1),
        _named(lines, places),
        np.where(openings >= 0, np.minimum(_alike(openings, places)[0] - 1, 30), -1),
        *_shared(lines, prose, places),
    ]


def _alike(values: NDArray[np.int64], places: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every line how many lines of its text have the same value, and the first of them."""
    keys = places.owner * (values.max(initial=0) + 2) + values + 1
    _, first, at, count = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return count[at], first[at]


def _named(lines: Lines, places: Places) -> NDArray[np.int64]:
    """Does a long line begin with two words that stand together in a short line of its text, as a name does?"""
    begins, lengths, different = np.cumsum(lines.lengths) - lines.lengths, lines.lengths, len(lines.is_long)

    def pairs(where: NDArray[np.bool_], skipped: int) -> NDArray[np.int64]:
        at = begins[where] + skipped
        found: NDArray[np.int64] = (places.owner[where] * different + lines.words[at]) * different + lines.words[at + 1]
        return found

    short = lengths <= 6
    names = np.sort(np.concatenate([pairs((lengths > 1) & short, 0), pairs((lengths > 2) & short, 1)]))
    long = lengths > 8
    asked = pairs(long, 0)
    found = np.zeros(places.count, dtype=np.int64)
    if len(names):
        found[long] = names[np.minimum(np.searchsorted(names, asked), len(names) - 1)] == asked
    return found


def _shared(lines: Lines, prose: NDArray[np.bool_], places: Places) -> list[NDArray[np.int64]]:
    """The last five of `NAMES`: per mille of a line's words that its text uses elsewhere, and the like."""
    row = np.repeat(places.index, lines.lengths)
    bounds = np.concatenate([[0], np.cumsum(lines.lengths)])
    edges = bounds[np.concatenate([[0], np.cumsum(places.lengths)])].tolist()
    in_prose = prose[row]
    first, last = _uses(lines, np.ones(len(row), dtype=np.bool_), edges)
    first_told, last_told = _uses(lines, in_prose, edges)
    elsewhere = row[first] != row[last]
    told = (last_told >= 0) & (~in_prose | (row[first_told] != row[last_told]))
    long = lines.is_long[lines.words]

    def tally(where: NDArray[np.bool_]) -> NDArray[np.int64]:
        run = np.concatenate([[0], np.cumsum(where)])
        count: NDArray[np.int64] = run[bounds[1:]] - run[bounds[:-1]]
        return count

    many = tally(long)
    return [
        share(tally(elsewhere), lines.lengths),
        np.where(many > 0, share(tally(elsewhere & long), many), -1),
        np.where(many > 0, share(tally(told & long), many), -1),
        np.where(places.index > places.first, share(tally(row[first] == places.first[row]), lines.lengths), -1),
        share(tally(first == last), lines.lengths),
    ]


def _uses(lines: Lines, where: NDArray[np.bool_], edges: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every word where its text first and last uses it among the words `where` it counts, -1 if it never does. The
    words of a text lie between two `edges`."""
    first, last = (np.zeros(len(lines.is_long), dtype=np.int64) for _ in range(2))
    found = np.zeros((2, len(where)), dtype=np.int64)
    for start, stop in pairwise(edges):
        here = slice(start, stop)
        words = lines.words[here]
        at = start + np.flatnonzero(where[here])
        first[words] = last[words] = -1
        first[lines.words[at[::-1]]], last[lines.words[at]] = at[::-1], at  # of several the last one stays
        found[0, here], found[1, here] = first[words], last[words]
    return found[0], found[1]
