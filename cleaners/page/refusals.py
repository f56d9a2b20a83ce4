"""How pages speak that refuse: what an error page is called, and how a consent wall asks for its click.

The words alone are not enough, since articles have them, too ("Burial site found under car park", "401 steps to the
top"): a title is an error page's if the whole of it, or all before or after the site's name, says so.
"""

from __future__ import annotations

import re

from cleaners.page.listed import listed
from cleaners.page.titles import SEPARATOR

LONGEST = 100
"""Characters of a title that may be an error page's."""

_CODE = (
    r"(?:(?:https?|error|errors|status|code|fehler|erreur|errore|ошибка|エラー|oops|sorry)\W*)*"
    r"(?:40\d|41[0-8]|42[1-9]|431|451|50\d|52\d|530)(?:\W*(?:error|fehler|erreur))?"
)
_SERVER = (
    r"(?:file |url |object |resource )?not found|forbidden|unauthori[sz]ed|bad request"
    r"|(?:internal )?server error|bad gateway|gateway time-?out"
    r"|(?:service|site|website) (?:is )?(?:temporarily )?unavailable|too many requests|application error"
    r"|access (?:to this page |to this site )?(?:has been |was |is )?denied|an error (?:has )?occurred"
)
_PAGE = (
    r"(?:the |this |that |requested |web)*(?:page|site|website|file|url|document|article|product|post)"
    r"(?: (?:you|we|are|were|re|you're|looking|for|requested|that|which|is|was|have))*"
    r" (?:(?:was |is |could |can |has )?(?:not|cannot)(?: be)?(?: been)? (?:found|available)"
    r"|(?:can|could|was|is)n?'t(?: be)? (?:found|available)|doesn't exist|does not exist|no longer exists"
    r"|(?:is )?unavailable)"
    r"(?: on this server| here)?"
    r"|(?:we )?(?:can't|couldn't|cannot|could not) find (?:the|that|this) (?:page|site|file)(?: (?:you're|you"
    r"|are|were|looking|for))*"
)
_CHALLENGE = (
    r"just a moment|attention required|are you (?:an? )?(?:human|robot)|(?:please )?verify(?:ing)? (?:that )?you are "
    r"(?:an? )?human|pardon our interruption|robot (?:check|challenge)|security (?:check|verification)(?: required)?"
    r"|human verification|checking your browser(?: before .*)?|ddos-guard|captcha"
)
_OTHERS = (
    r"(?:diese |die )?(?:angeforderte |gewünschte )?seite (?:wurde |konnte )?(?:leider )?nicht gefunden(?: werden)?"
    r"|(?:diese |die )?seite (?:gibt es|existiert) (?:leider )?nicht(?: mehr|\W+mehr)?|zugriff verweigert"
    r"|(?:cette |la )?page (?:introuvable|non trouvée|n'existe pas(?: ou plus)?|n'existe plus)"
    r"|página no encontrada|(?:la |esta )?página no existe|pagina non trovata|página não encontrada"
    r"|pagina niet gevonden|(?:siden|sidan) (?:finnes ikke|findes ikke|finns inte|hittades inte|ble ikke funnet)"
    r"|(?:strona nie (?:została )?znaleziona|nie znaleziono strony|strona nie istnieje)|stránka nenalezena"
    r"|sayfa bulunamadı|страница не (?:найдена|существует)|сторінку не знайдено|(?:お探しの)?ページ(?:が"
    r"|は)見つかりません(?:でした)?"
    r"|(?:页面|网页)(?:不存在|未找到|找不到)|找不到(?:该|此|這個|这个)?(?:页面|网页|頁面|網頁)|(?:頁面"
    r"|網頁)(?:不存在|找不到)"
    r"|페이지를 찾을 수 없습니다|הדף לא נמצא|الصفحة غير موجودة"
)
_PHRASE = f"(?:{_SERVER}|{_PAGE}|{_CHALLENGE}|{_OTHERS})"
_OPENING = r"(?:(?:oops|ooops|sorry|ups|hoppla|whoops|uh[- ]oh|error|fehler|hmm+)\W+)?"
_ERROR = re.compile(
    rf"\W*{_OPENING}(?:{_CODE}\W*(?:{_PHRASE}\W*)?|{_PHRASE}\W*(?:{_CODE}\W*)?(?:error\W*)?)[!1]*", re.I | re.S
)
_SORRY = re.compile(
    r"\b(?:pages?|urls?|links?|web ?sites?|address|servers?|request(?:ed)?|browsers?|javascript|search"
    r"|home ?page|front page|"
    r"connection|administrator|captcha|seite|startseite|adresse|suche|page d'accueil|página|pagina|страниц\w+)\b",
    re.I,
)

_ASKING = re.compile(
    r"\bwe (?:and|&) (?:our|\d)|\bour (?:\d+ )?(?:\w+ )?partners\b|\bwe (?:value|respect|care about) your privacy"
    r"|\b(?:we|this (?:web ?)?site) uses? (?:\w+ ){0,4}cookies\b|\bby (?:clicking|continuing|using|browsing)\b"
    r"|\bwir und unsere\b|\b(?:mit )?(?:unseren )?\d+ (?:partnern|drittanbietern)\b|\bnous et nos\b"
    r"|\bnosotros y nuestros\b"
    r"|\bnoi e (?:i nostri|terze parti)\b|\bnós e (?:os )?nossos\b|\bwir (?:ver|be)?nutzen (?:\w+ ){0,3}cookies"
    r"|\bwir verwenden (?:\w+ ){0,3}cookies|\bnous utilisons (?:\w+ ){0,3}cookies|\bwij en onze\b|\bihre zustimmung\b"
    r"|\bmit werbung (?:weiter|lesen)|\b(?:withdraw|change|manage) your (?:consent|choices|preferences)\b",
    re.I,
)
_BUTTONS = listed(
    "accept agree allow reject decline akzeptieren zustimmen ablehnen accepter refuser aceptar rechazar "
    "accetta accetto",
    "rifiuta aceitar akkoord accepteren zaakceptuj принять",
)
_BUTTON = re.compile(
    rf"\W*(?:(?:i|yes|alle|alles|tout|todo|tutti)\W+)?(?:{'|'.join(_BUTTONS)})(?:\W+(?:\w+\W*){{1,3}})?\W*", re.I
)
_TOPIC = re.compile(
    r"\bcookies?\b|\bconsent\b|\bdatenschutz|\bprivacy\b|\bpartners?\b.{0,60}\bdata\b|confidentialité|\btracking\b"
    r"|\bzustimmung\b|\bpersonali[sz]ed ads\b",
    re.I,
)
_FOR_SALE = re.compile(
    r"\bthis (?:premium )?(?:domain|web ?address)(?: name)? (?:is|may be|might be|could be) (?:available )?for sale\b"
    r"|\b(?:buy|purchase) this domain\b|\bthis domain (?:has expired|is parked)\b"
    r"|\bdomain owner maintains no relationship\b"
    r"|\bdiese domain (?:steht zum verkauf|ist (?:zu verkaufen|geparkt))|\bce (?:nom de )?domaine est à vendre\b",
    re.I,
)
_HOST = re.compile(r"\W*(?:[\w-]+\.)+[a-z]{2,}\W*(?:(?:is |- )?for sale\W*)?", re.I)


def is_error(title: str) -> bool:
    """Does the title, or all of it before or after the site's name, say that there is no page?

    >>> is_error("404 – Page not found | The Harbour Gazette"), is_error("Oops! That page can’t be found.")
    (True, True)
    >>> is_error("Viking burial site found under car park"), is_error("500 jobs to go at the steelworks")
    (False, False)
    """
    title = " ".join(title.replace("’", "'").split())
    if len(title) > LONGEST:
        return False
    parts = list(SEPARATOR.finditer(title))
    halves = [title]
    if parts:
        halves += [title[: parts[0].start()], title[: parts[-1].start()], title[parts[0].end() :]]
    return any(half and _ERROR.fullmatch(half) for half in halves)


def is_of_itself(text: str) -> bool:
    """Is the text about the page, its address or the reader's browser, as error pages are?"""
    return bool(_SORRY.search(text))


def asks(text: str) -> bool:
    """Does the text ask for consent, as a wall does, and not write about it?

    >>> asks("We and our 812 partners store information on a device."), asks("The court ruled on consent and cookies.")
    (True, False)
    """
    return bool(_ASKING.search(text))


def is_button(text: str) -> bool:
    """Is it what the button of a wall says?

    >>> is_button("ACCEPT ALL"), is_button("Accept and continue"), is_button("Agree on nothing, says the council again")
    (True, True, False)
    """
    return len(text) <= 40 and bool(_BUTTON.fullmatch(text))


def is_of_consent(text: str) -> bool:
    """Is the text about cookies, consent or privacy, whoever writes it?"""
    return bool(_TOPIC.search(text))


def is_for_sale(title: str, texts: list[str]) -> bool:
    """Is the page the board of a domain that somebody wants to sell? It says so, and has no other title than its name
    or says so twice."""
    offers = sum(len(_FOR_SALE.findall(text)) for text in texts if len(text) < 400)
    return offers > 1 or (offers == 1 and bool(_HOST.fullmatch(title)))
