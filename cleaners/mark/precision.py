"""How often is each rule right? Rules against lines that carry labels: c content, r residue, anything else neutral.

Reading the file is the caller's affair; `labelled` turns one record of it into a document, `measure` counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaners.document import Block, Document
from cleaners.mark.rules import RuleBook
from cleaners.policy import KEPT_BY_DEFAULT

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document, one label for each of its blocks, and the groups it is counted in."""

    document: Document
    labels: str
    site: str = ""
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What one rule, or all that speak alone taken together, said about the labelled lines."""

    residue: Counter[str] = field(default_factory=Counter)
    """By group, and under ``all``: lines of residue about which it spoke, each text of a site counted once."""
    content: Counter[str] = field(default_factory=Counter)
    """The same for lines of content: its mistakes."""
    words_lost: Counter[str] = field(default_factory=Counter)
    """Words of content lines that would go, in every dump."""
    lines_found: Counter[str] = field(default_factory=Counter)
    """Lines of residue found, in every dump: what recall counts."""
    sites: set[str] = field(default_factory=set)
    """Sites on which it spoke about residue."""
    mistakes: Counter[str] = field(default_factory=Counter)
    """The content lines about which it spoke, for people who mend rules."""

    def precision(self, group: str = "all") -> float:
        """Share of residue among the labelled lines about which it spoke; 1.0 if it never did."""
        said = self.residue[group] + self.content[group]
        return self.residue[group] / said if said else 1.0


@dataclass(slots=True)
class Report:
    """The figures of a whole measurement."""

    rules: dict[str, Tally] = field(default_factory=dict)
    alone: Tally = field(default_factory=Tally)
    """All rules with a verdict, taken together."""
    content_words: Counter[str] = field(default_factory=Counter)
    residue_lines: Counter[str] = field(default_factory=Counter)

    def loss(self, rule: str | None = None, group: str = "all") -> float:
        """Share of all content words that a rule, or all that speak alone, would cost."""
        tally = self.alone if rule is None else self.rules[rule]
        return tally.words_lost[group] / max(1, self.content_words[group])

    def recall(self, group: str = "all") -> float:
        """Share of the residue lines that the rules that speak alone find."""
        return self.alone.lines_found[group] / max(1, self.residue_lines[group])


def labelled(record: Mapping[str, Any]) -> Labelled:
    """One record (`lines`, `labels`, and if known `domain`, `regime`, `page_type`) as a labelled document.

    >>> labelled({"lines": ["Body text.", "", "f"], "labels": "c-r"}).labels
    'cr'
    """
    blocks: list[Block] = []
    labels: list[str] = []
    start = 0
    for number, (line, label) in enumerate(zip(record["lines"], record["labels"], strict=True), 1):
        if line.strip():
            blocks.append(Block(start, start + len(line), number))
            labels.append(label)
        start += len(line) + 1
    regime, kind = record.get("regime", "text"), record.get("page_type", "page")
    kind = "article" if kind == "article" else "other"
    groups = ("all", regime, kind, f"{regime} {kind}")
    document = Document("\n".join(record["lines"]), blocks=tuple(blocks))
    return Labelled(document, "".join(labels), record.get("domain", ""), groups)


def measure(book: RuleBook, documents: Iterable[Labelled]) -> Report:
    """Ask the book about every document and count where each rule is right and where it is wrong."""
    report = Report(rules={rule.id: Tally() for rule in book.rules})
    seen: set[tuple[str, ...]] = set()
    for found in documents:
        for block, label in zip(found.document.blocks, found.labels, strict=True):
            for group in found.groups:
                report.content_words[group] += words(found.document.slice(block)) if label == "c" else 0
                report.residue_lines[group] += label == "r"
        _count(report, found, _opinions(book, found), seen)
    return report


def words(text: str) -> int:
    """How many words `text` has."""
    return len(_WORD.findall(text))


def _opinions(book: RuleBook, found: Labelled) -> Iterator[tuple[int, str, bool]]:
    """(number of the block, rule, verdict that removes) for what the book says about whole blocks of a document."""
    numbers = {block.line: number for number, block in enumerate(found.document.blocks)}
    text = found.document.text
    line, at = 1, 0
    for mark in book.ask(found.document).marks:
        line += text.count("\n", at, mark.span.start)
        at = mark.span.start
        block = found.document.blocks[numbers[line]]
        if mark.span.start <= block.start and block.end <= mark.span.end:
            yield numbers[line], mark.origin, mark.verdict and mark.label not in KEPT_BY_DEFAULT


def _count(
    report: Report, found: Labelled, opinions: Iterable[tuple[int, str, bool]], seen: set[tuple[str, ...]]
) -> None:
    """Add the opinions about one document to the report."""
    spoken: set[tuple[int, str]] = set()
    for number, rule, verdict in opinions:
        for name in (rule, "") if verdict else (rule,):
            if (number, name) in spoken:
                continue
            spoken.add((number, name))
            _add(report.rules[name] if name else report.alone, found, number, _first(seen, found, number, name))


def _first(seen: set[tuple[str, ...]], found: Labelled, number: int, name: str) -> tuple[str, ...]:
    """The groups in which this rule has not spoken about this text of this site yet."""
    text = found.document.slice(found.document.blocks[number]).strip()
    keys = {group: (name, found.site, group, found.labels[number], text) for group in found.groups}
    fresh = tuple(group for group, key in keys.items() if key not in seen)
    seen.update(keys.values())
    return fresh


def _add(tally: Tally, found: Labelled, number: int, fresh: tuple[str, ...]) -> None:
    """Count one opinion, by the label of the line it is about."""
    label = found.labels[number]
    if label == "r":
        tally.sites.add(found.site)
        tally.residue.update(fresh)
        tally.lines_found.update(found.groups)
    elif label == "c":
        text = found.document.slice(found.document.blocks[number]).strip()
        tally.content.update(fresh)
        tally.mistakes[text] += 1
        for group in found.groups:
            tally.words_lost[group] += words(text)
