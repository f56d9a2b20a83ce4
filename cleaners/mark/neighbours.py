"""Rules that speak about a block only if a rule has spoken about the block beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners.mark.index import Index

Answer = tuple[int, int, re.Match[str]]
"""Number of a block, number of the rule that speaks about it, what it found."""


def with_neighbours(
    index: Index,
    answers: Sequence[Answer],
    waiting: Mapping[int, Sequence[int]],
    ask: Callable[[int, int], re.Match[str] | None],
) -> list[Answer]:
    """The answers without those whose rule wants a neighbour, `beside` or `below` which to stand, and has none; and
    those of rules that are `waiting`, by blocks, to be asked until they have one. One answer may be the neighbour of
    the next: so a list of links is followed from its heading to its end."""
    names, wanted = index.names, index.wanted
    found = [answer for answer in answers if not wanted[answer[1]][1]]
    late = dict(waiting)
    for number, which, _ in answers:
        if wanted[which][1]:
            late[number] = [*late.get(number, ()), which]
    spoken: defaultdict[int, set[str]] = defaultdict(set)
    for number, which, _ in found:
        spoken[number] |= names[which]
    tried: set[tuple[int, int]] = set()
    queue = list(spoken) if late or index.beside else []
    while queue:
        number = queue.pop()
        always = () if spoken[number].isdisjoint(index.heard) else index.beside
        for near in (number - 1, number + 1):
            for which in (*late.get(near, ()), *always):
                if (near, which) in tried or spoken[number].isdisjoint(wanted[which][near > number]):
                    continue
                tried.add((near, which))
                match = ask(near, which)
                if match is not None:
                    found.append((near, which, match))
                    spoken[near] |= names[which]
                    queue.append(near)
    return sorted(found, key=lambda answer: answer[:2])
