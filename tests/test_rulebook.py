"""How rules are asked: what gates them, what their neighbours have to do with it, what they leave behind."""

from __future__ import annotations

import pytest
from ruling import PROSE, document, origins, rule_of

from cleaners.document import Label
from cleaners.mark.rules import RuleBook, read_rule, rulebook, stands
from cleaners.mark.wording import bare, different_words


def test_words_gate_the_pattern() -> None:
    gated = rule_of(words=["boat"])
    assert not gated.speaks("the ferry") and gated.speaks("the ferry, a boat")
    assert not gated.speaks("the ferry, boats")


def test_pieces_gate_the_pattern_in_scripts_without_spaces() -> None:
    gated = rule_of(contains=["同意"], all_of=["同意.*cookie"])
    book = RuleBook((gated,))
    assert origins(book, "您同意使用cookie。", "cookie") == ["en/promo/x"]


def test_lines_are_the_whole_block() -> None:
    whole = read_rule("en/promo/x", Label.PROMO, "en", {"why": "Because.", "lines": ["Read more!"]})
    assert [whole.speaks(text) for text in ("READ  MORE …", "» Read more »", "Read more books", '"Read more"')] == [
        True, True, False, False
    ]  # fmt: skip
    assert bare("  *  Share\tthis: ") == "share this"


def test_lines_are_found_in_capitals_of_other_scripts() -> None:
    greek = read_rule("el/related/x", Label.RELATED, "el", {"why": "Because.", "lines": ["διαβάστε επίσης"]})
    assert greek.speaks("Διαβάστε επίσης:") and greek.speaks("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ")
    assert not greek.speaks("Διαβάστε επίσης τον χάρτη")
    turkish = read_rule("tr/related/x", Label.RELATED, "tr", {"why": "Because.", "lines": ["ilgili yazılar"]})
    assert turkish.speaks("İlgili Yazılar") and turkish.speaks("İLGİLİ YAZILAR:")


def test_lines_keep_the_vowel_signs_of_indic_scripts() -> None:
    """A sign that follows its letter is no punctuation, though the danda is."""
    hindi = read_rule("hi/related/x", Label.RELATED, "hi", {"why": "Because.", "lines": ["यह भी पढ़ें"]})
    assert hindi.speaks("यह भी पढ़ें।") and not hindi.speaks("यह भी पढ़ी")


def test_length_bounds() -> None:
    bounded = rule_of(min_chars=7, max_chars=10)
    assert [bounded.speaks(text) for text in ("ferry", "ferry 1", "ferry 1234", "ferry 12345")] == [
        False, True, True, False
    ]  # fmt: skip
    assert not rule_of(max_chars=9999).speaks("ferry " * 400)


@pytest.mark.parametrize(
    ("where", "expected"),
    [("anywhere", "xxxxxxxxxxxxxxxxxxxx"), ("start", "xxxx................"), ("late", "........xxxxxxxxxxxx"),
     ("end", "..............xxxxxx"),
     ("edge", "xxxx..........xxxxxx")],
)  # fmt: skip
def test_where(where: str, expected: str) -> None:
    assert "".join(".x"[stands(where, index, 20)] for index in range(20)) == expected  # type: ignore[arg-type]


def test_short_documents_are_all_edge() -> None:
    for count in (1, 2, 5, 9):
        assert all(stands("edge", index, count) for index in range(count))
    assert stands("start", 0, 1) and stands("end", 0, 1)


def test_long_documents_have_shares_as_edges() -> None:
    assert [stands("start", index, 200) for index in (29, 30)] == [True, False]
    assert [stands("end", index, 200) for index in (139, 140)] == [False, True]


def test_a_rule_without_words_may_speak_at_the_start_alone() -> None:
    book = RuleBook((rule_of(where="start"),))
    sea = ["a boat"] * 6
    assert origins(book, "ferry", *sea, "ferry") == ["en/promo/x"]
    assert origins(book, *sea, "ferry", "ferry") == []
    assert origins(book, "ferry", "ferry", *sea) == ["en/promo/x", "en/promo/x"]


def test_pieces_are_found_in_a_line_and_in_a_whole_text() -> None:
    book = RuleBook(tuple(rule_of(contains=[piece]) for piece in ("erry", "://", "同意", "ry b", "q", "oße f")))
    line = "The FERRY boat of the große Faq: https://example.org, 您同意使用"
    for text in (line, "\n".join(["A day at sea.", line, PROSE.replace("ferry", "ship")] * 40)):
        lower = text.lower()
        assert book.index.of_words(lower, different_words(lower)) == set(range(6))
        assert book.index.of_words(lower[:8], different_words(lower[:8])) == set()


def test_neighbours() -> None:
    book = RuleBook((rule_of(after=[r"\.$"], before=["^$"]),))
    assert origins(book, "It ends.", "ferry") == ["en/promo/x"]
    assert origins(book, "It goes on", "ferry") == []
    assert origins(book, "It ends.", "ferry", "more") == []


def test_beside_wants_a_label_next_to_it() -> None:
    byline = read_rule("en/byline/y", Label.BYLINE, "en", {"why": "Because.", "all_of": ["^By "]})
    book = RuleBook((rule_of(beside=["byline"]), byline))
    assert origins(book, "By Jane", "ferry", PROSE) == ["en/byline/y", "en/promo/x"]
    assert origins(book, "By Jane", PROSE.replace("ferry", "boat"), "ferry") == ["en/byline/y"]


def test_below_follows_a_list_downwards_from_its_heading() -> None:
    heading = read_rule("de/related/headings", Label.RELATED, "de", {"why": "Because.", "lines": ["mehr"]})
    entry = read_rule(
        "any/related/list",
        Label.RELATED,
        "any",
        {"why": "Because.", "all_of": ["boat"], "below": ["related/headings", "related/list"]},
    )
    book = RuleBook((heading, entry))
    marked = book.ask(document("a boat", "Mehr", "two boats", "three boats", PROSE, "four boats"))
    assert [marked.slice(mark.span) for mark in marked.marks] == ["Mehr", "two boats", "three boats"]


def test_at_most() -> None:
    book = RuleBook((rule_of(at_most=1),))
    assert origins(book, "ferry", "boat") == ["en/promo/x"]
    assert origins(book, "ferry", "ferry") == []


def test_groups_become_facts_and_the_span_narrows_the_mark() -> None:
    sure = rule_of(all_of=["(?P<span>by (?P<authors>Jane Roe)) "], verdict=True)
    marked = RuleBook((sure,)).ask(document("by Jane Roe on the ferry"))
    assert marked.slice(marked.marks[0].span) == "by Jane Roe"
    assert [(fact.name, fact.value, fact.origin, fact.accepted) for fact in marked.facts] == [
        ("authors", "Jane Roe", "en/promo/x", True)
    ]


@pytest.mark.parametrize(("keys", "accepted"), [({}, False), ({"believe": True}, True), ({"verdict": True}, True)])
def test_facts_of_a_doubtful_rule_wait(keys: dict[str, bool], accepted: bool) -> None:
    doubtful = RuleBook((rule_of(all_of=["by (?P<authors>.+)"], **keys),))
    fact = doubtful.ask(document("by Jane Roe")).facts[0]
    assert fact.accepted is accepted
    assert fact.confidence == (0.8 if keys.get("verdict") else 0.5)


def test_asking_does_not_touch_the_text_and_blocks_are_bounded() -> None:
    before = document("ferry " * 400, "ferry")
    after = RuleBook((rule_of(),)).ask(before)
    assert after.text == before.text and after.blocks == before.blocks
    assert [mark.span for mark in after.marks] == [before.blocks[1].span]


def test_marks_come_in_one_order() -> None:
    book = rulebook("en")
    texts = ("Share this", "Subscribe to our newsletter", "f", PROSE, "© 2024 Harbour Post. All rights reserved.")
    first, second = book.ask(document(*texts)), book.ask(document(*texts))
    assert first.marks == second.marks and first.facts == second.facts
    assert list(first.marks) == sorted(first.marks, key=lambda mark: (mark.span, mark.origin))


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("de", "Dienstag, 12. März 2024", "17. April 2024"),
        ("fr", "12 mars 2024", "17 avril 2024"),
        ("ru", "12 марта 2024 г.", "17 апреля 2024 г."),
        ("ja", "2024年3月12日（火）", "2024年4月17日"),
        ("en", "2024-03-12", "2024-04-17"),
        ("pl", "12.03.2024", "17.04.2024"),
    ],
)
def test_a_date_below_the_title_is_told_from_a_chronology(language: str, first: str, second: str) -> None:
    book = rulebook(language)
    said = {fact.value for fact in book.ask(document("Title", first, PROSE, PROSE)).facts if fact.name == "published"}
    assert {value for value in said if str(value) in first} == said != set()
    chronology = book.ask(document("Title", first, PROSE, second, PROSE))
    assert [fact for fact in chronology.facts if fact.name == "published"] == []


def test_a_byline_with_a_date_says_both() -> None:
    for language, line in (("en", "By Jane Roe, March 12, 2024 8:00 AM"), ("it", "Di Jane Roe | 12 marzo 2024")):
        facts = {fact.name: fact.value for fact in rulebook(language).ask(document("Title", line, PROSE)).facts}
        assert facts["authors"] == "Jane Roe" and "2024" in str(facts["published"])
