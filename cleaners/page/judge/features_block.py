"""What can be measured on one text block of a page alone: shape of its text, its tag, what it stands in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.page.blocks.tree import HEADINGS, Page, TextBlock
from cleaners.page.listed import listed

WORD = re.compile(r"\w+")
_INITIAL = itemgetter(0)
LOOKED_AT = 600
"""Characters of a block that are looked at."""
_SENTENCE = re.compile(r"[.!?。！？…][\"”’»)]*(?:\s|$)")
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|£|USD|EUR|kr\b|zł)")
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|dez|okt|mai|juin|juil|août|ene|abr|ago)[a-zé]*\.?\s\d{1,2}\b"
    r"|\b\d{1,2}\.?\s(?:de\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|dez|okt|mai|juin|juil|août|ene|abr|ago)",
    re.I,
)
_AGO = re.compile(r"\bago\b|\b\d{1,2}:\d\d\b|\bmin(?:ute)?s? read\b|\bvor \d|\bil y a \d|\bhace \d", re.I)
_DIGIT = re.compile(r"[0-9]")
_MONTH = re.compile("(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|dez|okt|mai|juin|juil|ene|abr|ago)")
_NUMBERS = re.compile(r"[0-9][./-][0-9]")
_AGO_SIGNS = ("ago", ":", "read", "vor ", "il y a", "hace ")
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_BARS = re.compile(r"[|›»«→←↓↑·•]")
_QUOTES = re.compile(r'["“”„]')
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\w|(?:^|\s)[@#]\w")
_YOU = frozenset(listed("you your we our us i my me sie ihr ihre wir vous votre nous usted su"))
STOP_WORDS = frozenset(
    listed(
        "the of and to in a is that for it as was with on be by at this from are or an have not but they his",
        "her she he",
        "you we which were had has will can their its been who if when what there more so about into one all out up",
        "der die das und zu den von mit ist auf für nicht ein eine als auch es an werden aus er dass sie nach",
        "bei um am",
        "le la les des et en un une du que est pour qui dans par plus sur au avec ce il pas sont ne se",
        "el los las y del por con no para al lo como su sus o os do da em não na dos mais che di della per non si",
        "van het een dat niet zijn op te och att som på av för är og på det til w z się na i в и не на что с",
    )
)
_TAGS = ("p", "li", "tr", "td", "div", "pre", "dt", "dd", "h1", "h2", "h3", "section", "figcaption", "label", "a")
_MEASURES = listed(
    "chars words word_chars link_share links bold images ends comma_end colon lower digit sentences",
    "commas digits upper title_case all_caps symbols price date ago year address bars quote question you stop",
    "common repeated repeats_before one_word no_letters in_title in_description in_data prose heading",
    "depth_here lines copyright",
)
BLOCK_COLUMNS = (*_MEASURES, *(f"tag_{tag}" for tag in _TAGS), *(f"in_{n}" for n in range(17)))
COLUMN = {name: n for n, name in enumerate(BLOCK_COLUMNS)}
"""Where each of them stands in a row."""


def measure_blocks(page: Page, about: Mapping[str, Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Blocks by `BLOCK_COLUMNS`, and the number of words of each block.

    `about` tells what the page says of itself: ``title``, ``description`` and ``data`` (text from its structured data).
    """
    cased = [WORD.findall(block.text[:LOOKED_AT]) for block in page.blocks]
    words = [_lower(block.text[:LOOKED_AT], own) for block, own in zip(page.blocks, cased, strict=True)]
    spread = Counter(word for own in words for word in set(own))
    common = {word for word, blocks in spread.items() if blocks >= 4}
    texts = Counter(block.text for block in page.blocks)
    title, description = (_words_of(about, name) for name in ("title", "description"))
    data = _runs(WORD.findall(str(about.get("data") or "").lower()))
    before: Counter[str] = Counter()
    places: dict[tuple[str, int], int] = {}
    rows = []
    stands = []
    for block, own, as_written in zip(page.blocks, words, cased, strict=True):
        row = _shape(block, own, as_written)
        count = max(1, len(own))
        distinct = set(own)
        row += [
            sum(map(common.__contains__, own)) / count,
            min(texts[block.text], 6) - 1.0,
            float(min(before[block.text], 3)),
            float(len(own) == 1),
            float(not any(map(str.isalpha, block.text[:40]))),
            len(distinct & title) / max(1, len(distinct | title)),
            len(distinct & description) / max(1, len(distinct)),
            _shared(_runs(own), data) if data else -1.0,
        ]
        row += _position(block, page, len(own), row)
        place = places.setdefault((block.tag, block.flags), len(places))
        stands.append(place)
        before[block.text] += 1
        rows.append(row)
    counts = np.array(
        [_count(block.text, own) for block, own in zip(page.blocks, words, strict=True)], dtype=np.float32
    )
    around = [[tag == name for name in _TAGS] + [flags >> n & 1 for n in range(17)] for tag, flags in places]
    if not rows:
        return np.zeros((0, len(BLOCK_COLUMNS)), dtype=np.float32), counts
    return np.hstack([np.array(rows, dtype=np.float32), np.array(around, dtype=np.float32)[stands]]), counts


def _words_of(about: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(WORD.findall(str(about.get(name) or "").lower()))


def _shared(mine: frozenset[tuple[str, ...]], data: frozenset[tuple[str, ...]]) -> float:
    return len(mine & data) / max(1, len(mine))


def _runs(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _count(text: str, own: Sequence[str]) -> int:
    return len(own) if len(text) <= LOOKED_AT else len(WORD.findall(text))


def _lower(text: str, cased: list[str]) -> list[str]:
    """The words of a text in lower case. Beyond ASCII, letters may come apart when their case changes."""
    return list(map(str.lower, cased)) if text.isascii() else WORD.findall(text.lower())


def _shape(block: TextBlock, own: Sequence[str], cased: Sequence[str]) -> list[float]:
    """What the characters of a block look like: the first of `BLOCK_COLUMNS`, up to ``stop``."""
    text = block.text[:LOOKED_AT]
    size, count = len(text), max(1, len(own))
    letters = sum(map(len, own))
    digits = sum(map(str.isdigit, text)) if _DIGIT.search(text) else 0
    capital = sum(map(str.isupper, map(_INITIAL, cased)))
    upper = _capitals(text)
    last = text[-1]
    return [
        math.log1p(len(block.text)),
        math.log1p(len(own)),
        letters / count,
        block.link_chars / len(block.text),
        float(min(block.links, 20)),
        block.bold_chars / len(block.text),
        float(min(block.images, 5)),
        float(last in '.!?。！？…”"’»'),
        float(last in ",;-–"),
        float(last in ":："),
        float(text[0].islower()),
        float(text[0].isdigit()),
        float(min(len(_SENTENCE.findall(text)), 8)),
        text.count(",") / count,
        digits / size,
        upper / max(1, letters),
        capital / count,
        float(upper > 1 and text.isupper()),
        (size - letters - text.count(" ")) / size,
        float((digits > 0 or not text.isascii()) and bool(_PRICE.search(text))),
        float(digits > 0 and _has_date(text)),
        float(_has_ago(text)),
        float(bool(digits and _YEAR.search(text))),
        float(_has_address(text)),
        float(bool(_BARS.search(text))),
        float(bool(_QUOTES.search(text))),
        float("?" in text),
        sum(map(_YOU.__contains__, own)) / count,
        sum(map(STOP_WORDS.__contains__, own)) / count,
    ]


def _capitals(text: str) -> int:
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _CAPITALS))
    return sum(map(str.isupper, text))


def _has_date(text: str) -> bool:
    """A date? The search is dear; in ASCII it needs a month's name or two numbers with a mark between them."""
    if text.isascii() and not (_NUMBERS.search(text) or _MONTH.search(text.lower())):
        return False
    return bool(_DATE.search(text))


def _has_ago(text: str) -> bool:
    """A time of day or a time that has passed? The search is dear and needs one of these signs."""
    lower = text.lower()
    if text.isascii() and not any(sign in lower for sign in _AGO_SIGNS):
        return False
    return bool(_AGO.search(text))


def _has_address(text: str) -> bool:
    """A web or mail address, or a handle? The search is dear and needs one of these signs."""
    return any(sign in text for sign in ("://", "www.", "@", "#")) and bool(_ADDRESS.search(text))


def _position(block: TextBlock, page: Page, count: int, row: Sequence[float]) -> list[float]:
    """Where the block stands, but for its tag and flags."""
    stop, ends, sentences = row[COLUMN["stop"]], row[COLUMN["ends"]], row[COLUMN["sentences"]]
    unlinked = row[COLUMN["link_share"]] < 0.5
    prose = count >= 12 and (ends or sentences >= 1) and (stop >= 0.2 or count >= 20) and unlinked
    level = int(block.tag[1]) if block.tag in HEADINGS else 0
    return [
        float(prose),
        float(level),
        float(min(page.depth[block.node], 40)),
        float(min(block.text.count("\n"), 10)),
        float("©" in block.text or "(c)" in block.text.lower()),
    ]
