"""A shard that is not as it was written, told in one way by every format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cleaners.errors import WinnowError


class Damaged(WinnowError):
    """A shard cannot be read, or not to its end. `kind` is what the package that reads it says."""

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(f"{path} cannot be read ({kind}); remove it and run winnow ingest again")
        self.kind = kind


@contextmanager
def reading(path: Path, *errors: type[Exception]) -> Iterator[None]:
    """Whatever reading the file at `path` raises becomes `Damaged`: what the standard library has for it, and `errors`
    of the package that reads it."""
    expected: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, *errors)
    try:
        yield
    except expected as error:
        raise Damaged(path, type(error).__name__) from error


def row(record: Any) -> dict[str, Any]:
    """The record, if it can be a row."""
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise ValueError("no row")
    return record
