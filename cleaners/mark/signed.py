"""Names that stand above a text with nothing to say that they are its author's: “Jane Roe”, and below it the day.

Rules know a byline by its words (“By”, “Autor:”, “staff writer”); many papers print the name alone, and what looks
like a name may be a heading (“Key Takeaways”), a place or whom the text is about. So more is asked for: that a day, a
role or another byline stands beside it, an address or a role behind it, or that the end of the text says who that is;
that the text does not speak of that person before, and uses no word of the name as any other. A name between title and
text of which nothing else speaks is an author only where the judge takes it out, too. On the development dumps 113 of
119 such lines are residue, three doubtful and three content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.characters import EAST_ASIAN
from cleaners.document import Document, Fact, Label, Mark
from cleaners.mark.header import is_prose, is_title
from cleaners.mark.people import BIO, people

LOOK, BELOW, HEAD, OPENING = 12, 3, 4, 4
"""How many blocks above the prose, below its first one (the deck may be as long as prose), and below a title; a name
that nothing confirms must be among the first of the text."""
MAX_CHARS = 80
FEW = 2
"""More lines with a name and a day above the prose are teasers of other texts."""
ABOUT = 0.6
"""Who is named in this part of the text is what it is about; in the rest stands who wrote it."""
PLACE = 25
"""Where the author is, may stand between the name and the day, and is so short."""
BIOS = 0.5
"""Bios stand in the other half."""
SURE, LIKELY = 0.8, 0.6

_WRITERS = (
    r"(?:\w+(?:[-’']\w+)* ){0,4}(?:reporter|correspondent|editor|writer|columnist|critic|contributor|producer|"
    r"journalist|redakteur(?:in)?|autorin|korrespondent(?:in)?|reporterin|journaliste|rédact(?:eur|rice)|correspondante?|"
    r"redactora?|periodista|corresponsal|giornalista|redattor|redattrice|repórter|jornalista|redacteur|verslaggever|"
    r"dziennikar(?:z|ka)|muhabir|корреспондент|журналист|кореспондент|reporterka)"
)
_ROLE = re.compile(rf"(?i)\W*{_WRITERS}\W*")
_BEHIND = re.compile(
    rf"(?i)[\s(|,·•–—-]*(?:\S+@[\w-]+\.[\w.-]+|@\w{{2,30}}|(?:,|\s[|•·–—-])\s{_WRITERS}|"
    r"\s[|•·–—-]\s(?:\d{1,3}|an?) ?[a-z]+ ago)[\s)]*$"
)
"""What may stand behind a name in the same line: an address, a role, how long ago."""
_PLACE = re.compile(r"\s(?:at|in) (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}$")
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b")
_WORD = re.compile(r"[^\W\d_][\w’'-]*[^\W\d_]")
_INITIAL = re.compile(r"[^\W\d_]\.(?:-?[^\W\d_]\.)?")
_CAMEL = re.compile(r"[a-zß-ÿ][A-Z]{2}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]|[^\x00-\x7f]")
_DENSE = re.compile(f"[{EAST_ASIAN}]")
_CREDITED = ("/", "©", "(", ":")
_PICTURE = (Label.CAPTION, Label.CREDIT)
_SMALL_WORDS = "de da di del della dos du van von der den la le bin al el ten ter y"
_SMALL = frozenset(_SMALL_WORDS.split())
_NO_NAMES = (
    "a about advertiser affairs after all an and archive at best blog breaking bugs by category city clear close "
    "comments community company contact daily disclosure editorial email exclusive facebook features final first "
    "for free from gallery group guest guide health home how in inc insights instagram international interview "
    "introduction job joined key law life linkedin live local magazine media more my national new news newsletter "
    "newsroom next no of office on online open opinion our overview park podcast politics post press price quick range "
    "read recipe record redacción redactie redaction redakcja redaktion redazione redação registered related "
    "release report reports resources review reviews science see set share sign size special sport sports staff "
    "state stories story strategy summary takeaways team the this thoughts times to today top travel twitter "
    "university update updates us user video watch weather web week weekly what why with world you your редакция "
    "редакція"
)
"""Words of headings, menus and houses."""
_NO_NAME = frozenset(_NO_NAMES.split())


_PAPER_WORDS = "courier gazette herald journal ledger mail post register star sun telegraph times tribune"
_PAPERS = frozenset(_PAPER_WORDS.split())


def signed(document: Document) -> Document:
    """Mark as `byline` the names that stand alone above the prose, with the fact `authors`."""
    texts = [document.slice(block) for block in document.blocks]
    prose = next((index for index, text in enumerate(texts) if is_prose(text)), 0)
    if not prose:
        return document
    stated = {name.casefold() for name in people(document.fact("authors", ""))}
    spoken = {mark.span.start: mark.label for mark in document.marks if mark.label != Label.RESIDUE}
    labels = [spoken.get(block.start) for block in document.blocks]
    sure, doubtful = [], []
    for index in range(max(0, prose - LOOK), min(prose + 1 + BELOW, len(texts))):
        names = named(texts[index]) if labels[index] is None else []
        if not names:
            continue
        titled = any(map(is_title, texts[max(0, index - HEAD) : index]))
        if (index and not titled) or _goes_on(texts, index):
            continue
        if stated:
            if stated.issuperset(map(str.casefold, names)):
                sure.append((index, names))
        elif _is_about(names, texts, labels, index):
            continue
        elif _is_confirmed(names, texts, labels, index):
            sure.append((index, names))
        elif index == prose - 1 and titled and index < OPENING:
            doubtful.append((index, names))
    if len(sure) > FEW:
        return document
    origin, score, reason = "core/signed", SURE, "a name alone above the text, confirmed by what else the text says"
    if not sure:
        origin, score, reason = "core/signed-perhaps", LIKELY, "a name alone between title and text"
    found = sure or doubtful
    lines = [at for at, _ in found] + [at + 1 for at, _ in sure if any(map(_ROLE.fullmatch, texts[at + 1 : at + 2]))]
    marks = [Mark(document.blocks[at].span, Label.BYLINE, origin, reason, score, bool(sure)) for at in lines]
    return document.with_marks(marks).with_facts(
        Fact("authors", names, origin, score, bool(sure)) for _, names in found
    )


def named(text: str) -> list[str]:
    """The names that a line consists of, apart from a role or an address behind them; nothing if it says more.

    >>> named("Jane Roe"), named("JANE ROE and Tom de la Cruz"), named("Jane Q. Roe, Health Editor"), named("Ева Новак")
    (['Jane Roe'], ['JANE ROE', 'Tom de la Cruz'], ['Jane Q. Roe'], ['Ева Новак'])
    >>> named("Jane said no"), named("Breaking News"), named("What Jane Knew"), named("Jane Roe, 43, of Lima")
    ([], [], [], [])
    """
    opening = text.split(" ", 2)[1:2]  # the second word, which is no ordinary one
    if len(text) > MAX_CHARS or not text[:1].isupper() or not opening or _DENSE.search(text):
        return []
    if opening[0][:1].islower() and opening[0] not in _SMALL:
        return []
    said = _PLACE.sub("", _BEHIND.sub("", text))
    first, *others = people(said) or [""]
    names = [first, *(name for name in others if _PAPERS.isdisjoint(name.casefold().split()))]
    is_all = len(names) <= 3 and len(first) + sum(map(len, others)) >= 0.6 * len(said)
    return names if is_all and all(map(_is_name, names)) else []


def _is_name(text: str) -> bool:
    words = text.split()
    said = [word for word in words if word not in _SMALL]
    return (
        2 <= len(said) <= 4
        and len(words) <= 5
        and words[0] not in _SMALL
        and len(said[-1]) > 2
        and all(word[0].isupper() and (_WORD.fullmatch(word) or _INITIAL.fullmatch(word)) for word in said)
        and not _CAMEL.search(text)
        and (text.isupper() or not said[-1].isupper() or len(said[-1]) > 3)
        and all(_VOWEL.search(word) for word in said if word[-1] != ".")
        and _NO_NAME.isdisjoint(text.casefold().split())
    )


def _goes_on(texts: Sequence[str], index: int) -> bool:
    """Is the name a link in a sentence, of which the scraper made a line?"""
    return index + 1 < len(texts) and texts[index + 1][:1].islower()


def _is_about(names: Sequence[str], texts: Sequence[str], labels: Sequence[Label | None], index: int) -> bool:
    """Does the text speak of one of them, or use a word of a name as any other word?"""
    words = {word.casefold() for name in names for word in name.split() if word not in _SMALL and len(word) > 2}
    if any(not words.isdisjoint(_WORD.findall(text)) for text in texts):
        return True
    lasts = [name.split()[-1].casefold() for name in names]
    left = ABOUT * sum(map(len, texts[index + 1 :]))
    for at, text in enumerate(texts):
        if left < 0:
            break
        if at > index:
            left -= len(text)
        lower = text.casefold()
        if at != index and any(last in lower for last in lasts) and not _tells(names, texts, labels, at):
            return True
    return False


def _tells(names: Sequence[str], texts: Sequence[str], labels: Sequence[Label | None], index: int) -> bool:
    """Does a line say whose picture it is, or, among the last ones, who the author is?"""
    text = texts[index].casefold()
    if labels[index] in _PICTURE or text.startswith("@"):
        return True
    for name in map(str.casefold, names):
        before, said, behind = text.partition(name)
        if said and before.rstrip()[-1:] in _CREDITED:
            return True
        if said and index >= BIOS * len(texts) and not before.strip("• ") and BIO.match(behind):
            return True
    return False


def _is_confirmed(names: Sequence[str], texts: Sequence[str], labels: Sequence[Label | None], index: int) -> bool:
    """Does what stands in the line, beside it, or at the end say that it is a byline?"""
    if _BEHIND.search(texts[index]) or any(_is_beside(texts, labels, at) for at in (index - 1, index + 1)):
        return True
    passed = index + 1 < len(texts) and (len(texts[index + 1]) <= PLACE or labels[index + 1] in _PICTURE)
    if passed and _is_beside(texts, labels, index + 2):
        return True
    said = [name.casefold() for name in names]
    later = (at for at in range(index + 1, len(texts)) if any(name in texts[at].casefold() for name in said))
    return any(_tells(names, texts, labels, at) for at in later)


def _is_beside(texts: Sequence[str], labels: Sequence[Label | None], index: int) -> bool:
    """Is the line one about who wrote the text, and when?"""
    if not 0 <= index < len(texts):
        return False
    text = texts[index]
    if labels[index] is not None or _ROLE.fullmatch(text):
        return labels[index] in (Label.BYLINE, None)
    return len(text) < 60 and bool(_DAY.search(text)) and not is_title(text) and not is_prose(text)
