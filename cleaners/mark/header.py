"""Title and deck: what stands above the first paragraph of prose.

A title that the source states (page, sidecar) is recognised wherever it opens the text. In bare text the first line is
taken for the title by its shape; it leaves the running text only if something below confirms it (a deck, a byline, a
date, a repetition), because a heading that stands alone above the prose may as well be the article's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import category

from cleaners import dates
from cleaners.characters import EAST_ASIAN, SOUTH_EAST_ASIAN
from cleaners.document import Block, Document, Fact, Label, Mark
from cleaners.mark.wording import shown

OF_A_DAY = 3
"""A day and a time have so many words beside their numbers, at most."""
MAX_HEADER = 4
"""More lines above the prose that no sure rule speaks about are a page's furniture, not a header: then only a repeated
title is believed."""
MAX_TITLE = 200
"""A longer line is no title."""
LINKED = 3
"""Words of a name that is a link in a sentence, of which a scraper makes a line of its own."""
KICKER = 24
"""Longer lines above a title are no names of sections."""
LOOK = 12
"""How many blocks may stand above the prose at all."""

_NOTES = r"(?:\[[\w ]{1,8}\])*$"
"""The marks of footnotes, which stand behind the sentence's end in copies from an encyclopaedia."""
_END = re.compile(rf"[.!?。！？…؟।։۔።][\"'”’»)\]]*{_NOTES}")
_STOPPED = re.compile(rf"[.;:,。；：，։۔።][\"'”’»)\]]*{_NOTES}")
_UNBROKEN = re.compile(f"[{SOUTH_EAST_ASIAN}]")
_DENSE = re.compile(f"[{EAST_ASIAN}]")
_KEY = re.compile(r"[\W_]+")
_NO_KEY = bytes(point for point in range(128) if not chr(point).isalnum())
"""The same in ASCII, in the bytes of UTF-8."""
_FIELD = re.compile(r"\W*[^\W\d_][\w’'-]*(?: [\w’'-]+){0,2} ?[:：] ?\S")
"""*Place of work: Kleinhaven*: two of them below each other are a list of facts, and the first is no title."""
_KICKER = re.compile(r"(?:Opinion|OPINION|Analysis|ANALYSIS|Review|REVIEW|Exclusive|EXCLUSIVE|Interview|INTERVIEW) \| ")
"""What kind of text it is, before a title."""
_SITE = re.compile(r"\s+[|–—•·»-]\s+[^|]{2,40}$")
_HASHES = re.compile(r"^#{1,6} +")
"""What makes a line a heading in Markdown; for the same reason it may be underlined."""
_UNDERLINE = re.compile(r"[=-]{3,}$")
_ABOUT = frozenset({Label.BYLINE, Label.CAPTION, Label.CREDIT, Label.SHARE_BAR, Label.RESIDUE, Label.DATELINE})
_BEFORE = frozenset({Label.CAPTION, Label.CREDIT, Label.SHARE_BAR, Label.RESIDUE})
"""What may stand above a title without being a menu: the picture, and notes such as how old the text is."""


def header(document: Document) -> Document:
    """Add the marks `title`, `deck` and `repeat` and the facts `title` and `subtitle` where they can be seen."""
    blocks = document.blocks
    texts = [document.slice(block) for block in blocks[: LOOK + 1]]
    # A cookie banner above the title is as long as prose; the rules that speak alone have seen to it already.
    banners = {mark.span for mark in document.marks if mark.verdict and mark.label == Label.CONSENT_NOTICE}
    prose = next((i for i, text in enumerate(texts) if is_prose(text) and blocks[i].span not in banners), None)
    stated = document.fact("title")
    marks: list[Mark] = []
    facts: list[Fact] = []
    if stated:
        marks.extend(_stated(str(stated), blocks, texts))
    elif prose:
        marks.extend(_by_shape(document, texts, prose))
        facts.extend(
            Fact("title", _without_site(document.slice(mark.span)), mark.origin, mark.score)
            for mark in marks[:1]
            if mark.label == Label.TITLE
        )
    facts.extend(
        Fact("subtitle", document.slice(mark.span), mark.origin, mark.score)
        for mark in marks
        if mark.label == Label.DECK
    )
    return document.with_marks(marks).with_facts(facts)


def is_prose(text: str) -> bool:
    """A paragraph of sentences, as far as its shape tells.

    >>> is_prose("Rents rise again"), is_prose("Rents in the old town rose again last year, and nobody knows why.")
    (False, True)
    """
    if not 24 <= len(text) < 140:  # 24 dense characters count as 60; most lines are decided here
        return len(text) >= 140
    length = len(text) * (2.5 if _DENSE.search(text) else 1)
    return length >= 140 or (length >= 60 and bool(_END.search(text) or _UNBROKEN.search(text)))


def is_title(text: str) -> bool:
    """Could this line be a title, by its shape?

    >>> [is_title(t) for t in ("Rents rise again in the old town", "Home > News > Rents", "By Jane Roe", "Rain.")]
    [True, False, False, False]
    >>> is_title("Opinion | Let the train wait"), is_title("News | Ports | Boats"), is_title("Jane Roe · Harbour News")
    (True, False, False)
    """
    return (
        len(text) <= MAX_TITLE
        and (_words(text) >= 3 or len(_DENSE.findall(text)) >= 6 or len(_UNBROKEN.findall(text)) >= 12)
        and len(text) * (2 if _DENSE.search(text) else 1) >= 12
        and sum(char.isalpha() or category(char)[0] == "M" for char in text) >= 0.6 * len(text)
        and not set(_KICKER.sub("", text, 1)) & set("|•›»")
        and not any(sign in text for sign in (" > ", " · "))
        and not _STOPPED.search(text)
        and not re.match(
            r"(?i)\W*(?:\d+[.)]\s|by\b|von\b|par\b|por\b|di\b|author|posted|published|updated|photo\b)", text
        )
    )


def _words(text: str) -> int:
    """How many words, without the signs that stand between them."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def as_read(text: str) -> str:
    """A line of Markdown without what makes it a heading or a link.

    >>> as_read("## [Rents rise](https://post.example/rents)")
    'Rents rise'
    """
    return shown(_HASHES.sub("", text))


def key(text: str) -> str:
    """Letters and digits only, case folded: what two spellings of a title share."""
    said = text.casefold().encode("utf-8", "surrogatepass").translate(None, _NO_KEY).decode("utf-8", "surrogatepass")
    return said if said.isascii() else _KEY.sub("", said)


def _without_site(text: str) -> str:
    text = as_read(text)
    return _SITE.sub("", text) or text


def _stated(title: str, blocks: Sequence[Block], texts: Sequence[str]) -> Iterator[Mark]:
    """The lines among the first ones that only say the title which the source states."""
    wanted = {key(title), key(_without_site(title))} - {""}
    said = False
    for block, text in zip(blocks, texts, strict=False):
        underlined = said and bool(_UNDERLINE.match(text))
        said = key(text) in wanted or (len(text) <= 250 and key(_without_site(text)) in wanted)
        if said or underlined:
            reason = "repeats the title that the source states" if said else "underlines the title"
            yield Mark(block.span, Label.TITLE, "core/title", reason, 1.0)


def _by_shape(document: Document, texts: Sequence[str], prose: int) -> Iterator[Mark]:
    """Title and deck of a bare text whose first prose is block `prose`."""
    blocks = document.blocks
    marks = {mark.span.start: mark for mark in document.marks if mark.verdict or mark.label == Label.BYLINE}
    taken = [marks.get(block.start) for block in blocks[:prose]]
    labels = [mark.label if mark else None for mark in taken]
    above = _below_menu(labels)
    free = _below_kickers(texts, [i for i in above if not labels[i]], labels)
    repeated = _repeated(["" if mark and mark.verdict else text for mark, text in zip(taken, texts, strict=False)])
    if repeated is not None:
        title = repeated[-1]
        for i in repeated:
            reason = "the title" if i == title else "says the title again"
            yield Mark(blocks[i].span, Label.TITLE, "core/title", reason + ", which opens the text more than once", 0.9)
    elif 0 < len(free) <= MAX_HEADER and _opens(free[0], above, labels) and _is_title(texts, free, prose):
        title = free[0]
        confirmed = len(free) == 2 or len(above) > len(free)
        reason = "opens the text, and what stands around it confirms it" if confirmed else "opens the text like a title"
        yield Mark(blocks[title].span, Label.TITLE, "core/title", reason, 0.8 if confirmed else 0.6, confirmed)
    else:
        return
    below = [i for i in free if i > title and i not in (repeated or ())]
    if len(below) == 1 and len(texts[below[0]]) >= 20 and not _is_day(texts[below[0]]):
        yield Mark(blocks[below[0]].span, Label.DECK, "core/deck", "stands between title and text", 0.7)


def _is_day(text: str) -> bool:
    """Does a line only say when?

    >>> _is_day("12. mája 2025 o 18:30"), _is_day("What the storm of 12 May 2025 took")
    (True, False)
    """
    return sum(word.isalpha() for word in text.split()) <= OF_A_DAY and bool(dates.read(text))


def _is_title(texts: Sequence[str], free: Sequence[int], prose: int) -> bool:
    """Is the first free line one, and not the first of a list of facts, or of a sentence that a link has torn?"""
    first = free[0]
    listed = first + 1 in free and all(_FIELD.match(text) for text in texts[first : first + 2])
    behind = first + (2 if first + 1 in free and _words(texts[first + 1]) <= LINKED else 1)
    torn = (behind in free or behind == prose) and texts[behind][:1].islower()
    return is_title(texts[first]) and not listed and not torn


def _below_menu(labels: Sequence[Label | None]) -> list[int]:
    """Where a header may stand above the prose. `labels`: what the lines there were taken for. A name between two
    entries of a menu is the site's."""
    header = [i for i, label in enumerate(labels) if not label or label in _ABOUT]
    menu = max((i for i, label in enumerate(labels) if label == Label.NAVIGATION), default=-1)
    below = [i for i in header if i > menu]
    return below if any(not labels[i] for i in below) else header


def _below_kickers(texts: Sequence[str], free: Sequence[int], labels: Sequence[Label | None]) -> Sequence[int]:
    """The free lines without the words above the title that say where in the paper it stands (“Sport”, “Football”), if
    a byline below it shows that it is one."""
    title = next((at for at, i in enumerate(free) if is_title(texts[i])), 0)
    said = all(_words(texts[i]) <= 2 and len(texts[i]) <= KICKER for i in free[:title])
    return free[title:] if title and said and Label.BYLINE in labels[free[title] :] else free


def _opens(title: int, above: Sequence[int], labels: Sequence[Label | None]) -> bool:
    """Is a line the first of the header? The picture may stand above it, below a menu a byline, too."""
    before = {labels[i] for i in above if i < title and labels[i]}
    return before <= (_BEFORE | {Label.BYLINE} if above[0] and Label.NAVIGATION in labels[: above[0]] else _BEFORE)


def _repeated(texts: Sequence[str]) -> list[int] | None:
    """Lines above the prose that say the same title, with or without the site's name; None if no line is said twice."""
    keys = [key(_without_site(text)) for text in texts]
    for i in range(len(texts) - 1, 0, -1):
        same = [j for j in range(i + 1) if keys[j] == keys[i]]
        if len(same) > 1 and is_title(texts[i]):
            return same
    return None
