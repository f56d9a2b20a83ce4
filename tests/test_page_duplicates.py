"""What stands twice on a page goes once if a template made the copy, and stays if the author wrote it."""

from __future__ import annotations

import pytest

from cleaners import clean
from cleaners.page.blocks.duplicates import find_duplicates, is_verse, sole_under_heading
from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.walker import read_tree

LONG = "The seller bears the risk until the goods have been handed over at the gate of the hall."
OTHER = "The party in default shall pay interest at five percent above the base rate of the central bank."


def test_a_passage_that_follows_itself_goes() -> None:
    assert find_duplicates(["Chairs", LONG, "Chairs", LONG, "Tables"]) == {2: 0, 3: 1}
    assert find_duplicates([LONG, LONG, OTHER]) == {1: 0}


def test_a_text_that_comes_back_farther_down_stays() -> None:
    assert find_duplicates([LONG, OTHER, LONG]) == {}
    assert find_duplicates(["§ 1", LONG, "§ 2", LONG, "§ 3", OTHER]) == {}


def test_an_earlier_text_stays_though_a_later_one_holds_it() -> None:
    assert find_duplicates([LONG, f"Ola wrote: {LONG} That is not so."]) == {}
    assert find_duplicates([f"{LONG} {OTHER}", OTHER]) == {1: 0}


def test_a_quote_pulled_out_of_the_text_goes() -> None:
    assert find_duplicates([LONG, f"They agreed. {LONG}"], copies={0}) == {0: 1}
    assert find_duplicates([f"They agreed. {LONG}", OTHER, LONG], copies={2}) == {2: 0}


def test_what_is_spared_stays() -> None:
    assert find_duplicates([LONG, LONG], spared={1}) == {}


def test_a_text_alone_under_its_heading() -> None:
    heading, text, gone = (True, True), (False, True), (False, False)
    assert sole_under_heading([text, heading, text, heading, gone, text, heading, text, text]) == {2, 5}


def test_a_verse_has_short_lines() -> None:
    assert is_verse("They nailed a ruler to the pier\nand bade the sea be read;")
    assert not is_verse(f"{LONG}\n{OTHER}")
    assert not is_verse("They nailed a ruler to the pier")


STANZA = "They nailed a ruler to the pier<br>and bade the sea be read;<br>the sea came up, the sea went down."
ANSWER = "You get your money back at the counter or on your card within five working days of the day of travel."
STEP = "Feed the dough with a spoon of flour and a spoon of lukewarm water, stir, and cover it with a cloth."
STORY = (
    "<p>The old rope factory on the eastern quay has stood empty for eleven years, and nobody in the town "
    "could agree on "
    "what should become of it.</p>"
)
END = STORY.replace("old", "new")
REPEATED = {
    "stanza": (f"<p>{STANZA}</p><p>A boy was paid to write it down<br>at seven, noon and "
    f"nine.</p><p>{STANZA}</p>", "nailed"),
    "chorus": (f"<p>{STANZA}</p><p>{STANZA}</p>", "nailed"),
    "clause": (f"<h3>§ 1 Seller</h3><p>{OTHER}</p><h3>§ 2 Buyer</h3><p>{OTHER}</p>", "default"),
    "answer": (f"<details open><summary>Does it not sail?</summary><p>{ANSWER}</p></details><details "
    "open><summary>Is it "
               f"late?</summary><p>{ANSWER}</p></details>", "money"),
    "step": (f"<h3>Day one</h3><ol><li>{STEP}</li></ol><h3>Day two</h3><ol><li>{STEP}</li></ol>", "dough"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REPEATED)
def test_what_is_written_twice_stays_twice(kind: str) -> None:
    part, word = REPEATED[kind]
    source = f"<title>The quay</title><body><main><article><h1>The quay</h1>{STORY}{part}{END}</article></main></body>"
    assert clean(source.encode(), media_type="text/html").text.count(word) == 2


@pytest.mark.parametrize(
    ("source", "once"),
    [
        ("<p><b>Baden</b> <b>Baden</b></p>", "Baden Baden"),
        ("<p><b>New chairs</b> <b>New chairs</b></p>", "New chairs"),
        ("<p><b>$12.50</b><b>$12.50</b></p>", "$12.50"),
    ],
)
def test_a_name_of_two_like_words_is_no_copy(source: str, once: str) -> None:
    assert read_tree(parse(source)).blocks[0].once == once
