"""Exact duplicates: of all documents with the same clean text, the one with the smallest source key is published.

The answer depends on the set of documents alone, not on the order in which they were cleaned. Near-duplicates are
nobody's business here: they are never removed.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable
from itertools import pairwise

from flows.books.ledger import Ledger
from flows.books.receipts import Receipt


def settle(receipts: Ledger, *, present: Container[str]) -> tuple[str, ...]:
    """Settle who is whose duplicate, in place. `present`: the sources that are still in raw/. Returns the sources whose
    text is not published although it should be: they have to be cleaned again.

    A duplicate whose raw file is gone cannot be cleaned again; if nobody else has its text any more, its receipt goes.
    """
    promoted = []
    for group in _unsettled(receipts):
        candidates = [r for r in group if r.outcome == "cleaned" or r.source in present]
        if not candidates:
            for receipt in group:
                del receipts[receipt.source]
            continue
        original = min(candidates, key=lambda r: r.source)
        if original.outcome != "cleaned":
            promoted.append(original.source)
        for receipt in group:
            if receipt is not original and receipt != (duplicate := receipt.as_duplicate(original.id)):
                receipts[receipt.source] = duplicate
    return tuple(sorted(promoted))


def _unsettled(receipts: Ledger) -> Iterable[list[Receipt]]:
    """Receipts with the same text, where there are several or the only one is not published. Nearly all texts are
    unique, so no more than a number is kept of each."""
    several = _twice(array("q", (hash(text) for _, (text,) in receipts.columns("sha256_text") if text)))
    groups: defaultdict[str | None, list[Receipt]] = defaultdict(list)
    for source, (text, outcome) in receipts.columns("sha256_text", "outcome"):
        if text and (outcome != "cleaned" or hash(text) in several):
            receipt = receipts[source]
            groups[receipt.sha256_text].append(receipt)
    return [group for group in groups.values() if len(group) > 1 or group[0].outcome != "cleaned"]


def _twice(numbers: array[int]) -> set[int]:
    return {one for one, other in pairwise(sorted(numbers)) if one == other}
