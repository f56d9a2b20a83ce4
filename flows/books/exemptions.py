"""Exemptions: pieces that the user has put back, which cleaning takes out of every document, and not of this one.

``clean/exceptions.jsonl`` holds one line for each: source, label, origin and a hash of the piece, no text. It is the
user's: runs read it and never write it. An exemption is part of the fingerprint of its document, so the next run
cleans that document again, and no other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cleaners.document import Removal
from cleaners.errors import ConfigurationError
from cleaners.mark.decide import piece_hash
from flows.books.catalog import Catalog
from flows.raw.names import file_key
from flows.writers import atomic

NAME = "exceptions.jsonl"


@dataclass(frozen=True, slots=True, order=True)
class Exemption:
    """A piece of one document that stays."""

    source: str
    label: str
    origin: str
    """Who wanted to take it out."""
    sha256: str
    """Of the piece, as `piece_hash` has it."""


def of(source: str, removal: Removal) -> Exemption:
    """The exemption that keeps a removed piece in its document."""
    return Exemption(source, str(removal.label), removal.origin, piece_hash(removal.text))


def read(root: Path) -> list[Exemption]:
    """All exemptions of a clean/ folder. Raises `ConfigurationError` for a line that is none."""
    try:
        lines = (root / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(Exemption(**json.loads(line)))
        except (ValueError, TypeError):
            raise ConfigurationError(
                f"line {number} of {root / NAME} is no exception; put it right or remove it"
            ) from None
    return found


def write(root: Path, exemptions: Iterable[Exemption]) -> None:
    """Replace them all; without any, the file goes."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in sorted(set(exemptions))]
    atomic.write_or_remove(root / NAME, "".join(lines).encode(), staging=Catalog(root).staging)


def by_source(exemptions: Iterable[Exemption]) -> dict[str, frozenset[str]]:
    """The hashes of the pieces that stay, for each document that has any."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in exemptions:
        found[one.source].add(one.sha256)
    return {source: frozenset(hashes) for source, hashes in found.items()}


def of_file(spared: Mapping[str, frozenset[str]], file: str) -> list[tuple[str, list[str]]]:
    """The exemptions of all documents in one raw file, in order."""
    return sorted((source, sorted(hashes)) for source, hashes in spared.items() if file_key(source) == file)
