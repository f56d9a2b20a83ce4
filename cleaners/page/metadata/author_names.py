"""Author names as pages give them → a clean list of people."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from cleaners.mark.people import LEAD_OF_OTHERS
from cleaners.page.listed import listed
from cleaners.page.metadata import byline_parts
from cleaners.page.metadata.date_words import CHANGED, POSTED, PUBLISHED, RENEWED

MOST = 12
_BY = re.compile(
    r"^By(?=[A-Z][a-z])|^\W*(?:(?:written|posted|published|reported|words|story|text|article|post|created|authored|contributed|edited|"
    r"medically reviewed|reviewed|fact[- ]checked|last updated|updated)\s*(?:and \w+ )?by|by|von|par|por|di|door|af|av|"
    r"authors?|autor(?:in|es)?|auteurs?|text|words|writer|about the author|redacción)\b\s*[:：]?\s*",
    re.I,
)
_AFTER = re.compile(
    r"\s*(?:[|•·–—»]|\s-\s|\(|\bview (?:all|more|profile|posts)|\bview\b.*posts|\bposts? by\b|\bsee (?:all|more)|"
    r"\bat \d{1,2}[:.]\d\d|\b(?:le|am|el|il|em|op|den|dne) \d|\bfollow\b|"
    r"\bon (?:\w+ \d|\d|mon|tue|wed|thu|fri|sat|sun)|\bon$|\s\d+ comment|\bcategor|"
    r"\bin\s+[A-Z]|\bpubli(?:é|cado|shed)\b|\bveröffentlicht\b|\bpubblicato\b|\bupdated\b|\bposted\b|\blast\b|\d{1,2}[./]\d|\b\d{4}\b|"
    r"\bread (?:more|full)|\bmore by|\bis an?\b|\bhas been\b|@|https?:|\bshare\b|\bminute|\bmin read|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d).*",
    re.I | re.S,
)
_ROLE = re.compile(
    r"[\s,]+(?:(?:senior|staff|contributing|chief|guest|associate|managing|executive|deputy|news|content|freelance|"
    r"lead|digital|web|features?|tech|technology|marketing|health|travel|lifestyle|commerce|shopping|reviews?|former|"
    r"special|political|sports?|science|business|media|social|copy|global|principal|assistant)\s+)*"
    r"(?:editor(?:ial)?(?:[- ]in[- ]chief)?|(?:writer|reporter|correspondent|journalist)s?|contributor|author|"
    r"columnist|producer|photographer|blogger|strategist|manager|director|analyst|founder|ceo|cto|cmo|co-founder|intern|"
    r"specialist|consultant|expert|president|head of .*|redakteur(?:in)?|content creator)\b.*$",
    re.I,
)
_CREDENTIAL = re.compile(
    r"^(?:ph\.?\s?d|m\.?\s?d|d\.?o|d\.?d\.?s|d\.?v\.?m|m\.?b\.?a|m\.?sc?|b\.?sc?|m\.?a|b\.?a|b\.?s|m\.?s|m\.?p\.?h|"
    r"j\.?d|esq|r\.?n|r\.?d|rdn|ldn|ld|np|fnp|pa-?c|cpa|cfa|cfp|cissp|pmp|lcsw|lmft|lpc|psy\.?d|ed\.?d|dpt|pt|cscs|"
    r"cpt|acsm|nasm|facp|faap|facog|frcp|mph|msn|bsn|aprn|phr|shrm-\w+|mba|dvm|vmd|dacv\w+|bvms|mrcvs|od|dmd|mhs|"
    r"edd|llm|ll\.?b|pe|cf?m|cne|ibclc|clc|ccc-?slp|otr|mot|bcba|iii?|iv)\.?$",
    re.I,
)
_PROFESSION = re.compile(
    r"(?:\S+\s+){0,3}(?:architect|attorney|developer|designer|economist|engineer|lawyer|lecturer|professor|researcher|"
    r"scientist|strategist)(?:\s+(?:at|of|for)\s.*)?",
    re.I,
)
"""What somebody is who does not write for a living, behind the name."""
_WHEN = re.compile(rf"(?<=[\w.)])[\s|·•,;:–—-]+(?:\b(?:{CHANGED}|{PUBLISHED}))[^\d]{{0,30}}\d.*", re.I | re.S)
_NUMBER = re.compile(r"\s+\d+$")
_JUNIOR = re.compile(r"^(?:jr|sr)\.?$", re.I)
_ADDRESS = re.compile(r"https?:|www\.|\S@\S+\.\w+|\.(?:com|org|net)\b|/", re.I)
_NOBODY = re.compile(
    r"^(?:(?:staff|wire|news) (?:and wire )?(?:reports?|services?)|"
    r"admin(?:istrator)?|author|by|editor|guest(?: author| post)?|staff|user|null|none|unknown|undefined|root|home|"
    r"webmaster|anonymous|contributor|team|the author|written by|super ?user|wordpress|news ?desk|comments?|"
    r"search|menu|login|subscribe|share|posted|facebook|twitter|linkedin|instagram|mon|tue|wed|thu|fri|sat|sun|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?:one|no|\d+) comments?.*|\w+(?:\.\w+){2,}|"
    r"verified (?:buyer|customer|owner|purchaser?|reviewer)|(?:super |global )?moderator|"
    r"(?:active|elite|former|full|gold|junior|new|platinum|premium|registered|senior|silver|valued|vip|well-known)"
    r" member)$",
    re.I,
)


def people(values: Iterable[str]) -> list[str]:
    """Names as given → people: no "By", no job titles, no credentials, no addresses, nobody twice.

    >>> people(["By Jane Roe, PhD and John Q. Public, Senior Editor"])
    ['Jane Roe', 'John Q. Public']
    >>> people(["https://example.org/author/jane", "admin"])
    []
    """
    found: list[str] = []
    seen: set[str] = set()
    for value in values:
        for name in _names(value):
            if _key(name) not in seen:
                seen.add(_key(name))
                found.append(name)
    return found[:MOST]


def without_by(text: str) -> str:
    """A byline without the "By" that it begins with.

    >>> without_by("Posted by: The Bay Post Team")
    'The Bay Post Team'
    """
    text = " ".join(text.split())
    for _ in range(2):
        text = LEAD_OF_OTHERS.sub("", _BY.sub("", text))
    return text


def given_name_first(name: str, *, alone: bool = False) -> str:
    """One person as a catalogue has it → as one speaks of it. `alone`: it is known that the text names one only.

    >>> given_name_first("Brandt, Anna Maria"), given_name_first("Jane Roe, Oslo"), given_name_first("Roe, PhD")
    ('Anna Maria Brandt', 'Jane Roe, Oslo', 'Roe, PhD')
    >>> given_name_first("Roe, Jane, Doe, Joe")
    'Roe, Jane, Doe, Joe'
    >>> given_name_first("de la Cruz, María José"), given_name_first("García Márquez, Ana", alone=True)
    ('María José de la Cruz', 'Ana García Márquez')
    """
    last, _, first = (part.strip() for part in name.partition(","))
    if not last or not first or "," in first or sum(word not in _PARTICLES for word in first.split()) > 3:
        return name
    if " " in last and not alone and last.split()[0].lower() not in _PARTICLES:
        return name
    if _CREDENTIAL.match(first) or _JUNIOR.match(first) or is_role(first) or not first[0].isupper():
        return name
    return f"{first} {last}"


def is_role(text: str) -> bool:
    """Is this a job title, such as stands under a name?"""
    return bool(_ROLE.search(f" {text}"))


def is_same_name(one: str, other: str) -> bool:
    """Are the two names the same but for spaces, signs and case, or a part of one another?"""
    a, b = _key(one), _key(other)
    return bool(a and b) and (a == b or (min(len(a), len(b)) >= 5 and (a in b or b in a)))


def is_name(text: str) -> bool:
    """Could this be the name of a person: two to five words that begin with capitals, no digits?"""
    words = text.split()
    # The last word may be An, as in Vietnam.
    if (
        any(w.lower() in _NO_NAMES for w in words if w != "An" or w is not words[-1])
        or POSTED.search(text)
        or RENEWED.search(text)
    ):
        return False
    return 2 <= len(words) <= 5 and len(text) <= 45 and all(w[0].isupper() or w in _PARTICLES for w in words)


def may_be_name(text: str) -> bool:
    """The same in scripts without capitals, too, where a word before it has to say that it is one.

    >>> may_be_name("محمد عبد الرحمن"), may_be_name("陈美玲"), may_be_name("the sea"), may_be_name("Roe")
    (True, True, False, False)
    """
    if any(char.isupper() or char.islower() for char in text):
        return is_name(text)
    letters = sum(map(str.isalpha, text))
    dense = text[:1] >= "\u3040"
    return not any(map(str.isdigit, text)) and len(text.split()) <= 5 and 2 <= letters <= (10 if dense else 40)


_NO_NAMES = frozenset(
    listed(
        "the a an of for and to in on with your our my all no new by from how what why best top free read reading more",
        "min minutes comments comment email address blog news home insight insights strategy marketing business guide",
        "article articles team staff editorial contributor editor editors writer author about contact share print save",
        "menu search login privacy policy terms table contents published updated posted categories category tags quick",
        "bio full show caption captions key highlights disclosure advertiser style features feature summary overview",
        "kommentare kommentieren drucken teilen merken vorlesen partager imprimer commenter commentaires compartir",
        "imprimir comentar comentarios condividi commenti reageren kommentera kommentarer",
        "learn view see get start watch listen subscribe newsletter company services products product resources tips",
    )
)
_PARTICLES = frozenset(listed("de da di von van der den del la le bin al y e dos das do el ten ter zu af av du"))


def _names(value: str) -> list[str]:
    lines = (" ".join(line.split()) for line in html.unescape(value).splitlines())
    text = _undated(without_by(byline_parts.without_other_credits(" | ".join(filter(None, lines)))))
    if " " not in text and _ADDRESS.search(text):
        return []
    names: list[str] = []
    for part in byline_parts.split_names(text):
        if _JUNIOR.match(part.strip()) and names:
            names[-1] += f" {part.strip(' .')}"
            continue
        if byline_parts.is_other_credit(part) or (
            names and (byline_parts.is_agency(part) or byline_parts.is_place(part))
        ):
            continue
        part = byline_parts.name_alone(without_by(part))
        name = _ROLE.sub("", _AFTER.sub("", part)).strip(" .,:;-–—|\"'“”")
        name = _NUMBER.sub("", name)
        if _ROLE.fullmatch(f" {part}") or _JUNIOR.match(name) or (names and _PROFESSION.fullmatch(name)):
            # What follows a job title is where it is held.
            if names:
                break
            continue
        words = name.split()
        while len(words) > 1 and _CREDENTIAL.match(words[-1]) and not (len(words) == 2 and len(words[-1]) == 2):
            words.pop()
        name = " ".join(words)
        if _is_somebody(name):
            names.append(name)
    return names


def _undated(text: str) -> str:
    """A byline up to where it says when: "AFP Publié le 3 mai, mis à jour le 4" names AFP alone."""
    found = _WHEN.search(text)
    return text[: found.start()] if found else text


def _is_somebody(name: str) -> bool:
    if not 2 <= len(name) <= 60 or _CREDENTIAL.match(name) or _NOBODY.match(name) or _ADDRESS.search(name):
        return False
    return len(name.split()) <= 6 and sum(c.isalpha() for c in name) >= 2 and not _ROLE.fullmatch(f" {name}")


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
