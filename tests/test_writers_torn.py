"""Shards after a run that was killed while it published them."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

from ingesting import ingest, put, story, tree
from killing import changes, every, killed_at

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
