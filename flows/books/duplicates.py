"""Exact duplicates: of all documents with the same clean text, the one with the smallest source key is published.

The answer depends on the set of documents alone, not on the order in which they were cleaned. Near-duplicates are
nobody's business here: they are never removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from flows.books.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Resolved:
    """The receipts after duplicates are settled."""

    receipts: dict[str, Receipt]
    promoted: tuple[str, ...]
    """Sources whose text is not published although it should be: they have to be cleaned again."""


def resolve(receipts: Mapping[str, Receipt], *, present: Set[str]) -> Resolved:
    """Settle who is whose duplicate. `present`: the sources that are still in raw/.

    A duplicate whose raw file is gone cannot be cleaned again; if nobody else has its text any more, its receipt goes.
    """
    groups: defaultdict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts.values():
        if receipt.sha256_text:
            groups[receipt.sha256_text].append(receipt)
    settled = dict(receipts)
    promoted = []
    for group in groups.values():
        if len(group) == 1 and group[0].outcome == "cleaned":
            continue
        candidates = [r for r in group if r.outcome == "cleaned" or r.source in present]
        if not candidates:
            for receipt in group:
                del settled[receipt.source]
            continue
        original = min(candidates, key=lambda r: r.source)
        if original.outcome != "cleaned":
            promoted.append(original.source)
        for receipt in group:
            if receipt is not original:
                settled[receipt.source] = receipt.as_duplicate(original.id)
    return Resolved(settled, tuple(sorted(promoted)))
