"""What is known about a clean document: its facts, and what was taken out of it, as one flat dict."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from cleaners import dates
from cleaners.characters import script, word_count
from cleaners.document import PLAIN, Document, Label, Removal
from cleaners.mark.people import bylined, people
from cleaners.mark.wording import shown

TEXT_FACTS = (
    "title", "subtitle", "author_bio", "published", "modified", "site", "url", "canonical_url", "description",
    "section", "image", "licence", "kind", "editors_note", "dateline_place", "encoding", "fetched_at",
)  # fmt: skip
DATE_CHARS, DATE_WORDS = 40, 3
"""A longer line, or one of more words, is no bare date."""
NEARLY = 0.31
"""How much less sure a fact may be than the best of its name to count beside it: one of a doubtful rule does (0.5)
where there is one of a rule that speaks alone (0.8)."""
_WORD = re.compile(r"[^\W\d_]+")
_PIECES = re.compile(r"\s+[|•·–—]\s+")
"""What stands between the name, the day and the number of comments in one line."""
MOMENTS = ("published", "modified")
LIST_FACTS = ("captions", "photo_credits", "categories", "tags")
LABELS = {"author_bio": Label.AUTHOR_BIO, "captions": Label.CAPTION, "photo_credits": Label.CREDIT}
"""What leaves the text under these labels stays as a fact."""


def metadata(document: Document, text: str, removals: Sequence[Removal]) -> dict[str, Any]:
    """What is known about a clean document: one flat dict, the same keys in the same order for every document."""
    values: dict[str, Any] = {"source": document.source}
    values |= {name: _text(document.fact(name)) for name in TEXT_FACTS}
    values |= {name: _moment(document, name) for name in MOMENTS}
    values["url"] = document.url or values["url"]
    bylines = [name for r in removals if r.label == Label.BYLINE for name in bylined(shown(r.text).strip())]
    signed = document.fact("authors") != []
    values["authors"] = _authors(document) or list(dict.fromkeys(bylines if signed else ()))
    if not document.is_page and not values["published"]:
        values["published"] = _dated(removals)
    values["author_bio"] = "\n\n".join(_texts(document, removals, "author_bio")) or None
    values |= {name: _texts(document, removals, name) for name in LIST_FACTS}
    values |= {
        "language": document.fact("language", "und"),
        "language_score": document.fact("language_score"),
        "language_declared": _text(document.fact("language_declared")),
        "script": script(text),
        "kind_score": document.fact("kind_score"),
        "paywalled": document.fact("paywalled"),
        "words": word_count(text),
        "text_format": PLAIN,
        **measures(document, text, removals),
        "repairs": len(document.repairs),
        "confidence": document.fact("confidence"),
        "flags": sorted({str(fact.value) for fact in document.facts if fact.name in ("flag", "page_problem")}),
        "source_format": document.media_type,
        "extra": document.fact("extra") or {},
    }
    return values


def measures(document: Document, text: str, removals: Sequence[Removal]) -> dict[str, Any]:
    """What follows from the very characters of the text and of what was taken out of it."""
    removed = sum(len(removal.text) for removal in removals)
    counts = Counter(str(removal.label) for removal in removals if removal.label != Label.WHITESPACE)
    return {
        "chars": len(text),
        "paragraphs": len([part for part in text.split("\n\n") if part.strip()]),
        "sha256_text": hashlib.sha256(text.encode()).hexdigest(),
        "removed_chars": removed,
        "removed_share": round(removed / len(document.text), 4) if document.text else 0.0,
        "removals": dict(sorted(counts.items())),
    }


def moment(said: str | None, language: str) -> str | None:
    """A date as somebody said it → ISO 8601; as it was said where that is more than we can read. Numbers such as
    3/4/2025 are left alone in English, where both readings are common.

    >>> moment("March 3, 2024", "en"), moment("03/04/2025", "fr"), moment("03/04/2025", "en"), moment("last week", "en")
    ('2024-03-03', '2025-04-03', '03/04/2025', 'last week')
    """
    return said and (dates.read(said, day_first=None if language == "en" else True) or said)


def _moment(document: Document, name: str) -> str | None:
    """The best moment that can be read; as it was said where none can."""
    language = document.fact("language", "und")
    facts = sorted((f for f in document.facts if f.name == name and f.accepted), key=lambda fact: -fact.confidence)
    said = [moment(_text(fact.value), language) for fact in facts]
    return next((found for found in said if found and dates.read(found)), next(iter(said), None))


def _every(document: Document, name: str) -> list[Any]:
    """All accepted values of a fact whose confidence comes near the best one's, each once, in order."""
    facts = [fact for fact in document.facts if fact.name == name and fact.accepted]
    best = max((fact.confidence for fact in facts), default=0.0)
    values: list[Any] = []
    for fact in facts:
        if fact.confidence >= best - NEARLY:
            values += fact.value if isinstance(fact.value, list | tuple) else [fact.value]
    return list(dict.fromkeys(values))


def _dated(removals: Sequence[Removal]) -> str | None:
    """The day that a line says which only the model knew for a date, if all such lines say the same."""
    bylines = [piece for r in removals if r.label == Label.BYLINE for piece in _PIECES.split(r.text.strip())]
    lines = [piece for piece in bylines if len(piece) <= DATE_CHARS]
    days = {day for line in lines if len(_WORD.findall(line)) <= DATE_WORDS and (day := dates.read(line))}
    return days.pop() if len(days) == 1 else None


def _authors(document: Document) -> list[str]:
    """The authors' names. What a page's own markup says is a clean list already; a byline in running text is not."""
    best = document.fact("authors")
    if document.is_page and isinstance(best, list | tuple):
        return [str(name) for name in best]
    return people(_every(document, "authors"))


def _texts(document: Document, removals: Sequence[Removal], name: str) -> list[str]:
    """The texts of a fact; where no rule stated it, what was taken out under its label."""
    stated, label = _list(_every(document, name)), LABELS.get(name)
    return stated or _list([removal.text for removal in removals if removal.label == label] if label else [])


def _text(value: object) -> str | None:
    return None if value is None else str(value).strip() or None


def _list(values: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(str(value).strip() for value in values if str(value).strip()))
