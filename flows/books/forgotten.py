"""Which documents are forgotten: ``clean/forgotten.jsonl`` holds a hash of each source and of its raw file, no names.

A forgotten document is passed over by every run, as long as its line stands there, whatever lies in raw/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cleaners.errors import ConfigurationError
from flows.books.catalog import Catalog
from flows.raw.names import document_id, file_key
from flows.writers import atomic

NAME = "forgotten.jsonl"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Ids of what is forgotten, each with the id of the raw file that it is in."""

    by_id: dict[str, str] = field(default_factory=dict)

    def __contains__(self, source: str) -> bool:
        """Is it this document, or the file that it is in?"""
        return bool(self.by_id) and (
            document_id(source) in self.by_id or ("#" in source and document_id(file_key(source)) in self.by_id)
        )

    def inside(self, file: str) -> list[str]:
        """The ids of forgotten documents in a raw file."""
        whole = document_id(file)
        return sorted(each for each, owner in self.by_id.items() if owner == whole)


def read(root: Path) -> Forgotten:
    """What is forgotten in a clean/ folder. Raises `ConfigurationError` for a line that cannot be read."""
    try:
        lines = (root / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return Forgotten()
    found = {}
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            found[record["id"]] = record["file"]
        except (ValueError, KeyError, TypeError):
            raise ConfigurationError(
                f"line {number} of {root / NAME} cannot be read; put it right before anything is cleaned"
            ) from None
    return Forgotten(found)


def write(root: Path, forgotten: Forgotten) -> None:
    """Replace it; if nothing is forgotten, the file goes."""
    lines = [json.dumps({"id": each, "file": forgotten.by_id[each]}) + "\n" for each in sorted(forgotten.by_id)]
    atomic.write_or_remove(root / NAME, "".join(lines).encode(), staging=Catalog(root).staging)


def entries(sources: Iterable[str]) -> dict[str, str]:
    """What to remember of these sources."""
    return {document_id(source): document_id(file_key(source)) for source in sources}
