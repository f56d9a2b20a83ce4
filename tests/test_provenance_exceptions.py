"""A piece that was put back stays, in this document and in no other, and only this document is cleaned again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from ingesting import BANNER, NOW, check, ingest, put, receipts, story, text, tree

from cleaners import Policy, clean
from cleaners.errors import ConfigurationError
from cleaners.mark.decide import piece_hash
from flows.aftercare import provenance
from flows.aftercare.put_back import put_back
from flows.books import exemptions
from flows.cli import OK, USAGE, main
from flows.config.settings import Settings

LATER = NOW + timedelta(days=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    raw, books = tmp_path / "raw", tmp_path / "clean"
    for name in "abc":
        put(raw, f"{name}.txt", f"{BANNER}\n\n{story(name)}\n\nf\n")
    rows = [{"text": f"{BANNER}\n\n{story(name)}"} for name in ("one", "two")]
    put(raw, "rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    ingest(raw, books)
    return Settings(raw, books, workers=1, now=LATER)


def number_of(settings: Settings, source: str, piece: str) -> int:
    receipt = provenance.find(settings, source)
    texts = [removal.text.strip() for removal in provenance.removals(settings.clean, receipt)]
    return 1 + texts.index(piece)


def test_a_policy_spares_a_piece_whatever_wants_it() -> None:
    raw = f"{BANNER}\n\n{story('x')}\n\nf"
    assert BANNER not in clean(raw).text
    spared = Policy(spared=frozenset({piece_hash(BANNER)}))
    document = clean(raw, policy=spared)
    assert document.text == f"{BANNER}\n\n{story('x')}"
    assert document.restore() == raw
    assert clean(document.text, policy=spared).text == document.text


def test_sparing_nothing_is_no_setting_and_sparing_something_is_one() -> None:
    assert Policy(spared=frozenset()).fingerprint() == Policy().fingerprint()
    assert Policy(spared=frozenset({"a"})).fingerprint() != Policy().fingerprint()


def test_a_piece_is_put_back_and_nothing_else_is_touched(settings: Settings) -> None:
    before = tree(settings.clean)
    receipt, _ = put_back(settings, "b.txt", number_of(settings, "b.txt", BANNER))
    assert text(settings.clean, "b.txt") == f"{BANNER}\n\n{story('b')}"
    assert receipt.cleaned_at == "2026-11-21T12:00:00Z"
    changed = {path for path, value in tree(settings.clean).items() if before.get(path) != value}
    assert changed >= {"documents/b.txt", "documents/b.json", "exceptions.jsonl", "manifest.jsonl"}
    assert not [path for path in changed if path.startswith("documents/") and not path.startswith("documents/b.")]


def test_later_runs_respect_it_and_an_exception_that_is_taken_back(settings: Settings) -> None:
    before = tree(settings.clean)
    put_back(settings, provenance.find(settings, "b.txt").id, number_of(settings, "b.txt", "f"))
    kept = tree(settings.clean)
    assert text(settings.clean, "b.txt").endswith("\n\nf")
    assert ingest(settings.raw, settings.clean).cleaned == 0
    assert tree(settings.clean) == kept
    put(settings.raw, "b.txt", f"{story('new')}\n\nf\n")
    ingest(settings.raw, settings.clean)
    assert text(settings.clean, "b.txt").endswith("\n\nf")
    put(settings.raw, "b.txt", f"{BANNER}\n\n{story('b')}\n\nf\n")
    (settings.clean / "exceptions.jsonl").unlink()
    assert ingest(settings.raw, settings.clean).cleaned == 1
    same = {path: value for path, value in tree(settings.clean).items() if path.startswith("documents/")}
    assert same == {path: value for path, value in before.items() if path.startswith("documents/")}


def test_a_row_of_a_file_is_a_document_of_its_own(settings: Settings) -> None:
    put_back(settings, "rows.jsonl#1", number_of(settings, "rows.jsonl#1", BANNER))
    assert BANNER in text(settings.clean, "rows.jsonl#1")
    assert BANNER not in text(settings.clean, "rows.jsonl#2")
    assert receipts(settings.clean)["rows.jsonl#2"]["cleaned_at"] == "2026-11-20T12:00:00Z"
    assert ingest(settings.raw, settings.clean).cleaned == 0


def test_other_files_that_are_due_wait_for_the_next_run(settings: Settings) -> None:
    put(settings.raw, "new.txt", story("new"))
    put_back(settings, "a.txt", number_of(settings, "a.txt", BANNER))
    assert "new.txt" not in receipts(settings.clean)
    assert ingest(settings.raw, settings.clean).cleaned == 1
    assert "new.txt" in receipts(settings.clean)


def test_the_record_holds_no_text(settings: Settings) -> None:
    put_back(settings, "a.txt", number_of(settings, "a.txt", BANNER))
    (one,) = exemptions.read(settings.clean)
    assert (one.source, one.label, one.sha256) == ("a.txt", "consent-notice", piece_hash(BANNER))
    assert "cookies" not in (settings.clean / "exceptions.jsonl").read_text("utf-8").replace("we-use-cookies", "")


@pytest.mark.parametrize("number", [0, 99])
def test_what_cannot_be_put_back_changes_nothing(settings: Settings, number: int) -> None:
    before = tree(settings.clean, books=True)
    with pytest.raises(ConfigurationError, match="no removed piece"):
        put_back(settings, "a.txt", number)
    (settings.raw / "a.txt").unlink()
    with pytest.raises(ConfigurationError, match="raw file"):
        put_back(settings, "a.txt", 1)
    assert tree(settings.clean, books=True) == before


def test_space_is_not_put_back(settings: Settings) -> None:
    put(settings.raw, "space.txt", story("space").replace("\n\n", "\n\n\n\n"))
    ingest(settings.raw, settings.clean)
    before = tree(settings.clean)
    with pytest.raises(ConfigurationError, match=r"piece 1 of space\.txt is nothing but space"):
        put_back(settings, "space.txt", 1)
    assert tree(settings.clean) == before


def test_an_exception_that_does_not_help_is_not_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece may go all the same, as a part of something larger."""
    put_back(settings, "b.txt", number_of(settings, "b.txt", BANNER))
    before = tree(settings.clean)
    monkeypatch.setattr("flows.aftercare.put_back.run", lambda *_, **__: None)
    with pytest.raises(ConfigurationError, match="goes again with what stands around it; nothing changed"):
        put_back(settings, "a.txt", number_of(settings, "a.txt", BANNER))
    assert tree(settings.clean) == before


def test_a_broken_record_stops_the_run(settings: Settings) -> None:
    put(settings.clean, "exceptions.jsonl", "{}\n")
    with pytest.raises(ConfigurationError, match=r"line 1 of .*exceptions.jsonl"):
        ingest(settings.raw, settings.clean)


def test_books_match_files_after_it(settings: Settings) -> None:
    put_back(settings, "a.txt", number_of(settings, "a.txt", "f"))
    (settings.clean / "exceptions.jsonl").rename(settings.raw.parent / "kept")
    check(settings.clean)


def test_the_command(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--clean", str(settings.clean), "--raw", str(settings.raw)]
    assert main(["restore", "c.txt", "--removed", *where]) == OK
    lines = capsys.readouterr().out.splitlines()
    number = next(line.partition(".")[0] for line in lines if "consent-notice" in line)
    assert main(["restore", "c.txt", "--piece", number, *where]) == OK
    told = capsys.readouterr().err
    assert f"(consent-notice: {BANNER[:30]}" in told and "stays in c.txt" in told
    assert "numbered anew" in told
    assert text(settings.clean, "c.txt").startswith(BANNER)
    assert main(["restore", "c.txt", "--piece", "99", *where]) == USAGE


def test_what_is_merely_gone_stays_whatever_is_configured(settings: Settings) -> None:
    (settings.raw / "a.txt").unlink()
    piece = number_of(settings, "b.txt", BANNER)
    put_back(replace(settings, gone="remove"), "b.txt", piece)
    assert "a.txt" in receipts(settings.clean)
