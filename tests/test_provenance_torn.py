"""Killed at any write while a document is forgotten and another is removed: the next run completes both."""

from __future__ import annotations

import shutil
from pathlib import Path

from ingesting import check, ingest, outcomes, put, story, tree
from killing import every, killed_at

from flows.aftercare.verify import verify
from flows.books import forgotten


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
        if not killed_at(count, raw, clean, gone="remove"):
            break
        ingest(raw, clean, gone="remove")
        assert tree(clean) == tree(expected), f"killed at write {count}"
        assert verify(clean).faults == ()
        feed = (clean / "changes.jsonl").read_bytes()
        assert feed == (expected / "changes.jsonl").read_bytes(), f"killed at write {count}"
        assert b"secret-copy" not in feed
        (clean / "forgotten.jsonl").unlink()
        check(clean)
        count += every(19)
    assert count > 10
