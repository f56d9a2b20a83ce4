"""Short documents and short rules, and who speaks about them."""

from __future__ import annotations

from cleaners.document import Block, Document, Label
from cleaners.mark.rules import Rule, RuleBook, read_rule

PROSE = "The harbour was quiet on Monday, and the ferry left with forty people and two dogs on board."


def document(*paragraphs: str) -> Document:
    """Paragraphs, a blank line apart, as a document."""
    blocks, start, line = [], 0, 1
    for paragraph in paragraphs:
        blocks.append(Block(start, start + len(paragraph), line))
        start += len(paragraph) + 2
        line += 2
    return Document("\n\n".join(paragraphs), blocks=tuple(blocks))


def rule_of(**values: object) -> Rule:
    """A rule with the given keys, and the least that is needed besides."""
    return read_rule("en/promo/x", Label.PROMO, "en", {"why": "Because.", "all_of": ["ferry"], **values})


def origins(book: RuleBook, *paragraphs: str) -> list[str]:
    """Who speaks about these paragraphs, in order."""
    return [mark.origin for mark in book.ask(document(*paragraphs)).marks]
