"""Names that stand alone above a text: bylines where something confirms them, and otherwise none."""

from __future__ import annotations

import pytest

from cleaners import clean

PROSE = "The old bridge over the harbour will stay closed until the autumn, the town hall said on Tuesday morning."
MORE = "A ferry is to run every ten minutes meanwhile, and cyclists will travel free of charge from Monday on."


def text_of(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    "header",
    [
        ("Jane Roe", "March 12, 2024"),
        ("Jane Roe", "Portsea", "11 may 2024 - 08:00 CEST"),
        ("Jane Roe", "Health correspondent"),
        ("Jane Roe, Local Democracy Reporter",),
        ("Jane Roe jroe@post.example",),
        ("Jane Roe | 2 days ago",),
        ("Jane Roe, Portsea Gazette", "March 12, 2024"),
    ],
)
def test_a_name_alone_is_a_byline_where_something_beside_it_says_so(header: tuple[str, ...]) -> None:
    document = clean(text_of("Sport", "Bridge stays closed until the autumn", *header, PROSE, MORE))
    assert document.metadata["title"] == "Bridge stays closed until the autumn"
    assert document.metadata["authors"] == ["Jane Roe"]
    assert document.text.endswith(text_of(PROSE, MORE))
    assert "Jane" not in document.text


def test_a_name_alone_is_a_byline_where_the_end_says_who_that_is() -> None:
    bio = "Jane Roe covers the harbour for the Post."
    document = clean(text_of("Bridge stays closed until the autumn", "Jane Roe", PROSE, MORE, PROSE[4:], bio))
    assert document.metadata["authors"] == ["Jane Roe"]
    assert document.metadata["author_bio"] == bio
    assert document.text == text_of(PROSE, MORE, PROSE[4:])


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        ("Jane Roe", f"{PROSE} Roe, who has run the ferry since 1999, laughed."),
        ("Key Takeaways", PROSE),
        ("Harbour News", PROSE),
        ("Harbour Tide", f"{PROSE} Nobody can row against the tide."),
    ],
)
def test_a_name_that_the_text_speaks_of_and_a_heading_are_no_bylines(line: str, prose: str) -> None:
    document = clean(text_of("Bridge stays closed until the autumn", line, "March 12, 2024", prose, MORE))
    assert document.metadata["authors"] == []


def test_a_name_that_is_a_link_in_a_sentence_is_no_byline() -> None:
    opening = "Planning the year is a slow and painful process for all. The harbour's head of works"
    lines = (opening, "Jane Roe", "tells in the letter below how it was cut from weeks to hours.", PROSE, MORE)
    document = clean("\n".join(lines))
    assert document.text == "\n".join(lines)
    assert document.metadata["authors"] == []


def test_the_day_is_read_between_the_name_and_the_number_of_comments() -> None:
    line = "by Renata Moss · September 30, 2022 · Leave a Comment"
    document = clean(text_of("Bridge stays closed until the autumn", line, PROSE, MORE))
    assert document.metadata["published"] == "2022-09-30"


def test_a_name_that_the_end_states_leaves_the_head_too() -> None:
    """The names above a report stayed in its text once the agency's last line had named its authors."""
    names = "Jane Roe and Tom Bell"
    text = text_of(
        "Bridge stays closed until the autumn", names, PROSE, MORE, f"(Reporting by {names}; Editing by Li Wei)"
    )
    document = clean(text)
    assert document.metadata["authors"] == ["Jane Roe", "Tom Bell"]
    assert document.text == text_of(PROSE, MORE)
