"""Say of every block of a page whether it is main content, and what it is if not."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version

from cleaners.dates import read
from cleaners.document import Block, Document, Evidence, Fact, Label, Mark, Span
from cleaners.mark.labels import STAYING, by_words
from cleaners.mark.vocabulary import words_of
from cleaners.page.blocks.duplicates import find_duplicates, is_verse, sole_under_heading
from cleaners.page.blocks.tree import HEADINGS
from cleaners.page.judge.model import VERSION
from cleaners.page.judge.photo_essays import FLAG, are_beside, captions_that_tell, is_caption
from cleaners.page.listed import listed
from cleaners.page.metadata.decks import DECK_ORIGIN
from cleaners.page.metadata.publication_dates import EVENT_ORIGIN

_RULE = re.compile(r"(?:any|[a-z]{2})/[a-z-]+/")
"""How a rule's address begins."""
_ENTRY = "any/related/list"
"""The rule that knows the entries of a list by the heading over them."""
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

_NAMING = HEADINGS | {"summary", "dt"}
_COPYING = frozenset(listed("blockquote q aside figure figcaption"))
_COPY_WORDS = frozenset(
    listed("pullquote pull quote clone cloned duplicate teaser excerpt tweet highlight callout mobile desktop")
)
"""Elements and class words of texts that stand elsewhere on the page, too."""
AROUND = 12
UNDER_WAY = 60
"""Words of main content after which the title's words are the heading of a part, no longer the title."""


def mark_boilerplate(documents: Sequence[Document]) -> list[Document]:
    """Add a mark to every block that is not main content, and to the title where the page repeats it."""
    return [_facts_of_the_page(_judged(document)) for document in documents]


def _judged(document: Document) -> Document:
    captions = captions_that_tell(document) if _is_article(document) else set()
    marked = _spare_headings(document).with_marks(_marks(document, captions))
    return marked.with_facts([FLAG]) if captions else marked


def _spare_headings(document: Document) -> Document:
    """A list such as "Read also" ends at a heading of the text: one that the judge keeps and that leads nowhere."""
    spared = {
        block.span
        for block in document.blocks
        if _is_kept(block) and block.evidence and block.evidence.tag in HEADINGS and not block.evidence.link_share
    }
    marks = (
        mark._replace(verdict=False) if mark.origin == _ENTRY and mark.span in spared else mark
        for mark in document.marks
    )
    return replace(document, marks=tuple(marks))


def _is_article(document: Document) -> bool:
    return bool(document.fact("kind") == "article")


def _facts_of_the_page(document: Document) -> Document:
    """A byline rule may have read a teaser or a comment: on a page, its authors count only if the page names none, and
    the day of what the page announces is not that of publication."""
    named = any(fact.name == "authors" and fact.accepted and not _RULE.match(fact.origin) for fact in document.facts)
    days = {fact.value for fact in document.facts if fact.name == "published" and fact.origin == EVENT_ORIGIN}
    if not named and not days:
        return document

    def is_beside(fact: Fact) -> bool:
        if not _RULE.match(fact.origin):
            return False
        return (named and fact.name == "authors") or (fact.name == "published" and read(str(fact.value))[:10] in days)

    facts = tuple(
        replace(fact, origin=f"{fact.origin} (beside the page's own)", accepted=False) if is_beside(fact) else fact
        for fact in document.facts
    )
    return replace(document, facts=facts)


@lru_cache(maxsize=1)
def _trafilatura() -> str:
    return f"trafilatura/{version('trafilatura')}"


def _marks(document: Document, captions: Container[int]) -> Iterator[Mark]:
    """Opinions about the blocks of a page whose `captions`, by number, are text."""
    title = _key(str(document.fact("title", "")))
    by_rules = {mark.span: mark.label for mark in document.marks if mark.label not in STAYING}
    deck = next((f.value for f in document.facts if f.origin == DECK_ORIGIN and f.accepted), None)
    is_article = _is_article(document)
    has_captions = is_article and are_beside(document)
    subscribing = _subscribing(document) if is_article else frozenset()
    near = _near(document.blocks)
    duplicates = _duplicates(document)
    only_title = not any(_is_kept(block) and _key(document.slice(block)) != title for block in document.blocks)
    words_before = 0
    for index, block in enumerate(document.blocks):
        seen = block.evidence
        if seen is None or not seen.features:
            continue
        text = document.slice(block)
        once = text if seen.copy_at < 0 else text[seen.copy_at :]
        is_title = bool(title) and _key(once) == title
        if seen.hidden_inline:
            yield Mark(block.span, Label.OFF_MAIN, "core/hidden", "hidden inside of a line")
        elif index in captions:
            reason = "what the page tells, it tells in captions"
            yield Mark(block.span, Label.CAPTION, "core/captions", reason, 0.5, verdict=False)
        elif deck is not None and " ".join(text.split()) == deck:
            yield Mark(block.span, Label.DECK, DECK_ORIGIN, "stands under the title, and its class calls it a deck")
            deck = None
        elif has_captions and _is_kept(block) and is_caption(seen) and not is_title:
            yield Mark(block.span, Label.CAPTION, "core/caption", "its class calls it a caption")
        elif seen.box in subscribing and _is_kept(block):
            yield Mark(block.span, Label.NEWSLETTER, "core/box", "stands in a box in which one subscribes")
        elif not _is_kept(block):
            label = Label.TITLE if is_title and index in near else _label(seen)
            if label == Label.OFF_MAIN and index in near:
                label = by_rules.get(block.span) or _guessed(text) or label
            reason = "not main content of the page"
            yield Mark(block.span, label, f"model/{VERSION}", reason, round(1 - seen.features[0], 3))
        else:
            if is_title and words_before <= UNDER_WAY and (words_before or not only_title):
                yield Mark(block.span, Label.TITLE, "core/title", "repeats the page's title")
            elif index in duplicates:
                yield Mark(block.span, Label.REPEAT, "core/repeat", f"says again what line {duplicates[index]} says")
            elif seen.copy_at >= 0:
                copy = Span(block.start + seen.copy_at, block.end)
                yield Mark(copy, Label.REPEAT, "core/repeat", "says again what stands right before it")
            words_before += len(text.split())
        if "asked" in seen.kept_by and "trafilatura" not in seen.kept_by:
            yield Mark(
                block.span, Label.OFF_MAIN, _trafilatura(), "not in trafilatura's main content", 0.5, verdict=False
            )


def _subscribing(document: Document) -> frozenset[int]:
    """The boxes in which one subscribes to something, as a sure rule says of one of their lines. What else stands there
    praises it, in words that no rule knows: of 20 such blocks that the judge kept on development articles it had not
    seen, annotators had left out 18."""
    told = {mark.span for mark in document.marks if mark.label == Label.NEWSLETTER and mark.verdict}
    return frozenset(b.evidence.box for b in document.blocks if b.span in told and b.evidence) - {-1}


def _duplicates(document: Document) -> dict[int, int]:
    """Blocks of the main content that say again what is said beside them, by number, and the line where it is said.
    Code and the rows of tables may repeat themselves."""
    kept = [
        (index, block)
        for index, block in enumerate(document.blocks)
        if _is_kept(block) and (seen := block.evidence) and seen.tag != "tr" and "pre" not in seen.path.split("/")
    ]
    texts = [document.slice(block) for _, block in kept]
    lone = sole_under_heading([(_is_heading(block), _is_kept(block)) for block in document.blocks])
    spared = {n for n, (index, _) in enumerate(kept) if index in lone or is_verse(texts[n])}
    copies = {n for n, (_, block) in enumerate(kept) if _is_called_a_copy(block)}
    found = find_duplicates(texts, spared=spared, copies=copies)
    return {kept[n][0]: kept[m][1].line for n, m in found.items()}


def _is_heading(block: Block) -> bool:
    """Does the block name what follows it: a heading, a question, a term?"""
    return block.evidence is not None and not _NAMING.isdisjoint(block.evidence.path.split("/"))


def _is_called_a_copy(block: Block) -> bool:
    """Does the markup say that the text may stand elsewhere, too?"""
    seen = block.evidence
    return seen is not None and not (_COPYING.isdisjoint(seen.path.split("/")) and _COPY_WORDS.isdisjoint(seen.words))


def _is_kept(block: Block) -> bool:
    """Does the model hold the block for main content?"""
    return block.evidence is not None and "model" in block.evidence.kept_by


def _near(blocks: Sequence[Block]) -> range:
    """The blocks from a few above the main content to a few below it: worth a closer look at what they are."""
    kept = [index for index, block in enumerate(blocks) if _is_kept(block)]
    return range(kept[0] - AROUND, kept[-1] + AROUND + 1) if kept else range(0)


def _label(seen: Evidence) -> Label:
    """What a block that is not main content is, by where it stands."""
    if is_caption(seen):
        return Label.CAPTION
    for label, words in _BY_WORDS:
        if words & seen.words:
            return label
    return Label.NAVIGATION if "nav" in seen.path.split("/") else Label.OFF_MAIN


def _guessed(text: str) -> Label | None:
    """What a block is by its words, unless that would stay as knowledge: of 89 such credits on 499 development pages
    16 were any (others: "LEFT JOIN", "Zoom on image")."""
    label = by_words(words_of(text))
    return None if label in (Label.CREDIT, Label.AUTHOR_BIO) else label


def _key(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
