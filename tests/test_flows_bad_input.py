"""Whatever lies in raw/: each gets its receipt with a clear reason, the others are unaffected, nothing hangs."""

from __future__ import annotations

import errno
import gzip
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

import fsspec
import pytest
from ingesting import check, ingest, outcomes, put, receipts, story, text, tree

from cleaners import Policy
from flows.books.catalog import EndOfFile
from flows.books.plan import Job, Plan
from flows.raw import opening, remote
from flows.raw.sources import discover
from flows.workers.loading import Loaded, load

PAGE = "<html><body>" + "<div>" * 100_000 + "<p>At the bottom of it all.</p>" + "</div>" * 100_000 + "</body></html>"


def bad_files(raw: Path) -> dict[str, str]:
    """Everything that can go wrong with a file, and what has to become of it."""
    expected: dict[str, str] = {}

    def add(name: str, content: str | bytes, outcome: str) -> None:
        put(raw, name, content)
        expected[name] = outcome

    add("good.txt", story("good"), "cleaned")
    add("empty.txt", "", "empty")
    add("blank.txt", " \n\t\n\n", "empty")
    add("binary.txt", bytes(range(256)) * 40, "binary")
    add("picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary")
    add("invalid-utf8.txt", story("caf\u00e9 in M\u00fcnchen").encode("cp1252"), "cleaned")
    add("utf16.txt", b"\xff\xfe" + story("utf16").encode("utf-16-le"), "cleaned")
    add("nul.txt", story("nul").replace("wind", "wi\x00nd"), "cleaned")
    add("deep.html", PAGE, "empty-shell")
    add("damaged.html.gz", gzip.compress(story("gz").encode() * 50)[:-30], "corrupt")
    add("not-packed.txt.gz", story("not packed"), "cleaned")
    add("paper.pdf", b"%PDF-1.7 something", "unsupported-format")
    add("x.txt/inside.txt", story("inside a folder called x.txt"), "cleaned")
    add("x", story("a file called x"), "cleaned")
    add("line\nbreak.txt", story("line break"), "cleaned")
    expected["line%0Abreak.txt"] = expected.pop("line\nbreak.txt")
    add("n" * 250 + ".txt", story("a long name"), "cleaned")
    put(raw, os.fsdecode(b"caf\xe9.txt"), story("a name that is not UTF-8"))
    expected["caf%E9.txt"] = "cleaned"
    (raw / "nowhere.txt").symlink_to(raw / "no such file")
    expected["nowhere.txt"] = "dangling-link"
    put(raw.parent, "secret.txt", story("secret"))
    (raw / "outside.txt").symlink_to(raw.parent / "secret.txt")
    expected["outside.txt"] = "outside-raw"
    (raw / "loop").symlink_to(raw)
    expected["loop"] = "link-to-folder"
    (raw / "itself").symlink_to(raw / "itself")
    expected["itself"] = "dangling-link"
    (raw / "same.txt").symlink_to(raw / "good.txt")
    expected["same.txt"] = "duplicate"
    os.mkfifo(raw / "pipe.txt")
    expected["pipe.txt"] = "not-a-file"
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(os.path.relpath(raw / "socket.txt"))
    expected["socket.txt"] = "not-a-file"
    put(raw, ".hidden.txt", story("hidden"))
    put(raw, ".git/config.txt", story("hidden"))
    return expected


def test_bad_input(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    expected = bad_files(raw)
    started = time.monotonic()
    summary = ingest(raw, clean, workers=2)
    assert time.monotonic() - started < 60
    assert outcomes(clean) == expected
    assert summary.in_quarantine > 0
    assert "caf\u00e9 in M\u00fcnchen" in text(clean, "invalid-utf8.txt")
    assert text(clean, "utf16.txt") == story("utf16")
    check(clean)
    before = tree(clean)
    assert ingest(raw, clean).unchanged == len(expected)
    assert tree(clean) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jsonl", ""), ("a.jsonl", "\n\n"), ("a.csv", "title,text\n"), ("a.json", "[]"), ("a.tar", bytes(10_240))],
)
def test_a_container_without_documents_is_not_passed_over_in_silence(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, name, content)
    assert ingest(raw, clean).in_quarantine == 1
    assert outcomes(clean) == {name: "empty"}
    assert ingest(raw, clean).unchanged == 1
    check(clean)


def test_what_downloaders_and_editors_leave_is_passed_over_and_told(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    for name in ("a.txt", "a.txt~", "#a.txt#", "news/b.html.part", "c.html.crdownload", "a.txt.swp", "d.tmp"):
        put(raw, name, story(name))
    (note,) = ingest(raw, clean).notes
    assert note.startswith("6 passed over") and "such as #a.txt#;" in note
    assert outcomes(clean) == {"a.txt": "cleaned"}


def test_a_container_may_be_filled_later_and_emptied_again(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "a.csv", "title,text\n")
    ingest(raw, clean)
    put(raw, "a.csv", f'title,text\nOne,"{story("one")}"\n')
    ingest(raw, clean)
    assert outcomes(clean) == {"a.csv#1": "cleaned"}
    check(clean)
    put(raw, "a.csv", "title,text\n")
    ingest(raw, clean, gone="remove")
    assert outcomes(clean) == {"a.csv": "empty"}
    check(clean)


def test_200_megabytes_on_one_line(tmp_path: Path) -> None:
    os.truncate(put(tmp_path / "raw", "huge.txt", "never a break"), 200_000_000)
    put(tmp_path / "raw", "good.txt", story("good"))
    started = time.monotonic()
    ingest(tmp_path / "raw", tmp_path / "clean")
    assert time.monotonic() - started < 30
    assert outcomes(tmp_path / "clean") == {"huge.txt": "too-large", "good.txt": "cleaned"}
    assert receipts(tmp_path / "clean")["huge.txt"]["sha256_raw"]


def test_a_packed_bomb_is_given_up_not_unpacked(tmp_path: Path) -> None:
    put(tmp_path / "raw", "bomb.txt.gz", gzip.compress(b"boom " * 600_000) * 100)
    ingest(tmp_path / "raw", tmp_path / "clean")
    assert outcomes(tmp_path / "clean") == {"bomb.txt.gz": "too-large"}


def test_an_unreadable_file_has_a_receipt_and_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    put(raw, "a.txt", story("a"))
    real_open = os.open

    def refuse(path: str, *arguments: int, **options: int) -> int:
        if str(path).endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real_open(path, *arguments, **options)

    plan = Plan(str(raw), tmp_path / "clean", Policy(), "f", "now", 1000)
    monkeypatch.setattr(os, "open", refuse)
    loaded, _ = load(Job(discover(raw)[0]), plan)
    assert isinstance(loaded, Loaded)
    assert getattr(loaded.document, "reason", None) == "unreadable"
    assert "permissions" in str(loaded.document)


@pytest.mark.parametrize(("times", "reason"), [(1, None), (99, "unreadable")])
def test_a_disk_that_stumbles_costs_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, reason: str | None
) -> None:
    put(tmp_path, "a.txt", story("a"))
    plan = Plan(str(tmp_path), tmp_path / "clean", Policy(), "f", "now", 1000)
    errors = iter([OSError(errno.EIO, "Input/output error")] * times)

    def stumbles(*arguments: Any) -> Any:
        for error in errors:
            raise error
        return opening.open_raw(*arguments)

    monkeypatch.setattr("flows.workers.loading.open_raw", stumbles)
    monkeypatch.setattr("flows.workers.loading.time.sleep", lambda _: None)
    loaded, _ = load(Job(discover(tmp_path)[0]), plan)
    assert isinstance(loaded, Loaded)
    assert getattr(loaded.document, "reason", None) == reason
    assert reason is None or "(Input/output error); check the disk" in str(loaded.document)


def test_a_file_that_has_vanished_since_it_was_found_is_owed_no_receipt(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", story("a"))
    (source,) = discover(tmp_path)
    path.unlink()
    plan = Plan(str(tmp_path), tmp_path / "clean", Policy(), "f", "now", 1000)
    assert list(load(Job(source), plan)) == [EndOfFile("a.txt")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_for_real(tmp_path: Path) -> None:
    put(tmp_path / "raw", "good.txt", story("good"))
    put(tmp_path / "raw", "locked.txt", story("locked")).chmod(0)
    put(tmp_path / "raw", "folder/inside.txt", story("inside"))
    (tmp_path / "raw/folder").chmod(0)
    try:
        ingest(tmp_path / "raw", tmp_path / "clean")
        assert outcomes(tmp_path / "clean") == {
            "folder": "unreadable-folder", "good.txt": "cleaned", "locked.txt": "unreadable",
        }  # fmt: skip
    finally:
        (tmp_path / "raw/folder").chmod(0o755)
    (tmp_path / "raw/locked.txt").chmod(0o644)
    assert ingest(tmp_path / "raw", tmp_path / "clean").cleaned == 2
    check(tmp_path / "clean")


@pytest.mark.parametrize("where", ["", "memory://here"])
def test_what_another_run_wrote_is_not_cleaned_again(tmp_path: Path, where: str) -> None:
    """Its receipts, metadata and clean texts were read as raw files."""
    raw = tmp_path / "raw"
    put(tmp_path / "scrapes", "a.txt", story("a"))
    ingest(tmp_path / "scrapes", raw / "old/clean")
    put(raw, "b.txt", story("b"))
    put(raw, "old/manifest.jsonl", json.dumps({"text": story("no run wrote this")}))
    if where:
        fsspec.filesystem("memory").put(f"{raw}/", "/here/", recursive=True)
        found = remote.discover(where)
    else:
        found = discover(raw)
    told = [(source.key, source.trouble and source.trouble[0]) for source in found]
    assert told == [("b.txt", None), ("old/clean", "clean-folder"), ("old/manifest.jsonl", None)]
    if not where:
        assert ingest(raw, tmp_path / "clean").reasons == {"clean-folder": 1}
        (raw / "old/clean").rename(tmp_path / "old")
        summary = ingest(raw, tmp_path / "clean")  # a folder is no document that is kept
        assert (summary.gone, summary.notes, summary.reasons) == (0, (), {})
        check(tmp_path / "clean")
