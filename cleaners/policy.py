"""What the user wants: which labels leave the text, how much may go, and what is too much to read.

Labelling and removing are two decisions. Cleaners label; the policy says which labels leave the text.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Set
from dataclasses import asdict, dataclass, fields
from typing import Literal, get_args

from cleaners.document import Label
from cleaners.errors import ConfigurationError

KEPT_BY_DEFAULT = frozenset({Label.DATELINE, Label.DECK, Label.HEADING, Label.EDITORS_NOTE})
"""Labelled, and left in the text unless the user says otherwise: they are the article's own words."""

MOST = {"budget": 1, "max_removed_share": 1, "min_kept_chars": math.inf, "max_chars": math.inf}
"""How large the policy's numbers may be."""
Caution = Literal["normal", "cautious", "rules"]
ProblemPages = Literal["quarantine", "publish"]


def contradiction(drop: Set[str], keep: Set[str]) -> str:
    """What is wrong with the wish to drop these labels and to keep those; nothing if all is well.

    >>> contradiction({"deck", "byline"}, {"deck"}), contradiction({"deck"}, {"byline"})
    ('deck cannot be dropped and kept at once', '')
    """
    if Label.WHITESPACE in keep:
        return "whitespace cannot be kept: it is the space around what goes, and around the text"
    both = sorted(drop & keep)
    return f"{both[0]} cannot be dropped and kept at once" if both else ""


def is_language(code: str) -> bool:
    """Is it a code of two small letters (ISO 639-1), or ``und``?"""
    return code == "und" or (code.isascii() and code.isalpha() and code.islower() and len(code) == 2)


@dataclass(frozen=True, slots=True)
class Policy:
    """How to clean. Frozen, hashable, and part of the fingerprint of every document it produced. Raises
    `ConfigurationError` for a label, a caution or a language that there is not, and for a number that makes no sense.

    >>> with_captions = Policy(drop=Policy().drop - {Label.CAPTION})
    """

    drop: frozenset[Label] = frozenset(Label) - KEPT_BY_DEFAULT
    """Labels that leave the text."""
    budget: float = 0.25
    """Share of the characters that the *model* may remove from a text that reads like an article (light residue);
    rules that speak alone and pages are not bound by it."""
    min_kept_chars: int = 1
    """A document with fewer characters left is quarantined, not published as a stump."""
    max_removed_share: float = 0.98
    """A text that would lose a larger share is quarantined as mostly residue; a page only if no sentence is left."""
    max_chars: int = 20_000_000
    """Longer texts are quarantined as too large."""
    language: str | None = None
    """ISO 639-1 code that overrides detection."""
    caution: Caution = "normal"
    """How sure the judge of plain text must be: ``normal`` or ``cautious`` (lower damage, more residue left). With
    ``rules`` it is not asked: a text loses only what a rule names, in half the time. Pages always have their judge."""
    markdown: bool = False
    """Clean documents in Markdown: pages with headings, lists, tables, code and quotes; any other text as it is."""
    keep_links: bool = False
    """With `markdown`: pages keep their links, with whole addresses where the page's own is known."""
    problem_pages: ProblemPages = "quarantine"
    """What becomes of pages that are recognised as no documents (error pages, walls, shells). With ``publish`` they are
    cleaned like any page and carry the reason as a flag."""
    rules: tuple[str, ...] = ()
    """Folders with the user's own rules, laid out like the bundled ones."""
    spared: frozenset[str] = frozenset()
    """Hashes (`cleaners.mark.decide.piece_hash`) of pieces that stay, whoever wants to take them out."""

    def __post_init__(self) -> None:
        for name in ("drop", "rules", "spared"):
            if isinstance(value := getattr(self, name), str):
                raise ConfigurationError(f"{name}: {value!r} is one text; write a list, [{value!r}]")
        for name, most in MOST.items():
            value = getattr(self, name)
            if not isinstance(value, int | float) or not 0 <= value <= most:
                bounds = f"from 0 to {most:g}" if most < math.inf else "of characters"
                raise ConfigurationError(f"{name}: {value!r} is no number {bounds}")
        try:
            labels = frozenset(map(Label, self.drop))  # also of a list or set of names
        except ValueError as error:
            raise ConfigurationError(f"drop: {error}; known are {', '.join(sorted(Label))}") from None
        object.__setattr__(self, "drop", labels)
        object.__setattr__(self, "rules", tuple(map(str, self.rules)))
        object.__setattr__(self, "spared", frozenset(self.spared))
        if self.caution not in get_args(Caution):
            raise ConfigurationError(f"caution: {self.caution!r} is none of {', '.join(get_args(Caution))}")
        if self.problem_pages not in get_args(ProblemPages):
            raise ConfigurationError(
                f"problem_pages: {self.problem_pages!r} is none of {', '.join(get_args(ProblemPages))}"
            )
        if self.language is not None and not is_language(self.language):
            raise ConfigurationError(f"language: {self.language!r} is no code of two small letters, such as en")

    def __repr__(self) -> str:
        """What differs from the default.

        >>> Policy(caution="cautious", drop=["byline"])
        Policy(drop=['byline'], caution='cautious')
        """
        changed = {f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default}
        shown = {name: sorted(map(str, v)) if isinstance(v, frozenset) else v for name, v in changed.items()}
        return f"Policy({', '.join(f'{name}={value!r}' for name, value in shown.items())})"

    def fingerprint(self) -> str:
        """Twelve hex digits that change when, and only when, a setting changes."""
        settings = asdict(self)
        settings["drop"] = sorted(settings["drop"])
        spared = sorted(settings.pop("spared"))
        if spared:
            settings["spared"] = spared
        if self.problem_pages == DEFAULT.problem_pages:
            settings.pop("problem_pages")
        return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]


DEFAULT = Policy()
