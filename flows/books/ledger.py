"""Receipts by source, packed: a quarter of a kilobyte each, so that a million documents fit into any machine.

A ledger may lie over an earlier one: it then holds what is different, and what is below stays as it was.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, MutableMapping, Set
from itertools import islice
from typing import Any

from flows.books.receipts import NAMES, Receipt

_PLACES = (("documents", ".txt"), ("documents", ".md"), ("quarantine", ".json"))
_WITHOUT_SOURCE = NAMES[1:]
_AT = {name: at for at, name in enumerate(_WITHOUT_SOURCE)}
_HASHES = tuple(_AT[name] for name in ("sha256_raw", "sha256_sidecar", "sha256_text", "sha256_beside"))
_PATH, _REMOVALS = _AT["path"], _AT["removals"]


class Ledger(MutableMapping[str, Receipt]):
    """What became of documents, by source. Two ledgers are equal if their receipts are."""

    __slots__ = ("_below", "_gone", "_own")

    def __init__(self, below: Ledger | None = None) -> None:
        """Empty, or as `below`, which from now on must not change."""
        self._own: dict[str, bytes | None] = {}
        self._below: Mapping[str, bytes | None] = {} if below is None else below._own
        assert below is None or not below._below, "one ledger lies over another, not over two"
        self._gone = 0

    def __getitem__(self, source: str) -> Receipt:
        packed = self._packed(source)
        if packed is None:
            raise KeyError(source)
        return unpacked(source, packed)

    def __setitem__(self, source: str, receipt: Receipt) -> None:
        self.enter(source, {name: getattr(receipt, name) for name in _WITHOUT_SOURCE})

    def __delitem__(self, source: str) -> None:
        if self._packed(source) is None:
            raise KeyError(source)
        if source in self._below:
            self._own[source] = None
            self._gone += 1
        else:
            del self._own[source]

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and self._packed(source) is not None

    def __iter__(self) -> Iterator[str]:
        yield from (source for source in self._below if source not in self._own)
        yield from (source for source, packed in self._own.items() if packed is not None)

    def __len__(self) -> int:
        new = sum(source not in self._below for source in self._own) if self._below else len(self._own)
        return len(self._below) + new - self._gone

    def enter(self, source: str, record: Mapping[str, Any]) -> None:
        """Set the receipt of a document from its fields; those that are missing have their usual values."""
        if source in self._own and self._own[source] is None:
            self._gone -= 1
        self._own[source] = packed(source, record)

    def take(self, other: Ledger) -> None:
        """Set the receipts of all documents that are in `other`."""
        self._gone -= sum(self._own.get(source, b"") is None for source in other)
        self._own.update((source, other._packed(source)) for source in other)

    def columns(self, *names: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Source and some fields of every receipt; much quicker than the receipts themselves. Hashes are whatever
        stands for them in memory."""
        places = tuple(_AT[name] for name in names)
        for source in self:
            values = marshal.loads(self._packed(source) or b"")
            yield source, tuple([values[at] for at in places])

    def part(self, source: str, *names: str) -> tuple[Any, ...] | None:
        """Some fields of a document's receipt, much quicker than all of it, hashes in hexadecimal; None if it has no
        receipt."""
        packed = self._packed(source)
        if packed is None:
            return None
        values = marshal.loads(packed)
        found = (values[_AT[name]] for name in names)
        return tuple([value.hex() if isinstance(value, bytes) else value for value in found])

    def touched(self) -> Set[str]:
        """The sources that may have another receipt than in the ledger below, or none, or one only here."""
        return self._own.keys()

    def is_as_in(self, other: Ledger, source: str) -> bool:
        """Does the document have the same receipt in both, or none?"""
        return self._packed(source) == other._packed(source)

    def _packed(self, source: str) -> bytes | None:
        return self._own[source] if source in self._own else self._below.get(source)


def packed(source: str, record: Mapping[str, Any]) -> bytes:
    """A receipt's fields in a row: the same for equal receipts, hashes as bytes, paths only if they are unusual."""
    values = list(map(record.get, _WITHOUT_SOURCE))
    for at in _HASHES:
        values[at] = _short_hash(values[at])
    values[_PATH] = _short_path(source, values[_PATH])
    removals = values[_REMOVALS]
    values[_REMOVALS] = tuple(x for pair in sorted(removals.items()) for x in pair) if removals else ()
    return marshal.dumps(tuple(values), 2)  # later versions depend on who else holds a value


def unpacked(source: str, content: bytes) -> Receipt:
    """The receipt again."""
    values = list(marshal.loads(content))
    for at in _HASHES:
        if isinstance(values[at], bytes):
            values[at] = values[at].hex()
    if isinstance(place := values[_PATH], int):
        values[_PATH] = next(islice(_paths(source), place, None))
    flat = iter(values[_REMOVALS])
    values[_REMOVALS] = dict(zip(flat, flat, strict=True))
    return Receipt(source=source, **dict(zip(_WITHOUT_SOURCE, values, strict=True)))


def _short_hash(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 64:
        try:
            short = bytes.fromhex(value)
        except ValueError:
            return value
        return short if short.hex() == value else value
    return value


def _short_path(source: str, path: Any) -> Any:
    if path is None:
        return None
    return next((place for place, usual in enumerate(_paths(source)) if usual == path), path)


def _paths(source: str) -> Iterator[str]:
    """Where documents usually lie; a guess that only has to be the same each time."""
    bare = source.removesuffix(".txt")
    for folder, suffix in _PLACES:
        yield f"{folder}/{bare}{suffix}"
        yield f"{folder}/{source}{suffix}"
