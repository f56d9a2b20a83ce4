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
from flows.books.plan import Job, Plan
from flows.books.receipts import Receipt, content_key
from flows.books.standing import Standing
from flows.raw import sidecars
from flows.raw.names import file_key
from flows.raw.opening import open_raw
from flows.raw.sources import Source
from flows.writers import files

RETRIED = frozenset({"crashed", "timeout", "out-of-memory"})
"""Reasons that another try, on a quieter machine, may do away with."""
RESTLESS = frozenset({"bug", "missing-package", "unreadable"})
"""Reasons that something outside raw/ may have done away with since."""


@dataclass(frozen=True, slots=True)
class Books:
    """What is known from earlier runs."""

    receipts: Ledger
    seen: Iterator[tuple[str, Seen]]
    """Of raw files, in the order of their keys."""
    seen_since: Mapping[str, Seen] = field(default_factory=dict)
    """What an unfinished run has seen; it holds before `seen`."""
    torn: Set[str] = field(default_factory=frozenset)
    """Files that an unfinished run may have touched without a receipt."""
    checked: bool = False
    """Are the rules those under which everything was looked through last?"""
    needed: bool = False
    """Is every published document needed, so that none may be missing, whatever the stat of its raw file says?"""

    def restless(self, *, retry: bool) -> set[str]:
        """Files with documents in quarantine that are worth another try."""
        reasons = RESTLESS | RETRIED if retry else RESTLESS
        return {file_key(source) for source, (reason,) in self.receipts.columns("reason") if reason in reasons}

    def fallen(self, files: Set[str], standing: Standing) -> set[str]:
        """Containers among the files with documents whose receipts do not hold."""
        if standing.checked:
            return set()
        rows = (source for source in self.receipts if "#" in source and file_key(source) in files)
        return {file_key(row) for row in rows if not standing.holds(self.receipts[row], known=False)}


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
    harmed: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Documents whose files are not as they were written: hash of the text, and since when it is so."""


def pending(sources: Sequence[Source], books: Books, plan: Plan, *, retry: bool) -> Due:
    """Compare what lies in raw/ with the books. A file is read only if its stat does not settle it."""
    jobs, troubles = [], []
    rested: dict[str, Seen] = {}
    standing = Standing(plan, books.checked)
    restless = books.restless(retry=retry) | books.torn | books.fallen({source.key for source in sources}, standing)
    seen, published = _Following(books.seen), _Published(plan.clean, books.receipts)
    for source in sources:
        if source.trouble:
            receipt = books.receipts.get(source.key)
            if receipt is None or (receipt.reason, receipt.detail) != source.trouble or source.key in books.torn:
                troubles.append(source)
            continue
        before = seen.at(source.key)
        known = books.seen_since.get(source.key, before)
        content = None if source.key in restless else _known_content(source.key, books.receipts, known, standing)
        settled = content is not None and known == (source.signature, content)
        holds = content is not None and (settled or _is(source, content, plan))
        if content is None or not holds or not ((settled and not books.needed) or published.whole(source.key)):
            jobs.append(Job(source))
        elif (now := (known[0] if known[1] == content else "", content)) != before:
            rested[source.key] = now
    return Due(jobs, troubles, rested, standing.reached, published.harmed)


class _Following:
    """Looks up keys that come in order, in entries that come in order, and holds one of them at a time."""

    def __init__(self, entries: Iterator[tuple[str, Seen]]) -> None:
        self._entries = entries
        self._next = next(entries, None)

    def at(self, key: str) -> Seen:
        """The entry of `key`; a blank one if there is none."""
        while self._next is not None and self._next[0] < key:
            self._next = next(self._entries, None)
        return self._next[1] if self._next is not None and self._next[0] == key else ("", "")


def _known_content(file: str, receipts: Ledger, known: Seen, standing: Standing) -> str | None:
    """What the file has to contain for its receipts to hold; None if they do not hold in any case."""
    there = receipts.part(file, "fingerprint", "host", "sha256_raw", "sha256_sidecar")
    current = False
    if there is not None:
        told = standing.told(file, there[0], there[1], known=bool(known[1]))
        current = standing.holds(receipts[file], known=bool(known[1])) if told is None else told
    if (
        ":" in known[1]
        and known[1].endswith(f":{standing.plan.container_fingerprint(file)}")
        and (there is None or current)
    ):
        return known[1]
    return content_key(there[2], there[3]) if there is not None and current and there[2] else None


def content_of(source: Source, raw: str) -> str | None:
    """What stands for the content of a file and its sidecar, or None if they cannot be read."""
    try:
        with open_raw(raw, source.relative) as opened:
            hashed = opened.hash_all()
        return content_key(hashed, sidecars.hash_of(source, raw))
    except (OSError, Quarantined):
        return None


def _is(source: Source, content: str, plan: Plan) -> bool:
    """Does the file contain what it should?"""
    return content_of(source, plan.raw) == content.partition(":")[0]


class _Published:
    """What lies in clean/, looked at for files that their stat does not settle, and for all if all are needed: so
    somebody who has lost or changed a clean document touches the raw file to have it again."""

    def __init__(self, root: Path, receipts: Ledger) -> None:
        self._root, self._receipts = root, receipts
        self.harmed: dict[str, tuple[str | None, str | None]] = {}

    def whole(self, file: str) -> bool:
        """Is there, with the text that was written, what the receipts of a raw file speak of?"""
        sources = [file] if file in self._receipts else self._inside.get(file, [])
        harmed = [source for source in sources if not self._is_there(self._receipts[source])]
        return not harmed

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
            self.harmed[receipt.source] = receipt.sha256_text, receipt.cleaned_at
        return whole
