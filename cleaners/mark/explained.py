"""Entries that the text itself explains: *Search* in a glossary or in the notes of a release is no button.

Such texts consist of a word or two and the sentence that says what it means, again and again. Buttons stand among
paragraphs, or repeat themselves; so where nearly every sentence stands below a short line of its own, these lines and
what heads groups of them are the text's, whatever their words are elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import replace

from cleaners.document import Document, Label
from cleaners.mark.guards import is_sentence
from cleaners.mark.header import is_prose

WORDS, CHARS = 3, 30
"""How long an entry is at most."""
MIN_ENTRIES = 4
SHARE = 2 / 3
"""So many of the sentences stand below an entry each."""
NAMED = frozenset({Label.TITLE, Label.DECK})


def explained(document: Document) -> Document:
    """A list of explained words without the marks on the words, and without what the learned judge alone says of their
    explanations. Every other document as it is."""
    heads, bodies = _entries(document) if document.marks else ((), ())
    if not heads:
        return document
    marks = tuple(
        mark for mark in document.marks
        if mark.label in NAMED
        or not (mark.span.start in heads or (mark.origin.startswith("model/") and mark.span.start in bodies))
    )  # fmt: skip
    return replace(document, marks=marks)


def _entries(document: Document) -> tuple[Set[int], Set[int]]:
    """Where the entries and their explanations start; nothing if the text does not consist of such.

    >>> from cleaners.blocks import blocks_of
    >>> text = "New\\nSearch\\nIt is fast now.\\nShare\\nBy mail only.\\nPrint\\nOn one page.\\nClose\\nIt asks first."
    >>> heads, _ = _entries(Document(text, blocks=blocks_of(text)))
    >>> [text[start:].split()[0] for start in sorted(heads)]
    ['New', 'Search', 'Share', 'Print', 'Close']
    """
    blocks = document.blocks
    lines = [document.slice(block) for block in blocks]
    often = Counter(lines)
    short = [_is_entry(line) and often[line] == 1 for line in lines]
    below = [index for index in range(1, len(lines)) if short[index - 1] and _says(lines[index])]
    if len(below) < MIN_ENTRIES or len(below) < SHARE * sum(map(_says, lines)):
        return frozenset(), frozenset()
    heads = {index - 1 for index in below}
    heads |= {index - 1 for index in heads if index and short[index - 1]}
    return {blocks[index].start for index in heads}, {blocks[index].start for index in below}


def _says(line: str) -> bool:
    return is_sentence(line) or is_prose(line)


def _is_entry(line: str) -> bool:
    """A word or a few, without figures or signs that would make it something else."""
    return len(line) <= CHARS and len(line.split()) <= WORDS and line.replace(" ", "").replace("-", "").isalpha()
