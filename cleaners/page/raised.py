"""Raised and lowered characters: powers, indices, fractions, and the marks of footnotes, which are no text."""

from __future__ import annotations

import re

_HIGH = dict(zip("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ", strict=True))
_LOW = dict(zip("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎", strict=True))
_SIMPLE = re.compile(r"\w+\Z")


def as_power(text: str) -> str:
    """A raised text in Unicode's raised characters, or behind ``^`` if there are none for it.

    >>> as_power("−2"), as_power("x"), as_power("−kt")
    ('⁻²', '^x', '^(−kt)')
    """
    text = text.strip()
    if all(char in _HIGH for char in text):
        return "".join(_HIGH[char] for char in text)
    return f"^{text}" if _SIMPLE.match(text) else f"^({text})"


def as_index(text: str) -> str:
    """A lowered text, likewise.

    >>> as_index("0"), as_index("i"), as_index("i=1")
    ('₀', '_i', '_(i=1)')
    """
    text = text.strip()
    if all(char in _LOW for char in text):
        return "".join(_LOW[char] for char in text)
    return f"_{text}" if _SIMPLE.match(text) else f"_({text})"
