"""What a line probably is, once it is known for residue: the rule's word for it, or the kind of its words. And which
labels say that a line is no residue at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from cleaners.document import Label
from cleaners.mark.vocabulary import classes, word_bits, words_of

PROTECTED = frozenset({Label.TITLE, Label.DECK})
"""A line recognised as one of these is what it is; no other mark can take it out under another name."""
STAYING = PROTECTED | {Label.HEADING, Label.DATELINE, Label.EDITORS_NOTE}
"""What a rule may call a line without holding it for residue."""
KINDS = {
    "share": Label.SHARE_BAR,
    "newsletter": Label.NEWSLETTER,
    "comment": Label.COMMENTS,
    "related": Label.RELATED,
    "legal": Label.COPYRIGHT,
    "consent": Label.CONSENT_NOTICE,
    "advert": Label.ADVERTISEMENT,
    "button": Label.NAVIGATION,
    "picture": Label.CREDIT,
    "byline": Label.BYLINE,
    "time": Label.BYLINE,
    "role": Label.AUTHOR_BIO,
    "act": Label.PROMO,
}
"""Classes of words, and the label of a line in which they prevail; the earlier class wins a tie."""
LONG = 12
"""From so many words on, a single word is too little to name a line by; and only such lines tell who somebody is."""
SHORT = 4
"""A line of so few words that says nothing else is part of a menu: true for 7 of 10 in the hand-labelled lines."""
_LABELS = tuple(KINDS.values())
_ROLE = list(KINDS).index("role")


def guess(line: str, told: Label | None) -> tuple[Label, str]:
    """A line and the label that a rule gave it, if any → the best label, and the reason for a person.

    >>> guess("Share on Facebook", None)[0].value, guess("Etwas ganz anderes als sonst", None)[0].value
    ('share-bar', 'boilerplate')
    """
    if told is not None:
        return told, f"a rule calls it {told}, and the model agrees"
    words = words_of(line)
    label = by_words(words)
    if label is not None:
        return label, f"the model takes it for residue, and its words are those of {label}"
    kind = Label.NAVIGATION if len(words) <= SHORT else Label.BOILERPLATE
    return kind, "the model takes it for residue, by its shape and place"


def by_words(words: Sequence[str]) -> Label | None:
    """The label of a line of these words, as far as they tell.

    >>> by_words(["share", "on", "facebook"]), by_words(["ferry"])
    (<Label.SHARE_BAR: 'share-bar'>, None)
    """
    count: dict[int, int] = {}
    for kind in chain.from_iterable(filter(None, map(_kinds_of_words().get, words))):
        count[kind] = count.get(kind, 0) + 1
    if len(words) < LONG:
        count.pop(_ROLE, None)
    most = max(count.values(), default=0)
    if most < (1 if len(words) < LONG else 2):
        return None
    return _LABELS[min(kind for kind, said in count.items() if said == most)]


@lru_cache(maxsize=1)
def _kinds_of_words() -> dict[str, tuple[int, ...]]:
    """Word → its kinds, by their place in `KINDS`; only words that have one."""
    places = [classes().index(name) for name in KINDS]
    kinds = (
        (word, tuple(n for n, place in enumerate(places) if bits >> place & 1)) for word, bits in word_bits().items()
    )
    return {word: found for word, found in kinds if found}
