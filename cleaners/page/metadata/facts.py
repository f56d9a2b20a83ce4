"""What a page says about itself, weighed: facts with their origin and a confidence, rejected candidates among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from cleaners.document import Fact
from cleaners.page.blocks.tree import Page
from cleaners.page.metadata.bylines import author_facts
from cleaners.page.metadata.decks import deck_facts
from cleaners.page.metadata.embedded import EmbeddedMetadata
from cleaners.page.metadata.publication_dates import date_facts
from cleaners.page.metadata.titles import title_facts

_LICENCE = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/(\d\.\d)", re.I)
_SEPARATE = re.compile(r"\s*[,;|]\s*")
MOST_TAGS = 30
_STATED = ("json-ld/", "meta/", "microdata/")


def page_facts(embedded: EmbeddedMetadata, page: Page, *, url: str | None, hints: Mapping[str, Any]) -> list[Fact]:
    """Title, deck, authors, dates, site, addresses, description, sections, tags, image, licence, language, paywall."""
    site = _site(embedded, url)
    names = [str(fact.value) for fact in site]
    facts = title_facts(embedded, page, names)
    facts += deck_facts(embedded, page, next((fact.value for fact in facts if fact.accepted), ""))
    facts += author_facts(embedded, page, names)
    facts += date_facts(embedded, page, url=url or "", fetched=str(hints.get("fetched_at") or ""))
    facts += site + _addresses(embedded, url) + _descriptions(embedded) + _subjects(embedded) + _rights(embedded)
    return facts


def declares_author_or_date(facts: Sequence[Fact]) -> bool:
    """Does the markup state who wrote the page or when? What only looks like a name or a day does not count."""
    return any(f.name in ("authors", "published") and f.origin.startswith(_STATED) and f.accepted for f in facts)


def _site(embedded: EmbeddedMetadata, url: str | None) -> list[Fact]:
    facts = []
    name = embedded.first("og:site_name", "application-name")
    if name:
        facts.append(Fact("site", name, "meta/og:site_name", 0.95))
    for entry in embedded.articles():
        for publisher in embedded.resolve(entry.get("publisher")):
            found = publisher if isinstance(publisher, str) else publisher.get("name")
            if isinstance(found, str) and found:
                facts.append(Fact("site", found, "json-ld/publisher", 0.85, accepted=not facts))
                break
    for entry in embedded.data:
        if entry.get("@type") in ("WebSite", "Organization") and isinstance(entry.get("name"), str):
            facts.append(Fact("site", entry["name"], "json-ld/site", 0.7, accepted=not facts))
    host = _host(url or _canonical(embedded, url))
    if host:
        facts.append(Fact("site", host.removeprefix("www."), "url/host", 0.4, accepted=not facts))
    return facts


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _canonical(embedded: EmbeddedMetadata, url: str | None) -> str:
    found = next(iter(embedded.links.get("canonical", ())), "") or embedded.first("og:url")
    try:
        found = urljoin(url or "", found) if found else ""
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) else ""


def _addresses(embedded: EmbeddedMetadata, url: str | None) -> list[Fact]:
    facts = []
    canonical = _canonical(embedded, url)
    if canonical:
        # A canonical link to the front page of the site is a mistake of its template, not the page's address.
        astray = bool(url) and len(urlsplit(canonical).path) <= 1 < len(urlsplit(url or "").path)
        facts.append(Fact("url", canonical, "link/canonical", 0.9, accepted=not astray))
        facts.append(Fact("canonical_url", canonical, "link/canonical", 0.9, accepted=not astray))
    if url:
        facts.append(Fact("url", url, "reader/url", 0.8, accepted=not any(fact.accepted for fact in facts)))
    image = embedded.first("og:image", "og:image:url", "twitter:image")
    if image:
        facts.append(Fact("image", urljoin(url or canonical or "", image), "meta/og:image", 0.9))
    return facts


def _descriptions(embedded: EmbeddedMetadata) -> list[Fact]:
    facts: list[Fact] = []
    for name in ("og:description", "description", "twitter:description"):
        value = " ".join(embedded.first(name).split())
        if value and all(value != fact.value for fact in facts):
            facts.append(Fact("description", value, f"meta/{name}", 0.9, accepted=not facts))
    return facts


def _subjects(embedded: EmbeddedMetadata) -> list[Fact]:
    facts = []
    sections = list(embedded.meta.get("article:section", ()))
    tags = list(embedded.meta.get("article:tag", ()))
    for entry in embedded.articles():
        sections += [s for s in embedded.resolve(entry.get("articleSection")) if isinstance(s, str)]
        tags += [k for k in embedded.resolve(entry.get("keywords")) if isinstance(k, str)]
    tags += embedded.meta.get("keywords", []) + embedded.meta.get("news_keywords", [])
    for name, values in (("categories", sections), ("tags", tags)):
        found = list(dict.fromkeys(p for value in values for p in _SEPARATE.split(value.strip()) if p))[:MOST_TAGS]
        _, shown = embedded.subjects.get("category" if name == "categories" else "tag", (None, []))
        if found:
            facts.append(Fact(name, found, "meta/article:section" if name == "categories" else "meta/keywords", 0.8))
        elif said_once := list(dict.fromkeys(filter(None, shown)))[:MOST_TAGS]:
            facts.append(Fact(name, said_once, "page/rel-tag", 0.6))
    if sections:
        facts.append(Fact("section", sections[0].strip(), "meta/article:section", 0.8))
    return facts


def _rights(embedded: EmbeddedMetadata) -> list[Fact]:
    facts: list[Fact] = []
    for target in embedded.links.get("license", []):
        known = _LICENCE.search(target)
        value = f"CC {known[1].upper()} {known[2]}" if known else target
        facts.append(Fact("licence", value, "link/license", 0.9, accepted=not facts))
    if embedded.language:
        facts.append(Fact("language_declared", embedded.language, "html/lang", 0.8))
    for entry in embedded.articles():
        free = str(entry.get("isAccessibleForFree", "")).lower()
        if free in ("false", "true", "http://schema.org/false", "http://schema.org/true"):
            facts.append(Fact("paywalled", free.endswith("false"), "json-ld/isAccessibleForFree", 0.9))
            break
    return facts
