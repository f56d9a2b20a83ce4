"""Pages that are no documents: empty shells, consent walls, error pages, login walls, lists of links.

Said only when several signs agree: a page that is set aside by mistake is lost to its reader.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.document import Fact
from cleaners.page.measure import PLACE, WORD
from cleaners.page.sources import Said
from cleaners.page.tree import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHELL_WORDS = 12
"""A page with fewer visible words than this is a shell for scripts."""
MENU_WORDS = 5
"""Longer links are headlines or products: a list of those is worth something to its reader."""
SHORT = 150
"""Walls and error pages have fewer words than this outside of their frame."""
_SENTENCE = re.compile(r"\w\W+\w.*[.!?。！？।]\W{0,2}$", re.S)
"""A short sentence is a short page, not a shell."""
_ERROR = re.compile(
    r"^\W*(?:error\W*)?(?:4\d\d|5\d\d)\b"
    r"|\b(?:page|site|file|url) (?:was |could )?(?:not |can\W?t be |cannot be )?found\b"
    r"|\bpage (?:not found|doesn.t exist|no longer exists|unavailable)\b|^access (?:to this page has been )?denied\b"
    r"|^forbidden$|^not found$|^(?:internal )?server error\b|^bad gateway\b|^service unavailable\b|seite nicht gefunden"
    r"|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata|página não encontrada"
    r"|^just a moment\W*$|^attention required|^are you (?:a )?(?:human|robot)|verify(?:ing)? you are human"
    r"|^pardon our interruption|^robot check|^security check",
    re.I,
)
_SCRIPTS = re.compile(
    r"(?:enable|requires?|turn on|activate)\W+(?:\w+\W+){0,3}javascript|javascript (?:is )?(?:disabled|required)", re.I
)
_LOGIN = re.compile(
    r"^\W*(?:log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|iniciar sesión|accedi|entrar)\b", re.I
)
_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent\b|\bdatenschutz|\bprivacy\b|\bpartners?\b.{0,60}\bdata\b|confidentialité", re.I
)


def problem_facts(page: Page, said: Said, own: NDArray[np.float32], words: NDArray[np.float32]) -> list[Fact]:
    """The fact `page_problem`, if the page is no document: one of ``empty-shell``, ``error-page``, ``consent-wall``,
    ``login-wall`` and ``link-list``."""
    found = _problem(page, said, own, words)
    return [Fact("page_problem", found, "core/page-problem", 0.9)] if found else []


def _problem(page: Page, said: Said, own: NDArray[np.float32], words: NDArray[np.float32]) -> str:
    total = float(words.sum())
    if total < SHELL_WORDS and not any(_SENTENCE.search(block.text) for block in page.blocks):
        return "empty-shell"
    linked = own[:, PLACE["link_share"]]
    free = float((words * (1 - linked)).sum())
    prose = float((words * own[:, PLACE["prose"]]).sum())
    headings = [said.title, *(text for text, _ in said.headings[:2])]
    texts = [block.text for block in page.blocks]
    if free < SHORT and any(_ERROR.search(text) for text in headings if len(text) < 80):
        return "error-page"
    if free < 60 and any(_SCRIPTS.search(text) for text in texts[:20]):
        return "empty-shell"
    if total < 800:
        consent = sum(len(WORD.findall(text)) for text in texts if _CONSENT.search(text))
        if consent > 0.85 * free and consent > 40:
            return "consent-wall"
    if free < SHORT and prose < 40 and _has_password(page) and any(_LOGIN.search(text) for text in headings):
        return "login-wall"
    if total > 60 and prose == 0 and free < 0.03 * total and float(words.max()) <= MENU_WORDS:
        return "link-list"
    return ""


def _has_password(page: Page) -> bool:
    """Is there a field to type a password into?"""
    return page.root is not None and any(
        (element.get("type") or "").lower() == "password" for element in page.root.iter("input")
    )
