"""``winnow verify``: what it says of single faults, and of raw files."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from ingesting import NOW, edit, ingest, put, receipts, story, tree

from flows.aftercare.verify import verify
from flows.books.catalog import Catalog
from flows.cli import FAILED, OK, USAGE, main


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    raw = folder / "raw"
    put(raw, "a.txt", story("a") + "\n\nf")
    put(raw, "b.txt", story("b"))
    put(raw, "empty.txt", "")
    put(raw, "rows.jsonl", "".join(json.dumps({"text": story(str(n)) + "\n\nf"}) + "\n" for n in range(2)))
    ingest(raw, folder / "clean", also=("jsonl.gz",))
    return folder


@pytest.fixture
def places(once: Path, tmp_path: Path) -> tuple[Path, Path]:
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "raw", tmp_path / "clean"


def test_looking_writes_nothing(places: tuple[Path, Path]) -> None:
    raw, clean = places
    before = tree(clean, books=True)
    assert main(["verify", str(clean), "--raw", str(raw)]) == OK
    assert tree(clean, books=True) == before


def test_what_a_run_has_not_brought_to_its_end_is_one_fault(places: tuple[Path, Path], tmp_path: Path) -> None:
    _, clean = places
    (clean / "documents" / "a.txt").write_text("what the run has made of it now\n")
    put(clean, "documents/new.txt", "new\n")
    put(clean, ".winnow/plan", "a.txt\nnew.txt\n")
    (fault,) = verify(clean).faults
    assert fault.path == ".winnow/plan" and "over 2 raw files" in fault.what and "run winnow ingest" in fault.what
    (clean / "documents" / "b.json").unlink()
    assert [each.path for each in verify(clean).faults] == [".winnow/plan", "documents/b.json"]


def test_of_a_first_run_that_was_not_finished_it_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "clean/.winnow/plan", "a.txt\n")
    assert main(["verify", str(tmp_path / "clean")]) == USAGE
    assert "has no manifest.jsonl yet; let its first run end, or run winnow ingest again" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "damaged", "left"),
    [
        ("a.txt", "documents/a.txt", None),
        ("a.txt", "documents/a.txt", "edited\n"),
        ("a.txt", "documents/a.json", None),
        ("a.txt", "documents/a.removals.jsonl", None),
        ("empty.txt", "quarantine/empty.json", None),
        ("rows.jsonl", "documents/rows.jsonl#2.txt", None),
    ],
)
def test_what_verify_advises_helps(places: tuple[Path, Path], source: str, damaged: str, left: str | None) -> None:
    raw, clean = places
    before = tree(clean)
    (clean / damaged).unlink() if left is None else (clean / damaged).write_text(left, "utf-8")
    (fault,) = [each for each in verify(clean).faults if each.path == damaged]
    assert fault.what.endswith(f"touch the raw file {source} and run winnow ingest again")
    (raw / source).touch()
    ingest(raw, clean)
    assert tree(clean) == before and not verify(clean).faults


def test_a_touched_file_whose_documents_are_there_is_not_cleaned_again(places: tuple[Path, Path]) -> None:
    raw, clean = places
    for path in raw.iterdir():
        path.touch()
    summary = ingest(raw, clean)
    assert (summary.unchanged, summary.cleaned, summary.quarantined) == (5, 0, 0)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"text": "', '"text": "x', "do not add up"),
        ('"at": ', '"at": 1', "another offset or line"),
        ('"line": ', '"line": 1', "another offset or line"),
        ('"label": "residue"', '"label": "promo"', "of each label"),
    ],
)
def test_the_law_of_restoring_is_checked_from_the_files_alone(
    places: tuple[Path, Path], old: str, new: str, says: str
) -> None:
    edit(places[1] / "documents/a.removals.jsonl", lambda text: text.replace(old, new, 1))
    faults = verify(places[1]).faults
    assert {fault.path for fault in faults} == {"documents/a.removals.jsonl"}
    assert any(says in fault.what for fault in faults), faults


def test_entries_in_quarantine_say_what_the_manifest_says(places: tuple[Path, Path]) -> None:
    edit(places[1] / "quarantine/empty.json", lambda text: text.replace('"reason": "', '"reason": "not-'))
    (fault,) = verify(places[1]).faults
    assert (fault.path, fault.what) == ("quarantine/empty.json", "reason is not what the manifest says")


def test_raw_files_and_rows_that_changed_are_named(
    places: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    raw, clean = places
    put(raw, "a.txt", story("other"))
    rows = (raw / "rows.jsonl").read_text("utf-8").splitlines(True)
    put(raw, "rows.jsonl", rows[0] + rows[1].replace("ferry", "barge"))
    (raw / "b.txt").unlink()
    put(raw, "new.txt", story("new"))
    assert main(["verify", str(clean), "--raw", str(raw), "--json"]) == FAILED
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [fault["path"] for fault in faults] == ["a.txt", "rows.jsonl#2"]


@pytest.mark.parametrize("harm", ["garbage", "torn"])
def test_a_damaged_manifest_is_a_fault_with_a_remedy(
    places: tuple[Path, Path], harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, clean = places
    before = tree(clean)
    manifest = clean / "manifest.jsonl"
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    assert '"source":"b.txt"' in lines[1] and '"source":"rows.jsonl#2"' in lines[-1]
    if harm == "garbage":
        manifest.write_text("".join([lines[0], lines[1][40:], *lines[2:]]), "utf-8")
        assert main(["ingest", str(raw), str(clean)]) == USAGE
        assert "line 2 of " in capsys.readouterr().err
        remedy, remedied = "line 2 is no receipt; remove that line and run winnow ingest again", [lines[0], *lines[2:]]
    else:
        manifest.write_text("".join(lines)[:-40], "utf-8")
        size = len(lines[-1].encode()) - 40
        remedy, remedied = f"its last {size} bytes are no whole line; remove them and run winnow ingest", lines[:-1]
    assert main(["verify", str(clean), "--raw", str(raw)]) == FAILED
    assert f"manifest.jsonl: {remedy}" in capsys.readouterr().out
    manifest.write_text("".join(remedied), "utf-8")
    ingest(raw, clean, also=("jsonl.gz",))
    assert tree(clean) == before
    assert verify(clean).faults == ()


def test_an_earlier_manifest_put_back_has_what_is_new_found_again(places: tuple[Path, Path]) -> None:
    """A row that was added since has no receipt, although its table is as it was when it was last read."""
    raw, clean = places
    earlier = (clean / "manifest.jsonl").read_bytes()
    with (raw / "rows.jsonl").open("a", encoding="utf-8") as rows:
        rows.write(json.dumps({"text": story("new")}) + "\n")
    assert ingest(raw, clean, also=("jsonl.gz",)).total == 6
    before = tree(clean)
    (clean / "manifest.jsonl").write_bytes(earlier)
    ingest(raw, clean, also=("jsonl.gz",))
    assert tree(clean) == before
    assert ingest(raw, clean, also=("jsonl.gz",)).unchanged == 6


def test_what_was_seen_of_raw_files_is_noted_again_once_it_is_lost(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "a.txt", story("a"))
    ingest(raw, clean)
    ingest(raw, clean)  # by now the file is old enough to be trusted
    seen = (clean / ".winnow/seen").read_bytes()
    (clean / ".winnow/seen").unlink()
    assert ingest(raw, clean).unchanged == 1
    assert (clean / ".winnow/seen").read_bytes().split(b"\t")[2] == seen.split(b"\t")[2]


def test_what_contradicts_nothing_is_a_fault_all_the_same_and_healed(places: tuple[Path, Path]) -> None:
    raw, clean = places
    before = tree(clean)
    feed = (clean / "changes.jsonl").read_bytes()
    edit(clean / "documents/a.removals.jsonl", lambda text: text.replace('"origin": "', '"origin": "forged/', 1))
    edit(clean / "documents/b.json", lambda text: text.replace('"title": null', '"title": "Forged"'))
    edit(clean / "documents/rows.jsonl#1.json", lambda text: text.replace('"extra": {', '"extra": {"forged": 1, '))
    edit(clean / "documents/rows.jsonl#2.json", lambda text: text.replace('"cleaned_at": "2026', '"cleaned_at": "1999'))
    edit(clean / "quarantine/empty.json", lambda text: text.replace('"next": "', '"next": "Send us money. '))

    def advice(raw: str) -> str:
        return f"is not what was written; touch the raw file {raw} and run winnow ingest again"

    assert [(fault.path, fault.what) for fault in verify(clean).faults] == [
        ("documents/a.json", f"it, or a.removals.jsonl beside it, {advice('a.txt')}"),
        ("documents/b.json", f"it {advice('b.txt')}"),
        ("quarantine/empty.json", f"it {advice('empty.txt')}"),
        ("documents/rows.jsonl#1.json", f"it, or rows.jsonl#1.removals.jsonl beside it, {advice('rows.jsonl')}"),
        ("documents/rows.jsonl#2.json", "cleaned_at is not what the manifest says"),
    ]
    for path in raw.iterdir():
        path.touch()
    ingest(raw, clean, now=NOW + timedelta(days=1))
    assert tree(clean) == before and not verify(clean).faults
    assert (clean / "changes.jsonl").read_bytes() == feed


def test_what_lies_beside_a_text_is_hashed_as_anybody_can(places: tuple[Path, Path]) -> None:
    _, clean = places
    beside = b"".join((clean / f"documents/a{suffix}").read_bytes() for suffix in (".json", ".removals.jsonl"))
    assert receipts(clean)["a.txt"]["sha256_beside"] == hashlib.sha256(beside).hexdigest()


def test_a_folder_of_an_earlier_version_is_brought_up_to_date_and_nothing_published_again(
    places: tuple[Path, Path], tmp_path: Path
) -> None:
    raw, clean = places
    ingest(raw, clean, also=("jsonl.gz",))  # by now the files are old enough to be trusted
    before, now = tree(clean, books=True), (clean / "manifest.jsonl").read_bytes()
    edit(clean / "manifest.jsonl", lambda text: re.sub(r'"sha256_beside":(null|"\w+"),', "", text))
    Catalog(clean).vouch(hashlib.sha256((clean / "manifest.jsonl").read_bytes()).hexdigest())
    assert not verify(clean).faults
    early = tmp_path / "early"
    shutil.copytree(clean, early)
    edit(early / ".winnow/shards/jsonl.gz", lambda text: re.sub(r' \w+"', '"', text))
    edit(early / "documents/a.removals.jsonl", lambda text: re.sub(r'"line": 5', '"line": 3', text))
    assert not verify(early).faults
    summary = ingest(raw, clean, now=NOW + timedelta(days=1))
    assert (summary.unchanged, summary.cleaned) == (5, 0)
    assert (clean / "manifest.jsonl").read_bytes() == now
    assert tree(clean, books=True) == before
