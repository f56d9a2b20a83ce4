"""A run that is killed at any write leaves a clean/ that can be read, and the next run completes it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from ingesting import check, ingest, outcomes, put, receipts, story, tree
from killing import every, killed_at


def readable(clean: Path) -> None:
    """What a reader may rely on at any moment: whole files, and a manifest whose documents are there."""
    for path in clean.rglob("*"):
        if ".winnow" not in path.parts and path.is_file():
            content = path.read_bytes()
            assert content == b"" or content.endswith(b"\n")
            if path.suffix == ".json":
                json.loads(content)
            if path.suffix == ".jsonl":
                [json.loads(line) for line in content.splitlines()]
    if (clean / "manifest.jsonl").exists():
        for record in receipts(clean).values():
            assert record["path"] is None or (clean / record["path"]).exists()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """raw/ after a change that touches everything, and clean/ from before it."""
    folder = tmp_path_factory.mktemp("torn")
    raw, clean = folder / "raw", folder / "clean"
    for name in "abc":
        put(raw, f"{name}.txt", story(name) + "\n\nf")
    put(raw, "copy.txt", story("b") + "\n\nf")
    put(raw, "turns-empty.txt", story("turns"))
    put(raw, "turns-full.txt", "")
    put(raw, "folder/rows.jsonl", "".join(json.dumps({"text": story(str(n))}) + "\n" for n in range(3)))
    ingest(raw, clean)
    put(raw, "b.txt", story("bee"))  # copy.txt has to take its place
    put(raw, "0.txt", story("a") + "\n\nf")  # takes the place of a.txt
    put(raw, "turns-empty.txt", "")
    put(raw, "turns-full.txt", story("full"))
    put(raw, "folder/rows.jsonl", json.dumps({"text": story("other")}) + "\n")
    return raw, clean


@pytest.mark.parametrize("garbage", [b"garbage\n", b"[]\n", b"{}\n", b'{"source": "a.txt"}\n', b"\xff\n", b"\0x\n"])
def test_bookkeeping_that_somebody_has_spoiled_is_as_good_as_lost(tmp_path: Path, garbage: bytes) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "a.txt", story("a") + "\n\nf")
    ingest(raw, clean)
    put(raw, "b.txt", story("b"))
    for name in ("feed", "journals/00000007-0000.jsonl", "seen", "manifest", "rules", "stale"):
        put(clean, f".winnow/{name}", garbage)
    put(clean, ".winnow/plan", b"a.txt\n" + garbage)
    ingest(raw, clean)
    assert outcomes(clean) == {"a.txt": "cleaned", "b.txt": "cleaned"}
    check(clean)


def test_bookkeeping_that_leads_elsewhere_removes_nothing_there(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "deep/er/clean"
    put(raw, "a.txt", story("a") + "\n\nf")
    ingest(raw, clean)
    names = ["../x", "../../x", "../../../x", "a/../../../x", str(tmp_path / "x")]
    mine = [put(clean / "documents", f"{name}.txt", "mine") for name in names]
    for name in ("plan", "stale"):
        put(clean, f".winnow/{name}", "".join(f"{name}.txt\n" for name in names))
    journaled = {**receipts(clean)["a.txt"], "source": "../../x.txt", "path": "../x.txt"}
    put(clean, ".winnow/journals/00000007-0000.jsonl", json.dumps(journaled) + "\n")
    put(raw, "b.txt", story("b"))
    ingest(raw, clean, gone="remove")
    assert outcomes(clean) == {"a.txt": "cleaned", "b.txt": "cleaned"}
    assert all(path.read_text() == "mine" for path in mine)


def test_killed_at_every_write(before: tuple[Path, Path], tmp_path: Path) -> None:
    raw, old = before
    expected = tmp_path / "expected"
    shutil.copytree(old, expected)
    ingest(raw, expected)
    assert outcomes(expected)["copy.txt"] == "cleaned"
    assert outcomes(expected)["a.txt"] == "duplicate"
    count = 1
    while True:
        clean = tmp_path / f"clean{count}"
        shutil.copytree(old, clean)
        if not killed_at(count, raw, clean):
            break
        readable(clean)
        if count % 2 == 0:
            killed_at(count // 2, raw, clean)  # and once more, on the way back
            readable(clean)
        ingest(raw, clean)
        check(clean)
        assert tree(clean) == tree(expected), f"killed at write {count}"
        shutil.rmtree(clean)
        count += every(23)
    assert count > 30


def test_what_was_written_half_way_is_not_believed(before: tuple[Path, Path], tmp_path: Path) -> None:
    """Killed after a document was replaced; then the raw file goes back to what it was."""
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "a.txt", story("a"))
    ingest(raw, clean)
    expected = tree(clean)
    put(raw, "a.txt", story("another"))
    assert killed_at(4, raw, clean)
    assert tree(clean) != expected
    put(raw, "a.txt", story("a"))
    ingest(raw, clean)
    assert tree(clean) == expected
