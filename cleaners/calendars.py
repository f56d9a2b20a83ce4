"""Days that are not written as in the West: digits of other scripts, Persian months, Buddhist years, eras of Japan and
Taiwan, months of Thailand and Vietnam → year, month and day of our calendar.

Days of the Islamic calendar are not: the moon decides them, and a computed one may be a day off. News that have one
nearly always have ours beside it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_ZEROS = "٠۰०০๐０"
_TIDY: dict[int, str | None] = {ord(zero) + n: str(n) for zero in _ZEROS for n in range(10)}
_TIDY |= dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None)
_TIDY |= dict.fromkeys((0x2010, 0x2011, 0x2012), "-")
_OF_TWO_WORDS = re.compile("(كانون|تشرين) (?:ال)?(ثاني|أول|اول)")
"""The months of the Levant that have two words: as one they are found like all others."""
BUDDHA = 543
"""Years that Thailand is ahead of us."""

_PERSIAN = {
    name: number
    for number, names in enumerate(
        [
            "فروردین",
            "اردیبهشت",
            "خرداد",
            "تیر",
            "مرداد/امرداد",
            "شهریور",
            "مهر",
            "آبان",
            "آذر",
            "دی",
            "بهمن",
            "اسفند",
        ],
        start=1,
    )
    for name in names.split("/")
}
_PERSIAN_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_PERSIAN)})(?:\s+ماه)?[\s،]+(1[34]\d\d)(?!\d)")
_PERSIAN_NUMBERS = re.compile(r"(?<![\d/])(1[34]\d\d)/(\d{1,2})/(\d{1,2})(?![\d/])")
"""So are Islamic days written too, but no year of the one calendar that was since 1990 is one of the other."""
_PERSIAN_YEARS = range(1368, 1411)
_HALF = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 30)

_THAI = {
    name: number
    for number, names in enumerate(
        [
            "มกราคม/มค",
            "กุมภาพันธ์/กพ",
            "มีนาคม/มีค",
            "เมษายน/เมย",
            "พฤษภาคม/พค",
            "มิถุนายน/มิย",
            "กรกฎาคม/กค",
            "สิงหาคม/สค",
            "กันยายน/กย",
            "ตุลาคม/ตค",
            "พฤศจิกายน/พย",
            "ธันวาคม/ธค",
        ],
        start=1,
    )
    for name in names.split("/")
}
_THAI_DAY = re.compile(
    r"(?<!\d)(\d{1,2})\s*([ก-๎]+\.?[ก-๎]*\.?)\s*(?:พ\.?ศ\.?\s*|ค\.?ศ\.?\s*)?((?:19|20|25)\d\d|[5-9]\d)(?!\d)"
)

_VIETNAMESE = {
    name: number
    for number, name in enumerate(
        ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), start=1
    )
}
_VIETNAMESE_DAY = re.compile(
    r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2}|mười một|mười hai|\w+)(?:\s*,|\s+năm)?\s+((?:19|20)\d\d)(?!\d)", re.I
)

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA_DAY = re.compile(rf"({'|'.join(_ERAS)})\s?(元|\d{{1,3}})\s?年\s?(\d{{1,2}})\s?月\s?(\d{{1,2}})\s?日")
_TAIWAN_DAY = re.compile(r"(?<!\d)(1[0-3]\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")


def tidied(text: str) -> str:
    """The text with the digits that we calculate with, without marks of direction, each month in one word.

    >>> tidied("٤ مارس ٢٠٢٥"), tidied("٤ كانون ثاني ٢٠٢٥")
    ('4 مارس 2025', '4 كانونالثاني 2025')
    """
    if text.isascii():
        return text
    return _OF_TWO_WORDS.sub(lambda found: f"{found[1]}ال{found[2].replace('او', 'أو')}", text.translate(_TIDY))


def day_in(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of the first day in `text` that another calendar or grammar has.

    >>> day_in("14 اسفند 1403"), day_in("1403/12/14"), day_in("4 มี.ค. 2568"), day_in("令和7年3月4日")
    ((2025, 3, 4), (2025, 3, 4), (2025, 3, 4), (2025, 3, 4))
    >>> day_in("4 Tháng Ba, 2025"), day_in("114年3月4日"), day_in("5 ก้อน 2568"), day_in("March 4, 2025")
    ((2025, 3, 4), (2025, 3, 4), None, None)
    """
    if found := _PERSIAN_NUMBERS.search(text):
        return _from_persian(int(found[1]), int(found[2]), int(found[3]))
    if text.isascii():
        return None
    if found := _PERSIAN_DAY.search(text):
        return _from_persian(int(found[3]), _PERSIAN[found[2]], int(found[1]))
    if found := _ERA_DAY.search(text):
        return _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2])), int(found[3]), int(found[4])
    if found := _TAIWAN_DAY.search(text):
        return 1911 + int(found[1]), int(found[2]), int(found[3])
    if found := _VIETNAMESE_DAY.search(text):
        name = found[2].lower()
        return int(found[3]), int(name) if name.isdecimal() else _VIETNAMESE.get(name, 0), int(found[1])
    for found in _THAI_DAY.finditer(text):
        if month := _THAI.get(found[2].replace(".", "")):
            year = int(found[3])
            return western(year + 2500 if year < 100 else year), month, int(found[1])
    return None


def western(year: int) -> int:
    """A year as Thailand or we count it → ours.

    >>> western(2568), western(2025)
    (2025, 2025)
    """
    return year - BUDDHA if year >= 2400 else year


def _from_persian(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    if year not in _PERSIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= _HALF[month - 1]:
        return None
    since = year - 979
    days = 79 + 365 * since + since // 33 * 8 + (since % 33 + 3) // 4 + sum(_HALF[: month - 1]) + day - 1
    found = date(1600, 1, 1) + timedelta(days=days)
    return found.year, found.month, found.day
