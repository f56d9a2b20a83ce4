"""Killed at any write while a document is forgotten and another is removed: the next run completes both."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ingesting import check, ingest, outcomes, put, story, tree

from flows.aftercare.verify import verify
from flows.books import forgotten

HERE = Path(__file__).parent
CODE = (
    "import dying, sys; from ingesting import ingest; from pathlib import Path; "
    "ingest(*map(Path, sys.argv[1:3]), gone='remove')"
)
STEP = 1 if os.environ.get("WINNOW_THOROUGH") else 9


def killed_at(count: int, raw: Path, clean: Path) -> bool:
    counter = clean.parent / f"{clean.name}-count"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]),
        "WINNOW_WORKER_HOOK": "dying",
        "WINNOW_DIE_AT": str(count),
        "WINNOW_DIE_COUNT": str(counter),
    }
    done = subprocess.run([sys.executable, "-c", CODE, str(raw), str(clean)], env=environment, check=False, timeout=120)
    assert done.returncode in (0, -9)
    return done.returncode != 0


def test_killed_at_every_write(tmp_path: Path) -> None:
    raw, old = tmp_path / "raw", tmp_path / "old"
    for name in ("kept", "secret", "gone"):
        put(raw, f"{name}.txt", story(name) + "\n\nf")
    put(raw, "secret-copy.txt", story("secret") + "\n\nf")
    ingest(raw, old)
    (raw / "gone.txt").unlink()
    forgotten.write(old, forgotten.Forgotten(forgotten.entries(["secret-copy.txt"])))
    expected = tmp_path / "expected"
    shutil.copytree(old, expected)
    ingest(raw, expected, gone="remove")
    assert outcomes(expected) == {"kept.txt": "cleaned", "secret.txt": "cleaned"}
    count = 1
    while True:
        clean = tmp_path / f"clean{count}"
        shutil.copytree(old, clean)
        if not killed_at(count, raw, clean):
            break
        ingest(raw, clean, gone="remove")
        assert tree(clean) == tree(expected), f"killed at write {count}"
        assert verify(clean).faults == ()
        feed = (clean / "changes.jsonl").read_bytes()
        assert feed == (expected / "changes.jsonl").read_bytes(), f"killed at write {count}"
        assert b"secret-copy" not in feed
        (clean / "forgotten.jsonl").unlink()
        check(clean)
        count += STEP
    assert count > 10
