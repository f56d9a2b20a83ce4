"""What the tests of readers share: a file as bytes, and what comes out of it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from cleaners.document import RawDocument
from flows.readers import read
from flows.readers.fields import FieldMapping
from flows.readers.opened import RawFile, Unread

LIMIT = 1_000_000
PAGE = b"<!DOCTYPE html><html><body><p>The ferry sails again on Friday.</p></body></html>"


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


def as_zip(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("news/", b"")
        archive.writestr("__MACOSX/._note.txt", b"\x00\x05")
    return sink.getvalue()


def zstd() -> Any:
    return pytest.importorskip("backports.zstd")


def as_parquet(rows: list[dict[str, object]], group: int = 2) -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), sink, row_group_size=group)
    return sink.getvalue()
