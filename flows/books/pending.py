"""Which files are due: new ones, changed ones, and those that were cleaned by other rules than today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from flows.books.catalog import Seen
from flows.books.receipts import Receipt
from flows.raw.names import file_key
from flows.raw.opening import Job, Plan, content_of
from flows.raw.sources import Source

RETRIED = frozenset({"crashed", "timeout", "out-of-memory"})
"""Reasons that another try, on a quieter machine, may do away with."""
RESTLESS = frozenset({"bug", "missing-package", "unreadable"})
"""Reasons that something outside raw/ may have done away with since."""


@dataclass(frozen=True, slots=True)
class Books:
    """What is known from earlier runs."""

    receipts: Mapping[str, Receipt]
    seen: Mapping[str, Seen]
    torn: Set[str] = field(default_factory=frozenset)
    """Files that an unfinished run may have touched without a receipt."""

    def restless(self, *, retry: bool) -> set[str]:
        """Files with documents in quarantine that are worth another try."""
        reasons = RESTLESS | RETRIED if retry else RESTLESS
        return {file_key(source) for source, receipt in self.receipts.items() if receipt.reason in reasons}


@dataclass(frozen=True, slots=True)
class Due:
    """What a run has to do."""

    jobs: list[Job]
    troubles: list[Source]
    """Files that cannot be opened, and whose receipt does not say so yet."""
    rested: dict[str, Seen]
    """What is known of every file that is not due."""


def pending(sources: Sequence[Source], books: Books, plan: Plan, *, retry: bool) -> Due:
    """Compare what lies in raw/ with the books. A file is read only if its stat does not settle it."""
    jobs, troubles = [], []
    rested: dict[str, Seen] = {}
    restless = books.restless(retry=retry) | books.torn
    for source in sources:
        receipt = books.receipts.get(source.key)
        if source.trouble:
            if receipt is None or (receipt.reason, receipt.detail) != source.trouble or source.key in books.torn:
                troubles.append(source)
            continue
        known = books.seen.get(source.key, ("", ""))
        content = None if source.key in restless else _known_content(source.key, receipt, known, plan)
        if content is None or not _is(source, content, known, plan):
            jobs.append(Job(source))
        else:
            rested[source.key] = (known[0] if known[1] == content else "", content)
    return Due(jobs, troubles, rested)


def _known_content(file: str, receipt: Receipt | None, known: Seen, plan: Plan) -> str | None:
    """What the file has to contain for its receipts to hold; None if they do not hold in any case."""
    current = receipt is not None and receipt.fingerprint == plan.way(receipt.host, file).fingerprint
    if known[1].endswith(f":{plan.ways(file)}") and (receipt is None or current):
        return known[1]
    return receipt.content_key if receipt is not None and current and receipt.sha256_raw else None


def _is(source: Source, content: str, known: Seen, plan: Plan) -> bool:
    """Does the file contain what it should?"""
    if known == (source.signature, content):
        return True
    return content_of(source, plan) == content.partition(":")[0]
