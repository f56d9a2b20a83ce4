"""The title of a text whose menu, share bar and footer came along."""

from __future__ import annotations

from cleaners import Label, RawDocument, clean, clean_many
from cleaners.blocks import blocks_of
from cleaners.document import CleanDocument, Document, Fact, Mark, Span
from cleaners.mark.decide import decide
from cleaners.mark.headline import headline, renamed
from cleaners.policy import Policy

MENU = ("Home", "News", "Sport", "Weather", "Log in")
PROSE = (
    "The old ferry between the island and the harbour sails again from Friday, three years after it was laid up.",
    "The council bought the ferry for one euro and spent two million on it, said the mayor on Tuesday morning.",
)


def whole(*lines: str) -> Document:
    text = "\n\n".join(lines)
    return Document(text, blocks=blocks_of(text))


def found(document: Document) -> object:
    return headline(document, [Span(0, len(document.text))]).fact("title")


def test_the_pages_own_title_and_its_repetition() -> None:
    page = whole("Ferry sails to the island again | Harbour Post", *MENU, "Ferry sails to the island again", *PROSE)
    assert found(page) == "Ferry sails to the island again"


def test_a_line_above_the_prose_with_a_date_behind_it() -> None:
    assert found(whole(*MENU, "Island ferry sails again", "12 March 2024, 08:15", *PROSE)) == "Island ferry sails again"


def test_a_menu_is_no_title() -> None:
    assert found(whole(*MENU, "Ten recipes for the weekend", "12 March 2024", *PROSE)) is None
    assert found(whole(*MENU, "Island ferry sails again", *PROSE)) is None


def test_a_doubtful_title_below_a_menu_is_rejected_and_kept_in_the_record() -> None:
    doubtful = Fact("title", "Available on all of your devices", "core/title", 0.6)
    looked = headline(whole(*MENU, "Available on all of your devices", *PROSE).with_facts([doubtful]), [])
    assert looked.fact("title") is None
    assert [fact.value for fact in looked.facts] == ["Available on all of your devices"]


def test_what_the_source_states_is_not_doubted() -> None:
    raw = RawDocument("\n\n".join(["Ferry | Post", *MENU, "Ferry", *PROSE]), hints={"title": "As the feed has it"})
    document = next(clean_many([raw]))
    assert isinstance(document, CleanDocument)
    assert document.metadata["title"] == "As the feed has it"


def test_the_removal_of_a_title_says_so() -> None:
    page = whole("Ferry sails to the island again", *PROSE).with_facts(
        [Fact("title", "Ferry sails to the island again", "core/headline", 0.95)]
    )
    mark = Mark(page.blocks[0].span, Label.BOILERPLATE, "model/1", "stands outside the prose", 0.9, True)
    assert [m.label for m in renamed(page, [mark], frozenset({Label.TITLE}))] == [Label.TITLE]
    assert [m.label for m in renamed(page, [mark], frozenset())] == [Label.BOILERPLATE]


def test_what_is_recognised_as_the_deck_does_not_go_under_another_name() -> None:
    text = whole("Tickets from one euro, and children travel free", *PROSE)
    deck, promo = (
        Mark(text.blocks[0].span, label, "en/x", "says the test", 0.9, True) for label in (Label.DECK, Label.PROMO)
    )
    assert decide(text.with_marks([promo]), Policy()) == [promo]
    assert decide(text.with_marks([deck, promo]), Policy()) == []


def test_the_record_of_a_text_with_its_page_balances() -> None:
    text = "\n\n".join(
        ["Ferry sails to the island again | Harbour Post", *MENU, "Ferry sails to the island again", *PROSE]
    )
    document = clean(text)
    assert document.metadata["title"] == "Ferry sails to the island again"
    assert document.restore() == text
