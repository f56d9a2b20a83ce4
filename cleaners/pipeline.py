"""The stops of a document, in order: decode, repair, identify, mark, sweep, gate.

Marking and sweeping are repeated on what is left, as if it had just arrived, until nothing more goes; so cleaning clean
text changes nothing. Documents go through in batches because the model is asked about many lines at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from os import PathLike, fsdecode
from typing import TYPE_CHECKING

from cleaners.blocks import blocks_of
from cleaners.decode import decode
from cleaners.document import HTML, MARKDOWN, CleanDocument, Document, Fact, Label, Mark, RawDocument, Span
from cleaners.errors import Quarantined, Rejected
from cleaners.gate import gate
from cleaners.identify import identify
from cleaners.mark.cues import cues
from cleaners.mark.decide import decide
from cleaners.mark.explained import explained
from cleaners.mark.header import header
from cleaners.mark.headline import CONFIRMED, headline, renamed
from cleaners.mark.legal import legal
from cleaners.mark.numbered import numbered
from cleaners.mark.people import bios
from cleaners.mark.preamble import preamble
from cleaners.mark.printed import printed
from cleaners.mark.repeats import repeats
from cleaners.mark.rules import rule_folders, rulebook
from cleaners.mark.signed import signed
from cleaners.mark.threads import threads
from cleaners.metadata import measures
from cleaners.policy import DEFAULT, Policy
from cleaners.repair import repair
from cleaners.sweep import removals, sweep, translate, translator

if TYPE_CHECKING:
    from cleaners.mark.features_known import Known

INDENTED = (MARKDOWN, HTML)
"""Texts whose indentation says what belongs to what; of a page, only code has any."""
BATCH = 32
"""Documents that are judged together; any number gives the same result."""
STATED = ("title", "published", "modified", "site", "language", "licence", "fetched_at", "description", "image")
"""What a sidecar or a container may state about a document; anything else is passed through as it is."""


def clean(
    body: str | bytes,
    *,
    media_type: str | None = None,
    url: str | None = None,
    source: str | PathLike[str] = "-",
    policy: Policy = DEFAULT,
) -> CleanDocument:
    """Clean one document. `body`: text, or bytes as they lie in the file. `media_type`: ``text/plain``,
    ``text/markdown`` or ``text/html``; guessed if None. `url`: the page's address, to which its links are relative.
    `source`: what the document is called in its metadata, such as its path.

    Raises `Quarantined` if there is nothing to publish, and `RuleError` if the policy's own rules cannot be followed.

    >>> prose = "Rents in the old town rose again last year, by a tenth, and nobody knows why."
    >>> text = f"Rents rise again\\n\\nAuthor: Jane Roe\\n\\n{prose}\\n\\nf"
    >>> document = clean(text)
    >>> document.text == prose, document.metadata["title"], document.metadata["authors"]
    (True, 'Rents rise again', ['Jane Roe'])
    >>> document.restore() == text
    True
    """
    raw = RawDocument(body, fsdecode(source), media_type, url)
    result = next(iter(clean_many([raw], policy)))
    if isinstance(result, Quarantined):
        raise result
    return result


def clean_many(
    raws: Iterable[RawDocument | str | bytes], policy: Policy = DEFAULT
) -> Iterator[CleanDocument | Quarantined]:
    """Clean documents in batches of `BATCH`; yields one result for each, in order. A document that cannot be published
    yields the `Quarantined` that says why, and the others go on. `RawDocument` says more about one than its text or
    bytes. Raises `RuleError` if the policy's own rules cannot be followed.

    >>> [type(result).__name__ for result in clean_many(["The ferry did not sail.", ""])]
    ['CleanDocument', 'Unreadable']
    """
    if isinstance(raws, str | bytes | RawDocument):
        raise TypeError("clean_many takes a collection of documents; for one there is clean")
    if not isinstance(policy, Policy):
        raise TypeError(f"policy has to be a Policy, not {type(policy).__name__}")
    return _in_batches(iter(raws), policy)


def _in_batches(raws: Iterator[RawDocument | str | bytes], policy: Policy) -> Iterator[CleanDocument | Quarantined]:
    while batch := list(islice(raws, BATCH)):
        yield from _clean_batch([raw if isinstance(raw, RawDocument) else RawDocument(raw) for raw in batch], policy)


def _clean_batch(batch: Sequence[RawDocument], policy: Policy) -> Iterator[CleanDocument | Quarantined]:
    opened: list[Work | Quarantined] = []
    for raw in batch:
        try:
            opened.append(Work.begin(open_document(raw, policy)))
        except Quarantined as error:
            opened.append(error)
    done = iter(run([work for work in opened if isinstance(work, Work)], policy))
    for entry in opened:
        try:
            yield entry if isinstance(entry, Quarantined) else next(done).finish(policy)
        except Quarantined as error:
            yield error


def _too_large(size: str, policy: Policy) -> Rejected:
    """The error for a document of more characters than the policy reads."""
    limit = f"the policy reads at most {policy.max_chars} characters"
    return Rejected("too-large", f"{size}, and {limit}; split it or raise max_chars in the policy")


def open_document(raw: RawDocument, policy: Policy) -> Document:
    """Stops one to three: bytes → a document with blocks, repairs and the facts that its source states."""
    if not isinstance(raw.body, str | bytes | bytearray):
        kind = type(raw.body).__name__
        raise TypeError(f"a document is text or bytes, not {kind}; of a file that is Path(file).read_bytes()")
    if len(raw.body) > 4 * policy.max_chars:
        raise _too_large(f"{len(raw.body)} bytes", policy)
    text, media_type, facts = decode(raw)
    if len(text) > policy.max_chars:
        raise _too_large(f"{len(text)} characters", policy)
    facts += tuple(stated(raw))
    if media_type == HTML:
        from cleaners import page  # the only door to trafilatura and lxml; a text never pays for it

        document = page.read_page(text, source=raw.source, url=raw.url, hints=raw.hints, form=policy.markdown)
        return replace(document, media_type=media_type).with_facts(facts)
    text, repairs = repair(text)
    return Document(text, raw.source, media_type, raw.url, blocks_of(text), (), facts, repairs)


def stated(raw: RawDocument) -> Iterator[Fact]:
    """The facts that the source itself states, and under `extra` what it says besides."""
    hints = {name: value for name, value in raw.hints.items() if value not in (None, "") and name != "charset"}
    if raw.url:
        yield Fact("url", raw.url, "source")
    for name in STATED:
        if name in hints:
            yield Fact(name, str(hints.pop(name)), "source")
    authors = hints.pop("authors", None) or hints.pop("author", None)
    if authors:
        yield Fact("authors", list(map(str, authors if isinstance(authors, list) else [authors])), "source")
    hints.pop("url", None)
    if hints:
        yield Fact("extra", hints, "source")


@dataclass(frozen=True, slots=True)
class Work:
    """A document on its way: what it was, and what is left of it so far."""

    whole: Document
    now: Document
    """What is left, as a document of its own; the next round judges this."""
    kept: Sequence[Span]
    """The spans of the whole text that `now.text` consists of."""
    decided: tuple[Mark, ...] = ()
    """The marks acted on so far, in offsets of the whole text."""

    @classmethod
    def begin(cls, document: Document) -> Work:
        """Before the first round only the layout is tidied; a page's text is tidy because we wrote it."""
        if document.is_page:
            return cls(document, document, [Span(0, len(document.text))])
        text, kept = sweep(document.text, document.blocks, (), indented=document.media_type == MARKDOWN)
        blocks = document.blocks if text == document.text else blocks_of(text)
        return cls(document, replace(document, text=text, blocks=blocks, repairs=()), kept)

    def judged(self, now: Document, decided: Sequence[Mark]) -> Work:
        """After a round: `now` with its new marks and facts, and the marks to act on."""
        back = translator(self.kept)
        acted = [mark.at(span) for mark in decided for span in back(mark.span)]
        whole = self._learn(now)
        if not decided:
            return replace(self, whole=whole, now=now)
        text, kept = sweep(now.text, now.blocks, decided, indented=now.media_type in INDENTED)
        rest = Document(text, now.source, now.media_type, now.url, blocks_of(text))
        return Work(whole, rest, translate(kept, self.kept), self.decided + tuple(acted))

    def _learn(self, now: Document) -> Document:
        """The whole document with what a round found out. What the last round says of the language holds."""
        marks = []
        back = translator(self.kept)
        titled = self.whole.fact("title") is not None
        for mark in now.marks:
            spans = back(mark.span)
            if spans and not (titled and mark.label == Label.TITLE and not mark.verdict):
                marks.append(mark.at(spans[0] if len(spans) == 1 else Span(spans[0].start, spans[-1].end)))
        language = {"language", "language_score", "language_reason"}
        facts = [f for f in self.whole.facts if f.name not in language or f.origin == "source"]
        # What opens the text once its title is gone is not a second title; what was only a guess may be confirmed.
        sure = {fact.name for fact in self.whole.facts if fact.name != "title" or fact.confidence >= CONFIRMED}
        said_once = {"title", "subtitle"} & sure
        facts += [fact for fact in now.facts if fact not in facts and fact.name not in said_once]
        known: defaultdict[Span, list[Mark]] = defaultdict(list)
        for mark in self.whole.marks:
            known[mark.span].append(mark)
        new = tuple(mark for mark in marks if mark not in known.get(mark.span, ()))
        return replace(self.whole, marks=self.whole.marks + new, facts=tuple(facts))

    def finish(self, policy: Policy) -> CleanDocument:
        """Through the gate. Raises `Rejected`."""
        whole, decided = _settled(self.whole, self.decided), self.decided
        if not whole.is_page:
            whole = headline(whole, self.kept)
            decided = tuple(renamed(whole, decided, policy.drop))
        published = gate(whole, self.now.text, removals(whole.text, self.kept, decided), policy)
        return _in_markdown(published, self.kept, decided, policy) if policy.markdown else published


def _in_markdown(
    published: CleanDocument, kept: Sequence[Span], decided: Sequence[Mark], policy: Policy
) -> CleanDocument:
    """The same document as Markdown. A page is written anew; any other text is taken for Markdown as it stands."""
    about = {**published.metadata, "text_format": MARKDOWN}
    if not published.document.is_page:
        return replace(published, metadata=about)
    from cleaners import page

    written = page.render_markdown(published.document, kept, decided, links=policy.keep_links)
    gone = removals(written.document.text, written.kept, written.decided)
    about |= measures(written.document, written.text, gone)
    return CleanDocument(written.document, written.text, gone, about)


def _settled(document: Document, decided: Sequence[Mark]) -> Document:
    """Facts that a doubtful rule read off a block are accepted once the block was taken out under the rule's label."""
    doubtful = {fact.origin for fact in document.facts if not fact.accepted}
    if not doubtful:
        return document
    gone = {(mark.span.start, mark.label) for mark in decided}
    sure = {mark.origin for mark in document.marks if (mark.span.start, mark.label) in gone} & doubtful
    facts = tuple(replace(fact, accepted=True) if fact.origin in sure else fact for fact in document.facts)
    return replace(document, facts=facts)


def run(works: Sequence[Work], policy: Policy) -> list[Work]:
    """Judge and sweep, round by round, until no document has anything left to lose."""
    done = list(works)
    active = list(range(len(done)))
    first, known = True, _known(works, policy)
    while active:
        left = []
        for index, now in zip(active, judge([done[i] for i in active], policy, known, first=first), strict=True):
            decided = decide(now, policy)
            done[index] = done[index].judged(now, decided)
            if decided:
                left.append(index)
        active, first = left, False
    return done


def _known(works: Sequence[Work], policy: Policy) -> Known | None:
    """What the model remembers from round to round; nothing if it is not asked."""
    if policy.caution == "rules" or all(work.whole.is_page for work in works):
        return None
    from cleaners.mark.features_known import Known

    return Known()


def judge(works: Sequence[Work], policy: Policy, known: Known | None, *, first: bool) -> list[Document]:
    """One round of opinions about what is left of each document. A page is read as a page once; what is left of it
    afterwards is checked by the rules that speak alone."""
    asked = [_ask(work, policy) for work in works]
    pages = [i for i, work in enumerate(works) if work.whole.is_page]
    texts = [i for i in range(len(works)) if i not in set(pages)]
    for i in texts:
        asked[i] = witnesses(asked[i])
    if texts and policy.caution != "rules":
        from cleaners.mark import model  # numpy and the trained file

        for i, document in zip(texts, model.judge([asked[i] for i in texts], policy, known), strict=True):
            asked[i] = document
    for i in texts:
        asked[i] = explained(asked[i])
    if pages:
        from cleaners import page

        judged = page.mark_boilerplate([asked[i] for i in pages]) if first else [asked[i] for i in pages]
        for i, document in zip(pages, judged, strict=True):
            document = page.spare_captions(document, works[i].whole)
            asked[i] = bios(document) if first else document
    return [legal(document) for document in asked]


def witnesses(document: Document) -> Document:
    """What is said of a plain text besides the rules, before the learned judge hears all of it."""
    added = preamble(numbered(printed(cues(document))))  # by the tool that made the text
    return threads(repeats(bios(header(signed(added)))))


def _ask(work: Work, policy: Policy) -> Document:
    document = identify(work.now, language=policy.language)
    return legal(rulebook(document.fact("language", "und"), rule_folders(policy)).ask(document))
