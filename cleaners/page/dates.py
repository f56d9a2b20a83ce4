"""Dates as pages write them → ISO 8601, with the time and its zone where they are known."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro ene",
            "feb february februar février febrero febbraio fevereiro fev févr",
            "mar march märz mars marzo março mär mrz",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio maio mag",
            "jun june juni juin junio giugno junho giu",
            "jul july juli juillet julio luglio julho juil lug",
            "aug august août agosto ago",
            "sep sept september septembre septiembre settembre setembro set",
            "oct october oktober octobre octubre ottobre outubro okt ott out",
            "nov november novembre noviembre novembro",
            "dec december dezember décembre diciembre dicembre dezembro dez dic déc",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?(?!\d)",
    re.I,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:T?(\d\d)(\d\d)(\d\d))?(?!\d)")
_MONTH_FIRST = re.compile(rf"\b({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.I)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?[\s-]+(?:de\s+|of\s+)?({_NAMES})\.?,?[\s-]+(?:de\s+|del\s+)?((?:19|20)\d\d)\b",
    re.I,
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?!\d)")
_IN_URL = re.compile(rf"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|{_NAMES})[/-](0?[1-9]|[12]\d|3[01])(?:[/-]|$)", re.I)
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
    """
    text = text[:200]
    found = _ISO.search(text)
    if found:
        return _moment(found)
    for pattern, order in ((_MONTH_FIRST, (3, 1, 2)), (_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        found = pattern.search(text)
        if found:
            year, month, day = (found[n] for n in order)
            return _day(int(year), _MONTHS.get(month.lower(), 0) or int(month), int(day))
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
    return _day(int(found[1]), _MONTHS.get(month) or int(month), int(found[3]))


def plausible(moment: str, latest: str = "") -> bool:
    """Is the date one on which a page can have been published, and not after `latest` (when it was fetched)?"""
    return bool(moment) and int(moment[:4]) >= OLDEST and (not latest or moment[:10] <= latest[:10])


def _from_numbers(text: str, *, day_first: bool | None) -> str:
    found = _NUMBERS.search(text)
    if not found:
        found = _COMPACT.search(text)
        return _day(int(found[1]), int(found[2]), int(found[3])) if found else ""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    if found[2] == "." or first > 12 or (day_first and second <= 12):
        return _day(year, second, first)
    if second > 12 or day_first is False or first == second:
        return _day(year, first, second)
    return ""


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _moment(found: re.Match[str]) -> str:
    day = _day(int(found[1]), int(found[2]), int(found[3]))
    if not day or found[4] is None:
        return day
    zone = (found[7] or "").upper()
    if zone and zone != "Z" and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    moment = f"{day}T{found[4]}:{found[5]}:{found[6] or '00'}{zone}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return day
    return moment
