"""Say of every block of a page whether it is main content, and what it is if not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version

from cleaners.document import Document, Evidence, Label, Mark
from cleaners.page.model import VERSION
from cleaners.policy import Policy

_RULE = re.compile(r"(?:any|[a-z]{2})/[a-z-]+/")
"""How a rule's address begins."""
_LETTERS = re.compile(r"[\W_]+")
_BY_WORDS = (
    (Label.CONSENT_NOTICE, {"cookie", "cookies", "consent", "gdpr", "onetrust", "cookiebot"}),
    (Label.ADVERTISEMENT, {"advert", "advertisement", "adsbygoogle", "sponsored", "ads"}),
    (Label.SHARE_BAR, {"share", "sharing", "addtoany", "sharedaddy", "socials"}),
    (Label.NEWSLETTER, {"newsletter", "subscribe", "mailchimp", "signup"}),
    (Label.PAYWALL, {"paywall"}),
    (Label.RELATED, {"related", "recommended", "recommendations", "recirculation", "trending"}),
    (Label.COMMENTS, {"comments", "commentlist", "respond", "disqus"}),
    (Label.AUTHOR_BIO, {"bio"}),
    (Label.BYLINE, {"byline", "author"}),
    (Label.COPYRIGHT, {"copyright"}),
    (Label.NAVIGATION, {"nav", "navigation", "navbar", "menu", "breadcrumb", "breadcrumbs", "pagination", "sidebar"}),
)
"""What class words around a block that is not main content say it is; the first that fits."""


def judge(documents: Sequence[Document], policy: Policy) -> list[Document]:
    """Add a mark to every block that is not main content, and to the title where the page repeats it."""
    return [_own_authors(document.with_marks(_marks(document))) for document in documents]


def _own_authors(document: Document) -> Document:
    """A byline rule may have read a teaser or a comment: on a page, its authors count only if the page names none."""
    named = any(fact.name == "authors" and fact.accepted and not _RULE.match(fact.origin) for fact in document.facts)
    if not named:
        return document
    facts = tuple(
        replace(fact, origin=f"{fact.origin} (beside the page's own)", accepted=False)
        if fact.name == "authors" and _RULE.match(fact.origin)
        else fact
        for fact in document.facts
    )
    return replace(document, facts=facts)


@lru_cache(maxsize=1)
def _trafilatura() -> str:
    return f"trafilatura/{version('trafilatura')}"


def _marks(document: Document) -> Iterator[Mark]:
    title = _key(str(document.fact("title", "")))
    for block in document.blocks:
        seen = block.evidence
        if seen is None or not seen.features:
            continue
        chance = seen.features[0]
        if "model" not in seen.kept_by:
            label = _label(seen)
            yield Mark(block.span, label, f"model/{VERSION}", "not main content of the page", round(1 - chance, 3))
        elif title and _key(document.slice(block)) == title:
            yield Mark(block.span, Label.TITLE, "core/title", "repeats the page's title")
        if "asked" in seen.kept_by and "trafilatura" not in seen.kept_by:
            yield Mark(
                block.span, Label.OFF_MAIN, _trafilatura(), "not in trafilatura's main content", 0.5, verdict=False
            )


def _label(seen: Evidence) -> Label:
    """What a block that is not main content is, by where it stands."""
    steps = seen.path.split("/")
    if "figcaption" in steps:
        return Label.CAPTION
    for label, words in _BY_WORDS:
        if words & seen.words:
            return label
    return Label.NAVIGATION if "nav" in steps else Label.OFF_MAIN


def _key(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
