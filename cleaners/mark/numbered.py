"""Links as lynx and elinks print them: a number in brackets before their text, their addresses in a list at the end.

The addresses are no text of the page, and neither are the numbers. They are told from an author's notes by what stands
at the end of the text: a heading, and below it nothing but numbered addresses, counted from one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.document import Block, Document, Label, Mark, Span

MIN_LINKS = 3
_HEADS = frozenset({"Visible links", "Visible links:", "Hidden links", "Hidden links:"})
_ADDRESS = re.compile(r"(\d{1,4})\. (?:(?:https?|ftp|file|javascript)://?\S*|(?:mailto|javascript|tel):\S*)$")
_NUMBER = re.compile(r"(?<![\w.,;:!?)”’\"'])\[(\d{1,4})\](?=[\w\"“‘«(])")


def numbered(document: Document) -> Document:
    """Mark the list of addresses at the end of such a text, and the numbers before its links. Authors put the numbers
    of their notes behind the words, and most of the links are to be seen in the text."""
    links = _addresses(document) if "\nReferences" in document.text else ()
    if not links:
        return document
    found = [match for match in _NUMBER.finditer(document.text, 0, links[0].start) if int(match[1]) <= len(links)]
    if 2 * len({match[1] for match in found}) < len(links):
        return document
    list_of, before = (
        "an address in the list that a text browser adds",
        "the number of a link, as text browsers print it",
    )
    spans = [(block.span, list_of) for block in links] + [(Span(*match.span()), before) for match in found]
    return document.with_marks(Mark(span, Label.RESIDUE, "core/numbered", reason) for span, reason in spans)


def _addresses(document: Document) -> Sequence[Block]:
    """The blocks at the end that belong to the list, with its headings; none if it is something else."""
    numbers: list[int] = []
    for index in reversed(range(len(document.blocks))):
        line = document.slice(document.blocks[index])
        if match := _ADDRESS.match(line):
            numbers.append(int(match[1]))
        elif line == "References":
            counted = numbers[::-1] == list(range(1, len(numbers) + 1))
            return document.blocks[index:] if counted and len(numbers) >= MIN_LINKS else ()
        elif line not in _HEADS:
            return ()
    return ()
