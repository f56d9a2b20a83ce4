"""The table of contents above a text: a heading such as *In this article*, and lines that all come again as headings.

Extractors leave such a list where the page had links. Each line stands in the text once more, where its part begins, so
nothing is lost with it; that is asked of two lines at least, in the order of the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.document import Document, Label, Mark
from cleaners.mark.header import key

MAX_CHARS = 120
"""Longer lines are no headings."""

_NUMBER = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})*[.)]?\s+")
_NAMES = (
    "table of contents|contents|in this article|in this story|in this post|in this guide|"
    "on this page|what's inside|jump to|jump to section|article contents|quick links|"
    "inhaltsverzeichnis|inhalt|in diesem artikel|sommaire|table des matières|dans cet article|"
    "au sommaire|índice|contenido|tabla de contenidos|en este artículo|índice de contenidos|indice|"
    "indice dei contenuti|in questo articolo|contenuti|neste artigo|conteúdo|sumário|inhoud|"
    "inhoudsopgave|in dit artikel|spis treści|w tym artykule|содержание|оглавление|зміст|obsah|"
    "tartalom|tartalomjegyzék|cuprins|innehåll|innehållsförteckning|indhold|innhold|sisällys|"
    "sisällysluettelo|içindekiler|περιεχόμενα|目次|目录|目錄|목차|المحتويات|תוכן עניינים"
)
"""What heads such a list, in one language or another."""
_HEADINGS = frozenset(key(name) for name in _NAMES.split("|"))


def contents(document: Document) -> Document:
    """Mark the heading and the entries of every table of contents.

    >>> from cleaners.blocks import blocks_of
    >>> text = "In this article\\nWhen to go\\nTo eat\\n\\nIt is far.\\n\\nWhen to go\\n\\nMay.\\n\\nTo eat\\n\\nBread."
    >>> document = Document(text, blocks=blocks_of(text))
    >>> [document.slice(mark.span) for mark in contents(document).marks]
    ['In this article', 'When to go', 'To eat']
    """
    return document.with_marks(_contents(document))


def headings(document: Document) -> list[int]:
    """The blocks that such a table names. What is said of its entries, as of all lines that say the same, is not true
    of them."""
    return [index for _, named in _tables(document) for index in named]


def _contents(document: Document) -> Iterator[Mark]:
    for index, named in _tables(document):
        for block in document.blocks[index : index + 1 + len(named)]:
            reason = "belongs to a table of contents, whose entries come again as headings"
            yield Mark(block.span, Label.NAVIGATION, "core/contents", reason, 0.95)


def _tables(document: Document) -> Iterator[tuple[int, list[int]]]:
    """Where tables of contents begin, and the blocks that their entries name."""
    said = [_said(document.slice(block)) if block.end - block.start <= MAX_CHARS else "" for block in document.blocks]
    for index, heading in enumerate(said):
        if heading in _HEADINGS and len(named := _named(said, index + 1)) > 1:
            yield index, named


def _named(said: Sequence[str], first: int) -> list[int]:
    """Where the lines from `first` on come again further down, behind all of them and in the same order."""
    last = first
    while last < len(said) and said[last] and said[last] in said[last + 1 :]:
        last += 1
    while last - first > 1:
        found: list[int] = []
        for index in range(first, last):
            start = found[-1] + 1 if found else last
            found += [later for later in range(start, len(said)) if said[later] == said[index]][:1]
        if len(found) == last - first:
            return found
        last -= 1
    return []


def _said(line: str) -> str:
    return key(_NUMBER.sub("", line))
