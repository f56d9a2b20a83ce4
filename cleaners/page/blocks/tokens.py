"""The words that the makers of a page wrote into its class and id attributes."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Za-z][a-z]+")


def tokens_of(value: str) -> tuple[str, ...]:
    """The words in a class or id attribute, split where its author split them, lower case."""
    return tuple(word.lower() for word in _TOKEN.findall(value[:300])[:12])
