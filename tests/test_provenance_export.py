"""``winnow export``: documents as dolma and datatrove have them, the same bytes every time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from ingesting import ingest, put, receipts, story, text, tree

from flows.cli import OK, USAGE, main


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    for name in "abc":
        put(raw, f"{name}.txt", story(f"{name} “ö”") + "\n\nf")
    put(raw, "copy.txt", story("b “ö”") + "\n\nf")
    put(raw, "empty.txt", "")
    put(raw, "page.txt", story("page"))
    put(raw, "page.txt.meta.json", json.dumps({"site": "Harbour Gazette", "published": "2026-03-01"}))
    ingest(raw, tmp_path / "clean")
    return tmp_path / "clean"


def exported(folder: Path) -> list[dict[str, Any]]:
    lines = b"".join(gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.jsonl.gz")))
    return [json.loads(line) for line in lines.splitlines()]


def test_dolma(clean: Path, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path / "out"), "--to", "dolma", "--clean", str(clean)]) == OK
    records = exported(tmp_path / "out" / "documents")
    assert all(list(record) == ["id", "text", "source", "added", "created", "metadata"] for record in records)
    published = {r["id"]: r["source"] for r in receipts(clean).values() if r["outcome"] == "cleaned"}
    assert [record["id"] for record in records] == sorted(published)
    assert len(records) == 4
    for record in records:
        assert record["text"] == text(clean, published[record["id"]])
        assert all(isinstance(record[name], str) for name in ("id", "text", "source", "added", "created"))
        assert record["metadata"]["source"] == published[record["id"]]
    (page,) = [record for record in records if record["metadata"]["source"] == "page.txt"]
    assert (page["source"], page["created"]) == ("Harbour Gazette", "2026-03-01")
    assert page["added"] == "2026-11-20T12:00:00Z"


def test_datatrove(clean: Path, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path / "out"), "--to", "datatrove", "--clean", str(clean)]) == OK
    records = exported(tmp_path / "out")
    assert len(records) == 4
    for record in records:
        assert list(record) == ["text", "id", "media", "metadata"]
        assert record["media"] == []
        assert all(isinstance(value, str | int | float | bool) for value in record["metadata"].values())
        assert record["text"] == text(clean, record["metadata"]["source"])
    kinds: dict[str, set[type]] = {}
    for record in records:
        for name, value in record["metadata"].items():
            kinds.setdefault(name, set()).add(type(value))
    assert not {name for name, found in kinds.items() if len(found) > 1 and found != {int, float}}


@pytest.mark.parametrize("to", ["dolma", "datatrove"])
def test_the_same_bytes_again_and_nothing_left_over(clean: Path, tmp_path: Path, to: str) -> None:
    for name in ("one", "two", "one"):
        (tmp_path / name / ".winnow-export").mkdir(parents=True, exist_ok=True)  # a killed one
        assert main(["export", str(tmp_path / name), "--to", to, "--clean", str(clean)]) == OK
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert len(tree(tmp_path / "one")) == 1
    put(tmp_path, "raw/d.txt", story("d"))
    (clean / "manifest.jsonl").unlink()
    ingest(tmp_path / "raw", clean)
    assert main(["export", str(tmp_path / "one"), "--to", to, "--clean", str(clean)]) == OK
    assert len(tree(tmp_path / "one")) == 1
    assert tree(tmp_path / "one") != tree(tmp_path / "two")


def test_a_file_is_no_folder_to_export_to(clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = put(tmp_path, "note.txt", "Not to be lost.")
    for target in (note, note / "below"):
        assert main(["export", str(target), "--to", "dolma", "--clean", str(clean)]) == USAGE
        assert f"{note} is a file, not a folder; name a new or empty folder" in capsys.readouterr().err
    assert note.read_text("utf-8") == "Not to be lost."


@pytest.mark.parametrize("to", ["dolma", "datatrove"])
def test_folders_of_others_are_left_alone(
    clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    put(tmp_path, "out/thesis.txt", "Years of work.")
    for target in (clean, clean / "documents", tmp_path / "out"):
        before = tree(clean) | tree(tmp_path / "out")
        assert main(["export", str(target), "--to", to, "--clean", str(clean)]) == USAGE
        assert tree(clean) | tree(tmp_path / "out") == before
    assert "thesis.txt was not written by an export" in capsys.readouterr().err


def test_an_export_replaces_one_of_its_own_kind_alone(
    clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for to, other in (("dolma", "datatrove"), ("datatrove", "dolma")):
        out = tmp_path / to
        put(out, ".winnow-export/half", "of an export that was killed")
        assert main(["export", str(out), "--to", to, "--clean", str(clean)]) == OK
        before = tree(out)
        assert main(["export", str(out), "--to", other, "--clean", str(clean)]) == USAGE
        assert f"{out} holds an export for {to}; name a folder of its own for {other}" in capsys.readouterr().err
        assert tree(out) == before
