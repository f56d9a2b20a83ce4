"""How pages speak that refuse: what an error page is called, and how a consent wall asks for its click.

The words alone are not enough, since articles have them, too ("Burial site found under car park", "401 steps to the
top"): a title is an error page's if the whole of it, or all before or after the site's name, says so.
"""

from __future__ import annotations

import re

from cleaners.page.judge import refusal_words as words
from cleaners.page.listed import listed
from cleaners.page.metadata.titles import SEPARATOR

LONGEST = 100
"""Characters of a title that may be an error page's."""

_PHRASE = (
    f"(?:{words.SERVER}|{words.DEFAULT}|{words.PAGE}|{words.CHALLENGE}|{words.BUSY}|{words.ELSEWHERE}|{words.OTHERS})"
)
_ERROR = re.compile(
    rf"\W*{words.OPENING}(?:{words.CODE}\W*(?:(?:{_PHRASE}|gone)\W*)?"
    rf"|{_PHRASE}\W*(?:{words.CODE}\W*)?(?:error\W*)?)[!1]*",
    re.I | re.S,
)
_NAMED_CODE = re.compile(rf"\W*(?:{words.CODE}\W*(?:{words.SERVER}|gone)|forbidden|unauthori[sz]ed)\W*", re.I)
_PAUSE = re.compile(rf"\W*(?:{words.BUSY})\W*", re.I)
_AGE = re.compile(rf"\W*(?:{words.AGE})\W*", re.I)
_ENTER = re.compile(words.ENTER, re.I)
_EXCUSE = re.compile(
    r"\b(?:you(?:'re)? (?:are|were|have|requested|don't|do not|can|may|must|tried|followed|see|looking)"
    r"|your (?:request|browser|"
    r"connection|ip|network|computer|country)|sorry|please|oops|try|we (?:can't|couldn't|could not|are|will"
    r"|looked|have|recogni[sz]e)|"
    r"go back|on this server|be back (?:soon|shortly|online)|leave your)\b",
    re.I,
)
_SORRY = re.compile(
    r"\b(?:pages?|urls?|links?|web ?sites?|address|servers?|request(?:ed)?|browsers?|javascript|search"
    r"|home ?page|front page|"
    r"connection|administrator|captcha|seite|startseite|adresse|suche|site|website|page d'accueil|lien|página|pagina"
    r"|enlace|sito|strona|stron[aęy]|sida|sidan|"
    r"startsidan|side|siden|forsiden|sivu\w*|etusiv\w*|stránk\w*|sayfa\w*|trang|halaman|oldal|pagină|domain|domena|"
    r"страниц\w+|адрес\w*|сайт\w*|сторінк\w+|σελίδα|σύνδεσμο\w*|דף|הדף|קישור|الصفحة|الرابط|صفحه|पेज|पृष्ठ)\b|ページ|URL|"
    r"页面|網頁|网页|頁面|首页|网址|访问|페이지|주소|หน้า",
    re.I,
)

_ASKING = re.compile(
    r"\bwe (?:and|&) (?:our |\d+ |\w+ ){1,4}(?:partners|vendors|providers|advertisers|third part)"
    r"|\bour (?:\d+ )?(?:\w+ )?partners\b|\bwe (?:value|respect|care about) your privacy"
    r"|\b(?:we|this (?:web ?)?site) uses? (?:\w+ ){0,4}cookies\b|\bby (?:clicking|continuing|using|browsing)\b"
    r"|\bwir und unsere\b|\b(?:mit )?(?:unseren )?\d+ (?:partnern|drittanbietern)\b|\bnous et nos\b"
    r"|\bnosotros y nuestros\b"
    r"|\bnoi e (?:i nostri|terze parti)\b|\bnós e (?:os )?nossos\b|\bwir (?:ver|be)?nutzen (?:\w+ ){0,3}cookies"
    r"|\bwir verwenden (?:\w+ ){0,3}cookies|\bnous utilisons (?:\w+ ){0,3}cookies|\bwij en onze\b|\bihre zustimmung\b"
    r"|\bwij en (?:onze|\d)|\bmy i nasi\b|\bvi och våra\b|\bvi og (?:våre|vores)\b|\bmy a naši\b"
    r"|\bme ja (?:\d+ )?kumppan"
    r"|\bbiz ve (?:\d+ )?(?:iş )?orta[kğ]|\bεμείς και οι\b|\bмы и наши\b|社のパートナー|我们(?:和|及|与).{0,10}合作伙伴"
    r"|저희.{0,12}파트너"
    r"|\b(?:utilizamos|usamos) cookies|\butilizziamo (?:i )?cookie|\bgebruiken (?:\w+ ){0,3}cookies"
    r"|\bużywamy (?:plików )?cookie"
    r"|\banvänder (?:\w+ ){0,2}cookies|\bkäytämme evästeitä|\bpoužíváme (?:soubory )?cookies|\bçerez(?:ler)? kullan"
    r"|\bиспользуем (?:файлы )?cookie|(?:クッキー|cookie)を使用|使用cookie"
    r"|\bmit werbung (?:weiter|lesen)|\b(?:withdraw|change|manage) your (?:consent|choices|preferences)\b",
    re.I,
)
_BUTTONS = listed(
    "accept agree allow reject decline akzeptieren zustimmen ablehnen accepter refuser aceptar rechazar "
    "accetta accetto",
    "rifiuta aceitar akkoord accepteren zaakceptuj akceptuję zgadzam godkänn godta avvisa hyväksy hylkää "
    "souhlasím přijmout",
    "odmítnout kabul reddet συμφωνώ αποδοχή απόρριψη принять согласен 同意する 同意 接受 동의 aceitar",
)
_BUTTON = re.compile(
    rf"\W*(?:(?:i|yes|alle|alles|tout|todo|tutti|tümünü|все)\W+)?(?:{'|'.join(_BUTTONS)})(?:\W+(?:\w+\W*){{1,4}})?\W*",
    re.I,
)
_TOPIC = re.compile(
    r"\bcookies?\b|\bconsent\b|\bdatenschutz|\bprivacy\b|\bpartners?\b.{0,60}\bdata\b|confidentialité|\btracking\b"
    r"|\bzustimmung\b|\bpersonali[sz]ed ads\b|consentimi?ento|consenso|consentement|einwilligung|privacidade?\b"
    r"|vie privée|toestemming"
    r"|persoonsgegevens|prywatno|\bzgod[aęy]|dan(?:ych|e) osobow|integritet|samtyck|samtykk|personuppgift|soukrom"
    r"|souhlas"
    r"|osobní údaje|suostumu|yksityisyy|eväst|tietosuoja|henkilötie|gizlili|çerez|onayınız|kişisel veri"
    r"|ιδιωτικότητ|συγκατάθεσ"
    r"|προσωπικά δεδομένα|プライバシ|クッキー|同意|个人信息|隐私|隱私|쿠키"
    r"|개인정보|конфиденциальн|согласи|персональн\w+ данн",
    re.I,
)
_FOR_SALE = re.compile(words.SALE, re.I)
_HOST = re.compile(r"\W*(?:[\w-]+\.)+[a-z]{2,}\W*(?:(?:is |- )?for sale\W*)?", re.I)


def is_error_title(title: str) -> bool:
    """Does the title, or all of it before or after the site's name, say that there is no page?

    >>> is_error_title("404 – Page not found | The Harbour Gazette"), is_error_title("Oops! That page can’t be found.")
    (True, True)
    >>> is_error_title("Viking burial site found under car park"), is_error_title("500 jobs to go at the steelworks")
    (False, False)
    """
    return any(map(_ERROR.fullmatch, _halves(title)))


def is_http_status(title: str) -> bool:
    """Is it no more than a server's code with its name, as handbooks of such codes have it, too?

    >>> is_http_status("404 Not Found - HTTP | Web Docs"), is_http_status("404 – Page not found")
    (True, False)
    """
    return any(map(_NAMED_CODE.fullmatch, _halves(title)))


def is_maintenance(title: str) -> bool:
    """Is it what a site is called that is not there yet or right now?"""
    return any(map(_PAUSE.fullmatch, _halves(title)))


def _halves(title: str) -> list[str]:
    """A title, and all of it before and after where the site's name may begin or end."""
    title = " ".join(title.replace("’", "'").split())
    if len(title) > LONGEST:
        return []
    # What follows a colon is a subtitle rather than a site: "Page introuvable : un roman".
    parts = [part for part in SEPARATOR.finditer(title) if ":" not in part[0] or "::" in part[0]]
    halves = [title]
    if parts:
        halves += [title[: parts[0].start()], title[: parts[-1].start()], title[parts[0].end() :]]
    return [half for half in halves if half]


def is_age_gate(title: str, texts: list[str]) -> bool:
    """Does the page ask how old its reader is before it lets anybody in?

    >>> is_age_gate("Are you over 18?", ["You must be 18 to enter this site."])
    True
    >>> is_age_gate("Age verification comes to shops", ["From July you must show a passport."])
    False
    """
    parts = SEPARATOR.split(" ".join(title.replace("’", "'").split()))
    return any(map(_AGE.fullmatch, parts)) and any(map(_ENTER.search, texts))


def speaks_to_visitor(text: str) -> bool:
    """Does the text speak to a reader who got no further, as error pages do and a handbook of errors does not?"""
    return bool(_EXCUSE.search(text.replace("’", "'")))


def is_about_the_page(text: str) -> bool:
    """Is the text about the page, its address or the reader's browser, as error pages are?"""
    return bool(_SORRY.search(text))


def asks_for_consent(text: str) -> bool:
    """Does the text ask for consent, as a wall does, and not write about it?

    >>> asks_for_consent("We and our 812 partners store information on a device.")
    True
    >>> asks_for_consent("The court ruled on consent and cookies.")
    False
    """
    return bool(_ASKING.search(text))


def is_consent_button(text: str) -> bool:
    """Is it what the button of a wall says?

    >>> is_consent_button("ACCEPT ALL"), is_consent_button("Accept and continue")
    (True, True)
    >>> is_consent_button("Agree on nothing, says the council again")
    False
    """
    return len(text) <= 40 and bool(_BUTTON.fullmatch(text))


def is_about_consent(text: str) -> bool:
    """Is the text about cookies, consent or privacy, whoever writes it?"""
    return bool(_TOPIC.search(text))


def is_for_sale(title: str, texts: list[str]) -> bool:
    """Is the page the board of a domain that somebody wants to sell? It says so, and has no other title than its name
    or says so twice."""
    offers = sum(len(_FOR_SALE.findall(text)) for text in texts if len(text) < 400)
    return offers > 1 or (offers == 1 and any(map(_HOST.fullmatch, SEPARATOR.split(title))))
