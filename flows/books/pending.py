"""Which files are due: new ones, changed ones, those that would be cleaned in another way today, and those that were
touched and of whose clean documents something is missing or not what was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cleaners.errors import Quarantined
from flows.books.catalog import Seen
from flows.books.ledger import Ledger
from flows.books.plan import Job, Plan, Written
from flows.books.receipts import Receipt, content_key
from flows.books.validity import Validity
from flows.raw import sidecars
from flows.raw.names import file_key
from flows.raw.opening import open_raw
from flows.raw.sources import Source
from flows.writers import files

RETRIED_ON_REQUEST = frozenset({"crashed", "timeout", "out-of-memory"})
"""Reasons that another try, on a quieter machine, may do away with."""
ALWAYS_RETRIED = frozenset({"bug", "missing-package", "unreadable"})
"""Reasons that something outside raw/ may have done away with since."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known from earlier runs."""

    receipts: Ledger
    seen: Iterator[tuple[str, Seen]]
    """Of raw files, in the order of their keys."""
    seen_since: Mapping[str, Seen] = field(default_factory=dict)
    """What an unfinished run has seen; it holds before `seen`."""
    torn: Set[str] = field(default_factory=frozenset)
    """Files that an unfinished run may have touched without a receipt."""
    rules_checked: bool = False
    """Are the rules those under which everything was looked through last?"""
    all_needed: bool = False
    """Is every published document needed, so that none may be missing, whatever the stat of its raw file says?"""

    def worth_another_try(self, *, retry: bool) -> set[str]:
        """Files with documents in quarantine that are."""
        reasons = ALWAYS_RETRIED | RETRIED_ON_REQUEST if retry else ALWAYS_RETRIED
        return {file_key(source) for source, (reason,) in self.receipts.columns("reason") if reason in reasons}

    def stale_containers(self, files: Set[str], validity: Validity) -> set[str]:
        """Containers among the files with documents whose receipts do not hold."""
        if validity.rules_checked:
            return set()
        rows = (source for source in self.receipts if "#" in source and file_key(source) in files)
        return {file_key(row) for row in rows if not validity.holds(self.receipts[row], known=False)}


@dataclass(frozen=True, slots=True)
class Due:
    """What a run has to do."""

    jobs: list[Job]
    troubles: list[Source]
    """Files that cannot be opened, and whose receipt does not say so yet."""
    rested: dict[str, Seen]
    """What is known of files that are not due, where it is not the same as before."""
    reached: int = 0
    """How many documents are due because changed rules can reach them."""
    damaged: Mapping[str, Written] = field(default_factory=dict)
    """Documents whose files are not as they were written."""


def pending(sources: Sequence[Source], history: History, plan: Plan, *, retry: bool) -> Due:
    """Compare what lies in raw/ with the history. A file is read only if its stat does not settle it."""
    jobs, troubles = [], []
    rested: dict[str, Seen] = {}
    validity = Validity(plan, history.rules_checked)
    again = history.worth_another_try(retry=retry) | history.torn
    again |= history.stale_containers({source.key for source in sources}, validity)
    seen, published = _Following(history.seen), _Published(plan.clean, history.receipts)
    for source in sources:
        if source.trouble:
            receipt = history.receipts.get(source.key)
            if receipt is None or (receipt.reason, receipt.detail) != source.trouble or source.key in history.torn:
                troubles.append(source)
            continue
        before = seen.at(source.key)
        known = history.seen_since.get(source.key, before)
        content = None if source.key in again else _known_content(source.key, history.receipts, known, validity)
        by_stat = content is not None and known == Seen(source.signature, content)
        is_same = by_stat or (content is not None and content_of(source, plan.raw) == content.partition(":")[0])
        is_whole = is_same and ((by_stat and not history.all_needed) or published.whole(source.key))
        if content is None or not is_whole:
            jobs.append(Job(source))
        elif (now := Seen(known.signature if known.content == content else "", content)) != before:
            rested[source.key] = now
    return Due(jobs, troubles, rested, validity.reached, published.damaged)


class _Following:
    """Looks up keys that come in order, in entries that come in order, and holds one of them at a time."""

    def __init__(self, entries: Iterator[tuple[str, Seen]]) -> None:
        self._entries = entries
        self._next = next(entries, None)

    def at(self, key: str) -> Seen:
        """The entry of `key`; a blank one if there is none."""
        while self._next is not None and self._next[0] < key:
            self._next = next(self._entries, None)
        return self._next[1] if self._next is not None and self._next[0] == key else Seen()


def _known_content(file: str, receipts: Ledger, known: Seen, validity: Validity) -> str | None:
    """What the file has to contain for its receipts to hold; None if they do not hold in any case."""
    there = receipts.part(file, "fingerprint", "host", "sha256_raw", "sha256_sidecar")
    current = False
    if there is not None:
        settled = validity.by_fingerprint(file, there[0], there[1], known=bool(known.content))
        current = validity.holds(receipts[file], known=bool(known.content)) if settled is None else settled
    is_current_container = known.is_container and (there is None or current)
    if is_current_container and known.content.endswith(f":{validity.plan.container_fingerprint(file)}"):
        return known.content
    return content_key(there[2], there[3]) if there is not None and current and there[2] else None


def content_of(source: Source, raw: str) -> str | None:
    """What stands for the content of a file and its sidecar, or None if they cannot be read."""
    try:
        with open_raw(raw, source.relative) as opened:
            hashed = opened.hash_all()
        return content_key(hashed, sidecars.hash_of(source, raw))
    except (OSError, Quarantined):
        return None


class _Published:
    """What lies in clean/, looked at for files that their stat does not settle, and for all if all are needed: so
    somebody who has lost or changed a clean document touches the raw file to have it again."""

    def __init__(self, root: Path, receipts: Ledger) -> None:
        self._root, self._receipts = root, receipts
        self.damaged: dict[str, Written] = {}

    def whole(self, file: str) -> bool:
        """Is there, with the text that was written, what the receipts of a raw file speak of?"""
        sources = [file] if file in self._receipts else self._inside.get(file, [])
        # Looks at all of them, also behind a damaged one: each is noted.
        damaged = [source for source in sources if not self._is_there(self._receipts[source])]
        return not damaged

    @cached_property
    def _inside(self) -> Mapping[str, list[str]]:
        """The documents of containers, by file."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for source in self._receipts:
            if "#" in source:
                found[file_key(source)].append(source)
        return found

    def _is_there(self, receipt: Receipt) -> bool:
        try:
            if receipt.outcome == "cleaned":
                files.text_of(self._root, receipt)
            whole = receipt.outcome == "duplicate" or receipt.sha256_beside == files.lies_beside(self._root, receipt)
        except (OSError, ValueError):
            whole = False
        if not whole:
            self.damaged[receipt.source] = Written(receipt.sha256_text, receipt.cleaned_at)
        return whole
