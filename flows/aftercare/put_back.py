"""Put a removed piece back into its document for good: an exception is written down, the document cleaned again."""

from __future__ import annotations

from dataclasses import replace

from cleaners.document import Removal
from cleaners.errors import ConfigurationError
from flows.aftercare import provenance
from flows.books import exemptions
from flows.books.catalog import Catalog
from flows.books.receipts import Receipt
from flows.config.settings import Settings
from flows.raw.names import file_key
from flows.raw.sources import discover
from flows.runs.lock import locked
from flows.runs.start import run


def put_back(settings: Settings, name: str, number: int) -> tuple[Receipt, Removal]:
    """Have piece `number` (from 1, as the removals file has them) of the document called `name` (id, source or path)
    stay in it, now and in later runs. Returns the new receipt and the piece. Raises `ConfigurationError` if that cannot
    be done, and then nothing has changed."""
    receipt = provenance.find(settings, name)
    pieces = provenance.removals(settings.clean, receipt) if receipt.outcome == "cleaned" else []
    if not 1 <= number <= len(pieces):
        raise ConfigurationError(f"{receipt.source} has no removed piece {number}; it has {len(pieces)}")
    piece = pieces[number - 1]
    if not piece.text.strip():
        raise ConfigurationError(f"piece {number} of {receipt.source} is nothing but space, which is never put back")
    if file_key(receipt.source) not in {source.key for source in discover(settings.raw, leave_out=settings.clean)}:
        raise ConfigurationError(
            f"the raw file of {receipt.source} is not in {settings.raw}; it cannot be cleaned again"
        )
    return _cleaned_again(settings, receipt, exemptions.of(receipt.source, piece)), piece


def _cleaned_again(settings: Settings, receipt: Receipt, wanted: exemptions.Exemption) -> Receipt:
    """Write the exception down and clean the one document. If the piece is taken out all the same, as a part of
    something else, the exception goes again."""
    lock = Catalog(settings.clean).lock
    with locked(lock, wait=settings.wait):
        before = exemptions.read(settings.clean)
        exemptions.write(settings.clean, [*before, wanted])
    one = replace(settings, only=frozenset({file_key(receipt.source)}))
    run(one, prefect="never")
    after = provenance.find(settings, receipt.id)
    left = provenance.removals(settings.clean, after) if after.outcome == "cleaned" else []
    if any(exemptions.of(receipt.source, piece).sha256 == wanted.sha256 for piece in left):
        with locked(lock, wait=settings.wait):
            exemptions.write(settings.clean, before)
        run(one, prefect="never")
        raise ConfigurationError(
            f"the piece of {receipt.source} goes again with what stands around it; nothing changed"
        )
    return after
