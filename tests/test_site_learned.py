"""What a site says on many pages is found by comparing its documents, and becomes rules that a run can use."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingesting import ingest, put, receipts, story

from cleaners.document import Label
from cleaners.mark.rules import read_rule
from cleaners.mark.site import recurring
from flows.aftercare.learn import _pattern
from flows.cli import OK, USAGE, main
from flows.config.configuration import configured
from flows.runs.start import run

EVENINGS = "On Sunday evenings we read letters from the harbour aloud in the old pump house."
THANKS = (
    "This series is made possible by the Foundation for Slow Rivers, which neither chose its subjects nor read any of "
    "its texts before they were printed, and by the '''members''' of the Pump House Circle (400 of them)."
)
NAMES = ["Anna", "Bella", "Clara", "Dora", "Emma", "Frida", "Greta"]


def page(name: str) -> str:
    return f"{story(name)}\n\nWhat it means\n\n{story(name + ' the Second')}\n\n{EVENINGS}\n\n{THANKS}\n"


def test_what_stands_on_many_pages_is_found_and_headings_are_not_sure() -> None:
    found = recurring(map(page, NAMES))
    assert found.documents == 7
    assert {line.text: line.sure for line in found.lines} == {EVENINGS: True, THANKS: True, "What it means": False}
    assert all(line.documents == 7 for line in found.lines)
    assert len(found.near) == 2 and all("harbour" in line for line in found.near)


def test_a_line_on_too_few_pages_is_not_found() -> None:
    assert recurring([*map(page, NAMES[:4]), *map(story, NAMES[4:])]).lines == ()
    assert len(recurring([*map(page, NAMES[:4]), *map(story, NAMES[4:])], least=4).lines) == 3


def test_case_and_spacing_and_signs_at_the_ends_do_not_count() -> None:
    ways = [EVENINGS, EVENINGS.upper(), EVENINGS.replace(" ", "  "), f"» {EVENINGS}", EVENINGS.rstrip(".")]
    found = recurring(f"{story(name)}\n\n{way}" for name, way in zip(NAMES, ways, strict=False))
    assert [line.documents for line in found.lines] == [5]


def test_copies_and_versions_of_one_text_prove_nothing() -> None:
    """An article that was fetched every hour is no residue, even if a line of it changed each time."""
    versions = [f"{page('Anna')}\n\nUpdated for hour {hour}." for hour in range(9)]
    assert recurring(versions).lines == ()
    found = recurring([*versions, *map(page, NAMES[1:])])
    assert [line.text for line in found.lines if line.sure] == sorted([EVENINGS, THANKS])
    assert found.documents == 6


def test_scripts_without_spaces_are_measured_by_their_characters() -> None:
    notice = "本栏目由慢河基金会资助，其内容由编辑部独立决定，与资助方无关。"
    own = "码头上的第{}条船昨天没有开出，因为风太大，船长把所有人都送回了家，谁也不知道它什么时候再走。"
    found = recurring(f"{own.format(n)}\n{own.format(n + 50)}\n{notice}\n相关" for n in range(6))
    assert [(line.text, line.sure) for line in found.lines] == [
        ("本栏目由慢河基金会资助，其内容由编辑部独立决定，与资助方无关。", True),
        ("相关", False),
    ]


@given(
    st.lists(st.lists(st.sampled_from([story("x"), EVENINGS, THANKS, "One.", "Two words"]), max_size=5), max_size=9),
    st.randoms(),
)
def test_the_order_of_documents_does_not_matter(pages: list[list[str]], chance: random.Random) -> None:
    texts = ["\n\n".join([story(str(number)), *lines]) for number, lines in enumerate(pages)]
    found = recurring(texts, least=2)
    chance.shuffle(texts)
    assert recurring(texts, least=2) == found
    assert all(2 <= line.documents <= len(texts) for line in found.lines)


@pytest.fixture
def cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with raw/ and clean/ of one site, in which commands are typed."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        put(tmp_path / "raw", f"post.example.org/{name}.txt", page(name))
    ingest(tmp_path / "raw", tmp_path / "clean")
    return tmp_path


def text_of(clean: Path, source: str) -> str:
    return Path(clean, receipts(clean)[source]["path"]).read_text("utf-8")


def test_rules_that_were_learned_are_tested_named_and_used(cleaned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert EVENINGS in text_of(cleaned / "clean", "post.example.org/Anna.txt")
    assert main(["rules", "learn", "my-rules"]) == OK
    said = capsys.readouterr()
    assert said.out.strip() == "my-rules/any/site.toml"
    assert "7 documents of post.example.org compared: 2 lines in 5 or more of them" in said.err
    assert main(["rules", "--rules", "my-rules", "test"]) == OK
    (cleaned / "winnow.toml").write_text('[site."post.example.org"]\nrules = ["my-rules"]\n', "utf-8")
    summary = run(configured().settings(), prefect="never")
    assert (summary.cleaned, dict(summary.removals)) == (7, {"site": 14})
    left = text_of(cleaned / "clean", "post.example.org/Anna.txt")
    assert "What it means" in left
    assert EVENINGS not in left
    assert THANKS not in left
    assert main(["restore", "post.example.org/Anna.txt", "--removed"]) == OK
    assert f"site, any/site/lines: {EVENINGS}" in capsys.readouterr().out
    assert main(["rules", "learn", "my-rules"]) == OK  # nothing is left to learn
    assert "no line of six words or more" in capsys.readouterr().err


def test_what_is_learned_later_stands_below_what_is_there(cleaned: Path) -> None:
    own = cleaned / "my-rules" / "any" / "site.toml"
    assert main(["rules", "learn", "my-rules"]) == OK
    before = own.read_text("utf-8")
    assert main(["rules", "learn", "my-rules"]) == OK
    assert own.read_text("utf-8").startswith(before)
    assert main(["rules", "--rules", "my-rules", "test"]) == OK


@pytest.mark.parametrize(
    "said", ["the 'Pump House' (1904)", "a \\ and C:\\new", "''' three \"signs\" '''", "a\x7fb [x]*"]
)
def test_a_paragraph_is_found_whatever_signs_are_in_it(said: str) -> None:
    text = (
        f"{EVENINGS} It is read by {said} before anything else is, and by nobody who has not asked for it in writing."
    )
    table = tomllib.loads(f"[text]\n{_pattern(text)}")["text"]
    rule = read_rule("any/site/text", Label.SITE, "any", {"why": "It recurs.", **table})
    assert rule.speaks(text) and rule.speaks(text.replace(" ", "\n")) and not rule.speaks(f"{text} Or more.")


def test_it_has_to_be_clear_which_site_is_meant(cleaned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "learn", "my-rules", "--site", "elsewhere.org"]) == USAGE
    assert "no document" in (err := capsys.readouterr().err)
    assert "post.example.org (7)" in err
    put(cleaned / "raw", "other.example/a.txt", story("Hilde"))
    ingest(cleaned / "raw", cleaned / "clean")
    assert main(["rules", "learn", "my-rules"]) == USAGE
    assert "name it with --site" in capsys.readouterr().err.lower()
    assert main(["rules", "learn", "my-rules", "--site", "Example.org"]) == OK  # a host above


@pytest.mark.parametrize("content", [b"[lines", b"# \xe9t\xe9"])
def test_a_file_that_is_no_toml_is_left_alone(
    cleaned: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = put(cleaned, "my-rules/any/site.toml", content)
    assert main(["rules", "learn", "my-rules"]) == USAGE
    assert "site.toml: not valid TOML" in capsys.readouterr().err
    assert path.read_bytes() == content
