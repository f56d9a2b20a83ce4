"""Texts that nobody scraped: poems, minutes, plays, timetables. Nothing is to be taken out, and hardly anything is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners import clean
from cleaners.policy import DEFAULT

TEXTS = sorted((Path(__file__).parent / "cases" / "harmless").glob("*.txt"))
SHARE = DEFAULT.budget
"""A line that looks like residue may go (“Thank you, and good night.” in a speech), never more than the budget."""


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_without_residue_keeps_its_lines(path: Path) -> None:
    raw = path.read_text("utf-8")
    document = clean(raw)
    gone = [removal for removal in document.removals if removal.label not in ("whitespace", "title")]
    assert sum(len(removal.text.strip()) for removal in gone) <= SHARE * len(raw), [r.text for r in gone]


def test_most_of_them_lose_nothing_at_all() -> None:
    touched = [
        path.stem
        for path in TEXTS
        if any(removal.label not in ("whitespace", "title") for removal in clean(path.read_text("utf-8")).removals)
    ]
    assert len(touched) <= len(TEXTS) // 10, touched


@pytest.mark.parametrize("name", ["release-notes", "readme-underlined", "man-page", "licence", "handbook-links"])
def test_words_of_buttons_stay_where_they_head_what_follows(name: str) -> None:
    raw = next(path for path in TEXTS if path.stem == name).read_text("utf-8")
    gone = [removal for removal in clean(raw).removals if removal.label not in ("whitespace", "title")]
    assert [removal.text.strip() for removal in gone] == []


def test_a_line_that_goes_on_in_the_next_one_stays_with_it() -> None:
    poem = (Path(__file__).parent / "cases" / "harmless" / "poem.txt").read_text("utf-8")
    assert "Read more by candle," in clean(poem).text
    letter = "\n\n".join(
        (
            "Dear Mr Brandt,",
            "The kettle that you sent back on Monday has arrived, and our workshop has found what ails it.",
            "The thermostat had worn out after nine years. We have put in a new one and send the kettle on Friday.",
        )
    )
    assert clean(letter).text == letter


def test_a_valediction_stays_above_the_name_that_stays() -> None:
    mail = (
        "Dear wardens,\n\nseven keys are missing. If you have one, please bring it back by Friday. If you have two, "
        "please tell me how.\n\nThe lock will be changed on Monday in any case.\n\nThanks,\nErin"
    )
    assert clean(f"{mail}\n\nSent from my iPhone\n").text == mail


def test_what_a_critic_gives_stays_and_a_button_below_goes() -> None:
    said = (
        "There is one good scare in The Long Corridor, and it is a door. It opens by itself in the second act, and for "
        "a moment four hundred people stop eating.",
        "The rest is talk. Clever talk, some of it, and Hal Brody as the butler makes a meal of it.",
        "But a ghost story needs a ghost.",
        "★★☆☆☆",
    )
    text = clean(
        "\n\n".join((*said, "Share this review", "Sign up to our arts newsletter for reviews, every Friday"))
    ).text
    assert text == "\n\n".join(said)
