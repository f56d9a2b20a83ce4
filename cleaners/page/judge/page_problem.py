"""Pages that are no documents: empty shells, consent walls, error pages, login walls, lists of links.

Said only when several signs agree: a page that is set aside by mistake is lost to its reader. No page is a wall or an
error that declares an article, its day or its author, or that has two paragraphs about something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from cleaners.characters import EAST_ASIAN, THAI_AND_LAO
from cleaners.document import Fact
from cleaners.page.blocks.tree import HEADINGS, HIDDEN, Page
from cleaners.page.judge import refusal_words, refusals
from cleaners.page.judge.features import PageFeatures
from cleaners.page.judge.features_block import COLUMN, WORD
from cleaners.page.metadata.embedded import EmbeddedMetadata

SHELL_WORDS = 12
"""A page with fewer visible words than this is a shell for scripts."""
MENU_WORDS = 5
"""Longer links are headlines or products: a list of those is worth something to its reader."""
REDIRECTING = 40
"""Words of a page that only leads on to another."""
FEW = 40
"""On a page of fewer words each line may say what is wrong."""
MOST_LINES = 20
"""Lines of such a page that are looked at."""
SHORT = 150
"""Walls and error pages have fewer words than this outside of their frame."""
PROSE = 2
"""Paragraphs of main content about something else than the wall itself: with so many it is an article."""
LONGEST_WALL, FEWEST_ASKING, MOSTLY = 800, 24, 0.6
"""Words of a page that may be a consent wall, those about consent, and the share of its text that they have to be."""
_SENTENCE = re.compile(r"\w\W+\w.*[.!?。！？।]\W{0,2}$", re.S)
"""A short sentence is a short page, not a shell."""
_SCRIPTS = re.compile(refusal_words.SCRIPTS, re.I)
_LOGIN = re.compile(
    rf"\W*(?:{refusal_words.LOGIN})\b"
    r"(?:\W*$|\W*[|–—·•:,/-]|\s(?:to|into|or|and|with|required|page|bei|zu|zum|à|au|en|a|su|no)\b)",
    re.I,
)
_POLICY = re.compile(
    r"\b(?:privacy|cookie)s? (?:policy|notice|statement)|cookie-?richtlinie|datenschutz(?:erklärung|hinweise)?\b|"
    r"(?:politique|charte) (?:de confidentialité|(?:des|de) cookies)|política de (?:privacidade?|cookies)|"
    r"informativa (?:sulla|privacy|cookie)|privacy(?:verklaring|beleid)|polityka (?:prywatności|cookies)|"
    r"integritetspolicy|политика конфиденциальности|プライバシーポリシー|隐私政策",
    re.I,
)
_REFRESH = re.compile(r"[0-5]\s*[;,]\s*url\s*=", re.I)
_CODE = ("pre", "code")
_DENSE = re.compile(f"[{THAI_AND_LAO}{EAST_ASIAN}]")
_INDEX = re.compile(r"index of /")
_PARENT = re.compile(r"\bparent directory\b", re.I)
ARTICLES = ("Article", "BlogPosting", "Posting", "Report", "Recipe")
"""How types of structured data end that no error page declares."""


def problem_facts(
    page: Page,
    embedded: EmbeddedMetadata,
    found: PageFeatures,
    keep: Sequence[bool] | NDArray[np.bool_] = (),
    *,
    declared: bool = False,
) -> list[Fact]:
    """The fact `page_problem`, if the page is no document: one of ``empty-shell``, ``error-page``, ``parked-domain``,
    ``consent-wall``, ``age-gate``, ``login-wall`` and ``link-list``.

    `keep` says which blocks the judge holds for main content; `declared`, whether the page states a day or an author.
    """
    problem = _problem(page, embedded, found, keep, declared=declared)
    return [Fact("page_problem", problem, "core/page-problem", 0.9)] if problem else []


def is_article(embedded: EmbeddedMetadata) -> bool:
    """Does the markup call the page an article?"""
    if embedded.first("og:type").strip().lower() == "article":
        return True
    return any(kind.endswith(ARTICLES) for kind in embedded.types())


def _problem(
    page: Page,
    embedded: EmbeddedMetadata,
    found: PageFeatures,
    keep: Sequence[bool] | NDArray[np.bool_],
    *,
    declared: bool,
) -> str:
    words, own = found.words, found.own
    total = float(words.sum())
    linked = own[:, COLUMN["link_share"]]
    free = float((words * (1 - linked)).sum())
    texts = [block.text for block in page.blocks]
    headings = _headings(embedded, page, total)
    if total < SHELL_WORDS and not any(map(_SENTENCE.search, texts)):
        return _wall(page, headings, (), free, total) or ("login-wall" if _is_login(page, headings) else "empty-shell")
    if free < 60 and any(_SCRIPTS.search(text) for text in texts[:20]):
        return "empty-shell"
    if free < REDIRECTING and any(map(_REFRESH.match, embedded.meta.get("refresh", ()))):
        return "empty-shell"
    if _is_index(embedded, texts):
        return "link-list"
    if not declared and not is_article(embedded):
        prose = [text for n, text in enumerate(texts) if len(keep) and keep[n] and own[n, COLUMN["prose"]]]
        if wall := _wall(page, headings, prose, free, total):
            return wall
        all_prose = float((words * own[:, COLUMN["prose"]]).sum())
        if free < SHORT and all_prose < 40 and _is_login(page, headings):
            return "login-wall"
    if total > 60 and not own[:, COLUMN["prose"]].any() and free < 0.03 * total and float(words.max()) <= MENU_WORDS:
        return "link-list"
    return ""


def _headings(embedded: EmbeddedMetadata, page: Page, total: float) -> list[str]:
    """What may say that the page is none: its titles; on a page of a few words any of its lines."""
    firsts = [text for text, _ in embedded.headings[:2]]
    others = (
        b.once
        for b in page.blocks
        if not b.flags & HIDDEN and (total < FEW or b.tag in HEADINGS) and b.tag not in _CODE
    )
    return [embedded.title, *firsts, *(islice(others, MOST_LINES) if total < FEW or not firsts else ())]


def _wall(page: Page, headings: Sequence[str], prose: Sequence[str], free: float, total: float) -> str:
    """An error page, a domain for sale or a consent wall, unless there is prose on it of something else."""
    texts = [block.text for block in page.blocks]
    if free < SHORT and any(refusals.is_age_gate(heading, texts) for heading in headings):
        return "age-gate"
    errors = [heading for heading in headings if refusals.is_error_title(heading)] if free < SHORT else []
    if all(map(refusals.is_maintenance, errors)) and not any(
        refusals.speaks_to_visitor(t) or refusals.is_about_the_page(t) for t in texts
    ):
        errors = []  # "Coming soon" stands over films, too.
    # Handbooks have pages called "403 Forbidden", too, but they excuse nothing.
    handbook = (
        bool(prose) and all(map(refusals.is_http_status, errors)) and not any(map(refusals.speaks_to_visitor, texts))
    )
    if errors and not handbook and _others(prose, refusals.is_about_the_page) < PROSE:
        return "error-page"
    if free < SHORT and any(refusals.is_for_sale(heading, texts) for heading in headings):
        return "parked-domain"
    if any(map(_POLICY.search, headings[:3])):
        return ""
    asking = [text for text in texts if refusals.asks_for_consent(text)] if total < LONGEST_WALL else []
    if asking and (len(asking) > 1 or any(map(refusals.is_consent_button, texts))):
        consent = sum(
            _size(text) for text in texts if refusals.asks_for_consent(text) or refusals.is_about_consent(text)
        )
        free = max(free, sum(map(_size, texts)) if any(map(_DENSE.search, texts)) else 0)
        about = _others(prose, lambda text: refusals.asks_for_consent(text) or refusals.is_about_consent(text))
        if consent > MOSTLY * free and consent > FEWEST_ASKING and about < PROSE:
            return "consent-wall"
    return ""


def _size(text: str) -> int:
    """Words; two characters are one where words are not set apart."""
    return len(WORD.findall(text)) + len(_DENSE.findall(text)) // 2


def _others(prose: Sequence[str], is_own: Callable[[str], bool]) -> int:
    """How many of the paragraphs are about something else."""
    return sum(not is_own(text) for text in prose)


def _is_index(embedded: EmbeddedMetadata, texts: Sequence[str]) -> bool:
    """Does a server list the files of a folder?"""
    return bool(_INDEX.match(embedded.title.lower())) and any(map(_PARENT.search, texts))


def _is_login(page: Page, headings: Sequence[str]) -> bool:
    """Is the page called a login, and asks for a password?"""
    return any(map(_LOGIN.match, headings)) and _has_password(page)


def _has_password(page: Page) -> bool:
    """Is there a field to type a password into?"""
    return page.root is not None and any(
        (element.get("type") or "").lower() == "password" for element in page.root.iter("input")
    )
