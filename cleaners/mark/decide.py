"""From opinions to decisions: which marks are acted on."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence, Set

from cleaners.document import Document, Mark, Span, bounds
from cleaners.mark.labels import PROTECTED
from cleaners.policy import Policy

_NUMBER = re.compile(r"^\s*\d{1,9}[.)]\s+")
_LETTERS = re.compile(r"[^\W_]+")


def decide(document: Document, policy: Policy) -> list[Mark]:
    """The marks whose spans leave the text, at most one a character, clipped to blocks and in order.

    A mark is acted on if it is a verdict, the policy drops its label, and it touches nothing that the policy spares.
    Rules win over models in naming the reason.
    """
    by_block = _by_block(document)
    decided: list[Mark] = []
    for index in sorted(by_block):
        marks = by_block[index]
        if policy.spared:
            marks = _unspared(document, document.blocks[index].span, marks, policy.spared)
        decided.extend(_decide_block(document.blocks[index].span, marks, policy))
    return decided


def piece_hash(text: str) -> str:
    """Sixteen hex digits that stand for a piece of text, however it is spaced, in Markdown or not.

    >>> piece_hash(" Read\\n more ") == piece_hash("Read more") == piece_hash("2. **Read** more")
    True
    >>> piece_hash("***") == piece_hash("---")
    False
    """
    letters = "".join(_LETTERS.findall(_NUMBER.sub("", text)))
    return hashlib.sha256((letters or " ".join(text.split())).encode()).hexdigest()[:16]


def _unspared(document: Document, block: Span, marks: Sequence[Mark], spared: Set[str]) -> list[Mark]:
    """The marks of a block that touch no spared piece: one that is the whole block, or what some mark is about."""
    spans = {block, *(mark.span for mark in marks)}
    stay = [span for span in spans if piece_hash(document.slice(span)) in spared]
    return [mark for mark in marks if not any(mark.span.touches(span) for span in stay)]


def _by_block(document: Document) -> dict[int, list[Mark]]:
    """Verdicts by the block they touch; one that spans several blocks is clipped to each."""
    starts, ends = bounds(document.blocks)
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in document.marks:
        if not mark.verdict:
            continue
        start, end = mark.span
        index = max(0, bisect_right(starts, start) - 1)
        while index < len(starts) and starts[index] < end:
            first, last = starts[index], ends[index]
            if first <= start < end <= last:
                found[index].append(mark)
            elif start < min(end, last):
                found[index].append(mark.at(Span(max(start, first), min(end, last))))
            index += 1
    return found


def _decide_block(block: Span, marks: Sequence[Mark], policy: Policy) -> list[Mark]:
    if len(marks) == 1:
        return list(marks) if marks[0].label in policy.drop else []
    protecting = [mark for mark in marks if mark.label in PROTECTED and mark.span == block]
    acting = [mark for mark in protecting or marks if mark.label in policy.drop]
    whole = [mark for mark in acting if mark.span == block]
    if whole:
        return [max(whole, key=_weight)]
    parts: list[Mark] = []
    for mark in sorted(acting, key=_weight, reverse=True):
        if not any(mark.span.touches(other.span) for other in parts):
            parts.append(mark)
    return sorted(parts, key=lambda mark: mark.span)


def _weight(mark: Mark) -> tuple[bool, float, int, str]:
    learned = mark.origin.startswith(("model/", "trafilatura/", "page/"))
    return not learned, mark.score, mark.span.end - mark.span.start, mark.origin
