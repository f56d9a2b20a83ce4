"""Which documents a changed rule can touch: never too few, and cleaning those alone gives what a fresh run gives."""

from __future__ import annotations

import json
import os
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingesting import check, ingest, put, receipts, story, tree

from cleaners import CleanDocument, Policy, RawDocument, clean_many
from cleaners.document import Label, Removal, Span, restore
from cleaners.mark.reach import reach_of

ROOT = Path(__file__).parent.parent
RAWS = sorted(
    path
    for pattern in ("tests/cases/*/*/raw.*", "raw/*.txt", "raw/*.html")
    for path in ROOT.glob(pattern)
    if path.suffix != ".json"
)
TEXTS = [
    *((path.read_bytes(), "text/html" if path.suffix == ".html" else None) for path in RAWS),
    (f"{story('one')}\n\nShare this\nstory\n\nBy Jane Roe — Buy now\n\n{story('two')}\n\nRead on".encode(), None),
]


def cleaned(policy: Policy) -> list[CleanDocument | None]:
    raws = [RawDocument(body, f"{n}", media_type) for n, (body, media_type) in enumerate(TEXTS)]
    return [found if isinstance(found, CleanDocument) else None for found in clean_many(raws, policy)]


@cache
def before() -> list[CleanDocument | None]:
    """By the bundled rules; not while tests are collected, which every process does."""
    return cleaned(Policy())


def test_a_rule_that_speaks_reaches() -> None:
    reach = reach_of(Policy())
    numbers = {rule.id: number for number, rule in enumerate(reach.book.rules)}
    spoken = 0
    for document in filter(None, before()):
        reached = reach.numbers(document.document.text, document.removals)
        said = {numbers[mark.origin] for mark in document.document.marks if mark.origin in numbers}
        assert reached is None or said <= reached
        spoken += len(said)
    assert spoken >= 30


def test_few_rules_reach_a_document() -> None:
    reach = reach_of(Policy())
    found = [reach.numbers(document.document.text, document.removals) for document in filter(None, before())]
    assert sum(numbers is None for numbers in found) < len(found) / 4
    assert max(len(numbers) for numbers in found if numbers is not None) < len(reach.book.rules) / 2


def test_space_around_what_is_taken_out_does_not_tear_lines() -> None:
    text = f"  Home\n    Features\n      Log in\n\n{story('ferry')}\n\n{story('pier')}\n"
    ends = [0, *(text.index(word) for word in ("  Features", "    Log in", story("ferry")))]
    menu = [taken_out(Span(start, end), text) for start, end in pairwise(ends)]
    within = [taken_out(Span(span.start + 4, span.end), text) for span in (removal.span for removal in menu)]
    assert reach_of(Policy()).numbers(text, menu) is not None
    assert reach_of(Policy()).numbers(text, within) is None


def test_a_line_broken_in_two_is_reached(tmp_path: Path) -> None:
    said = "Read more: our «weekly» letter, it's free"
    put(tmp_path, "any/promo.toml", f'[a]\nwhy = "a test"\nlines = [{json.dumps(said)}]\n')
    reach = reach_of(Policy(rules=(str(tmp_path),)))
    ours = len(reach.book.rules) - 1
    for at in (place for place, sign in enumerate(said) if sign == " "):
        for before, after in ((" — ", ""), ("", ".\nThe end."), ("  ", "\n")):
            text = f"Home\n{before}{said[:at]}  \n {said[at + 1 :]}{after}"
            assert ours in (reach.numbers(text, ()) or ())
    assert ours not in (reach.numbers(said.replace(" ", "\n\nx "), ()) or ())


def taken_out(span: Span, text: str) -> Removal:
    return Removal(span, 0, 1, text[span.start : span.end], Label.NAVIGATION, "model", "reads like a menu")


@cache
def known() -> tuple[list[str], list[str]]:
    """All words and all lines of the documents."""
    whole = "\n".join(document.document.text for document in before() if document)
    words = sorted({word for word in whole.split() if word.isalpha()})
    return words, sorted({line for line in whole.split("\n") if line.strip()})


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule as TOML, about a word or a line of some document."""
    words, lines = known()
    word, line = draw(st.sampled_from(words)), draw(st.sampled_from(lines))
    name = draw(st.sampled_from(["a", "b", "c"]))
    what = draw(
        st.sampled_from(
            [
                {"words": [word.lower()], "all_of": [rf"\b{word}\b"]},
                {"contains": [word.lower()[:3]], "all_of": [word[:3]]},
                {"words": [word.lower()], "all_of": [rf"(?P<span>\b{word}.{{0,20}})"]},
                {"lines": [line]},
                {"lines": [f"{word} {line}", word]},
                {"all_of": [rf"^{word}"]},
            ]
        )
    )
    keys = what | {"why": "a test", "verdict": draw(st.booleans()), "at_most": draw(st.sampled_from([0, 1]))}
    said = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
    return f"[{name}]\n{said}"


files = st.sampled_from(["any/promo", "any/byline", "en/residue", "de/navigation", "any/consent-notice"])
folders = st.dictionaries(files, rules(), max_size=3)


def written(folder: Path, files: dict[str, str]) -> Policy:
    """The user's own rules, and the policy that takes them."""
    for name, content in files.items():
        put(folder, f"{name}.toml", content)
    folder.mkdir(parents=True, exist_ok=True)
    return Policy(rules=(str(folder),))


@settings(
    max_examples=40 if os.environ.get("WINNOW_THOROUGH") else 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(folders, folders)
def test_where_the_fingerprint_stays_cleaning_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, one: dict[str, str], other: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("rules")
    old, new = written(folder / "one", one), written(folder / "other", other)
    for before, after in zip(cleaned(old), cleaned(new), strict=True):
        if before is None or after is None:
            continue
        text, removals = before.document.text, before.removals
        assert restore(before.text, removals) == text
        fingerprint = reach_of(new).of(text, removals)
        if fingerprint == reach_of(old).of(text, removals):
            assert (after.text, after.metadata, after.removals) == (before.text, before.metadata, before.removals)
            assert reach_of(new).of(after.document.text, after.removals) == fingerprint


PROMO = '[card]\nwhy = "sells"\nverdict = true\nwords = ["{}"]\nall_of = ["^Buy (?:the )?{}"]\n'


def of_rules(tmp_path: Path, name: str, **files: str) -> Policy:
    return written(tmp_path / name, {f"en/{label}": content for label, content in files.items()})


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    for name in ("apple", "berry", "cherry"):
        put(raw, f"{name}.txt", f"{story(name)}\n\nBuy the {name}card today!\n\nf")
    put(raw, "none.txt", "")
    put(raw, "rows.jsonl", "".join(json.dumps({"text": f"{story(n)}\n\nBuy plums today!"}) + "\n" for n in ("x", "y")))
    put(raw, "copy.txt", f"{story('apple')}\n\nBuy the applecard today!\n\nf")
    return raw


def test_a_changed_rule_has_only_those_cleaned_that_it_can_touch(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    first = of_rules(tmp_path, "first", promo=PROMO.format("applecard", "applecard"))
    ingest(raw, clean, policy=first)
    before = tree(clean)
    second = of_rules(tmp_path, "second", promo=PROMO.format("berrycard", "berrycard"))
    summary = ingest(raw, clean, policy=second)
    # Of a duplicate and of what is in quarantine there is no text to see it by.
    assert "4 of 7 documents can be touched by changed rules; cleaned again" in summary.notes
    assert (summary.cleaned, summary.duplicate, summary.quarantined, summary.unchanged) == (2, 1, 1, 3)
    assert tree(clean) != before
    check(clean)
    fresh = tmp_path / "fresh"
    ingest(raw, fresh, policy=second)
    assert tree(clean) == tree(fresh)
    again = ingest(raw, clean, policy=second)
    assert (again.unchanged, again.notes) == (7, ())


def test_rows_are_cleaned_again_with_their_file(raw: Path, tmp_path: Path) -> None:
    clean, fresh = tmp_path / "clean", tmp_path / "fresh"
    ingest(raw, clean)
    plums = of_rules(tmp_path, "plums", promo=PROMO.format("plums", "plums"))
    summary = ingest(raw, clean, policy=plums)
    assert "4 of 7 documents can be touched by changed rules; cleaned again" in summary.notes
    ingest(raw, fresh, policy=plums)
    assert tree(clean) == tree(fresh)
    assert receipts(clean)["rows.jsonl#1"]["removals"]["promo"] == 1


def test_examples_and_a_lost_note_of_the_rules_touch_nothing(raw: Path, tmp_path: Path) -> None:
    (raw / "none.txt").unlink()
    (raw / "copy.txt").unlink()
    clean = tmp_path / "clean"
    ingest(raw, clean, policy=of_rules(tmp_path, "first", promo=PROMO.format("applecard", "applecard")))
    before = tree(clean)
    text = PROMO.format("applecard", "applecard") + 'hits = ["Buy applecard"]\nmisses = ["An applecard"]\n'
    more = of_rules(tmp_path, "second", promo=text)
    assert ingest(raw, clean, policy=more).unchanged == 5
    (clean / ".winnow" / "rules").unlink()
    assert ingest(raw, clean, policy=more).unchanged == 5
    assert tree(clean) == before


def test_a_file_that_was_away_while_rules_changed_is_seen_to(raw: Path, tmp_path: Path) -> None:
    clean, fresh, away = tmp_path / "clean", tmp_path / "fresh", tmp_path / "berry.txt"
    ingest(raw, clean)
    (raw / "berry.txt").rename(away)
    berries = of_rules(tmp_path, "berries", promo=PROMO.format("berrycard", "berrycard"))
    ingest(raw, clean, policy=berries)
    away.rename(raw / "berry.txt")
    assert ingest(raw, clean, policy=berries).cleaned == 1
    ingest(raw, fresh, policy=berries)
    assert tree(clean) == tree(fresh)


def test_rules_that_change_there_and_back_leave_no_trace(raw: Path, tmp_path: Path) -> None:
    """Even if only one file was looked at in between."""
    clean, fresh = tmp_path / "clean", tmp_path / "fresh"
    ingest(raw, clean)
    berries = of_rules(tmp_path, "berries", promo=PROMO.format("berrycard", "berrycard"))
    ingest(raw, clean, policy=berries, only=frozenset({"berry.txt"}))
    assert receipts(clean)["berry.txt"]["removals"]["promo"] == 1
    ingest(raw, clean)
    ingest(raw, fresh)
    assert tree(clean) == tree(fresh)
