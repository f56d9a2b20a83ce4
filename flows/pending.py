"""Which documents are due: new ones, changed ones, and those that were cleaned by other rules than today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from flows.ingest import Job, Plan, content_hashes
from flows.receipts import Receipt
from flows.sources import Source

RETRIED = frozenset({"crashed", "timeout", "out-of-memory"})
"""Reasons that another try, on a quieter machine, may do away with."""


@dataclass(frozen=True, slots=True)
class Books:
    """What is known from earlier runs."""

    receipts: Mapping[str, Receipt]
    seen: Mapping[str, tuple[str, str]]
    torn: Set[str] = field(default_factory=frozenset)
    """Sources that an unfinished run may have touched without a receipt."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a run has to do."""

    jobs: list[Job]
    troubles: list[Source]
    """Sources that cannot be opened, and whose receipt does not say so yet."""
    rested: dict[str, tuple[str, str]]
    """Signature and content hash of every document that is not due and was not fresh."""


def pending(sources: Sequence[Source], books: Books, plan: Plan, *, retry: bool) -> Due:
    """Compare what lies in raw/ with the books. A file is read only if its stat does not settle it."""
    jobs, troubles = [], []
    rested: dict[str, tuple[str, str]] = {}
    for source in sources:
        receipt = books.receipts.get(source.key)
        if source.trouble:
            if receipt is None or (receipt.reason, receipt.detail) != source.trouble or source.key in books.torn:
                troubles.append(source)
        elif receipt is None or source.key in books.torn or _outdated(receipt, plan, retry=retry):
            jobs.append(job_for(source, receipt))
        else:
            key = receipt.content_key
            if books.seen.get(source.key) == (source.signature, key):
                rested[source.key] = (source.signature, key)
            elif content_hashes(source, plan) != (receipt.sha256_raw, receipt.sha256_sidecar):
                jobs.append(job_for(source, receipt))
            else:
                rested[source.key] = (source.signature, key)
    return Due(jobs, troubles, rested)


def job_for(source: Source, receipt: Receipt | None) -> Job:
    """The job of cleaning a document (again)."""
    return Job(source) if receipt is None else Job(source, receipt.sha256_text, receipt.cleaned_at)


def _outdated(receipt: Receipt, plan: Plan, *, retry: bool) -> bool:
    if receipt.fingerprint != plan.way(receipt.host).fingerprint:
        return True
    if receipt.sha256_raw is None or receipt.reason == "bug":
        return True
    return retry and receipt.reason in RETRIED
