"""Are the raw files still those that were cleaned? For ``winnow verify --raw``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.aftercare.verify import Fault
from flows.books.catalog import Catalog
from flows.books.pending import content_of
from flows.books.plan import Job, Plan
from flows.books.receipts import Receipt
from flows.config.settings import Settings
from flows.raw.names import file_key
from flows.raw.sources import discover
from flows.workers.loading import Loaded, load


def verify_raw(settings: Settings) -> Iterator[Fault]:
    """Raw files, rows and members that are not what their receipt speaks of. Files that are gone, or that no run has
    met yet, are no fault of clean/ and are not named."""
    receipts = Catalog(settings.clean).receipts(damaged=[])  # which `verify` names
    plan = Plan(
        raw=str(settings.raw.resolve()), clean=settings.clean, policy=settings.policy, fingerprint="", now="",
        max_bytes=settings.max_bytes, fields=settings.fields,
    )  # fmt: skip
    containers = {file_key(source) for source in receipts if file_key(source) != source}
    for source in discover(settings.raw, leave_out=settings.clean):
        if source.trouble:
            continue
        receipt = receipts.get(source.key)
        if source.key in containers:
            yield from _members(Job(source), plan, receipts)
        elif receipt and receipt.sha256_raw and content_of(source, plan.raw) != receipt.content_key:
            yield _changed(source.key)


def _members(job: Job, plan: Plan, receipts: Mapping[str, Receipt]) -> Iterator[Fault]:
    for found in load(job, plan):
        known = receipts.get(found.receipt.source) if isinstance(found, Loaded) else None
        if isinstance(found, Loaded) and known and known.sha256_raw != found.receipt.sha256_raw:
            yield _changed(known.source)


def _changed(source: str) -> Fault:
    return Fault(source, "the raw file is not the one that was cleaned; winnow ingest cleans it again")
