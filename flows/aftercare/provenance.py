"""From a clean document back to what it was: found by id or source, put together again from text and removals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaners.document import Removal, restore
from cleaners.errors import ConfigurationError
from flows.aftercare.lookup import meant
from flows.books.catalog import Catalog
from flows.books.receipts import Receipt
from flows.config.settings import Settings
from flows.writers import files


def find(settings: Settings, name: str) -> Receipt:
    """The receipt of a document, by its id, its source or a path. Raises `ConfigurationError`."""
    receipts = Catalog(settings.clean).receipts()
    return receipts[meant(settings, name, receipts)]


def unpublished(receipt: Receipt) -> str | None:
    """Why clean/ holds no text of a document, and where there is one; None if it does."""
    if receipt.outcome == "duplicate":
        of = receipt.duplicate_of
        return f"{receipt.source} is a duplicate of {of}, whose text is published instead: winnow restore {of}"
    if receipt.outcome == "quarantined":
        return f"{receipt.source} is in quarantine ({receipt.reason}); its raw file is as it was"
    return None


def uncleaned(root: Path, receipt: Receipt) -> str:
    """The text before cleaning. Raises `ConfigurationError` if the document is not published."""
    if why := unpublished(receipt):
        raise ConfigurationError(why)
    return restore(text(root, receipt), removals(root, receipt))


def text(root: Path, receipt: Receipt) -> str:
    """The clean text of a published document. Raises `ConfigurationError` if it is not what was written."""
    try:
        return files.text_of(root, receipt)
    except files.Edited as error:
        raise ConfigurationError(f"{receipt.path}: {error}") from None
    except (OSError, ValueError) as error:
        raise _cannot_be_read(str(receipt.path), receipt, error) from None


def record(root: Path, receipt: Receipt) -> dict[str, Any]:
    """What became of a document, its text before cleaning and its removals; no text if the document is not
    published."""
    published = receipt.outcome == "cleaned"
    names = ("id", "source", "outcome", "reason", "duplicate_of")
    return {name: getattr(receipt, name) for name in names} | {
        "text": uncleaned(root, receipt) if published else None,
        "removals": [piece._asdict() for piece in removals(root, receipt)] if published else [],
    }


def removals(root: Path, receipt: Receipt) -> list[Removal]:
    """What was taken out of a document. Raises `ConfigurationError` if that is not what was written."""
    path = files.removals_path(receipt.source)
    try:
        found = files.removals_of(root, receipt.source)
    except (OSError, ValueError) as error:
        raise _cannot_be_read(path, receipt, error) from None
    if receipt.outcome == "cleaned" and sum(len(removal.text) for removal in found) != receipt.removed_chars:
        raise ConfigurationError(f"{path} does not hold all that was taken out; {files.again(receipt.source)}")
    return found


def _cannot_be_read(path: str, receipt: Receipt, error: Exception) -> ConfigurationError:
    return ConfigurationError(f"{path} {files.unreadable(error, receipt.source)} (winnow verify says what else is off)")
