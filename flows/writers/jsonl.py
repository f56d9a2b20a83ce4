"""Rows as JSON lines, compressed with Zstandard (``winnow-text[zstd]``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaners.errors import ConfigurationError
from flows.writers import damage

SUFFIX = ".jsonl.zst"
LEVEL = 6


def check() -> None:
    """Raise `ConfigurationError` if a package is missing."""
    try:
        import backports.zstd  # noqa: F401
    except ImportError:
        raise ConfigurationError(
            "writing jsonl needs a package more: pip install 'winnow-text[zstd]'; jsonl.gz needs none"
        ) from None


def write(rows: Iterator[dict[str, Any]], path: Path) -> None:
    """Write the rows to a file."""
    from backports import zstd

    with zstd.open(path, "wb", level=LEVEL) as file:
        for row in rows:
            file.write(line(row))


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file. Raises `Damaged`."""
    from backports import zstd

    with damage.reading(path, zstd.ZstdError), zstd.open(path, "rb") as file:
        yield from (damage.row(json.loads(line)) for line in file)


def line(row: dict[str, Any]) -> bytes:
    """One row as a line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
