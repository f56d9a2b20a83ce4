"""Raw files and rows that disappear: kept, or removed with a line in the change feed, as the settings say."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from ingesting import check, ingest, outcomes, put, story, text

from flows.books.changes import Feed
from flows.cli import OK, main
from flows.config.configuration import configured


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "a.txt", story("a") + "\n\nf")
    put(raw, "b.txt", story("b"))
    put(raw, "copy.txt", story("b"))
    put(raw, "empty.txt", "")
    put(raw, "rows.jsonl", "".join(json.dumps({"text": story(str(n))}) + "\n" for n in range(3)))
    ingest(raw, clean)
    return raw, clean


def rows(raw: Path, *names: str) -> None:
    put(raw, "rows.jsonl", "".join(json.dumps({"text": story(name)}) + "\n" for name in names))


def test_kept_unless_told_otherwise(places: tuple[Path, Path]) -> None:
    raw, clean = places
    (raw / "a.txt").unlink()
    before = outcomes(clean)
    assert ingest(raw, clean).gone == 1
    assert outcomes(clean) == before
    assert text(clean, "a.txt") == story("a")


def test_removed_with_a_tombstone(places: tuple[Path, Path]) -> None:
    raw, clean = places
    (raw / "a.txt").unlink()
    (raw / "empty.txt").unlink()
    summary = ingest(raw, clean, gone="remove")
    assert (summary.gone, summary.cleaned) == (0, 0)
    assert "2 removed whose raw files are gone" in summary.notes
    assert set(outcomes(clean)) == {"b.txt", "copy.txt", "rows.jsonl#1", "rows.jsonl#2", "rows.jsonl#3"}
    (tombstone,) = Feed(clean).read(since=1)
    assert (tombstone["change"], tombstone["source"], tombstone["reason"]) == ("removed", "a.txt", "gone")
    check(clean)
    assert ingest(raw, clean, gone="remove").notes == ()


def test_a_duplicate_takes_the_place_of_what_was_removed(places: tuple[Path, Path]) -> None:
    raw, clean = places
    (raw / "b.txt").unlink()
    ingest(raw, clean, gone="remove")
    assert outcomes(clean)["copy.txt"] == "cleaned"
    assert {(c["change"], c["source"]) for c in Feed(clean).read(since=1)} == {
        ("removed", "b.txt"), ("added", "copy.txt"),
    }  # fmt: skip
    check(clean)


def test_rows_that_are_gone_from_their_file(places: tuple[Path, Path]) -> None:
    raw, clean = places
    rows(raw, "0", "1")
    ingest(raw, clean, gone="remove")
    assert "rows.jsonl#2" in outcomes(clean)
    assert "rows.jsonl#3" not in outcomes(clean)
    check(clean)


def test_where_one_cannot_look_nothing_is_gone(places: tuple[Path, Path]) -> None:
    raw, clean = places
    before = outcomes(clean)
    held = raw.rename(raw.parent / "held")
    raw.mkdir()
    ingest(raw, clean, gone="remove")
    assert outcomes(clean) == before  # nothing in raw/ at all: a disk that is not mounted looks like that
    packed = gzip.compress((held / "rows.jsonl").read_bytes())
    put(raw, "packed.jsonl.gz", packed)
    ingest(raw, clean)
    packed_rows = {source for source in outcomes(clean) if source.startswith("packed.jsonl.gz#")}
    assert len(packed_rows) == 3
    put(raw, "packed.jsonl.gz", packed[: len(packed) // 2])
    ingest(raw, clean, gone="remove")
    assert packed_rows <= set(outcomes(clean))  # half of it cannot be read
    assert "a.txt" not in outcomes(clean)


def test_it_can_be_configured_and_said(places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    raw, clean = places
    (raw / "a.txt").unlink()
    put(raw.parent, "winnow.toml", '[ingest]\ngone = "remove"\n')
    monkeypatch.chdir(raw.parent)
    assert configured().settings().gone == "remove"
    arguments = ["ingest", str(raw), str(clean), "--prefect", "never", "--workers", "1", "--quiet"]
    main([*arguments, "--gone", "keep"])
    assert "a.txt" in outcomes(clean)
    (raw / "empty.txt").unlink()
    assert main(arguments) == OK
    assert "a.txt" not in outcomes(clean)


def test_rows_that_were_kept_go_when_that_is_wanted_later_unless_they_came_back(places: tuple[Path, Path]) -> None:
    raw, clean = places
    rows(raw, "0")
    assert ingest(raw, clean).gone == 2
    rows(raw, "0", "1")
    assert ingest(raw, clean).gone == 1
    summary = ingest(raw, clean, gone="remove")
    assert (summary.gone, summary.cleaned) == (0, 0)
    assert "1 removed whose raw files are gone" in summary.notes
    assert {source for source in outcomes(clean) if "#" in source} == {"rows.jsonl#1", "rows.jsonl#2"}
    check(clean)
