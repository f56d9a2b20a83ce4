"""Containers of every kind through the whole of an ingest run."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from ingesting import check, ingest, outcomes, put, story, tree

from cleaners import Policy, Quarantined
from cleaners.errors import ConfigurationError
from flows.books.catalog import EndOfFile
from flows.books.plan import Job, Plan
from flows.raw.sources import discover
from flows.readers import readers
from flows.readers.fields import FieldMapping
from flows.workers.loading import Loaded, load


def pages() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("news/page.html", f"<html><body><p>{story('Gull')}</p></body></html>")
        archive.writestr("../out.txt", story("Fulmar"))
        archive.writestr("rows.csv", f'title,text\nTern,"{story("Tern")}"\n')
    return sink.getvalue()


def rows(*names: str, column: str = "text") -> bytes:
    return "".join(json.dumps({column: story(name), "n": 1}) + "\n" for name in names).encode()


def test_rows_and_members_are_documents(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "pages.zip", pages())
    put(raw, "rows.jsonl.gz", gzip.compress(rows("Auk", "Skua") + b"{broken\n"))
    summary = ingest(raw, clean)
    assert outcomes(clean) == {
        "pages.zip#../out.txt": "unsafe-name",
        "pages.zip#news/page.html": "cleaned",
        "pages.zip#rows.csv#1": "cleaned",
        "rows.jsonl.gz#1": "cleaned",
        "rows.jsonl.gz#2": "cleaned",
        "rows.jsonl.gz#3": "bad-json",
    }
    assert summary.in_quarantine == 2
    check(clean)
    assert not list(tmp_path.glob("out*"))
    before = tree(clean, books=True)
    again = ingest(raw, clean)
    assert (again.cleaned, tree(clean, books=True)) == (0, before)


def test_what_a_row_says_becomes_metadata(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    row = {"text": story("Auk"), "headline": "The Auk is late", "url": "https://example.org/auk", "desk": "Harbour"}
    put(raw, "rows.jsonl", json.dumps(row).encode() + b"\n" + rows("Skua"))
    ingest(raw, clean)
    (path,) = (path for path in (clean / "documents").rglob("*1.json"))
    metadata = json.loads(path.read_text("utf-8"))
    assert metadata["title"] == "The Auk is late"
    assert metadata["url"] == "https://example.org/auk"
    assert metadata["extra"]["desk"] == "Harbour"
    assert metadata["extra"]["fields"] == {"text": "text", "title": "headline", "url": "url"}


def test_a_wrong_mapping_stops_the_run(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "rows.jsonl", rows("Auk", "Skua", column="story"))
    with pytest.raises(ConfigurationError, match=r"no column 'stroy'.*did you mean 'story'"):
        ingest(raw, clean, fields=(FieldMapping(text="stroy"),))
    ingest(raw, clean, fields=(FieldMapping(text="story"),))
    assert set(outcomes(clean).values()) == {"cleaned"}


def test_another_mapping_makes_tables_due_and_nothing_else(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "a.jsonl", json.dumps({"text": story("Auk"), "body": story("Skua")}).encode() + b"\n")
    put(raw, "b.txt", story("Tern"))
    ingest(raw, clean)
    summary = ingest(raw, clean, fields=(FieldMapping(text="body", files="*.jsonl"),))
    assert (summary.cleaned, summary.unchanged) == (1, 1)
    texts = {path.name: path.read_text("utf-8") for path in (clean / "documents").rglob("*.txt")}
    assert any("Skua" in text for text in texts.values())


def test_a_reader_that_fails_costs_its_file_and_fails_the_run_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    put(raw, "rows.jsonl", rows("Auk"))
    plan = Plan(str(raw), tmp_path / "clean", Policy(), "f", "2024-05-01T00:00:00Z", 1_000_000)
    readers()  # so that none is loaded while one is broken
    monkeypatch.setattr("flows.readers.jsonl.parse", lambda line: 1 / 0)
    (source,) = discover(raw)
    loaded, end = load(Job(source), plan)
    assert isinstance(loaded, Loaded)
    assert isinstance(loaded.document, Quarantined)
    assert loaded.document.reason == "bug"
    assert isinstance(end, EndOfFile)


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])
def test_a_sidecar_belongs_to_its_page_however_that_is_compressed(tmp_path: Path, suffix: str) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress,
    }  # fmt: skip
    pack = packers[suffix]
    put(raw, f"page.html{suffix}", pack(f"<html><body><p>{story('Gull')}</p></body></html>".encode()))
    put(raw, "page.html.meta.json", json.dumps({"url": "https://example.org/gull"}))
    ingest(raw, clean)
    assert outcomes(clean) == {f"page.html{suffix}": "cleaned"}
    (path,) = (clean / "documents").glob("*.json")
    assert json.loads(path.read_bytes())["url"] == "https://example.org/gull"
