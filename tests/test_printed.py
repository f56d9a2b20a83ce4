"""What was printed loses the heads and numbers of its pages, and nothing that only looks like them."""

from __future__ import annotations

from cleaners import clean

HEAD = "Ellermouth Harbour Board                    Annual Report 2025"
PARAGRAPHS = [
    f"In month {number} the Board looked after four miles of quay, two locks and a light,\n"
    f"and counted {number * 7} vessels, of which {number} had to wait for the tide before they\ncould be let in."
    for number in range(1, 13)
]


def test_the_heads_and_numbers_of_pages_go() -> None:
    pages = ["\n\n".join(PARAGRAPHS[at : at + 4]) for at in (0, 4, 8)]
    printed = "".join(f"\f{HEAD}\n\n{page}\n\n{30 * ' '}{number}\n" for number, page in enumerate(pages, 3))
    document = clean(printed)
    assert document.text == "\n\n".join(PARAGRAPHS)
    assert {removal.origin for removal in document.removals if removal.label != "whitespace"} == {"core/printed"}


def test_headings_that_are_counted_stay() -> None:
    rounds = "\n\n".join(
        f"{number}\n\nQuestions for the team\n\n" + "\n\n".join(PARAGRAPHS[4 * number - 4 : 4 * number])
        for number in (1, 2, 3)
    ).replace("\n\nQuestions", "\n\nHow many were there?\n\nQuestions")
    assert "core/printed" not in {removal.origin for removal in clean(rounds).removals}
