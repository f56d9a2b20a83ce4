"""Dates as people write them, in some thirty languages → ISO 8601, with the time and its zone where they are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from cleaners import calendars

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro ene januari janv sty stycznia styczeń января "
            "янв січня januára leden ledna ian ianuarie ocak oca tammikuu tammikuuta ιανουαρίου ιαν januarie "
            "януари בינואר يناير جانفي "
            "januára siječnja januar јануара sausio janvāris janvārī jaanuar jaanuari "
            "gener januari jänner जनवरी ژانویه január xaneiro ינואר كانونالثاني جنوری січ",
            "feb february februar février febrero febbraio fevereiro fev févr februari lut lutego luty "
            "февраля фев лютого únor února februarie şubat şub helmikuu helmikuuta φεβρουαρίου φεβ február "
            "февруари בפברואר فبراير فيفري شباط "
            "februára veljače фебруара vasario februāris februārī veebruar veebruari febrer febr "
            "feber февр pebruari फरवरी फ़रवरी فوریه peb febreiro פברואר فروری лют",
            "mar march märz mars marzo março mär mrz maart mrt marca marzec марта мар березня březen března "
            "martie mart maaliskuu maaliskuuta μαρτίου μαρ március marts "
            "март במרץ במרס مارس آذار "
            "ožujka марта kovo marts martā märts märtsi març maret márc मार्च מרץ مارچ бер",
            "apr april avril abril aprile avr abr kwi kwietnia kwiecień апреля апр квітня duben dubna aprilie "
            "nisan nis huhtikuu huhtikuuta απριλίου απρ április "
            "април באפריל أبريل ابريل إبريل أفريل نيسان "
            "apríla travnja априла balandžio aprīlis aprīlī aprill aprilli abril अप्रैल آوریل ápr אפריל اپریل квіт",
            "may mai mayo maggio maio mag mei maj maja мая май травня květen května mayıs toukokuu toukokuuta "
            "μαΐου μαΐ május "
            "май במאי مايو أيار "
            "mája svibnja маја gegužės maijs maijā mai maig मई máj maio מאי مئی трав",
            "jun june juni juin junio giugno junho giu cze czerwca czerwiec июня июн червня červen června "
            "iunie iun haziran haz kesäkuu kesäkuuta ιουνίου ιουν június "
            "юни ביוני يونيو يونيه جوان حزيران "
            "júna lipnja junija јуна birželio jūnijs jūnijā juuni juunil juny junij जून ژوئن jún xuño יוני جون черв",
            "jul july juli juillet julio luglio julho juil lug lip lipca lipiec июля июл липня červenec "
            "července iulie iul temmuz tem heinäkuu heinäkuuta ιουλίου ιουλ július "
            "юли ביולי يوليو يوليه جويلية يوليوز تموز "
            "júla srpnja julija јула liepos jūlijs jūlijā juuli juulil juliol juill julij जुलाई ژوئیه جولای "
            "júl xullo יולי جولائی лип",
            "aug august août agosto ago augustus augusti sie sierpnia sierpień августа авг серпня srpen srpna "
            "ağustos ağu elokuu elokuuta αυγούστου αυγ augusztus "
            "август באוגוסט أغسطس اغسطس غشت أوت "
            "augusta kolovoza avgust avgusta августа rugpjūčio augusts augustā agost "
            "agustus agu अगस्त اوت آگوست agt אוגוסט آب اگست серп",
            "sep sept september septembre septiembre settembre setembro set wrz września wrzesień сентября "
            "сен вересня září septembrie eylül eyl syyskuu syyskuuta σεπτεμβρίου σεπ szeptember "
            "септември בספטמבר سبتمبر شتنبر أيلول "
            "septembra rujna септембра rugsėjo septembris septembrī setembre septembar "
            "szept сент सितंबर सितम्बर سپتامبر setembro ספטמבר ستمبر вер",
            "oct october oktober octobre octubre ottobre outubro okt ott out paź października październik "
            "октября окт жовтня říjen října octombrie ekim eki lokakuu lokakuuta οκτωβρίου οκτ október "
            "октомври באוקטובר أكتوبر اكتوبر "
            "októbra oktobra октобра spalio oktobris oktobrī oktoober oktoobri "
            "octubre oktobar अक्टूबर अक्तूबर اکتبر outubro אוקטובר تشرينالأول اکتوبر жовт",
            "nov november novembre noviembre novembro lis listopada listopad ноября ноя листопада noiembrie "
            "kasım kas marraskuu marraskuuta νοεμβρίου νοε listopadu "
            "ноември בנובמבר نوفمبر نونبر "
            "novembra studenoga studenog новембра lapkričio novembris novembrī novembre "
            "novembar нояб नवंबर नवम्बर نوامبر nopember נובמבר تشرينالثاني نومبر лист",
            "dec december dezember desember décembre diciembre dicembre dezembro dez des dic déc gru grudnia grudzień "
            "декабря дек грудня prosinec prosince decembrie aralık ara joulukuu joulukuuta δεκεμβρίου δεκ "
            "декември בדצמבר ديسمبر دجنبر "
            "decembra prosinca децембра gruodžio decembris decembrī detsember detsembri desembre "
            "desember decembar दिसंबर दिसम्बर دسامبر decembro דצמבר كانونالأول دسمبر груд",
        ),
        start=1,
    )
    for name in names.split()
}
_NAME = r"[^\s\d!-/:-@\[-`{-´¶-¿\u2010-\u206f،؛。、]{2,13}"
"""A word that may be the name of a month: looked up in a table; a pattern of names takes longer the more there are.
Vowels of Indian scripts are marks and no letters, so it is anything but signs; µ is none, being a form of a
Greek letter."""
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d\d|\d(?=:)):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?"
    r"\s*(Z|[+-]\d\d:?\d\d)?)?(?!\d)",
    re.I,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:T?(\d\d)(\d\d)(\d\d))?(?!\d)")
_MAIL = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]{2}) ((?:19|20)\d\d) (\d\d):(\d\d)(?::(\d\d))? (GMT|UTC|Z|[+-]\d{4})(?!\d)")
"""RFC 5322, as feeds and mails have it."""
_PRINTED = re.compile(
    r"\b([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (GMT|UTC|[+-]\d{4}) ((?:19|20)\d\d)(?!\d)"
)
"""As programs print it, and networks of short messages have it."""
_HALF_DAY = re.compile(r"\s*([ap])\.?\s?m\b", re.I)
_YEAR = r"(?P<y>(?:19|20)\d\d|['’]\d\d)(?!\d)"
_MONTH_FIRST = re.compile(
    rf"\b(?P<m>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    rf"(?:\d\d:\d\d:\d\d\s+(?:[A-Z]{{2,5}}\s+)?)?{_YEAR}",
    re.I,
)
"""With the time before the year, too, as programs print it."""
_DAY_FIRST = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º)?(?:\.?[\s-]+|\.)(?:de\s+|of\s+|d['’])?(?P<m>{_NAME})(?:\.?[,،]?[\s-]+|\.)"
    rf"(?:de\s+|del\s+)?{_YEAR}",
    re.I,
)
_NAME_BETWEEN = re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d\d)\.?\s+(?P<m>{_NAME})\.?\s+(?P<d>\d{{1,2}})\b", re.I)
_YEAR_LEADS = re.compile(
    rf"(?<!\d)(?P<y>(?:19|20)\d\d)\.?\s+(?:m\.|gada)\s+(?:(?P<d>\d{{1,2}})\.\s+)?(?P<m>{_NAME})(?:\s+(?P<e>\d{{1,2}})\s+d\b)?",
    re.I,
)
"""In Lithuanian and Latvian the year comes first, with a word behind it."""
_EAST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[年년]\s?(?:[（(][^（()）]{1,8}[)）])?\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]"
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[/.]\s?(\d{1,2})[/.]\s?(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([./·-])(\d{1,2})\2((?:19|20|25)\d\d|\d\d)(?!\d)")
_SPACED = re.compile(r"(?<!\d)(\d{1,2})(\.)\s(\d{1,2})\.\s((?:19|20)\d\d)(?!\d)")
_STAMP = re.compile(r"(\d{10})(?:\d{3})?")
_IN_URL = re.compile(rf"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|{_NAME})[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)", re.I)
OLDEST = 1990


def read(text: str, *, day_first: bool | None = None) -> str:
    """The first date in `text` as ISO 8601, "" if there is none.

    `day_first` decides numbers such as 3/4/2025 that could be read both ways; without it they are no date.

    >>> read("Posted on March 4th, 2025 by Jane")
    '2025-03-04'
    >>> read("2025-03-04T10:15:00+0100")
    '2025-03-04T10:15:00+01:00'
    >>> read("3/4/2025"), read("3/4/2025", day_first=True), read("31.4.2025")
    ('', '2025-04-03', '')
    >>> read("5 мая 2025 г."), read("2025年5月5日"), read("5 مايو 2025"), read("Mon, 05 May 2025 10:15:00 GMT")
    ('2025-05-05', '2025-05-05', '2025-05-05', '2025-05-05T10:15:00Z')
    >>> read("2025. 5. 5."), read("5. desember 2025"), read("2025 m. gegužės 12 d."), read("2025. gada 12. maijā")
    ('2025-05-05', '2025-12-05', '2025-05-12', '2025-05-12')
    >>> read("12. svibnja 2025."), read("12 de maig de 2025"), read("3 listopada 2025")
    ('2025-05-12', '2025-05-12', '2025-11-03')
    >>> read("Wed Oct 10 20:19:24 +0000 2018")
    '2018-10-10T20:19:24+00:00'
    >>> read("५ मई २०२५"), read("5 พฤษภาคม 2568"), read("Mon May  5 10:15:00 CEST 2025"), read("5. 5. 2025")
    ('2025-05-05', '2025-05-05', '2025-05-05', '2025-05-05')
    """
    text = calendars.tidied(text[:200])
    if found := _ISO.search(text):
        return _moment(_of_day(found.groups(), _HALF_DAY.match(text, found.end())))
    if found := _MAIL.search(text):
        day, month, year, *rest = found.groups()
        return _moment((year, str(_MONTHS.get(month.lower(), 0)), day, *rest))
    if found := _PRINTED.search(text):
        month, day, hour, minute, second, zone, year = found.groups()
        return _moment((year, str(_MONTHS.get(month.lower(), 0)), day, hour, minute, second, zone))
    for pattern in (_MONTH_FIRST, _DAY_FIRST, _NAME_BETWEEN):
        for found in pattern.finditer(text):
            if number := _MONTHS.get(found["m"].lower()):
                return _day(_year(found["y"]), number, int(found["d"]))
    if (
        (found := _YEAR_LEADS.search(text))
        and (found["d"] or found["e"])
        and (month := _MONTHS.get(found["m"].lower()))
    ):
        return _day(int(found["y"]), month, int(found["d"] or found["e"]))
    if elsewhere := calendars.day_in(text):
        return _day(*elsewhere)
    if found := _EAST.search(text) or _YEAR_FIRST.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    return _from_numbers(text, day_first=day_first)


def in_url(url: str) -> str:
    """The date in the path of an address, "" if there is none.

    >>> in_url("https://example.org/2024/05/06/a-story")
    '2024-05-06'
    >>> in_url("https://example.org/2024/may/06/a-story")
    '2024-05-06'
    """
    found = _IN_URL.search(url)
    if not found:
        return ""
    month = found[2].lower()
    number = int(month) if month.isdecimal() else _MONTHS.get(month, 0)
    return _day(int(found[1]), number, int(found[3]))


def stamp(value: str) -> str:
    """The moment that programs count in seconds or milliseconds since 1970, "" if that is no such number.

    >>> stamp("1741075200"), stamp("1741075200000"), stamp("20250304")
    ('2025-03-04T08:00:00Z', '2025-03-04T08:00:00Z', '')
    """
    found = _STAMP.fullmatch(value.strip())
    if not found:
        return ""
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(found[1])):%Y-%m-%dT%H:%M:%SZ}"


def plausible(moment: str, latest: str = "") -> bool:
    """Is the date one on which a page can have been published, and not after `latest` (when it was fetched)?"""
    return bool(moment) and int(moment[:4]) >= OLDEST and (not latest or moment[:10] <= latest[:10])


def _from_numbers(text: str, *, day_first: bool | None) -> str:
    found = _NUMBERS.search(text) or _SPACED.search(text)
    if not found:
        found = _COMPACT.search(text)
        return _day(int(found[1]), int(found[2]), int(found[3])) if found else ""
    first, second, year = int(found[1]), int(found[3]), calendars.western(_year(found[4]))
    if found[2] == "." or first > 12 or (day_first and second <= 12):
        return _day(year, second, first)
    if second > 12 or day_first is False or first == second:
        return _day(year, first, second)
    return ""


def _year(digits: str) -> int:
    year = int(digits.lstrip("'’"))
    return year + 2000 if year < 100 else year


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _of_day(parts: Sequence[str | None], half: re.Match[str] | None) -> Sequence[str | None]:
    """The parts of a moment with the hours of the whole day, where it is told by halves."""
    if not half or parts[3] is None or int(parts[3]) > 12:
        return parts
    return [*parts[:3], str(int(parts[3]) % 12 + (12 if half[1] in "pP" else 0)), *parts[4:]]


def _moment(parts: Sequence[str | None]) -> str:
    """Year, month, day, hour, minute, second, zone, each as it was found."""
    year, month, day, hour, minute, second, zone = parts
    found = _day(int(year or 0), int(month or 0), int(day or 0))
    if not found or hour is None:
        return found
    zone = (zone or "").upper().replace("GMT", "Z").replace("UTC", "Z")
    if zone and zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    moment = f"{found}T{hour:0>2}:{minute}:{second or '00'}{zone}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return found
    return moment
