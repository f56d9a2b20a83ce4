"""Rows as Parquet, compressed with Zstandard, in row groups that are good to scan. Needs pyarrow
(``winnow-text[parquet]``)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from cleaners.errors import ConfigurationError
from flows.books import contract
from flows.writers import damage

SUFFIX = ".parquet"
GROUP_CHARS = 16_000_000
GROUP_ROWS = 10_000
FEW_VALUES = [
    "language", "script", "site", "kind", "licence", "source_format", "encoding", "fingerprint", "cleaned_at"
]  # fmt: skip
"""Columns that are worth a dictionary."""


def check() -> None:
    """Raise `ConfigurationError` if a package is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise ConfigurationError("writing parquet needs a package more: pip install 'winnow-text[parquet]'") from None


def write(rows: Iterator[dict[str, Any]], path: Path) -> None:
    """Write the rows to a file; without any rows it still has all its columns."""
    import pyarrow
    from pyarrow import parquet

    columns = schema()
    with parquet.ParquetWriter(path, columns, compression="zstd", use_dictionary=FEW_VALUES) as file:
        empty = True
        for group in groups(rows):
            file.write_table(pyarrow.Table.from_pylist(group, schema=columns), row_group_size=len(group))
            empty = False
        if empty:
            file.write_table(columns.empty_table())


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file. Raises `Damaged`."""
    import pyarrow
    from pyarrow import parquet

    with damage.reading(path, pyarrow.ArrowException), parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(1000, use_threads=False):
            yield from map(damage.row, batch.to_pylist())


def groups(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in the groups that they are written in."""
    for first in rows:
        group, chars = [], 0
        for row in chain([first], rows):
            group.append(row)
            chars += len(row["text"])
            if chars >= GROUP_CHARS or len(group) >= GROUP_ROWS:
                break
        yield group


def schema() -> Any:
    """The columns, the same for every shard of every run of this version."""
    import pyarrow

    kinds = {
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "strings": pyarrow.list_(pyarrow.string()),
    }
    fields = [
        pyarrow.field(field.name, kinds.get(field.kind, pyarrow.string()), nullable=not field.always)
        for field in contract.DOCUMENT
    ]
    return pyarrow.schema(fields, metadata={"winnow.contract": contract.ROWS})
