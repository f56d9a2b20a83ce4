"""Names of people: a byline's text → a clean list, and the bio that follows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.document import Document, Fact, Label, Mark

_LEAD = re.compile(
    r"^\W*(?:(?:story|text|report|analysis|opinion|words)\s+by|written by|posted by|published by|reported by|"
    r"by|author|authors|autor|autorin|autore|auteur|von|par|por|di|de)\b\s*:?\s+",
    re.IGNORECASE,
)
LEAD_OF_OTHERS = re.compile(
    r"^\W*(?:(?:(?i:geschreven |skriven |skrevet )?(?:[Dd]oor|DOOR|[Aa][vf]|A[VF])\b\s*:?|[Oo]leh\b\s*:?|מאת\b:?|"
    r"(?:بقلم|كتبت?|إعداد|به قلم)\s*:?|โดย\b\s*:?)\s+|"
    r"(?i:autorka|autor(?:zy|i|stvo)?|oprac|tekst|text|words|story|teksti|textos?|texte|testo|kirjoittaja|kirjoittanut|"
    r"szerző|írta|scris de|napsala?|"
    r"yazar|yazan|haber|penulis|ditulis oleh|tác giả|bởi|a cura di|"
    r"автор[иы]?|текст|συντάκτ(?:ης|ρια)|κείμενο|ρεπορτάζ|लेखक|लेखिका|نویسنده|الكاتبة?|تحرير|ผู้เขียน|เขียนโดย)"
    r"\.?\s*[:：]\s*|(?i:oprac\.|a cura di|(?:textos?|texte|testo) d[ei])\s+|"
    r"(?:作者|撰文|文|著者|筆者|執筆者?|文責|この記事を書いた人|ライター|글쓴이|글|작성자)\s*[:：／・＝]\s*|"
    r"(?:[本特]\w)?(?:记者|記者)\s*[:：]?\s*(?=[一-鿿])|기자명\s+)"
)
"""By in languages where the word also opens names, or asks for a colon: believed only where a byline is looked for."""
_SPLIT = re.compile(
    r"\s*[;|/•·\n]\s*|\s*,\s*(?:and|AND|und|et|y|e|&)\s+|"
    r"\s+(?:and|AND|und|et|y|e|&|with|mit|avec|con|en|och|og|ja|és|și|ve|[ai](?=\s+[^\W\d_]+\s))\s+|\s*,\s*"
)
_NOT_A_NAME = re.compile(
    r"\d|@|https?:|\b(?:staff|editor|editors|reporter|correspondent|writer|team|desk|redaktion|newsroom|agency|agencies|"
    r"super ?user|administrator|webmaster|"
    r"updated|published|min(?:ute)?s? read|contributor|special to|associated press|reuters|afp|news service)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\s+(?:(?:senior|chief|deputy|associate|contributing|freelance|special|staff|guest|political|science|"
    r"health|education|environment|business|economics?|technology|sports?|arts?|culture|crime|legal|foreign|diplomatic|"
    r"defen[cs]e|security|energy|climate|transport|media|global|news|investigations|city|features?)\s+)+"
    r"(?:writer|reporter|correspondent|editor|columnist|contributor)$",
    re.IGNORECASE,
)
"""What a writer is, behind the name and in two words: in “Harbour Post Reporter” nobody is named."""
_PARTICLES = frozenset({"van", "der", "den", "het", "ten", "ter", "von", "del"})
_TAIL = re.compile(r"\s*\(.*?\)\s*$|\s+[-–—]\s+.*$")
_LETTERS = r"(?:,? (?:(?:[A-Z]\.){2,5}|MD|PhD|Ph\.D\.|RD|RDN|CFP|CFA|CPA|MPH|RN|JD|MBA|OBE|MBE)®?){0,3}"
"""What stands behind a name: degrees, orders."""
BIO = re.compile(
    "^" + _LETTERS + r"\W{0,3}(?:\s*\([^)]{0,60}\))?,?\s*"
    r"(?:is|was|has|have|holds|covers|covered|writes|wrote|works|worked|reports|lives|"
    r"serves|served|teaches|edits|joined|practi[cs]es|farms|hosts|directs|studies|contributes|specializes|specialises|ist|war|schreibt|arbeitet|lebt|berichtet|studierte|est|écrit|travaille|es|"
    r"escribe|trabaja|è|scrive|lavora|é|escreve|trabalha|"
    r"schrijft|werkt|jest|pisze|pracuje|je|píše|är|skriver|arbetar|er|arbejder|jobber|kirjoittaa|scrie|lucrează|"
    r"είναι|γράφει|εργάζεται)\b|^,\s(?:jahrgang|geboren|geb\.|né|née|nacid[oa]|nat[oa]|nascid[oa])\b|"
    r"^\s+[—–]\s+(?:\w+\s){0,3}(?:журналист\w*|корреспондент\w*|редактор\w*|автор\w*|писател\w*|инженер|журналіст\w*|"
    r"кореспондент\w*|письменни\w+)\b",
    re.IGNORECASE,
)

_TITLES = ("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mr", "Ms", "Mrs", "Dr", "Professor")
_ORGANISATION = re.compile(
    r"\b(?:foundation|institute?|university|college|company|inc|ltd|llc|gmbh|corp|corporation|association|society|council|"
    r"committee|commission|ministry|department|agency|trust|fund|museum|cent(?:er|re)|group|network|coalition|alliance|"
    r"initiative|campaign|federation|stiftung|verein|verband|universität|fondation|université|fundación|universidad|"
    r"fondazione|università|fundação|universidade)\b",
    re.IGNORECASE,
)
_FOUNDED = re.compile(
    r"^\W*(?:(?:is|was|has been)\s+(?:founded|established|headquartered|incorporated)\b|"
    r"(?:is|was)\s+(?:an?|the)\s+(?:(?!of\b|at\b|for\b|in\b)[\w’'-]+,?\s+){0,5}?(?:charity|nonprofit|non-profit|company|firm|"
    r"organi[sz]ation|institution|business|start-?up|manufacturer|publisher|provider|maker|brand|agency|think tank|"
    r"foundation|association|network|university|college|museum|movement|newspaper|magazine|website|platform)\b"
    r"(?=\W*$|[.,;:]|\s+(?:that|which|whose|with|for|of|in|to|and|by|from|based|founded|established|dedicated|committed|"
    r"devoted|working|serving|specialising|specializing|providing|offering)\b))"
)
"""What is said of an organisation, right after its name, and not of a person."""


def people(value: object) -> list[str]:
    """A byline as scraped → names, without "By", roles and doubles.

    >>> people("By Jane Roe and John Q. Public, Staff Writer")
    ['Jane Roe', 'John Q. Public']
    >>> people("BY JANE ROE AND PER LUND, STAFF WRITERS"), people("Ruth Manning Environment correspondent")
    (['JANE ROE', 'PER LUND'], ['Ruth Manning'])
    >>> people("By Harbour Post Staff"), people("By Harbour Post Reporter"), people("Jane Roe, Health Editor")
    ([], [], ['Jane Roe'])
    """
    texts = value if isinstance(value, list | tuple) else [value]
    found: dict[str, str] = {}
    for text in texts:
        bare = _LEAD.sub("", str(text or "").strip())
        for part in _SPLIT.split(bare):
            name = _without_role(_TAIL.sub("", _LEAD.sub("", part))).strip(" .,;:-–—\"'“”[]")
            if name and len(name) <= 60 and not _NOT_A_NAME.search(name):
                found.setdefault(name.casefold(), name)
    return list(found.values())


def _without_role(text: str) -> str:
    """A name without the role behind it; “Post Staff Writer” as it is, because one word is left that names nobody."""
    name = _ROLE.sub("", text.rstrip())
    return name if " " in name.strip() else text


def bylined(text: str) -> list[str]:
    """The names in a line that the model, and no rule, took for a byline: only what opens with By and looks like names.

    >>> bylined("Von Jonas Wieland"), bylined("Von Montag bis Freitag"), bylined("Jane Roe"), bylined("By sea")
    (['Jonas Wieland'], [], [], [])
    >>> bylined("Door Eva Muster en Jan van der Duin"), bylined("Av Eva Muster"), bylined("Av gammel vane")
    (['Eva Muster', 'Jan van der Duin'], ['Eva Muster'], [])
    >>> bylined("Автор: Ева Примерова"), bylined("Автор неизвестен")
    (['Ева Примерова'], [])
    """
    lead = _LEAD.match(text) or LEAD_OF_OTHERS.match(text)
    names = people(text[lead.end() :]) if lead and len(text) <= 90 else []
    words = [word for name in names for word in name.split() if len(word) > 2 and word not in _PARTICLES]
    capitals = not any(word[0].islower() for word in (*names, *words))
    return names if capitals and all(" " in name for name in names) else []


def bios(document: Document) -> Document:
    """Mark as `author-bio` a paragraph that begins with an author's own name (or the first one, or “Ms. Roe”, if only
    the byline says it too) and says what he or she is or does.

    Only in the last third, or right after the byline, and never when the name is the first thing the article says. What
    an organisation says of itself under its own report is no bio.
    """
    names = [name for name in people(_authors(document)) if " " in name and not _ORGANISATION.search(name)]
    if not names:
        return document
    return document.with_marks(marks := list(_bios(document, names))).with_facts(
        Fact("author_bio", document.slice(mark.span), mark.origin, 0.7) for mark in marks
    )


def _authors(document: Document) -> list[str]:
    """The authors as stated: a byline's text, or the list of names that a page or a sidecar gives."""
    values = [fact.value for fact in document.facts if fact.name == "authors" and fact.accepted]
    return [str(name) for value in values for name in (value if isinstance(value, list | tuple) else [value])]


def _bios(document: Document, names: Sequence[str]) -> Iterator[Mark]:
    count = len(document.blocks)
    bylines = {mark.span.start for mark in document.marks if mark.label == Label.BYLINE}
    for index, block in enumerate(document.blocks):
        previous = document.blocks[index - 1] if index else None
        after_byline = previous is not None and any(previous.start <= start < previous.end for start in bylines)
        if index == 0 or (index < count * 2 // 3 and not after_byline) or block.end - block.start > 1200:
            continue
        text = document.slice(block)
        opening = text[:60].lstrip("•* ").casefold()  # bylines are often in capitals
        name = next((name for name in names if opening.startswith(name.casefold())), None)
        rest = text.lstrip("•* ")[len(name) :] if name else _behind_short_name(document.text, text, names)
        if BIO.match(rest) and not _FOUNDED.match(rest):
            reason = "begins with the author's name and says who that is"
            yield Mark(block.span, Label.AUTHOR_BIO, "core/bio-of-author", reason, 0.95)


def _behind_short_name(document: str, text: str, names: Sequence[str]) -> str:
    """What follows an author's first name, or the surname behind a title, where `text` opens with it and no other
    place but the byline says it: an article about somebody says the name again."""
    for name in names:
        first, *_, last = name.split()
        for short, said in ((first, first), *((f"{title} {last}", last) for title in _TITLES)):
            if len(said) > 2 and text.startswith(short + " ") and len(text) <= 400 and document.count(said) == 2:
                return text[len(short) :]
    return ""
