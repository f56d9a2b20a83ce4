"""Which elements stand inside of a sentence.

Browsers take an element they do not know for a piece of the line: a term that a component explains, a place that a word
processor has tagged, ``<stong>``. Style sheets make blocks of others. What tells them apart is text right beside them.
"""

from __future__ import annotations

from typing import Any

from cleaners.page.listed import listed

INLINE = frozenset(
    listed(
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark math meter nobr output",
        "progress q rb ruby s samp small span strike strong sub sup time tt u var wbr g-emoji",
        "mi mo mn ms mtext mrow msup msub mfrac semantics mover munder munderover msqrt mroot msubsup mstyle mspace",
        "mpadded menclose mfenced merror mmultiscripts mjx-container mjx-math mjx-assistive-mml",
    )
)
"""Elements that never end a block."""
BLOCK_LEVEL = frozenset(
    listed(
        "address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset",
        "figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing",
        "main marquee menu nav noframes noscript ol optgroup option p plaintext pre search section summary table",
        "tbody td textarea tfoot th thead title tr ul xmp",
    )
)
"""Elements that end a block. What stands in neither list does, if there is no text right beside it."""
CONTROLS = frozenset(listed("button input picture"))
"""Elements that belong to a sentence only if it goes on behind them."""
LARGEST = 60
"""Elements inside of one that may stand in a sentence."""


def is_inline(element: Any, tag: str) -> bool:
    """Does an element that stands in neither list belong to the text beside it?"""
    before, after = _beside(element)
    if not (before and after if tag in CONTROLS else before or after):
        return False
    if tag == "button" and not _is_in_a_paragraph(element):
        return False
    return not any(
        n > LARGEST or inner.tag in BLOCK_LEVEL or _is_a_list(inner) for n, inner in enumerate(element.iter())
    )


def _is_a_list(element: Any) -> bool:
    """Does it hold several texts in elements that stand in neither list, as a component for lists does?"""
    return sum(child.tag not in INLINE and (len(child) > 0 or is_text(child.text)) for child in element) > 1


def _beside(element: Any) -> tuple[bool, bool]:
    """Does text stand right before an element, and right behind it? Around ``<b>`` if nothing stands inside of that."""
    before = after = False
    for _ in range(3):
        prior, parent = element.getprevious(), element.getparent()
        before = before or is_text(prior.tail if prior is not None else parent.text if parent is not None else None)
        after = after or is_text(element.tail)
        if before or after or parent is None or parent.tag not in INLINE:
            break
        element = parent
    return before, after


def is_text(text: str | None) -> bool:
    """Is there a letter or a digit in it?"""
    return bool(text) and any(char.isalnum() for char in text or "")


def _is_in_a_paragraph(element: Any) -> bool:
    parent = element.getparent()
    while parent is not None and parent.tag in INLINE:
        parent = parent.getparent()
    return parent is not None and parent.tag == "p"
