"""Folders of raw files to ingest, and ways of looking at what became of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.config.settings import Settings
from flows.runs.start import run
from flows.runs.summary import Summary

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WORDS = "The ferry to the island did not sail on {} because of the wind, and the harbour master sent everybody home."


BANNER = "We and our partners use cookies to measure visits. By continuing to browse you accept these cookies."


def story(name: str) -> str:
    """A text that is clean as it is and unlike any other."""
    return WORDS.format(name) + "\n\n" + f"Nobody knows when the boat called {name} will leave again, said the mayor."


def write(folder: Path, **texts: str | bytes) -> Path:
    """Write raw files; two underscores in a name are a dot."""
    for name, content in texts.items():
        put(folder, name.replace("__", "."), content)
    return folder


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change a file; fails if that leaves it as it was."""
    before = path.read_text("utf-8")
    path.write_text(change(before), "utf-8")
    assert path.read_text("utf-8") != before


def ingest(raw: Path, clean: Path, **settings: Any) -> Summary:
    """A run without Prefect at a fixed time."""
    stated: dict[str, Any] = {"now": NOW, "workers": 1} | settings
    return run(Settings(raw, clean, **stated), prefect="never")


def receipts(clean: Path) -> dict[str, dict[str, Any]]:
    """The manifest, by source; fails if a source has two receipts."""
    records = [json.loads(line) for line in (clean / "manifest.jsonl").read_bytes().splitlines()]
    found = {record["source"]: record for record in records}
    assert len(found) == len(records)
    assert list(found) == sorted(found)
    return found


def outcomes(clean: Path) -> dict[str, str]:
    """Of every source, what became of it: its outcome, or the reason why it is in quarantine."""
    return {source: record["reason"] or record["outcome"] for source, record in receipts(clean).items()}


def tree(clean: Path, *, books: bool = False) -> dict[str, str]:
    """Every file below clean/ with its hash, with or without the bookkeeping and the change feed, which remember how
    it came to be."""
    return {
        str(path.relative_to(clean)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(clean.rglob("*"))
        if path.is_file() and (books or not {".winnow", "changes.jsonl"} & set(path.parts))
    }


def text(clean: Path, source: str) -> str:
    """The published text of a document."""
    content = (clean / receipts(clean)[source]["path"]).read_bytes()
    assert content.endswith(b"\n")
    return bytes(content[:-1]).decode()


def check(clean: Path) -> None:
    """What holds after every run: receipts, files and the change feed match each other, exactly."""
    followed: dict[str, Any] = {}
    for change in map(
        json.loads, (clean / "changes.jsonl").read_bytes().splitlines() if (clean / "changes.jsonl").exists() else ()
    ):
        assert (change["id"] in followed) == (change["change"] != "added")
        followed[change["id"]] = change
        if change["change"] == "removed":
            del followed[change["id"]]
    published = [record for record in receipts(clean).values() if record["outcome"] == "cleaned"]
    assert {key: (c["sha256_text"], c["path"], c["cleaned_at"]) for key, c in followed.items()} == {
        record["id"]: (record["sha256_text"], record["path"], record["cleaned_at"]) for record in published
    }
    expected = {"README.md", "manifest.jsonl"}
    for record in receipts(clean).values():
        if record["outcome"] == "cleaned":
            base = record["path"].rpartition(".")[0]
            expected |= {record["path"], f"{base}.json"}
            if record["removed_chars"]:
                expected.add(f"{base}.removals.jsonl")
            content = (clean / record["path"]).read_bytes()[:-1]
            assert hashlib.sha256(content).hexdigest() == record["sha256_text"]
            metadata = json.loads((clean / f"{base}.json").read_bytes())
            assert metadata["id"] == record["id"]
            assert metadata["sha256_raw"] == record["sha256_raw"]
        elif record["outcome"] == "quarantined":
            expected.add(record["path"])
            assert record["reason"] and record["detail"]
        else:
            assert record["duplicate_of"] in {other["id"] for other in receipts(clean).values()}
    found = set(tree(clean))
    assert not found - expected, "nobody speaks of these"
    assert not expected - found, "these are missing"
    assert not (clean / ".winnow" / "plan").exists()
