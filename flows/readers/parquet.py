"""Parquet, one document a row, read a few rows at a time. Needs pyarrow (``winnow-text[parquet]``).

The number behind the ``#`` of a source key is that of the row, from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.compression import missing, on_disk
from flows.readers.opened import RawFile, Unread
from flows.readers.rows import Row, documents

SUFFIXES = (".parquet", ".pq")
CONTAINER = True
BATCH = 64
BUFFER = 1 << 20


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """One document a row."""
    return documents(_rows(stream, file), file)


def _rows(stream: BinaryIO, file: RawFile) -> Iterator[Row]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise missing("Parquet", "parquet") from None
    try:
        # Without pre-buffering and with small buffers a row group is read page by page, not as a whole.
        table: Any = parquet.ParquetFile(on_disk(stream), pre_buffer=False, buffer_size=BUFFER)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise Unreadable("corrupt", "not a whole Parquet file; its end may be cut off. Fetch it again") from error
    number = 0
    for group in range(table.num_row_groups):
        rows = table.metadata.row_group(group).num_rows
        first = number
        try:
            for batch in table.iter_batches(BATCH, row_groups=[group], use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield f"#{number}", row
        except (pyarrow.ArrowException, OSError, ValueError):
            why = f"row group {group + 1} is damaged from here on; the rows of other groups are read"
            yield f"#{number + 1}", Unreadable("corrupt", why)
        number = first + rows
