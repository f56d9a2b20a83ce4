"""From a clean document back to what it was: found by id or source, put together again from text and removals."""

from __future__ import annotations

from pathlib import Path

from cleaners.document import Removal, restore
from cleaners.errors import ConfigurationError
from flows.aftercare.meant import meant
from flows.books.catalog import Catalog
from flows.books.receipts import Receipt
from flows.config.settings import Settings
from flows.writers import files


def find(settings: Settings, name: str) -> Receipt:
    """The receipt of a document, by its id, its source or a path. Raises `ConfigurationError`."""
    receipts = Catalog(settings.clean).receipts()
    return receipts[meant(settings, name, receipts)]


def uncleaned(root: Path, receipt: Receipt) -> str:
    """The text before cleaning. Raises `ConfigurationError` if the document is not published."""
    if receipt.outcome != "cleaned" or receipt.path is None:
        why = f"is a duplicate of {receipt.duplicate_of}" if receipt.outcome == "duplicate" else "is in quarantine"
        raise ConfigurationError(f"{receipt.source} {why}; its raw file is as it was")
    return restore(*files.read_back(root, receipt))


def removals(root: Path, receipt: Receipt) -> list[Removal]:
    """What was taken out of a document."""
    return files.removals_of(root, receipt.source)
