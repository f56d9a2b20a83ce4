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
from flows.readers.rows import FAILS, LEFT_OUT, Row, column_names, documents

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
                for row in _values(batch):
                    number += 1
                    yield f"#{number}", row
        except (pyarrow.ArrowException, OSError, ValueError):
            why = f"row group {group + 1} is damaged from here on; the rows of other groups are read"
            yield f"#{number + 1}", Unreadable("corrupt", why)
        number = first + rows


def _values(batch: Any) -> Iterator[dict[str, Any]]:
    """The rows of a batch, by column. A value that Python cannot hold costs neither its row nor its column."""
    columns = [_column(column) for column in batch.columns]
    names = column_names(batch.schema.names)
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _column(column: Any) -> list[Any]:
    """The values of a column, times to the microsecond, whether or not there is pandas."""
    from pyarrow import ArrowException

    kind = _without_nanoseconds(column.type)
    try:
        return list((column if kind == column.type else column.cast(kind, safe=False)).to_pylist())
    except (ArrowException, *FAILS):
        return [_value(value) for value in column]


def _value(scalar: Any) -> Any:
    """One value, in words if Python has none like it: a year past 9999, a zone that nobody knows, broken UTF-8."""
    import pyarrow

    kind = scalar.type
    ways = [_without_nanoseconds(kind), pyarrow.string()]
    if pyarrow.types.is_timestamp(kind) and kind.tz:
        ways.insert(1, pyarrow.timestamp("us", "UTC"))
    if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind):
        ways.append(pyarrow.large_binary() if pyarrow.types.is_large_string(kind) else pyarrow.binary())
    for way in ways:
        try:
            return (scalar if way == kind else scalar.cast(way, safe=False)).as_py()
        except (pyarrow.ArrowException, *FAILS):
            continue
    return LEFT_OUT


def _without_nanoseconds(kind: Any) -> Any:
    """The type with microseconds for nanoseconds, also in lists and objects; Python's times know no smaller part."""
    import pyarrow
    from pyarrow import types

    if types.is_timestamp(kind) and kind.unit == "ns":
        return pyarrow.timestamp("us", kind.tz)
    if types.is_time64(kind) and kind.unit == "ns":
        return pyarrow.time64("us")
    if types.is_duration(kind) and kind.unit == "ns":
        return pyarrow.duration("us")
    if types.is_list(kind):
        return pyarrow.list_(_field_without(kind.value_field))
    if types.is_struct(kind):
        return pyarrow.struct([_field_without(kind.field(at)) for at in range(kind.num_fields)])
    return kind


def _field_without(field: Any) -> Any:
    return field.with_type(_without_nanoseconds(field.type))
