"""Paragraphs that stand twice are found as if each were compared with every other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks import blocks_of
from cleaners.document import Document
from cleaners.mark.header import key
from cleaners.mark.repeats import MIN_CHARS, repeats

OPENS = (
    "The ferry is late.",
    "the FERRY, is late",
    "*" * MIN_CHARS,
    "— The ferry" + "." * MIN_CHARS,
    "Straße ",
    "STRASSE ",
)
GOES_ON = (
    " It came at noon." * 8,
    " It came — at noon!" * 8,
    " It left at noon." * 8,
    "Is late. " + "It came at noon." * 8,
)


@given(st.lists(st.tuples(st.sampled_from(OPENS), st.sampled_from(GOES_ON)), max_size=6))
def test_what_has_been_said_before_is_marked(paragraphs: list[tuple[str, str]]) -> None:
    text = "\n\n".join(map("".join, paragraphs))
    document = Document(text, blocks=blocks_of(text))
    said = [key(document.slice(block)) for block in document.blocks]
    assert all(block.end - block.start >= MIN_CHARS for block in document.blocks)
    again = [block.span for number, block in enumerate(document.blocks) if said[number] in said[:number]]
    assert [mark.span for mark in repeats(document).marks] == again
