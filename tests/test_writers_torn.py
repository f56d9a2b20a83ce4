"""Shards after a run that was killed while it published them, and shards that somebody or something has damaged."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ingesting import ingest, put, story, tree
from killing import changes, every, killed_at

from flows.aftercare.verify import verify
from flows.writers import shards

LAST = 14
"""Writes at the end of a run: those of the commit, and a few before."""


def rows(clean: Path) -> list[dict[str, str]]:
    """The rows of the shards; fails if there is anything but one whole set of them."""
    files = sorted((clean / "jsonl_gz").iterdir())
    assert {path.name.rpartition("-of-")[2] for path in files} == {f"{len(files):05d}.jsonl.gz"}
    return [json.loads(line) for path in files for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_shards_are_whole_at_any_moment_and_right_after_the_next_run(tmp_path: Path) -> None:
    raw, old = tmp_path / "raw", tmp_path / "old"
    for name in "abc":
        put(raw, f"{name}.txt", story(name))
    ingest(raw, old, also=("jsonl.gz",))
    before = tree(old)
    put(raw, "a.txt", story("changed"))
    whole = tmp_path / "whole"
    shutil.copytree(old, whole)
    assert not killed_at(0, raw, whole, also=("jsonl.gz",))
    total = changes(whole)
    for count in range(max(1, total - LAST), total + 1, every(11)):
        clean = tmp_path / f"clean{count}"
        shutil.copytree(old, clean)
        assert killed_at(count, raw, clean, also=("jsonl.gz",))
        assert len(rows(clean)) == 3
        # The raw file goes back to what it was: no row of the killed run may be left.
        put(raw, "a.txt", story("a"))
        ingest(raw, clean)
        check_all(clean, before, count)
        put(raw, "a.txt", story("changed"))
        ingest(raw, clean)
        check_all(clean, tree(whole), count)


def check_all(clean: Path, expected: dict[str, str], count: int) -> None:
    assert tree(clean) == expected, f"killed at write {count}"
    texts = {path.read_text("utf-8").removesuffix("\n") for path in (clean / "documents").glob("*.txt")}
    assert {row["text"] for row in rows(clean)} == texts


def torn(content: bytes) -> bytes:
    return content[:-20]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 3
    return content[:middle] + bytes(byte ^ 0x55 for byte in content[middle : middle + 8]) + content[middle + 8 :]


def spoiled(content: bytes) -> bytes:
    return b"[1]\n"


@pytest.mark.parametrize("harm", [torn, flipped, spoiled])
def test_a_damaged_shard_is_a_fault_and_the_next_run_makes_it_anew(
    once: Path, tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    raw, clean, removed, whole = (tmp_path / name for name in ("raw", "clean", "removed", "whole"))
    for path in (clean, removed):
        shutil.copytree(once / "clean", path)
    shutil.copytree(once / "raw", raw)
    found = [path for folder in shards.FORMATS.values() for path in sorted((clean / folder).iterdir())]
    names = [path.relative_to(clean).as_posix() for path in found]
    for path in found:
        path.write_bytes(harm(path.read_bytes()))
    faults = verify(clean).faults
    assert sorted(fault.path for fault in faults) == sorted(names)
    assert all(fault.what.endswith("remove it and run winnow ingest again") for fault in faults)
    for name in names:
        (removed / name).unlink()
    ingest(raw, removed)
    assert tree(removed) == tree(once / "clean")
    put(raw, "new.txt", story("new"))
    ingest(raw, clean)
    assert verify(clean).faults == ()
    ingest(raw, whole, also=tuple(shards.FORMATS))
    assert tree(clean) == tree(whole)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """raw/, and a clean/ with shards of all formats."""
    pytest.importorskip("pyarrow")
    pytest.importorskip("backports.zstd")
    folder = tmp_path_factory.mktemp("shards")
    for name in "abc":
        put(folder / "raw", f"{name}.txt", story(name))
    ingest(folder / "raw", folder / "clean", also=tuple(shards.FORMATS))
    return folder
