"""Rules that speak about a block only if a rule has spoken about the block beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaners.mark.index import Index


class Answer(NamedTuple):
    """What a rule says about a block. Both are numbers: places in the document and in the book."""

    block: int
    rule: int
    match: re.Match[str]


def with_neighbours(
    index: Index,
    answers: Sequence[Answer],
    waiting: Mapping[int, Sequence[int]],
    ask: Callable[[int, int], re.Match[str] | None],
) -> list[Answer]:
    """The answers of rules that want no neighbour, and of those that have the one they want.

    A rule may want one on either side (`beside`) or above (`below`). `waiting`: rules that have not been asked about a
    block yet; they are, by `ask`, once the neighbour is there. One answer may be the neighbour of the next: so a list
    of links is followed from its heading to its end.
    """
    found = [answer for answer in answers if not index.wanted_above[answer.rule]]
    late = dict(waiting)
    for block, rule, _ in answers:
        if index.wanted_above[rule]:
            late[block] = [*late.get(block, ()), rule]
    spoken: defaultdict[int, set[str]] = defaultdict(set)
    for block, rule, _ in found:
        spoken[block] |= index.names[rule]
    tried: set[tuple[int, int]] = set()
    queue = list(spoken) if late or index.wordless_waiting else []
    while queue:
        block = queue.pop()
        wordless = () if spoken[block].isdisjoint(index.heard) else index.wordless_waiting
        for near, wanted in ((block - 1, index.wanted_below), (block + 1, index.wanted_above)):
            for rule in (*late.get(near, ()), *wordless):
                if (near, rule) in tried or spoken[block].isdisjoint(wanted[rule]):
                    continue
                tried.add((near, rule))
                match = ask(near, rule)
                if match is not None:
                    found.append(Answer(near, rule, match))
                    spoken[near] |= index.names[rule]
                    queue.append(near)
    return sorted(found, key=lambda answer: answer[:2])
