"""What the tests of readers share: a file as bytes, and what comes out of it."""

from __future__ import annotations

import io
from typing import Any

from cleaners.document import RawDocument
from flows.readers import read
from flows.readers.fields import FieldMapping
from flows.readers.opened import RawFile, Unread

LIMIT = 1_000_000


def found_in(
    content: bytes, name: str, *, fields: FieldMapping | None = None, limit: int = LIMIT, hints: Any = None
) -> list[RawDocument | Unread]:
    """Everything that the readers find in a file of that name."""
    return list(read(io.BytesIO(content), RawFile(name, limit, hints=hints or {}, fields=(fields,) if fields else ())))


def documents(found: list[RawDocument | Unread]) -> dict[str, RawDocument]:
    """The documents by source."""
    return {one.source: one for one in found if isinstance(one, RawDocument)}


def troubles(found: list[RawDocument | Unread]) -> dict[str, str]:
    """The reasons by source."""
    return {one.source: one.error.reason for one in found if isinstance(one, Unread)}
