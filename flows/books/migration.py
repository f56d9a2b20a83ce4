"""Receipts that an earlier version wrote, brought up to date from what lies in clean/, without cleaning anything."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from flows.books.ledger import Ledger
from flows.books.receipts import Receipt
from flows.writers import files


def migrate(receipts: Ledger, root: Path) -> bool:
    """Have receipts without a hash of the files beside the text say it; True if there was one. A document whose files
    are not there, or do not say what its receipt says, stays without, until its raw file is touched."""
    found = False
    for source, (outcome, beside) in receipts.columns("outcome", "sha256_beside"):
        if beside is None and outcome != "duplicate":
            with suppress(OSError, ValueError, TypeError, KeyError):
                receipt = receipts[source]
                if _agrees(root, receipt):
                    receipts[source] = replace(receipt, sha256_beside=files.lies_beside(root, receipt))
                    found = True
    return found


def _agrees(root: Path, receipt: Receipt) -> bool:
    """Do the document's files say what its receipt says? May raise what reading them raises."""
    path, names = files.quarantine_path(receipt.source), files.IN_QUARANTINE
    if receipt.outcome == "cleaned":
        path, names = files.metadata_path(receipt.source), files.IN_METADATA
        _, removals = files.read_back(root, receipt)
        if sum(len(removal.text) for removal in removals) != receipt.removed_chars:
            return False
    said = json.loads((root / path).read_bytes())
    return all(said[name] == getattr(receipt, name) for name in names)
