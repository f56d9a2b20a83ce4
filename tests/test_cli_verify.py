"""``winnow verify`` and ``winnow restore``: what is off is named, what was is given back."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ingesting import BANNER, edit, ingest, put, story

from flows.aftercare.verify import verify
from flows.books import contract
from flows.cli import main


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    raw = folder / "raw"
    put(raw, "a.txt", f"{BANNER}\n\n{story('Auk')}\n\nf\n")
    put(raw, "b.txt", story("Skua"))
    put(raw, "copy.txt", story("Skua"))
    put(raw, "empty.txt", b"")
    put(raw, "rows.jsonl", json.dumps({"text": story("Tern")}) + "\n")
    ingest(raw, folder / "clean", also=("jsonl.gz",))
    return folder / "clean"


@pytest.fixture
def clean(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(once, tmp_path / "clean"))


def test_what_a_run_wrote_is_without_fault(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(clean).faults == ()
    assert main(["verify", str(clean)]) == 0
    assert "all is as it should be" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "change", "named", "what"),
    [
        ("documents/b.txt", lambda text: text + "More.\n", "documents/b.txt", "its hash differs"),
        ("documents/b.txt", None, "documents/b.txt", "it is gone"),
        ("documents/b.json", lambda text: text.replace('"en"', "null"), "documents/b.json", "language is null"),
        ("documents/b.json", lambda text: "{", "documents/b.txt", "cannot be read"),
        ("documents/a.removals.jsonl", lambda text: text.replace("cookies", "cake"), "a.removals.jsonl", "add up"),
        ("documents/stranger.txt", lambda text: "x", "documents/stranger.txt", "no receipt speaks of it"),
        ("manifest.jsonl", lambda text: "".join(reversed(text.splitlines(True))), "manifest.jsonl", "not sorted"),
        ("manifest.jsonl", lambda text: text.replace('"removals":{}', '"removals":[]'), "manifest.jsonl", "no counts"),
        ("manifest.jsonl", lambda text: re.sub(r'"id":"w\w', '"id":"w_', text, count=1), "manifest.jsonl", "its id is"),
        ("manifest.jsonl", lambda text: re.sub(r'"duplicate_of":"w\w', '"duplicate_of":"w_', text), "manifest.jsonl",
         "copy.txt: the document that it is a duplicate of is not published"),
        ("documents/b.json", lambda text: re.sub(r'"chars": \d', '"chars": 1.', text), "b.json", "chars is no integer"),
        ("documents/b.json", lambda text: text.replace('"words":', '"word":'), "b.json", "the field words is missing"),
        (".winnow/plan", lambda text: "a.txt\n", ".winnow/plan", "not finished"),
    ],
)  # fmt: skip
def test_faults_are_named(clean: Path, path: str, change: Callable[[str], str] | None, named: str, what: str) -> None:
    if change is None:
        (clean / path).unlink()
    else:
        (clean / path).touch()
        edit(clean / path, change)
    faults = verify(clean).faults
    assert any(fault.path.endswith(named) and what in fault.what for fault in faults), faults
    assert main(["verify", str(clean)]) == 1


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda rows: rows[:-1], "documents are missing at its end"),
        (lambda rows: rows[::-1], "is not the one that belongs here"),
        (lambda rows: [*rows, rows[0]], "is not the one that belongs here"),
        (lambda rows: [rows[0].replace(b"ferry", b"barge"), *rows[1:]], "has another text than the document"),
        (lambda rows: [rows[0].replace(b'"published":null', b'"published":"2024"'), *rows[1:]], "not what a run has"),
    ],
)
def test_shards_that_do_not_fit_are_named(clean: Path, change: Callable[[list[bytes]], list[bytes]], what: str) -> None:
    (shard,) = (clean / "jsonl_gz").iterdir()
    rows = gzip.decompress(shard.read_bytes()).splitlines(keepends=True)
    shard.write_bytes(gzip.compress(b"".join(change(rows))))
    assert gzip.decompress(shard.read_bytes()) != b"".join(rows)
    faults = verify(clean).faults
    assert {fault.path.partition("/")[0] for fault in faults} == {"jsonl_gz"}
    assert any(what in fault.what for fault in faults), faults


def test_restore_prints_what_was(clean: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "a.txt", "--clean", str(clean)]) == 0
    assert capsys.readouterr().out.strip() == f"{BANNER}\n\n{story('Auk')}\n\nf"
    assert main(["restore", "a.txt", "--clean", str(clean), "--removed"]) == 0
    assert "consent-notice" in capsys.readouterr().out
    assert main(["restore", "copy.txt", "--clean", str(clean)]) == 2
    assert "duplicate of" in capsys.readouterr().err
    assert main(["restore", "nobody", "--clean", str(clean)]) == 2
    assert "knows no document" in capsys.readouterr().err


@pytest.mark.parametrize("of", list(contract.RECORDS))
def test_schema_prints_json_schema(of: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", of]) == 0
    assert json.loads(capsys.readouterr().out)["title"].startswith(f"winnow {of}")


def test_a_folder_that_is_no_clean_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 2
    assert "holds no manifest.jsonl" in capsys.readouterr().err
