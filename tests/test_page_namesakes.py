"""Blocks of one name belong together: the texts of all tiles, of all posts, of all rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.tree import Page
from cleaners.page.blocks.walker import read_tree
from cleaners.page.judge.features_context import LEVELS
from cleaners.page.judge.features_namesakes import (
    DRAWN,
    LAST,
    NAMESAKE_COLUMNS,
    namesake_features,
    namesakes,
    together,
)

COLUMN = {name: place for place, name in enumerate(NAMESAKE_COLUMNS)}
TILES = "".join(
    f'<div class="tile"><h3>Boat {n}</h3><p>Built of larch in {1900 + n}.</p><a href="/{n}">Look at it</a></div>'
    for n in range(5)
)
LISTING = (
    f'<body><div class="intro"><p>All our boats.</p></div>{TILES}<div id="foot"><p>Open on Monday.</p></div></body>'
)


def page_of(source: str) -> Page:
    return read_tree(parse(f"<html>{source}</html>"))


def said(page: Page, group: int) -> list[str]:
    return [block.text for block, own in zip(page.blocks, namesakes(page).tolist(), strict=True) if own == group]


def test_the_texts_of_tiles_are_namesakes_and_others_are_not() -> None:
    page = page_of(LISTING)
    groups = namesakes(page).tolist()
    assert said(page, groups[2]) == [f"Built of larch in {1900 + n}." for n in range(5)]
    assert said(page, groups[1]) == [f"Boat {n}" for n in range(5)]
    assert said(page, groups[0]) == ["All our boats."]
    assert said(page, groups[-1]) == ["Open on Monday."]


def test_the_name_may_stand_farther_out() -> None:
    rows = "".join(f"<tr><td><b>Mast {n}</b></td></tr>" for n in range(3))
    page = page_of(f'<body><p>Masts</p><table class="masts">{rows}</table><table>{rows}</table></body>')
    groups = namesakes(page).tolist()
    assert said(page, groups[1]) == ["Mast 0", "Mast 1", "Mast 2"]
    assert len(set(groups[4:])) == 3, "rows of a table without a name have nothing in common but their tags"


def test_where_nothing_has_a_name_every_block_is_alone() -> None:
    page = page_of("<body><div><p>One.</p></div><div><p>Two.</p></div><div><p>Three.</p></div></body>")
    assert namesakes(page).tolist() == [0, 1, 2]


def test_what_namesakes_and_containers_say() -> None:
    page = page_of(LISTING)
    group, count = namesakes(page), len(page.blocks)
    words = np.array([len(block.text.split()) for block in page.blocks], dtype=np.float32)
    text = np.array([1.0 if "larch" in block.text else -1.0 for block in page.blocks], dtype=np.float32)
    rows = namesake_features(page, group, words, text)
    assert rows.shape == (count, len(NAMESAKE_COLUMNS))
    tile = dict(zip(NAMESAKE_COLUMNS, rows[2], strict=True))
    assert tile["same_text"] == pytest.approx(1)
    assert tile["same_spread"] == pytest.approx(0)
    assert tile["same"] == pytest.approx(np.log(6))
    assert tile["same_share"] == pytest.approx(25 / words.sum())
    assert (tile["same_first"], tile["since_first"]) == (pytest.approx(2 / count), 0)
    assert tile["till_last"] == pytest.approx(12 / count)
    assert (tile["rank_words"], tile["rank_text"]) == (0, 0)
    assert tile["text_best"] == pytest.approx(1)
    assert tile["text^0"] == pytest.approx(1), "its own element"
    assert tile["text^1"] == pytest.approx((5 - 2 - 3) / 10), "the tile with its heading and its link"
    assert tile[f"text^{LEVELS - 1}"] == pytest.approx(tile["text_page"])
    assert rows[0, COLUMN["same"]] == pytest.approx(np.log(2))


def test_a_page_of_many_names_and_one_of_none() -> None:
    many = page_of("<body>" + "".join(f'<p class="n{chr(97 + n // 9)}{chr(97 + n % 9)}">A {n}.</p>' for n in range(60)))
    ones = np.ones(60, dtype=np.float32)
    assert namesake_features(many, namesakes(many), ones, ones)[:, COLUMN["rank_words"]].max() == LAST
    none = page_of("<body></body>")
    empty = np.zeros(0, dtype=np.float32)
    assert namesake_features(none, namesakes(none), empty, empty).shape == (0, len(NAMESAKE_COLUMNS))
    assert together(np.zeros(0), namesakes(none), empty).shape == (0,)


def test_half_of_the_tiles_does_not_go_when_most_of_their_words_stay() -> None:
    chance, words = np.array([0.9, 0.9, 0.9, 0.45]), np.array([30.0, 30.0, 30.0, 10.0])
    assert together(chance, np.array([0, 0, 0, 0]), words)[3] > 0.5
    assert together(chance, np.array([0, 0, 0, 1]), words)[3] == pytest.approx(0.45)


@given(
    arrays(np.float64, 12, elements=st.floats(1e-3, 1 - 1e-3)),
    arrays(np.int64, 12, elements=st.integers(0, 4)),
    arrays(np.float64, 12, elements=st.integers(0, 200).map(float)),
)
def test_drawn_together_chances_keep_their_order_and_their_mean(
    chance: np.ndarray, group: np.ndarray, words: np.ndarray
) -> None:
    group = np.unique(group, return_inverse=True)[1]
    drawn = together(chance, group, words)
    before, after = np.log(chance / (1 - chance)), np.log(drawn / (1 - drawn))
    weight = np.maximum(words, 0.5)
    for one in set(group.tolist()):
        own = group == one
        mean = np.average(before[own], weights=weight[own])
        assert np.average(after[own], weights=weight[own]) == pytest.approx(mean, abs=0.02)
        assert after[own] == pytest.approx((1 - DRAWN) * before[own] + DRAWN * mean, abs=0.02)
        assert (np.diff(drawn[own][np.argsort(chance[own], kind="stable")]) >= 0).all()
