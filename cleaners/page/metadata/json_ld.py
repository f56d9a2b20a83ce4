"""The objects in a JSON-LD script, read as far as they can be: many are not quite JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

DEEPEST_DATA = 60
"""Structured data nested deeper is not read."""
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPER = re.compile(r"(?:/\*|//)?\s*(?:<!\[CDATA\[|\]\]>)\s*(?:\*/)?|\A\s*<!--|(?://)?\s*-->\s*\Z")
"""What keeps a script from browsers that do not know it."""
_ESCAPE = re.compile(r'(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\(.|\Z)', re.S)
"""An escape that JSON knows, or one that it does not."""
_OPENS = re.compile(r"[{\[]")


def json_values(text: str) -> list[Any]:
    """The JSON values in a script, usually one. Wrappers, commas too many, escapes that JSON does not know and what
    follows the last whole value are passed over."""
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    text = _TRAILING_COMMA.sub(r"\1", _WRAPPER.sub("", text))
    text = _ESCAPE.sub(lambda found: found[0] if found[1] else found[2], text)
    values, at, decoder = [], 0, json.JSONDecoder(strict=False)
    while start := _OPENS.search(text, at):
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values


def typed_objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in some JSON that has a type, outermost first."""
    layer, depth = [value], 0
    while layer and depth < DEEPEST_DATA:
        inner: list[Any] = []
        for entry in layer:
            if isinstance(entry, dict):
                if "@type" in entry:
                    yield entry
                inner += entry.values()
            elif isinstance(entry, list):
                inner += entry
        layer, depth = [entry for entry in inner if isinstance(entry, dict | list)], depth + 1


def as_list(value: Any) -> list[Any]:
    """A value that may be one or several, as several."""
    return value if isinstance(value, list) else [] if value is None else [value]
