"""Rows as JSON lines, compressed with gzip, which every tool reads."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.writers import damage
from flows.writers.jsonl import line

SUFFIX = ".jsonl.gz"
LEVEL = 6


def check() -> None:
    """Nothing is needed but the standard library."""


def write(rows: Iterator[dict[str, Any]], path: Path) -> None:
    """Write the rows to a file, without a name and a time in its header."""
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as file:
        for row in rows:
            file.write(line(row))


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file. Raises `Damaged`."""
    with damage.reading(path, zlib.error), gzip.open(path, "rb") as file:
        yield from (damage.row(json.loads(line)) for line in file)
