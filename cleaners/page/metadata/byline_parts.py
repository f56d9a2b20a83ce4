"""Bylines taken apart: where one name ends and the next begins, and what beside the writers is named in them."""

from __future__ import annotations

import re

from cleaners.page.listed import listed

_OTHERS = re.compile(
    r"[\s,.;|/(&–—-]*(?:\b(?:and|und|et|y|with)\s+)?\b(?:additional |original )?(?:photo(?:graph(?:s|y|ies|er)?|s)?|"
    r"pictures?|images?|illustrat(?:ions?|ed)|illustrationen|artwork|graphics?|videos?|vídeos?|fotos?|fotograf\w*|"
    r"bild(?:er)?|ilustra\w+|traducción|traducid[ao]|tradução|traduzid[ao]|traduction|traduit|traduzione|übersetz\w+|"
    r"translat(?:ed|ion)|vertaling|vertaald|překlad|tłum\w*|перевод|переклад|фото|çeviri|fotoğraf\w*|"
    r"(?:medically |clinically |expertly )?reviewed|fact[- ]?checked|edited|narrated)\s*\.?\s*"
    r"(?:\b(?:by|von|par|por|di|de|door|av|af)\b|:).*",
    re.I | re.S,
)
"""Those who took the pictures, translated or checked: from the word for it to the end."""
_SPLIT = re.compile(
    r"\s*[;|•·/\n、，،；／]\s*|\s*,\s*(?:(?:and|und|et|y|e|&)\s)?\s*|"
    r"\s+(?=通[讯訊][员員]\s?[一-鿿])|\s+(?:(?i:and|und|et|with|mit|avec)|&)\s+"
)
_SOFT = re.compile(r"\s+(?:[yeia&EY]|en|og|och|ja|és|și|ve|VE|en|dan|và|con|met|и|та|й|И|και|और|و|و)\s+")
"""And in languages where the word stands in names as well (Ortega y Gasset): only between full names."""
_AND = re.compile(r"^(?:and|und|et|y|&)\s+")
_FOR = re.compile(
    r"(\S+(?:\s+\S+){1,3}),?\s+(?i:for|special to|especial para|para|per|pour|für|voor)\s+(?:the\s+)?[A-Z].*"
)
_MAIL = re.compile(r"\S*[^\s(@]@[^\s@]+\.\w+\)?")
_WEEKDAY = re.compile(
    r"[\s,|·•–—-]+(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?[.,]*$|[\s,|·•–—-]+(?:"
    + "|".join(
        listed(
            "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi",
            "samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì",
            "venerdì sabato domenica segunda terça quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag",
            "zaterdag zondag понедельник вторник среда четверг пятница суббота воскресенье",
        )
    )
    + r")[.,]*$",
    re.I,
)
_AGENCY = re.compile(
    r"(?:the )?(?:afp|ap|dpa|epd|kna|sid|ots|apa|sda|ats|efe|ansa|agi|adnkronos|lusa|anp|belga|pap|čtk|tasr|tass|тасс|"
    r"риа новости|interfax|интерфакс|укринформ|reuters|associated press|press association|pa media|upi|bloomberg|"
    r"xinhua|kyodo|ritzau|ntb|tt|stt|mti|dha|iha|aa|pti|ani|ians|antara|bernama|yonhap)(?:[-/ ](?:\w{2,4}))?",
    re.I,
)
_EASTERN = (
    re.compile(r"(?:[本特]\w)?(?:通讯员|通訊員|记者|記者){1,2}\s*[:：]?\s*([一-鿿]{2,4})(?:\s*(?:报道|報導|報道))?"),
    re.compile(r"([一-鿿]{2,4}(?:[ \u3000][一-鿿ぁ-ヿ]{1,4})?)\s*(?:記者|记者)"),
    re.compile(r"(?:기자명\s*)?([가-힣]{2,4})\s*(?:\w{0,4}기자|특파원|논설위원|에디터)(?:\s.*)?"),
)
_ON_THE_SPOT = re.compile(r"[一-鿿]{0,6}(?:报道|報導|報道)|(?:onze|unsere?r?|notre|nuestra|nossa|da|de la) \w+")
_PLACE = re.compile(
    r"(?:de|da|do|desde|em|en|à|a|aus|in|i|w|we|z|ve|v|из|в|з|у|från|fra|din|uit) [^\W\d_a-zß-öø-ÿа-я][\w’'.-]+"
    r"(?: (?:de |do |da |del )?[^\W\d_a-zß-öø-ÿа-я][\w’'.-]+){0,2}"
)
"""*from Lisbon*, behind a whole name."""


def without_other_credits(text: str) -> str:
    """A byline without those who did not write: who took the pictures, translated or checked.

    >>> without_other_credits("Jane Roe; photography by Per Lund"), without_other_credits("Photo by Per Lund")
    ('Jane Roe', 'Photo by Per Lund')
    """
    found = _OTHERS.search(text)
    return text[: found.start()] if found and found.start() else text


def is_other_credit(part: str) -> bool:
    """Does the part name one who did not write, or where somebody writes for?"""
    return bool(_OTHERS.match(part) or _ON_THE_SPOT.fullmatch(part))


def is_agency(part: str) -> bool:
    """Is it a news agency?"""
    return bool(_AGENCY.fullmatch(part))


def is_place(part: str) -> bool:
    """Does it say where something was written, where it stands behind a name?

    >>> is_place("de Varginha"), is_place("em Viana do Castelo"), is_place("de Souza e Silva"), is_place("Lisboa")
    (True, True, False, False)
    """
    return bool(_PLACE.fullmatch(part))


def is_reporter(text: str) -> bool:
    """Is it a name with the word for reporter, as papers in China, Japan and Korea have it?"""
    return any(pattern.fullmatch(text.strip()) for pattern in _EASTERN)


def split_names(text: str) -> list[str]:
    """A byline's parts, a name each.

    >>> split_names("Ana Gil y Luis Ortega y Gasset, EFE"), split_names("JANE ROE AND PER LUND")
    (['Ana Gil', 'Luis Ortega y Gasset', 'EFE'], ['JANE ROE', 'PER LUND'])
    """
    found = []
    for part in _SPLIT.split(_MAIL.sub(" ", text)):
        found += _softly(_AND.sub("", part))
    return found


def _softly(part: str) -> list[str]:
    """Parts between soft words for "and", but for those with a single word at one side."""
    pieces, start = [], 0
    cuts = list(_SOFT.finditer(part))
    for n, cut in enumerate(cuts):
        end = cuts[n + 1].start() if n + 1 < len(cuts) else len(part)
        if len(part[start : cut.start()].split()) > 1 and len(part[cut.end() : end].split()) > 1:
            pieces.append(part[start : cut.start()])
            start = cut.end()
    return [*pieces, part[start:]]


def name_alone(part: str) -> str:
    """A part without the weekday of its date, the word for reporter and the paper that it was written for.

    >>> name_alone("記者陳美玲"), name_alone("한미라 기자"), name_alone("Jane Roe Tue")
    ('陳美玲', '한미라', 'Jane Roe')
    >>> name_alone("Jane Roe for the Bay Post")
    'Jane Roe'
    >>> name_alone("Center for Disease Control")
    'Center for Disease Control'
    """
    part = _WEEKDAY.sub("", part.strip())
    for pattern in _EASTERN:
        if found := pattern.fullmatch(part):
            return str(found[1])
    found = _FOR.fullmatch(part)
    return str(found[1]) if found and not _HOUSE.search(found[1]) else part


_HOUSE = re.compile(
    r"\b(?:cent(?:er|re)s?|institute?|foundation|association|society|council|committee|office|ministry|department|agency|"
    r"campaign|coalition|alliance|network|fund|trust|group|school|party|movement|union|doctors|scientists|students)\b",
    re.I,
)
