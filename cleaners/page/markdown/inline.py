"""One block's text as Markdown, and where each of its characters went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaners.document import Form, Sign
from cleaners.page.markdown.emphasis import visible_emphasis
from cleaners.page.markdown.escapes import fence, offsets_to_escape

_ADDRESS = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"})


class Rendered(NamedTuple):
    """A text in Markdown; `places[n]` is where character n of the plain text begins, the last one where it ends."""

    text: str
    places: list[int]


def render_prose(text: str, form: Form, *, links: bool, bold: bool, indent: str) -> Rendered:
    """Running text with its links, code and emphasis. Lines after the first begin with `indent`."""
    signs = visible_emphasis(text, _signs(form, links=links, bold=bold))
    code = {n for sign in signs if sign.sign == "`" for n in range(sign.start, sign.end)}
    row = form.table >= 0
    spanned = dict(zip(form.bars, form.spanned, strict=True))
    broken = {n: "<br>" if n == start else "" for start, end in form.breaks for n in range(start, end)}
    backslash = offsets_to_escape(text) - code
    opens: dict[int, str] = {}
    closes: dict[int, str] = {}
    for sign in signs:
        opens[sign.start] = opens.get(sign.start, "") + _opening(text, sign)
        closes[sign.end] = _closing(text, sign) + closes.get(sign.end, "")
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for n, char in enumerate((*text, "")):
        closing, opening = closes.get(n, ""), opens.get(n, "")
        shown = char
        if n in broken:
            shown = broken[n]
        elif n in spanned:
            shown = "| " * spanned[n] + char
        elif char == "\n":
            shown = f"\\\n{indent}" if n not in code else " "
        elif n in backslash or (row and char == "|"):
            shown = "\\" + char
        pieces += (closing, opening, shown)
        places.append(at + len(closing))
        at += len(closing) + len(opening) + len(shown)
    return Rendered("".join(pieces), places)


def render_code(text: str, indent: str) -> Rendered:
    """Preformatted text, as it stands. Lines after the first begin with `indent`."""
    pieces = [char if char != "\n" else f"\n{indent}" for char in text]
    places, at = [0], 0
    for piece in pieces:
        at += len(piece)
        places.append(at)
    return Rendered("".join(pieces), places)


def _signs(form: Form, *, links: bool, bold: bool) -> list[Sign]:
    """The signs to write, outer ones first: none inside code, none inside its like, two that meet as one."""
    found: list[Sign] = []
    near: list[int] = []
    for sign in sorted(form.marks, key=lambda s: (s.start, -s.end)):
        if (sign.sign == "[" and not links) or (sign.sign == "**" and not bold):
            continue
        near = [n for n in near if found[n].end >= sign.start]
        here = [found[n] for n in near]
        if any(other.start < sign.start < other.end < sign.end for other in here):
            continue
        if any(other.sign in ("`", sign.sign) for other in here if sign.end <= other.end):
            continue
        met = next((n for n in near if found[n].end == sign.start and found[n].sign == sign.sign != "["), None)
        if met is not None and _same_company(here, found[met], sign):
            found[met] = found[met]._replace(end=sign.end)
        else:
            near.append(len(found))
            found.append(sign)
    return found


def _same_company(signs: Sequence[Sign], one: Sign, other: Sign) -> bool:
    """Do all signs around the one stand around the other, too?"""

    def around(sign: Sign, inner: Sign) -> bool:
        return sign.start <= inner.start and inner.end <= sign.end

    return all(around(sign, one) == around(sign, other) for sign in signs if sign != one)


def _opening(text: str, sign: Sign) -> str:
    if sign.sign != "`":
        return sign.sign
    return _ticks(text[sign.start : sign.end])[0]


def _closing(text: str, sign: Sign) -> str:
    if sign.sign == "[":
        return f"]({sign.target.translate(_ADDRESS)})"
    return sign.sign if sign.sign != "`" else _ticks(text[sign.start : sign.end])[1]


def _ticks(inner: str) -> tuple[str, str]:
    """What to write before and after code in running text."""
    ticks = fence(inner, least=1)
    space = " " if inner.startswith("`") or inner.endswith("`") else ""
    return ticks + space, space + ticks


def offset(places: Sequence[int], at: int) -> int:
    """Where a place in the plain text lies in the written one."""
    return places[max(0, min(at, len(places) - 1))]
