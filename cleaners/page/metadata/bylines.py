"""Who wrote a page: what its markup states, and what a reader sees under its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cleaners import dates
from cleaners.document import Fact
from cleaners.mark.people import LEAD_OF_OTHERS
from cleaners.page.blocks.tree import ENTRIES, HEADING, HIDDEN, NAV, Page
from cleaners.page.listed import listed
from cleaners.page.metadata import author_names, byline_parts
from cleaners.page.metadata.date_words import AGO, OTHER
from cleaners.page.metadata.embedded import EmbeddedMetadata

AFTER, BEFORE = 18, 3
"""Blocks after and before the title in which a byline is looked for."""
MOST_WORDS = 5
"""Words of a name such as "Bay Post Editorial Team"."""
FEWEST = 3
"""Words before "by" in a sentence that only mentions who made something."""
META_NAMES = listed(
    "author article:author dc.creator dcterms.creator parsely-author sailthru.author citation_author byl author_name",
)
_WRITTEN = re.compile(
    r"writ|verfasst|geschrieben|autor|écrit|escrit|scritto|geschreven|napisan|skriv|skrev|kirjoit|napsal|автор|napisał|"
    r"ditulis|yazan|كتب|작성|投稿|執筆|作者|tác giả|נכתב|نوشته|συντά",
    re.I,
)
_CATALOGUES = frozenset(listed("citation_author dc.creator dcterms.creator"))
"""Meta elements that give one person each, the last name first."""
_BY = re.compile(
    r"(?:^|[\W\d]|(?:written|posted|published|story|text|words|authored|article|created|guide)\s+)"
    r"(?:by|von|par|por|di)\b[\s:]+(?=[\w])|^authors?\s*:\s*",
    re.I,
)
_NOT_BY = re.compile(
    r"(?:reviewed|checked|updated|edited|powered|presented|photo(?:graph)?s?|image|illustrat\w+|sponsored|approved|"
    r"verified|supported|provided|hosted|designed|developed|"
    r"photograph(?:y|ed)|followed|driven|day|step|one|side)\W+by\b|\bby (?:the numbers|email|"
    r"clicking|using|subscri|submit|sign|continu|our|your|\d|a |an |far|default|now)",
    re.I,
)
_HAN_GAP = re.compile(r"(?<=[一-鿿])(?<![记記]者)(?<!通[讯訊][员員])\s+(?=[一-鿿])")
"""A space between names, but for one after the word for reporter."""
_PLAIN = re.compile(r"[\w.'’´`\- ]+")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)


UNSIGNED = frozenset({"service", "product", "collection", "listing"})
"""Kinds of pages on which visible names are those of reviewers, brands, buttons and makers of what is offered: 58 such
development pages would have an author read off them, and no article taken for one loses a right author."""
_DECLARED = frozenset({"json-ld/author", "meta/author", "meta/twitter:data", "microdata/author"})
_SHOWN = "page/"
"""How the origin of a name begins that the page shows and does not declare."""


def author_facts(embedded: EmbeddedMetadata, page: Page, site: Sequence[str]) -> list[Fact]:
    """The authors by every source; only the most trusted that names somebody is accepted."""
    sources = _sources(embedded, page)
    if embedded.language.lower().startswith("zh"):
        # Two or three characters are a name there, and names have a space between them.
        sources = ((origin, trust, [_HAN_GAP.sub("、", v) for v in values]) for origin, trust, values in sources)
    named = [(origin, trust, _named(origin, values, site)) for origin, trust, values in sources]
    named = [source for source in named if source[2]]
    facts = []
    for origin, trust, found in named:
        others = {other for other, _, names in named if other != origin and _alike(found, names)}
        facts.append(Fact("authors", found, origin, round(trust - _doubt(found, site, len(others)), 2)))
    if not facts:
        return []
    best = max(facts, key=lambda fact: fact.confidence)
    fuller = next((fact for fact in facts if _adds_to(fact, best)), None)
    best = fuller or best
    return [best, *(Fact(f.name, f.value, f.origin, f.confidence, accepted=False) for f in facts if f is not best)]


def weigh_authors_by_kind(facts: Sequence[Fact], kind: str) -> list[Fact]:
    """The facts of a page of that kind. If nobody signs such pages, authors that are only shown stay as rejected
    candidates, and those that the page declares count, be they nobody. Where a day stands beside a byline the kind may
    be wrong: learned on English pages, it takes an article in another language without markup for a service."""
    if kind not in UNSIGNED or _is_dated_byline(facts):
        return list(facts)
    why = f"(on a page of the kind {kind})"
    named = [fact for fact in facts if fact.name == "authors"]
    declared = [fact for fact in named if not fact.origin.startswith(_SHOWN)]
    nobody = Fact("authors", [], f"page/kind {why}", 0.95)
    best = max(declared, key=lambda fact: (fact.accepted, fact.confidence), default=nobody)
    shown = [
        replace(fact, origin=f"{fact.origin} {why}", accepted=False) if fact.accepted else fact
        for fact in named
        if fact is not best
    ]
    return [*(fact for fact in facts if fact.name != "authors"), replace(best, accepted=True), *shown]


def _is_dated_byline(facts: Sequence[Fact]) -> bool:
    """Does a reader see under the title who wrote it, after a word that says so, and when?"""
    origins = {fact.name: fact.origin for fact in facts if fact.accepted}
    return origins.get("authors") == "page/byline" and origins.get("published", "").startswith(_SHOWN)


def _named(origin: str, values: list[str], site: Sequence[str]) -> list[str]:
    """The people that one source names. A site beside people is their publisher; alone it is as it was put."""
    found = author_names.people(values)
    if origin in _VISIBLE and any(map(author_names.is_name, found)):
        found = [name for name in found if author_names.is_name(name)]
    people = [name for name in found if not _is_site(name, site)]
    if people or len(found) != 1:
        return people or found
    whole = author_names.without_by(values[0])
    return [whole] if len(whole.split()) <= MOST_WORDS and whole.startswith(found[0]) else found


def _is_site(name: str, site: Sequence[str]) -> bool:
    return any(author_names.is_same_name(name, other) for other in site)


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return {name.casefold() for name in one} == {name.casefold() for name in other}


def _doubt(found: Sequence[str], site: Sequence[str], others: int) -> float:
    """How much less to trust a source that names no person or the site. Other sources that say the same help it: a site
    may well bear the name of the only one who writes there."""
    people = sum(map(author_names.is_name, found))
    doubt = 0.0 if people == len(found) else 0.11 if people else 0.22
    doubt += 0.32 if any(_is_site(name, site) for name in found) else 0.0
    return max(0.0, doubt - 0.12 * others)


_VISIBLE = frozenset(
    {"page/byline", "page/name-and-date", "page/author-element", "page/author-link", "page/name-under-title"}
)


def _adds_to(fact: Fact, best: Fact) -> bool:
    """Does a byline or other markup name the same people and more, as where there is room for one author only?"""
    if not all(map(author_names.is_name, fact.value)):
        return False
    if fact.origin in _DECLARED:
        return set(best.value) < set(fact.value) and all(map(author_names.is_name, best.value))
    if fact.origin != "page/byline":
        return False
    return len(fact.value) > len(best.value) + 1 and set(best.value) <= set(fact.value)


def _sources(embedded: EmbeddedMetadata, page: Page) -> Iterator[tuple[str, float, list[str]]]:
    """Where authors are named, with how far each source is trusted."""
    yield "json-ld/author", 0.9, _data_authors(embedded)
    yield "meta/author", 0.82, _meta_authors(embedded)
    yield "meta/twitter:data", 0.81, _card_authors(embedded)
    yield "microdata/author", 0.8, embedded.microdata_authors
    near = _near_title(embedded, page)
    yield "page/byline", 0.79, _bylines(embedded, near)
    yield "page/rel-author", 0.7, embedded.props.get("rel-author", [])[:1]
    yield "page/author-link", 0.66, [t for t in embedded.props.get("author-link", []) if author_names.is_name(t)][:1]
    elements = [_before_date(text) for text in embedded.bylines]
    yield "page/author-element", 0.68, [text for text in elements if _is_plain_name(text)][:1]
    short = [text for text in elements[:3] if len(text) <= 40 and not dates.read(text)]
    yield "page/author-element", 0.74, [text for text in short if len(author_names.people([text])) == 1][:1]
    inline = [text for text in map(author_names.without_by, embedded.inline_authors) if author_names.may_be_name(text)]
    inline = [text for text in inline if any(text in line for line in near)]
    yield "page/author-element", 0.64, inline[:1]
    yield "page/name-and-date", 0.62, _beside_date(near)
    yield "page/name-under-title", 0.5, _under_title(embedded, page)


def _under_title(embedded: EmbeddedMetadata, page: Page) -> list[str]:
    """A name right under the title with a portrait before it or a job title after it."""
    title = embedded.title_at
    if title is None:
        return []
    for n in range(title + 1, min(title + 7, len(page.blocks))):
        block = page.blocks[n]
        after = page.blocks[n + 1].text if n + 1 < len(page.blocks) else ""
        if block.tag in ENTRIES or not _is_plain_name(block.text) or block.flags & (NAV | HIDDEN | HEADING):
            continue
        if block.images or (len(after) < 80 and author_names.is_role(after)):
            return [block.text]
    return []


def _near_title(embedded: EmbeddedMetadata, page: Page) -> list[str]:
    """Texts around the title, those after it first."""
    title = embedded.title_at
    if title is None:
        return []
    places = [*range(title + 1, title + AFTER), *range(title - 1, title - 1 - BEFORE, -1)]
    blocks = [page.blocks[n] for n in places if 0 <= n < len(page.blocks)]
    return [block.text for block in blocks if not block.flags & (NAV | HIDDEN)]


def _bylines(embedded: EmbeddedMetadata, near: Sequence[str]) -> list[str]:
    """What follows "by" in the first byline: of the elements so called, then of the texts near the title."""
    called = embedded.bylines[:6]
    for n, text in enumerate([*called, *near]):
        text = byline_parts.without_other_credits(text)
        if len(text) > 160 or _NOT_BY.search(text):
            continue
        found = _BY.search(text)
        if found and found.start() <= 40:
            if n >= len(called) and text.endswith(".") and len(text[: found.start()].split()) >= FEWEST:
                continue  # a sentence: "For the play by Ada Thorne, see there."
            names = text[found.end() :]
            if author_names.people([names]) and (not names[0].islower() or n < len(called)):
                return [names]
        elif LEAD_OF_OTHERS.match(text) or (len(text) <= 40 and byline_parts.is_reporter(text)):
            found_names = author_names.people([text])
            if found_names and (n < len(called) or all(map(author_names.may_be_name, found_names))):
                return [text]
        elif re.fullmatch(r"\W*(?:written |posted |authored )?by\W*", text, re.I):
            following = [*embedded.bylines[:6], *near][n + 1 : n + 2]
            if following and _is_plain_name(following[0]):
                return following
    return []


def _beside_date(near: Sequence[str]) -> list[str]:
    """A name that stands with a date, in one text or in the next one, right under the title."""
    for n, text in enumerate(near[:9]):
        if len(text) > 90:
            continue
        if _is_dated(text):
            lines = re.split(r"\s*[|•·\n–—]\s*|\s+on\s+|,\s+", text)
            names = [name for line in lines if _is_plain_name(name := _before_date(line))]
            if names:
                return names[:1]
            continue
        # With the place where it was written: "Jane Roe | Oslo".
        name = re.split(r"\s*[|•·]\s*", text)[0] if len(text) <= 50 else text
        if _is_plain_name(name):
            around = near[max(0, n - 2) : n + 3]
            if any(len(other) < 90 and _is_dated(other) for other in around):
                return [name]
    return []


def _is_dated(text: str) -> bool:
    """Does the text say when something was published, be it how long ago?"""
    return not OTHER.search(text) and bool(dates.read(text, day_first=False) or AGO.search(text))


def _before_date(text: str) -> str:
    month = _MONTH.search(text)
    digits = re.search(r"\d", text)
    ends = [found.start() for found in (month, digits) if found and found.start() > 4]
    return byline_parts.name_alone(text[: min(ends)].strip(" ,-")) if ends and digits else text


def _is_plain_name(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and author_names.is_name(text) and bool(author_names.people([text]))


def _meta_authors(embedded: EmbeddedMetadata) -> list[str]:
    for name in META_NAMES:
        values = embedded.meta.get(name, [])
        if author_names.people(values):
            if name not in _CATALOGUES:
                return values
            return [author_names.given_name_first(value, alone=name == "citation_author") for value in values]
    return []


def _card_authors(embedded: EmbeddedMetadata) -> list[str]:
    """The names that go with a link in social media."""
    for number in "12":
        if _WRITTEN.search(embedded.first(f"twitter:label{number}")):
            return embedded.meta.get(f"twitter:data{number}", [])[:1]
    return []


def _data_authors(embedded: EmbeddedMetadata) -> list[str]:
    """The people that structured data names as authors of the page's text."""
    for entry in embedded.articles():
        names: list[str] = []
        for author in embedded.resolve(entry.get("author") or entry.get("creator")):
            name = author if isinstance(author, str) else author.get("name") or _in_parts(author)
            found = [n for n in (name if isinstance(name, list) else [name]) if isinstance(n, str)]
            names += found if isinstance(author, str) else map(author_names.given_name_first, found)
        if names:
            return names
    return []


def _in_parts(author: Mapping[str, object]) -> str:
    """The name of a person that is given in two parts."""
    parts = (author.get("givenName"), author.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str) and part)
