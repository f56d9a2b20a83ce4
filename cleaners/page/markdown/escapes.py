"""Signs that Markdown would take for its own, and what keeps them from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ANYWHERE = re.compile(r"[\\`*\[\]]|(?<![^\W_])_+|_+(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)|(?<!~)~~")
_OPENING = re.compile(r"^(?:#{1,6}(?=\s|$)|>|[+-](?=\s|$)|(?:-{3,}|=+|_{3,}|~{3,})\s*$)|^\d{1,9}([.)])(?=\s|$)", re.M)


def offsets_to_escape(text: str) -> set[int]:
    """The offsets of the signs that need a backslash before them.

    >>> sorted(offsets_to_escape("1. snake_case *now* [x]")), sorted(offsets_to_escape("2 > 1 - or so, a.b"))
    ([1, 14, 18, 20, 22], [])
    """
    anywhere = {n for found in _ANYWHERE.finditer(text) for n in range(*found.span())}
    return anywhere | set(_openings(text))


def _openings(text: str) -> Iterator[int]:
    for found in _OPENING.finditer(text):
        yield found.start(1) if found[1] else found.start()


def fence(text: str, sign: str = "`", least: int = 3) -> str:
    """A run of signs that is longer than any in the text.

    >>> fence("a ```` b"), fence("x", least=1)
    ('`````', '`')
    """
    longest = max((len(run) for run in re.findall(re.escape(sign) + "+", text)), default=0)
    return sign * max(least, longest + 1)
