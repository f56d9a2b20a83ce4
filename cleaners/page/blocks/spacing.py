"""Texts that only the look of a page sets apart: ``<b>Pages</b><b>240</b>`` is read as "Pages 240", since a style sheet
puts space between them that the source does not have.

Where two texts meet without space at the edge of inline elements, annotators of the development pages wrote them apart
or together, depending on what meets (apart : together):

========================  ==================================  ====================
what meets                one element ends, another begins    one ends, or begins
========================  ==================================  ====================
lower case, upper case    1,178 : 2                           40 : 3
lower case, digit         245 : 0                             8 : 0
digit, upper case         131 : 0                             5 : 0
upper case, upper case    123 : 4                             4 : 1
upper case, digit         53 : 0                              none
digit, digit              228 : 12                            none
any, lower case           116 : 79                            31 : 83
========================  ==================================  ====================

Footnote marks, indices and formulas are left alone (58 : 65), and so is code.
"""

from __future__ import annotations

import re

from cleaners.page.listed import listed

CLOSED, OPENED, JOINED, SET_APART = 1, 2, 4, 8
"""What happened since the text before: an element ended, one began, one of `JOINING` did, a label followed a label."""
LINKED, BESIDE_LINK = 16, 32
"""A link ended; one that leads elsewhere began right behind it."""
JOINING = frozenset(listed("sub sup wbr mark math mi mn mo ms mtext mrow mfrac msub msup semantics rb ruby"))
"""Elements that begin and end inside of words and formulas."""
_CURRENCIES = "$€£"
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,3}|[a-z]|[ivx]{2,5})[.)]\Z")
"""The number of a clause, a reference or a step, as a text of its own."""
_LABEL, _SENTENCE = re.compile(r"\w[:;)%]\Z"), re.compile(r"\s\S*\w[.!?…]\Z")
"""How a text ends that is over."""


def needs_space(before: str, after: str, edge: int) -> bool:
    """Is there space between two texts, neither of them empty, that meet at such an edge?

    >>> needs_space("Pages", "240", CLOSED | OPENED), needs_space("Synopsis", "An award-winning writer", CLOSED)
    (True, True)
    >>> needs_space("M", "athematics", CLOSED), needs_space("CO", "2", OPENED | JOINED)
    (False, False)
    >>> needs_space("4", "th", CLOSED | OPENED), needs_space("US", "$", OPENED)
    (False, False)
    >>> needs_space("Regular price", "$5", CLOSED | OPENED), needs_space("Ida wrote:", "Is it?", CLOSED)
    (True, True)
    >>> needs_space("(a)", "it drains", CLOSED | OPENED), needs_space("1.", "5", CLOSED | OPENED)
    (True, False)
    >>> needs_space("boat(s)", "are", CLOSED)
    False
    """
    if edge & (JOINED | SET_APART):
        return not edge & JOINED
    left, right = before[-1], after[0]
    if left.islower() and right.isupper():
        return True
    if right.isupper() and left == ":" and edge & CLOSED and before[-2:-1].isalpha():
        return True
    if edge & BESIDE_LINK and left.isalnum() and (right.islower() or right.isdigit()):
        return True
    if right in _CURRENCIES:
        return left.islower() and edge & (CLOSED | OPENED) == CLOSED | OPENED
    if edge & CLOSED and right.isalpha() and _NUMBERED.match(before):
        return True
    if edge & (CLOSED | OPENED) != CLOSED | OPENED or not (right.isupper() or right.isdigit()):
        return False
    return left.isalnum() or bool(_LABEL.search(before[-2:]) or (right.isupper() and _SENTENCE.search(before[-40:])))
