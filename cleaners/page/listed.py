"""Words listed in a string, one blank apart: long lists stay readable."""

from __future__ import annotations


def listed(*names: str) -> tuple[str, ...]:
    """All words of the strings, in order.

    >>> listed("ul ol", "dl")
    ('ul', 'ol', 'dl')
    """
    return tuple(name for line in names for name in line.split())
