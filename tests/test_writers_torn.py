"""Shards after a run that was killed while it published them."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ingesting import ingest, put, story, tree

HERE = Path(__file__).parent
CODE = (
    "import dying, sys; from ingesting import ingest; from pathlib import Path; "
    "ingest(*map(Path, sys.argv[1:3]), also=('jsonl.gz',))"
)
LAST = 14
"""Writes at the end of a run: those of the commit, and a few before."""


def ingest_and_die(count: int, raw: Path, clean: Path) -> int:
    """Ingest in a process of its own, killed at the n-th change to the disk; how many changes it came to."""
    counter = clean.parent / f"{clean.name}-count"
    counter.unlink(missing_ok=True)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]),
        "WINNOW_WORKER_HOOK": "dying",
        "WINNOW_DIE_AT": str(count),
        "WINNOW_DIE_COUNT": str(counter),
    }
    arguments = [sys.executable, "-c", CODE, str(raw), str(clean)]
    assert subprocess.run(arguments, env=environment, check=False, timeout=120).returncode in (0, -9)
    return counter.stat().st_size


STEP = 1 if os.environ.get("WINNOW_THOROUGH") else 5
"""Every fifth of the last writes is killed in the everyday run, every one if WINNOW_THOROUGH is set."""


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
    total = ingest_and_die(0, raw, whole)
    for count in range(max(1, total - LAST), total + 1, STEP):
        clean = tmp_path / f"clean{count}"
        shutil.copytree(old, clean)
        ingest_and_die(count, raw, clean)
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
