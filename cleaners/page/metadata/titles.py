"""The title of a page: which of its headings and meta elements names the text, without the site's own name."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from cleaners.document import Fact
from cleaners.page.blocks.tree import HEADINGS, HIDDEN, NAV, Page
from cleaners.page.listed import listed
from cleaners.page.metadata.embedded import EmbeddedMetadata

SEPARATOR = re.compile(r"\s+[|–—•·»:\-]{1,2}\s+|\s*\|\s*|\s+::\s+")
_CUT = re.compile(rf"{SEPARATOR.pattern}|:\s+")
_WORD = re.compile(r"\w+")
_LOGO = frozenset(listed("logo brand branding sitename sitetitle"))
LONGEST = 300
LOGO = 0.35
"""How much less a heading counts that is the site's logo."""


def title_facts(embedded: EmbeddedMetadata, page: Page, site: Sequence[str]) -> list[Fact]:
    """The title by every source; only the best is accepted. A first heading that the page's other titles echo wins."""
    site = [*site, *_headed_site(embedded, page)]
    rivals = _titles_in_head(embedded, site)
    candidates = [*_headings(embedded, page, [text for text, _, _ in rivals], site), *rivals]
    facts: list[Fact] = []
    for text, origin, confidence in sorted(candidates, key=lambda c: -c[2]):
        if text and all(text != fact.value for fact in facts):
            facts.append(Fact("title", text, origin, round(confidence, 2), accepted=not facts))
    return facts


def _titles_in_head(embedded: EmbeddedMetadata, site: Sequence[str]) -> list[tuple[str, str, float]]:
    """The titles that the page states in its head."""
    found = []
    sources = [("meta/og:title", 0.72, embedded.first("og:title")), ("html/title", 0.6, embedded.title),
               ("meta/twitter:title", 0.55, embedded.first("twitter:title"))]  # fmt: skip
    for entry in embedded.articles():
        headline = entry.get("headline")
        if isinstance(headline, str):
            sources.append(("json-ld/headline", 0.7, headline))
            break
    for origin, confidence, value in sources:
        text = without_site(_tidy(value), site)
        if text and len(text) <= LONGEST:
            found.append((text, origin, confidence))
    return found


def _headings(
    embedded: EmbeddedMetadata, page: Page, rivals: Sequence[str], site: Sequence[str]
) -> list[tuple[str, str, float]]:
    """First-level headings with how much the other titles and their place speak for each."""
    found = []
    names = {_key(name) for name in site}
    seen = [(text, n) for text, n in embedded.headings if len(text) <= LONGEST and _key(text) not in names]
    logos = 0
    for rank, (text, n) in enumerate(seen):
        text = _tidy(text)
        echo = max((likeness(text, rival) for rival in rivals), default=0.5)
        block = page.blocks[n]
        score = 0.55 + 0.4 * echo - 0.05 * min(rank, 3)
        if block.flags & NAV or len(_WORD.findall(text)) < 2:
            score -= 0.15
        if rank == 0 and len(seen) == 1:
            score += 0.1
        if _is_logo(embedded, page, n):
            score -= LOGO
            logos += 1
        found.append((text, "page/h1", min(score, 0.98)))
    if len(found) == logos:
        found += _other_headings(page, rivals) or _bold_line(embedded, page)
    return found


def _headed_site(embedded: EmbeddedMetadata, page: Page) -> list[str]:
    """The first-level headings that name the site: one half of ``<title>``, of which another heading or og:title is the
    other half."""
    others = {_key(b.once) for b in page.blocks if b.tag in HEADINGS - {"h1"} and not b.flags & (HIDDEN | NAV)}
    others = (others | {_key(embedded.first("og:title"))}) - {""}
    firsts = {_key(text): text for text, _ in embedded.headings}
    found = []
    for head, tail in _halves(_tidy(embedded.title)):
        if _key(tail) in firsts and _key(head) in others - firsts.keys():
            found.append(firsts[_key(tail)])
        # The site comes first less often; then its name is no longer than the title.
        elif _key(head) in firsts and _key(tail) in others - firsts.keys() and len(head.split()) <= len(tail.split()):
            found.append(firsts[_key(head)])
    return found


def _halves(title: str) -> list[tuple[str, str]]:
    """What stands before and after each place where a title may end and a site begin, or the other way round.

    >>> _halves("Moss and Kettle: Three walks")
    [('Moss and Kettle', 'Three walks')]
    """
    return [(title[: cut.start()], title[cut.end() :]) for cut in _CUT.finditer(title)]


def _is_logo(embedded: EmbeddedMetadata, page: Page, n: int) -> bool:
    """Is the heading the site's: a link to its front page, or called its logo?"""
    block = page.blocks[n]
    if block.once in embedded.home_headings:
        return True
    if _key(embedded.title).startswith(_key(block.once)):
        return False
    words = page.class_words(block.node, 2)
    return not words.isdisjoint(_LOGO) or {"site", "title"} <= words


def _bold_line(embedded: EmbeddedMetadata, page: Page) -> list[tuple[str, str, float]]:
    """Without any heading: a line in bold that is one half of ``<title>``, as old boards have it."""
    halves = {_key(half) for pair in _halves(_tidy(embedded.title)) for half in pair} - {""}
    for block in page.blocks:
        text = block.once
        if block.bold_chars >= len(text) and _key(text) in halves and not block.links and not block.flags & HIDDEN:
            return [(_tidy(text), "page/bold", 0.75)]
    return []


def _other_headings(page: Page, rivals: Sequence[str]) -> list[tuple[str, str, float]]:
    """Without a first-level heading: a heading of another level that nearly repeats a title of the head."""
    for block in page.blocks:
        if block.tag in HEADINGS - {"h1"} and not block.flags & HIDDEN and len(block.text) <= LONGEST:
            echo = max((likeness(block.text, rival) for rival in rivals), default=0.0)
            if echo >= 0.6:
                return [(_tidy(block.text), f"page/{block.tag}", 0.5 + 0.4 * echo)]
    return []


def without_site(title: str, site: Sequence[str]) -> str:
    """A title without the site's name at either end.

    >>> without_site("Soup for winter | The Kitchen", ["The Kitchen"])
    'Soup for winter'
    >>> without_site("A - B testing explained", [])
    'A - B testing explained'
    """
    names = [key for name in site if (key := _key(name))]
    for _ in range(3):
        parts = list(SEPARATOR.finditer(title))
        if not parts:
            break
        tail, head = title[parts[-1].end() :], title[: parts[0].start()]
        if _is_site(tail, names) or ("|" in parts[-1][0] and len(_WORD.findall(tail)) <= 4 < len(title.split())):
            title = title[: parts[-1].start()].strip()
        elif _is_site(head, names):
            title = title[parts[0].end() :].strip()
        else:
            break
    return title


def likeness(one: str, other: str) -> float:
    """The share of words that two titles have in common, 0 to 1; the longer one counts."""
    a, b = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    if not a or not b:
        return 0.0
    return 0.5 * len(a & b) / len(a | b) + 0.5 * len(a & b) / min(len(a), len(b))


def _is_site(part: str, names: Sequence[str]) -> bool:
    key = _key(part)
    return bool(key) and any(key == name or (len(key) > 3 and (key in name or name in key)) for name in names)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold().removesuffix("com").removesuffix("org")


def _tidy(text: str) -> str:
    return " ".join(html.unescape(text).split())
