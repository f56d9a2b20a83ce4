"""What lies in a folder for clean documents that no run has written, and that a run would overwrite or remove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.books.catalog import Catalog
from flows.writers import files, readme, shards


def strangers(root: Path, also: Sequence[str]) -> Iterator[Path]:
    """The files in the way of a run that writes the formats `also` too."""
    folders = [shards.FORMATS[name] for name in also]
    if readme.is_anothers(root):
        yield root / "README.md"
    if not is_ours(root):
        for folder in (files.DOCUMENTS, files.QUARANTINE, *folders):
            yield from (path for path in (root / folder).rglob("*") if not path.is_dir())
    for name in also:
        yield from shards.Shards(root, name).strangers()


def is_ours(root: Path) -> bool:
    """Has a run written into the folder? It begins with a room for its journals, and what it brings to an address with
    what it has seen; a lock may be anybody's."""
    catalog = Catalog(root)
    return catalog.manifest.exists() or catalog.journals.is_dir() or (catalog.state / "seen").exists()
