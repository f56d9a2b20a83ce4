"""What the learned judge of plain text may not take out: what people say, sentences at less than even odds, and a few
lines out of a piece of code.

Lines are judged one by one, and limits are set by how many words may be lost, so short ones go easily. But of the
lines of light development dumps that begin with a dialogue's dash none is residue, of those that begin with “Q:” or
“A:” 0.7%, of those in quotation marks 13%, most of these long praise of customers; on whole pages 3%, 5% and 24%. A
program without one of its lines is another program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.blocks import runs
from cleaners.document import Block, Document

QUOTED_CHARS = 120
"""Longer lines in quotation marks are often praise beside an article."""

_DASH = re.compile(r"[—–―] ?\w.*[.?!…]['’”»\"]?$", re.S)
_ASKED = re.compile(r"(?:[QA]|F|R|P|问|答|問)\s?[:：]\s?\S")
_QUOTED = re.compile(r"(?:[“„\"].+[”“\"]|«.+»|‹.+›|「.+」|『.+』|‘.+’)[.,。]?$", re.S)
_SENTENCE = re.compile(r"\w.*[.!?…。！？]['’”»\"]?$", re.S)
_CODE = re.compile(r"[{}<>;=\[\](),:]$|^(?:[{}\[\]<>$#@]|//|\w+\()|[=!]=|=>|->|\w\(.*\)$|\w = \S")


def says(line: str, *, heavy: bool) -> bool:
    """Is it what somebody says, or part of an interview? On whole pages (`heavy`) what stands in quotation marks may be
    anything.

    >>> says("— Ладно.", heavy=True), says("“No.”", heavy=False), says("Q: Why here?", heavy=False)
    (True, True, True)
    >>> says("– it’s free", heavy=False), says("“No.”", heavy=True), says("Share", heavy=False)
    (False, False, False)
    """
    if _DASH.match(line) or _ASKED.match(line):
        return True
    return not heavy and len(line) <= QUOTED_CHARS and bool(_QUOTED.match(line))


def is_sentence(line: str) -> bool:
    """Does it end like one, and consist of more than one word?"""
    return " " in line and bool(_SENTENCE.match(line))


def code_of(document: Document) -> Iterator[range]:
    """The blocks that are code: two or more lines in a row, indented or shaped like code, and some of each kind.

    >>> from cleaners.blocks import blocks_of
    >>> text = "Open the file:\\n\\nwith open(name) as f:\\n    for line in f:\\n        continue\\n\\nThat is all."
    >>> [list(found) for found in code_of(Document(text, blocks=blocks_of(text)))]
    [[1, 2, 3]]
    """
    at = 0
    for run in runs(document.blocks):
        first, at = at, at + len(run)
        shaped = [bool(_CODE.search(document.slice(block))) for block in run]
        indented = [_is_indented(document, block) for block in run]
        start = None
        for place in range(len(run) + 1):
            inside = place < len(run) and (shaped[place] or indented[place])
            if inside and start is None:
                start = place
            elif not inside and start is not None:
                if place - start > 1 and any(shaped[start:place]) and any(indented[start:place]):
                    yield range(first + start, first + place)
                start = None


def _is_indented(document: Document, block: Block) -> bool:
    line = document.text.rfind("\n", 0, block.start) + 1
    return "\t" in document.text[line : block.start] or block.start - line >= 2


def spared(document: Document, gone: Sequence[int], scores: Sequence[int], *, heavy: bool) -> list[int]:
    """Of the blocks that are to go, by their numbers, those that may. `scores`: of every block, in log-odds."""
    doubted = set(gone)
    kept: set[int] = set()
    for index in gone:
        line = document.slice(document.blocks[index])
        if says(line, heavy=heavy) or (not heavy and scores[index] <= 0 and is_sentence(line)):
            kept.add(index)
    if not heavy and "\n" in document.text:
        for code in code_of(document):
            if sum(index in doubted for index in code) <= len(code) // 2:
                kept.update(code)
    return [index for index in gone if index not in kept]
