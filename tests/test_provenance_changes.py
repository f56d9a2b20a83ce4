"""The change feed: whoever follows it ends up with what the manifest says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from ingesting import check, ingest, put, receipts, story, tree

from cleaners.errors import ConfigurationError
from flows.aftercare.verify import verify
from flows.books.changes import Feed
from flows.cli import OK, USAGE, main


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    for name in "abc":
        put(raw, f"{name}.txt", story(name) + "\n\nf")
    put(raw, "copy.txt", story("b") + "\n\nf")
    put(raw, "empty.txt", "")
    ingest(raw, clean)
    return raw, clean


def told(clean: Path, since: int = 0) -> list[tuple[int, str, str, str | None]]:
    return [(c["run"], c["change"], c["source"], c["reason"]) for c in Feed(clean).read(since=since)]


def test_the_first_run_adds_what_is_published(places: tuple[Path, Path]) -> None:
    assert told(places[1]) == [(1, "added", f"{name}.txt", None) for name in "abc"]
    (first, *_) = Feed(places[1]).read()
    receipt = receipts(places[1])["a.txt"]
    assert first == {
        "run": 1, "change": "added", "reason": None,
        **{key: receipt[key] for key in ("id", "source", "path", "sha256_text", "cleaned_at")},
    }  # fmt: skip


def test_a_run_without_changes_adds_nothing(places: tuple[Path, Path]) -> None:
    raw, clean = places
    before = tree(clean, books=True)
    ingest(raw, clean)
    assert {path: value for path, value in tree(clean, books=True).items() if path != ".winnow/seen"} == {
        path: value for path, value in before.items() if path != ".winnow/seen"
    }


def test_changes_removals_and_promotions(places: tuple[Path, Path]) -> None:
    raw, clean = places
    put(raw, "b.txt", story("bee"))
    put(raw, "a.txt", "")
    put(raw, "0.txt", story("c") + "\n\nf")
    put(raw, "empty.txt", story("full"))
    ingest(raw, clean)
    assert told(clean, since=1) == [
        (2, "added", "0.txt", None),
        (2, "removed", "a.txt", "quarantined"),
        (2, "changed", "b.txt", None),
        (2, "removed", "c.txt", "duplicate"),
        (2, "added", "copy.txt", None),
        (2, "added", "empty.txt", None),
    ]
    check(clean)
    assert verify(clean).faults == ()


def test_a_clean_from_before_there_was_a_feed_begins_one_with_everything(places: tuple[Path, Path]) -> None:
    raw, clean = places
    (clean / "changes.jsonl").unlink()
    put(raw, "new.txt", story("new"))
    ingest(raw, clean)
    assert told(clean) == [(1, "added", f"{name}.txt", None) for name in ("a", "b", "c", "new")]


def test_lines_of_a_run_that_was_killed_are_added_once_or_not_at_all(places: tuple[Path, Path]) -> None:
    raw, clean = places
    feed, manifest = Feed(clean), (clean / "manifest.jsonl").read_bytes()
    (clean / ".winnow/staging").mkdir(exist_ok=True)
    size = (clean / "changes.jsonl").stat().st_size
    old = (clean / "changes.jsonl").read_bytes()
    waiting = clean / ".winnow/feed"
    head: dict[str, Any] = {"at": size, "manifest": "of a manifest that was never written"}
    line = b'{"run":2,"change":"added","id":"w1"}\n'
    waiting.write_bytes(json.dumps(head).encode() + b"\n" + line)
    ingest(raw, clean)
    assert (clean / "changes.jsonl").read_bytes() == old
    assert not waiting.exists()
    head["manifest"] = hashlib.sha256(manifest).hexdigest()
    for torn in (b"", line[:9], line):
        (clean / "changes.jsonl").write_bytes(old + torn)
        waiting.write_bytes(json.dumps(head).encode() + b"\n" + line)
        feed.publish()
        assert (clean / "changes.jsonl").read_bytes() == old + line
        assert not waiting.exists()


def test_a_line_that_is_being_written_is_not_there_yet(places: tuple[Path, Path]) -> None:
    path = places[1] / "changes.jsonl"
    path.write_bytes(path.read_bytes() + b'{"run":2,"chan')
    assert len(told(places[1])) == 3


def test_the_command(places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    raw, clean = places
    put(raw, "d.txt", story("d"))
    ingest(raw, clean)
    assert main(["changes", str(clean), "--since", "1"]) == OK
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["source"] == "d.txt"
    assert main(["changes", str(clean), "--since", "2"]) == OK
    assert capsys.readouterr().out == ""


def test_a_feed_that_does_not_add_up_is_a_fault(places: tuple[Path, Path]) -> None:
    path = places[1] / "changes.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(True)[1:]))
    (fault,) = verify(places[1]).faults
    assert fault.path == "changes.jsonl"


@pytest.mark.parametrize("garbage", [b"garbage\n", b"[]\n", b'{"run": "2", "id": "w1"}\n', b"\xff\n"])
def test_a_damaged_feed_is_named(places: tuple[Path, Path], garbage: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    raw, clean = places
    with (clean / "changes.jsonl").open("ab") as feed:
        feed.write(garbage)
    assert main(["changes", str(clean)]) == USAGE
    assert "changes.jsonl has a line that is no change" in capsys.readouterr().err
    assert [fault.path for fault in verify(clean).faults] == ["changes.jsonl"]
    put(raw, "new.txt", story("new"))
    with pytest.raises(ConfigurationError, match="no change"):
        ingest(raw, clean)
    (clean / "changes.jsonl").unlink()
    ingest(raw, clean)
    check(clean)


def test_a_torn_tail_is_written_over_by_the_next_run(places: tuple[Path, Path]) -> None:
    raw, clean = places
    path = clean / "changes.jsonl"
    for number, torn in enumerate((b'{"run": 3, "cha', b'{"run":' + b" " * 150_000), 2):
        path.write_bytes(path.read_bytes() + torn)
        put(raw, f"new {number}.txt", story(f"new {number}"))
        ingest(raw, clean)
        assert told(clean, since=number - 1) == [(number, "added", f"new {number}.txt", None)]
        check(clean)
        assert verify(clean).faults == ()
    path.write_bytes(b'{"run": 1, "cha')
    put(raw, "more.txt", story("more"))
    ingest(raw, clean)
    assert len(told(clean)) == 6
    assert verify(clean).faults == ()


def test_a_damaged_feed_stops_a_run_before_anything_is_cleaned(places: tuple[Path, Path]) -> None:
    raw, clean = places
    (clean / "changes.jsonl").write_bytes(b"garbage\n")
    put(raw, "new.txt", story("new"))
    before = tree(clean, books=True)
    with pytest.raises(ConfigurationError, match=r"changes\.jsonl has a line that is no change; put it right, or"):
        ingest(raw, clean)
    assert tree(clean, books=True) == before


def test_a_run_that_is_not_there_yet_cannot_be_followed(
    places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["changes", str(places[1]), "--since", "50"]) == USAGE
    assert "--since 50: the last run in" in capsys.readouterr().err
    assert main(["changes", str(places[1]), "--since", "1"]) == OK
