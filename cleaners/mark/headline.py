"""The title of a bare text that came with its page around it, found once it is known what the prose is.

`header` reads what opens a text. Where a menu opens it, the title is seen by other signs: scrapers write the page's own
title first (“Rents rise again | Harbour Post”) and the headline once more further down; or it stands a few lines above
the prose with a date or a byline behind it, in words that the prose uses too or as a line further down says once more
(“This article originally appeared in the Harbour Post: Rents rise again”). Markdown says it with a “#”. On development
dumps of whole pages the first sign names the title of the page 9 times in 10, the second 7 in 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaners.document import Document, Fact, Label, Mark, Span
from cleaners.mark.header import MAX_TITLE, as_read, is_prose, is_title, key

OPENING, MARKED, ABOVE = 0.95, 0.9, 0.7
"""How sure the signs are: before and behind what `header` confirms (0.8)."""
CONFIRMED = 0.8
LOOK = 20
"""How many blocks above the prose."""
SHARED = 0.6
"""Share of the long words of a headline that its prose uses too, in one form or another."""
GROWTH = 3
"""A character becomes so many at most when case is folded."""

_DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_STEM = re.compile(r"\b\w{4,5}")
"""How a long word begins: *Radweg* and *Radwege* are the same to us."""


def headline(document: Document, kept: Sequence[Span]) -> Document:
    """Add the fact `title` where it can be seen in hindsight; reject a doubtful one that stood below a menu. `kept`:
    what is left of the text, in order. Nothing is changed where the source states the title."""
    titles = [fact for fact in document.facts if fact.name == "title"]
    if not document.blocks or any(not fact.origin.startswith("core/") for fact in titles):
        return document
    texts = [as_read(document.slice(block).strip()) for block in document.blocks]
    facts = [_doubted(fact, texts[0]) for fact in document.facts]
    said = _opening(texts)
    if said:
        facts.append(Fact("title", said, "core/headline", OPENING))
    elif said := _marked(document, texts):
        facts.append(Fact("title", said, "core/headline", MARKED))
    elif said := _above(document, texts, _open(document, kept)):
        facts.append(Fact("title", said, "core/headline", ABOVE))
    return replace(document, facts=tuple(facts))


def renamed(document: Document, decided: Sequence[Mark], drop: frozenset[Label]) -> Iterator[Mark]:
    """The marks that were acted on; where the model took out the title, as what it is."""
    title = key(str(document.fact("title") or ""))
    for mark in decided:
        start, end = mark.span
        is_long = title and end - start >= len(title) // GROWTH  # of a long menu most lines are too short
        is_headline = is_long and mark.origin.startswith("model/") and key(document.text[start:end]) == title
        yield mark._replace(label=Label.TITLE) if is_headline and Label.TITLE in drop else mark


def _doubted(fact: Fact, opening: str) -> Fact:
    """A line that looks like a title and opens what is left below a menu is one time in four the title."""
    if fact.name != "title" or fact.confidence >= CONFIRMED or key(opening).startswith(key(str(fact.value))):
        return fact
    return replace(fact, accepted=False)


def _opening(texts: Sequence[str]) -> str:
    """The longest line further down which the first line begins with, and mostly consists of."""
    first = key(texts[0])
    may_open = {char: char.casefold()[:1] == first[:1] or not char.isalnum() for char in {text[:1] for text in texts}}
    short = (text for text in texts[1:] if may_open[text[:1]] and len(text) <= MAX_TITLE)
    repeated = [text for text in short if first.startswith(key(text)) and is_title(text)]
    found = max(repeated, key=lambda text: len(key(text)), default="")
    return found if len(key(found)) >= max(8, 0.4 * len(first)) else ""


def _marked(document: Document, texts: Sequence[str]) -> str:
    """The one heading of the first order in Markdown, above the prose."""
    prose = next((index for index, text in enumerate(texts) if is_prose(text)), 0)
    first = [index for index, block in enumerate(document.blocks) if document.text.startswith("# ", block.start)]
    return texts[first[0]] if len(first) == 1 and first[0] < prose and is_title(texts[first[0]]) else ""


def _above(document: Document, texts: Sequence[str], prose: Sequence[int]) -> str:
    """The nearest line above the prose that is shaped like a title, dated, and about the same."""
    if not prose:
        return ""
    used: set[str] = set()
    spoken = {mark.span.start: mark.label for mark in document.marks if not mark.origin.startswith("model/")}
    for index in range(prose[0] - 1, max(-1, prose[0] - 1 - LOOK), -1):
        words = set(_STEM.findall(texts[index].casefold()))
        if document.blocks[index].start in spoken or len(words) < 2 or not is_title(texts[index]):
            continue
        below = range(index + 1, min(prose[0], index + 5))
        dated = any(
            spoken.get(document.blocks[at].start) == Label.BYLINE or (len(texts[at]) < 80 and _DATED.search(texts[at]))
            for at in below
        )
        if dated:
            used = used or {word for at in prose for word in _STEM.findall(texts[at].casefold())}
            if len(words & used) >= SHARED * len(words) or _again(texts[index], texts[prose[0] :]):
                return texts[index]
    return ""


def _again(title: str, later: Sequence[str]) -> bool:
    """Does a line further down, and not much longer, say the title once more?"""
    said = key(title)
    return len(said) >= 20 and any(said in key(text) for text in later if len(text) <= 2 * MAX_TITLE)


def _open(document: Document, kept: Sequence[Span]) -> list[int]:
    """The blocks of prose that are left."""
    found, at = [], 0
    for index, (start, end, *_) in enumerate(document.blocks):
        while at < len(kept) and kept[at].end <= start:
            at += 1
        if at < len(kept) and kept[at].start < end and is_prose(document.text[start:end]):
            found.append(index)
    return found
