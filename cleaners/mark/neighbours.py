"""Rules that speak about a block only if a rule has spoken about the block beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners.mark.rules import Rule

Answer = tuple[int, int, re.Match[str]]
"""Number of a block, number of the rule that speaks about it, what it found."""


def with_neighbours(
    rules: Sequence[Rule],
    answers: Sequence[Answer],
    waiting: Mapping[int, Sequence[int]],
    ask: Callable[[int, int], re.Match[str] | None],
) -> list[Answer]:
    """The answers without those whose rule wants a neighbour, `beside` or `below` which to stand, and has none; and
    those of rules that are `waiting`, by blocks, to be asked until they have one. One answer may be the neighbour of
    the next: so a list of links is followed from its heading to its end."""
    found = [answer for answer in answers if not rules[answer[1]].wanted]
    late = dict(waiting)
    for number, which, _ in answers:
        if rules[which].wanted:
            late[number] = [*late.get(number, ()), which]
    spoken: defaultdict[int, set[str]] = defaultdict(set)
    for number, which, _ in found:
        spoken[number] |= {rules[which].label, rules[which].address}
    tried: set[tuple[int, int]] = set()
    queue = list(spoken) if late else []
    while queue:
        number = queue.pop()
        for near in (number - 1, number + 1):
            for which in late.get(near, ()):
                rule = rules[which]
                if (near, which) in tried or spoken[number].isdisjoint(rule.wanted if near > number else rule.beside):
                    continue
                tried.add((near, which))
                match = ask(near, which)
                if match is not None:
                    found.append((near, which, match))
                    spoken[near] |= {rule.label, rule.address}
                    queue.append(near)
    return sorted(found, key=lambda answer: answer[:2])
