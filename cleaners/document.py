"""The nouns: what a document is before, while and after it is cleaned. All of them are immutable.

A `Document` is a text with an opinion beside it: **blocks** (its paragraphs, in reading order), **marks** (this span is
a consent notice, says that rule), **facts** (the language is English, says langdetect) and **repairs** (this line was
mojibake). Nothing here ever changes the text; only `cleaners.sweep` makes a shorter one, and it keeps the pieces.

Offsets are half-open and count Unicode code points of `Document.text`. What a long text has by the thousands is a named
tuple, which is made in a third of a frozen dataclass's time. The `repr` of a document does not quote its text: it ends
up in logs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

PLAIN, MARKDOWN, HTML = "text/plain", "text/markdown", "text/html"
"""The media types of documents."""


class Label(StrEnum):
    """What a span is, when it is not plain body text. A label alone removes nothing: the policy decides."""

    CONSENT_NOTICE = "consent-notice"
    RESIDUE = "residue"
    BYLINE = "byline"
    AUTHOR_BIO = "author-bio"
    DATELINE = "dateline"
    CAPTION = "caption"
    CREDIT = "credit"
    TITLE = "title"
    DECK = "deck"
    HEADING = "heading"
    EDITORS_NOTE = "editors-note"
    PROMO = "promo"
    NEWSLETTER = "newsletter"
    PAYWALL = "paywall"
    RELATED = "related"
    SHARE_BAR = "share-bar"
    COMMENTS = "comments"
    COPYRIGHT = "copyright"
    ADVERTISEMENT = "advertisement"
    NAVIGATION = "navigation"
    REPEAT = "repeat"
    SITE = "site"
    OFF_MAIN = "off-main"
    BOILERPLATE = "boilerplate"
    """Not main content, says the model, without knowing which kind."""
    WHITESPACE = "whitespace"
    """Space left over by the layout; swept by `cleaners.sweep` alone and not counted as a finding."""


class Span(NamedTuple):
    """Characters `start` up to, not including, `end`."""

    start: int
    end: int

    def __contains__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Do the two share a character?"""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader found, before anybody looked at it."""

    body: bytes | str
    """Bytes as they lie in the file, or text, where the container already decoded it."""
    source: str = "-"
    """What the document is called in its metadata; a path becomes its text."""
    media_type: str | None = None
    """``text/plain``, ``text/markdown`` or ``text/html``; guessed if None."""
    url: str | None = None
    """The document's own address."""
    hints: Mapping[str, Any] = field(default_factory=dict)
    """What the container knows: ``charset``, ``title``, ``published``, ``fetched_at`` and whatever a sidecar says."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", os.fsdecode(self.source))

    def __repr__(self) -> str:
        return f"<RawDocument {self.source!r}>"


class Container(NamedTuple):
    """A quote or a list's entry, as an element of a page, by its number."""

    element: int
    marker: str
    """What its first line begins with: ``> ``, ``- ``, ``3. ``."""
    of: int = -1
    """The list, −1 for a quote."""


class Sign(NamedTuple):
    """Something to write around the characters from `start` to `end`."""

    start: int
    end: int
    sign: str
    """``[``, `````, ``**`` or ``*``."""
    target: str
    """Where a link leads; nothing for code and emphasis."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one of a page's blocks is written in Markdown. Elements are numbers, −1 is none; offsets are the block's."""

    inside: tuple[Container, ...] = ()
    """The quotes and list entries around it, from the outermost."""
    table: int = -1
    bars: tuple[int, ...] = ()
    """Where the bars between its cells stand."""
    spanned: tuple[int, ...] = ()
    """How many empty cells stand before each bar, since a cell spans their columns."""
    breaks: tuple[tuple[int, int], ...] = ()
    """The space, and any sign, where a line ends in a cell."""
    empty: tuple[int, int] = (0, 0)
    """How many empty cells were left out before and after it."""
    code: int = -1
    """The element of preformatted text that it belongs to."""
    programming: str = ""
    """The programming language of the code."""
    heading: int = 0
    """The level of the heading that it stands in, 0 if in none."""
    term: int = -1
    """The list of terms in which it is one."""
    explains: int = -1
    """The list of terms in which it begins an explanation."""
    marks: tuple[Sign, ...] = ()
    """Links, code and emphasis."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page tells about one of its blocks and plain text cannot. Shares are 0 to 1, `depth` counts elements."""

    tag: str = "p"
    path: str = ""
    words: frozenset[str] = frozenset()
    """Words of the class, id and role attributes up the tree, lower case."""
    link_share: float = 0.0
    depth: int = 0
    hidden: bool = False
    kept_by: frozenset[str] = frozenset()
    """Names of the extractors that hold this block for main content, such as ``"trafilatura"``."""
    features: tuple[float, ...] = ()
    copy_at: int = -1
    """Character of the block's text from which on it says the same again, in elements of its own; −1 if it does not."""
    hidden_inline: bool = False
    """Is it what nobody sees of the line before it?"""
    box: int = -1
    """The number of the largest element around the block that holds a few lines only; −1 if it holds nothing else."""
    form: Form | None = None
    """Read only if Markdown was asked for."""


class Block(NamedTuple):
    """One paragraph, heading, list entry or line: the smallest piece that is judged as a whole."""

    start: int
    end: int
    line: int
    """The 1-based line of `Document.text` on which it starts."""
    evidence: Evidence | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def bounds(blocks: Sequence[Block]) -> tuple[list[int], list[int]]:
    """Where the blocks start, and where they end."""
    return list(map(itemgetter(0), blocks)), list(map(itemgetter(1), blocks))


class Mark(NamedTuple):
    """An opinion about a span: label, who says so, and why.

    `origin` is a rule's address (``en/consent-notice/we-use-cookies``), a built-in judgement
    (``core/title``) or a model version (``model/1``). `score` is 0 to 1. `verdict` says that this opinion is sure
    enough to act on; without it the mark is evidence for others and is shown by ``winnow explain``.
    """

    span: Span
    label: Label
    origin: str
    reason: str
    score: float = 1.0
    verdict: bool = True

    def at(self, span: Span) -> Mark:
        """The same opinion about another span."""
        if span == self.span:
            return self
        return Mark(span, self.label, self.origin, self.reason, self.score, self.verdict)


@dataclass(frozen=True, slots=True)
class Fact:
    """A piece of knowledge about the document, with its origin. The first accepted fact of a name wins."""

    name: str
    value: Any
    origin: str
    confidence: float = 1.0
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Repair:
    """One line whose characters were mended: its 1-based number, what it was and what it is."""

    line: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its blocks, and everything that is known or believed about it."""

    text: str
    source: str = "-"
    media_type: str = PLAIN
    url: str | None = None
    blocks: tuple[Block, ...] = ()
    marks: tuple[Mark, ...] = ()
    facts: tuple[Fact, ...] = ()
    repairs: tuple[Repair, ...] = ()

    def __repr__(self) -> str:
        return f"<Document {self.source!r}: {len(self.text):,} characters of {self.media_type}>"

    @property
    def is_page(self) -> bool:
        """Was it HTML? Then its blocks have evidence."""
        return self.media_type == HTML

    def slice(self, span: Span | Block) -> str:
        """The characters of `span`."""
        return self.text[span.start : span.end]

    def fact(self, name: str, default: Any = None) -> Any:
        """The value of the best accepted fact of that name: highest confidence, first stated on a tie."""
        best: Fact | None = None
        for fact in self.facts:
            if fact.name == name and fact.accepted and (best is None or fact.confidence > best.confidence):
                best = fact
        return default if best is None else best.value

    def with_marks(self, marks: Iterable[Mark]) -> Document:
        """The same document with more marks."""
        new = tuple(marks)
        return replace(self, marks=self.marks + new) if new else self

    def with_facts(self, facts: Iterable[Fact]) -> Document:
        """The same document with more facts."""
        new = tuple(facts)
        return replace(self, facts=self.facts + new) if new else self

    @property
    def decoded(self) -> str:
        """The text before repair: every repaired line put back as it was."""
        if not self.repairs:
            return self.text
        lines = self.text.split("\n")
        for repair in self.repairs:
            lines[repair.line - 1] = repair.before
        return "\n".join(lines)


class Removal(NamedTuple):
    """A piece that was taken out: where it stood in `Document.text`, where it would go back, and why it went."""

    span: Span
    at: int
    """The offset in the clean text at which `text` was taken out."""
    line: int
    """The 1-based line of `Document.text` on which its first visible character stood."""
    text: str
    label: Label
    origin: str
    reason: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """A document after the gate: what to publish, and everything that was taken out of it."""

    document: Document
    """The document before anything was taken out, with its blocks and what is known and believed about it."""
    text: str
    """What to publish."""
    removals: tuple[Removal, ...]
    """Every piece that was taken out, in the order of the text."""
    metadata: Mapping[str, Any]
    """What is known: a flat dict of plain values, the same keys for every document. ``winnow schema`` tells them."""

    def __repr__(self) -> str:
        chars = f"{len(self.text):,} of {len(self.document.text):,} characters"
        return f"<CleanDocument {self.document.source!r}: {chars}, {len(self.removals)} removals>"

    def restore(self) -> str:
        """The text before cleaning, made from `text` and `removals` alone; always equal to ``document.text``."""
        return restore(self.text, self.removals)


def restore(text: str, removals: Iterable[Removal]) -> str:
    """Put every removed piece back where it was taken out.

    >>> piece = Removal(Span(3, 6), 2, 1, " f\\n", Label.RESIDUE, "any/residue/lone-letter", "a button")
    >>> restore("ab cd", [piece])
    'ab f\\n cd'
    """
    pieces, done = [], 0
    for removal in sorted(removals, key=lambda r: r.span):
        pieces += [text[done : removal.at], removal.text]
        done = removal.at
    return "".join((*pieces, text[done:]))
