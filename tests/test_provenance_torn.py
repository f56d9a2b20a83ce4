"""Killed at any write while a document is forgotten and another is removed: the next run completes both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from ingesting import check, ingest, outcomes, put, story, tree
from killing import every, killed_at

from flows.aftercare.verify import verify
from flows.books import forgotten
from flows.runs.run import Run


def rows(raw: Path, count: int) -> None:
    put(raw, "rows.jsonl", "".join(json.dumps({"text": story(f"row {n}")}) + "\n" for n in range(count)))


def test_killed_at_every_write(tmp_path: Path) -> None:
    raw, old = tmp_path / "raw", tmp_path / "old"
    for name in ("kept", "secret", "gone"):
        put(raw, f"{name}.txt", story(name) + "\n\nf")
    put(raw, "secret-copy.txt", story("secret") + "\n\nf")
    rows(raw, 4)
    ingest(raw, old)
    rows(raw, 2)
    (raw / "gone.txt").unlink()
    forgotten.write(old, forgotten.Forgotten(forgotten.entries(["secret-copy.txt"])))
    expected = tmp_path / "expected"
    shutil.copytree(old, expected)
    ingest(raw, expected, gone="remove")
    assert outcomes(expected) == dict.fromkeys(["kept.txt", "rows.jsonl#1", "rows.jsonl#2", "secret.txt"], "cleaned")
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


@pytest.mark.parametrize("again", [{"gone": "remove"}, {"gone": "remove", "only": frozenset()}])
def test_rows_that_left_a_table_which_a_killed_run_had_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: dict[str, Any]
) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    rows(raw, 4)
    put(raw, "empty.jsonl", "")
    ingest(raw, clean)
    assert outcomes(clean)["empty.jsonl"] == "empty"
    rows(raw, 2)
    put(raw, "empty.jsonl", json.dumps({"text": story("no longer empty")}) + "\n")
    with monkeypatch.context() as patched:
        patched.setattr(Run, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            ingest(raw, clean, gone="remove")
    summary = ingest(raw, clean, **again)
    assert (summary.total, summary.gone) == (3, 0)
    assert list(outcomes(clean)) == ["empty.jsonl#1", "rows.jsonl#1", "rows.jsonl#2"]
    check(clean)
    assert verify(clean).faults == ()


def killed(*_: object) -> None:
    raise KeyboardInterrupt
