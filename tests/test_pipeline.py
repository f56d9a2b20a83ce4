"""The stops together: what comes out, what is set aside, and what is known about it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from cleaners import (
    CleanDocument,
    ConfigurationError,
    Label,
    Policy,
    Quarantined,
    RawDocument,
    clean,
    clean_many,
    fingerprint,
)
from cleaners.document import Document, Fact, Mark, Span
from cleaners.pipeline import _settled as settled

PROSE = "The old bridge over the harbour will stay closed until the autumn, the town hall said on Tuesday morning."
MORE = "A ferry is to run every ten minutes meanwhile, and cyclists will travel free of charge from Monday on."
CONSENT = (
    "We and our partners use cookies to understand how you use our site and to serve you personalised advertising. "
    "By continuing to use this site, you accept these cookies."
)


def test_metadata_has_the_same_plain_fields_for_every_document() -> None:
    first = clean(f"{PROSE}\n\n{MORE}\n\nf").metadata
    second = clean(f"<html><body><article><h1>Bridge</h1><p>{PROSE}</p><p>{MORE}</p></article></body></html>").metadata
    assert list(first) == list(second)
    assert json.loads(json.dumps(first)) == first
    assert first["language"] == "en" and first["script"] == "Latin"
    assert first["removals"] == {"residue": 1} and first["removed_chars"] == 3
    assert first["removed_share"] == round(3 / len(f"{PROSE}\n\n{MORE}\n\nf"), 4) and first["paragraphs"] == 2


def test_a_consent_page_is_set_aside_as_one() -> None:
    with pytest.raises(Quarantined) as caught:
        clean(CONSENT)
    assert caught.value.reason == "consent-page"


def test_with_rules_only_no_removal_is_the_models() -> None:
    text = f"Home\nNews\nSport\nTravel\n\n{PROSE}\n\nAdvertisement\n\nMost read today\n\n{MORE}\n\nf"
    learned, ruled = clean(text), clean(text, policy=Policy(caution="rules"))
    assert any(removal.origin.startswith("model/") for removal in learned.removals)
    assert not any(removal.origin.startswith("model/") for removal in ruled.removals)
    assert {"Advertisement", "f"} <= {removal.text.strip() for removal in ruled.removals}
    assert ruled.restore() == text and set(learned.text.split("\n")) < set(ruled.text.split("\n"))
    assert clean(ruled.text, policy=Policy(caution="rules")).text == ruled.text


def test_rules_only_does_not_load_the_model() -> None:
    code = (
        f"import sys; from cleaners import Policy, clean; text = {PROSE + chr(10) + 'f'!r}; "
        "print(clean(text, policy=Policy(caution='rules')).text, 'cleaners.mark.model' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{PROSE} False"


def test_too_large_is_said_before_it_is_read() -> None:
    with pytest.raises(Quarantined) as caught:
        clean("word " * 300, policy=Policy(max_chars=100))
    assert caught.value.reason == "too-large"


def test_one_bad_document_does_not_touch_the_others() -> None:
    raws = [RawDocument(PROSE, "a"), RawDocument(b"%PDF-1.4", "b"), RawDocument(b"", "c"), RawDocument(MORE, "d")]
    results = list(clean_many(raws))
    assert [type(r).__name__ for r in results] == ["CleanDocument", "Unreadable", "Unreadable", "CleanDocument"]
    assert isinstance(results[3], CleanDocument) and results[3].text == MORE


def test_what_a_sidecar_says_becomes_metadata() -> None:
    hints = {"title": "Bridge", "published": "2024-03-01", "fetched_at": "2024-03-02T10:00:00Z", "crawl": {"depth": 2}}
    result = next(iter(clean_many([RawDocument(PROSE, "a.txt", None, "https://example.org/a", hints)])))
    assert isinstance(result, CleanDocument)
    found = result.metadata
    assert (found["title"], found["published"], found["url"]) == ("Bridge", "2024-03-01", "https://example.org/a")
    assert found["fetched_at"] == "2024-03-02T10:00:00Z" and found["extra"] == {"crawl": {"depth": 2}}


@pytest.mark.parametrize(("label", "accepted"), [(Label.BYLINE, True), (Label.PROMO, False)])
def test_what_a_doubtful_rule_read_is_believed_once_its_line_went_for_that(label: Label, accepted: bool) -> None:
    said = Mark(Span(0, 8), Label.BYLINE, "en/byline/x", "says the test", verdict=False)
    fact = Fact("authors", "Jane Roe", "en/byline/x", 0.5, accepted=False)
    document = Document(f"Jane Roe\n\n{PROSE}", marks=(said,), facts=(fact,))
    gone = Mark(Span(0, 8), label, "model/1", "says the test", verdict=True)
    assert [one.accepted for one in settled(document, [gone]).facts] == [accepted]


def test_consent_in_another_language_goes_too() -> None:
    german = "Wir verwenden Cookies, um unsere Website zu verbessern. Wenn Sie weiterlesen, stimmen Sie dem zu."
    text = f"{PROSE}\n\n{MORE}\n\n{german}"
    assert clean(text).text == f"{PROSE}\n\n{MORE}"


def test_news_about_cookies_stays() -> None:
    news = (
        "The court ruled that the company’s use of cookies broke European law, and that users must be able to refuse "
        "them as easily as they accept them."
    )
    assert clean(f"{PROSE}\n\n{news}\n\n{MORE}").text == f"{PROSE}\n\n{news}\n\n{MORE}"


def test_a_policy_that_keeps_a_label_keeps_the_text_and_the_mark() -> None:
    policy = replace(Policy(), drop=Policy().drop - {Label.RESIDUE})
    document = clean(f"{PROSE}\n\nf\n\n{MORE}", policy=policy)
    assert "\n\nf\n\n" in document.text
    assert any(mark.label == Label.RESIDUE for mark in document.document.marks)


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_half_a_surrogate_pair_shows_as_replacement(media_type: str) -> None:
    text = clean(f"{PROSE[:50]}\ud83d{PROSE[50:]}", media_type=media_type).text
    assert text == f"{PROSE[:50]}\ufffd{PROSE[50:]}"


def test_a_policy_may_list_labels_by_name() -> None:
    named: Any = ["residue", "byline"]
    policy = Policy(drop=named)
    assert policy == Policy(drop=frozenset({Label.RESIDUE, Label.BYLINE})) and len(fingerprint(policy)) == 16
    assert clean(f"{PROSE}\n\nf\n\n{MORE}", policy=policy).text == f"{PROSE}\n\n{MORE}"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"drop": {"bylin"}}, "bylin"),
        ({"caution": "bold"}, "'bold' is none of normal, cautious, rules"),
        ({"language": "english"}, "'english' is no code"),
        ({"rules": ("no-such-folder",)}, "no-such-folder is no folder"),
        ({"rules": "my-rules"}, "'my-rules' is one text; write a list"),
        ({"drop": "byline"}, "'byline' is one text; write a list"),
        ({"spared": "0123456789abcdef"}, "is one text; write a list"),
        ({"budget": "much"}, "budget: 'much' is no number from 0 to 1"),
        ({"max_chars": None}, "max_chars: None is no number of characters"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(wrong: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        clean(PROSE, policy=Policy(**wrong))


def test_many_may_be_texts_and_bytes() -> None:
    raw = RawDocument(PROSE, source="a.txt")
    results = list(clean_many([f"{PROSE}\n\nf", PROSE.encode(), raw]))
    assert [result.text for result in results if isinstance(result, CleanDocument)] == [PROSE] * 3


def test_a_source_may_be_a_path() -> None:
    for document in (
        clean(PROSE, source=Path("a/b.txt")),
        *clean_many([RawDocument(PROSE, cast(Any, Path("a/b.txt")))]),
    ):
        assert isinstance(document, CleanDocument) and document.metadata["source"] == "a/b.txt"


def test_a_document_shows_itself_in_one_line_without_its_text() -> None:
    document = clean(f"{PROSE}\n\nf", source="a.txt")
    assert repr(document) == "<CleanDocument 'a.txt': 105 of 108 characters, 1 removals>"
    assert repr(document.document) == "<Document 'a.txt': 108 characters of text/plain>"
    assert repr(RawDocument(PROSE, "a.txt")) == "<RawDocument 'a.txt'>"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: clean(cast(Any, Path("a.txt"))), "text or bytes, not PosixPath; of a file"),
        (lambda: clean(PROSE, policy=cast(Any, {"budget": 0.1})), "has to be a Policy, not dict"),
        (lambda: clean_many(PROSE), "for one there is clean"),
        (lambda: list(clean_many([PROSE, cast(Any, None)])), "not NoneType"),
    ],
)
def test_what_is_no_document_is_a_clear_error(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        call()


@pytest.mark.parametrize("said", ["text/html; charset=utf-8", "TEXT/HTML", "application/xhtml+xml"])
def test_a_media_type_is_read_as_servers_write_it(said: str) -> None:
    assert clean(f"<p>{PROSE}</p><p>{MORE}</p>", media_type=said).text == f"{PROSE}\n\n{MORE}"


def test_a_media_type_that_nobody_reads_is_not_taken_for_text() -> None:
    results = list(clean_many([RawDocument(PROSE, media_type="html"), RawDocument(PROSE)]))
    assert isinstance(results[0], Quarantined) and results[0].reason == "unsupported-format"
    assert isinstance(results[1], CleanDocument)


CARD = (
    '[harbour-card]\nwhy = "sells the card"\nwords = ["harbourcard"]\nverdict = true\n'
    "all_of = ['^Buy your HarbourCard today']\n"
    'hits = ["Buy your HarbourCard today"]\nmisses = ["The HarbourCard is criticised."]\n'
)


def test_the_fingerprint_changes_with_the_policy_and_with_users_rules(tmp_path: Path) -> None:
    assert fingerprint() == fingerprint(Policy())
    found = {fingerprint(), fingerprint(Policy(budget=0.1))}
    for name, rule in (("one", CARD), ("two", CARD.replace("Buy", "Get"))):
        (tmp_path / name / "en").mkdir(parents=True)
        (tmp_path / name / "en" / "promo.toml").write_text(rule)
        found.add(fingerprint(Policy(rules=(str(tmp_path / name),))))
    assert len(found) == 4


def test_a_user_adds_rules_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "promo.toml").write_text(CARD)
    text = f"{PROSE}\n\nBuy your HarbourCard today!\n\n{MORE}"
    document = clean(text, policy=Policy(rules=(str(tmp_path),)))
    assert document.text == f"{PROSE}\n\n{MORE}"
    assert clean(text).metadata["removals"].get("promo", 0) <= 1
    assert "en/promo/harbour-card" in {removal.origin for removal in document.removals}
