"""The development data as the text model sees it: one row of features a line, with labels, weights and folds."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.paths import bench_folder
from cleaners.document import Block, Document, Fact
from cleaners.mark import features, features_words
from cleaners.mark.features_context import Places
from cleaners.mark.features_lines import Sheet
from cleaners.mark.legal import legal
from cleaners.mark.model import sheet_of
from cleaners.mark.rules import rulebook
from cleaners.pipeline import witnesses

FOLDS = 5
DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{DENSE}]|[^\W{DENSE}]+")
CHUNK = 64
UNKNOWN = 0.3
"""The share of rules that are kept from a page. They were written with all of these pages in view, so on others fewer
will match; a model that knew them all would take it for a sign of content that none does."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One labelled dump: its sheet, a label for every line, and what it is grouped by."""

    id: str
    page: str
    domain: str
    language: str
    light: bool
    article: bool
    sheet: Sheet
    labels: str
    words: tuple[int, ...]
    made: bool = False
    """Made from another dump by taking lines out; learned from, never judged."""
    left: bool = False
    """Made by the first look at a whole page."""

    @property
    def fold(self) -> int:
        """All dumps of a registered domain are in one fold."""
        return fold_of(self.domain)


def fold_of(domain: str) -> int:
    """The fold of a registered domain."""
    return int(hashlib.md5(domain.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def records(path: Path | None = None) -> Iterator[dict[str, Any]]:
    """The lines of the benchmark file."""
    with gzip.open(path or bench_folder() / "residue-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def document_of(record: dict[str, Any]) -> tuple[Document, str]:
    """A record as a document whose blocks are its non-empty lines, and their labels."""
    blocks, labels, at = [], [], 0
    for number, (line, label) in enumerate(zip(record["lines"], record["labels"], strict=True), 1):
        bare = line.strip()
        if bare:
            begin = at + len(line) - len(line.lstrip())
            blocks.append(Block(begin, begin + len(bare), number))
            labels.append(label)
        at += len(line) + 1
    text = "\n".join(record["lines"])
    document = Document(text, source=record["doc_id"], blocks=tuple(blocks))
    return document.with_facts([Fact("language", record["lang"], "source")]), "".join(labels)


def evidence(document: Document, page: str) -> Document:
    """The document with the marks of the rules that its page is allowed, and of the other readers of plain text, as in
    the pipeline."""
    asked = legal(rulebook(document.fact("language", "und")).ask(document))
    known = tuple(mark for mark in asked.marks if _share_of(f"{page} {mark.origin}") >= UNKNOWN)
    return witnesses(replace(asked, marks=known))


def _share_of(name: str) -> float:
    """A number from 0 to 1 that is always the same for a name."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:8], 16) / 2**32


def dump_of(record: dict[str, Any]) -> Dump:
    """A record with its evidence gathered."""
    document, labels = document_of(record)
    sheet = sheet_of(evidence(document, record["page"]))
    words = tuple(len(WORD.findall(line)) for line in sheet.lines)
    return Dump(
        record["doc_id"],
        record["page"],
        record["domain"],
        record["lang"],
        record["regime"] != "heavy",
        record["page_type"] == "article",
        sheet,
        labels,
        words,
        record.get("made", False),
        record["regime"] == "left",
    )


def dumps() -> Iterator[Dump]:
    """Every dump, and every light article once more without its residue and title: what the second look sees."""
    for record in records():
        yield dump_of(record)
        light = record["regime"] == "light" and record["page_type"] == "article"
        if light and "r" in record["labels"] and "c" in record["labels"]:
            yield dump_of(without(record, [number for number, x in enumerate(record["labels"]) if x not in "c-"]))


def leftovers(gone: Mapping[str, Sequence[bool]]) -> Iterator[Dump]:
    """What the second look sees of a whole page: dumps without the lines that the first look took. `gone`: id → for
    every line that is not empty, whether it went."""
    for record in records():
        if record["doc_id"] in gone:
            full = [number for number, line in enumerate(record["lines"]) if line.strip()]
            went = [number for number, away in zip(full, gone[record["doc_id"]], strict=True) if away]
            left = without(record, went)
            if "c" in left["labels"]:
                yield dump_of({**left, "regime": "left"})


def without(record: dict[str, Any], numbers: Sequence[int]) -> dict[str, Any]:
    """A record made from another one by taking lines out."""
    away = set(numbers)
    kept = [number for number in range(len(record["lines"])) if number not in away]
    labels = "".join(record["labels"][number] for number in kept)
    return {**record, "lines": [record["lines"][number] for number in kept], "labels": labels, "made": True}


@dataclass(frozen=True, slots=True)
class Words(features_words.Hashed):
    """Hashed words of lines, and which word is used on which site: site in the high bits, word in the low ones."""

    pairs: NDArray[np.int64]


class Table:
    """All lines of many dumps: features, hashed words, labels. `rows` of a dump are `start[i]:start[i + 1]`."""

    def __init__(self, dumps: list[Dump]) -> None:
        self.dumps = dumps
        self.lengths = np.array([len(dump.labels) for dump in dumps])
        self.start = np.concatenate([[0], np.cumsum(self.lengths)])
        self.owner = np.repeat(np.arange(len(dumps)), self.lengths)
        text = "".join(dump.labels for dump in dumps)
        kind = np.frombuffer(text.encode(), dtype="S1")
        self.residue, self.content = kind == b"r", kind == b"c"
        self.words = np.array([count for dump in dumps for count in dump.words])
        self.fold = np.array([dump.fold for dump in dumps])[self.owner]
        self.light = np.array([dump.light for dump in dumps])
        self.article = np.array([dump.article for dump in dumps])
        self.made = np.array([dump.made for dump in dumps])
        self.left = np.array([dump.left for dump in dumps])
        self.features = np.zeros((len(kind), len(features.names())), dtype=np.int32)
        said = []
        for at in range(0, len(dumps), CHUNK):
            sheets = [dump.sheet for dump in dumps[at : at + CHUNK]]
            rows = slice(self.start[at], self.start[min(at + CHUNK, len(dumps))])
            words = features.lines_of(sheets)
            self.features[rows] = features.matrix(sheets, words)
            said.append(features_words.hashed(words))
        sites = sorted({(dump.domain, dump.fold) for dump in dumps})
        number = {domain: place for place, (domain, _) in enumerate(sites)}
        self.site_fold = np.array([fold for _, fold in sites])
        site = np.array([number[dump.domain] for dump in dumps], dtype=np.int64)[self.owner]
        self.said = _joined(said, site)
        self.sizes = np.array([len(line) for dump in dumps for line in dump.sheet.lines])
        self.places = Places(self.lengths.tolist())

    def of(self, regime: str) -> NDArray[np.bool_]:
        """Which dumps teach a regime: articles (``light``, ``heavy``, ``left``), or whole pages of all kinds
        (``other``)."""
        if regime == "other":
            every: NDArray[np.bool_] = ~self.light & ~self.left
            return every
        same: NDArray[np.bool_] = self.article & (self.left == (regime == "left")) & (self.light == (regime != "heavy"))
        return same

    def judged(self, regime: str) -> NDArray[np.bool_]:
        """Which dumps its limits are found on."""
        found: NDArray[np.bool_] = self.of(regime) & (~self.made | self.left) & (self.article != (regime == "other"))
        return found

    def column(self, name: str) -> NDArray[np.int32]:
        """One feature of every line."""
        found: NDArray[np.int32] = self.features[:, features.names().index(name)]
        return found


def _joined(parts: list[features_words.Hashed], site: NDArray[np.int64]) -> Words:
    offsets = np.cumsum([0, *(len(part.words) for part in parts)])
    stops = np.concatenate([part.stops + offset for part, offset in zip(parts, offsets, strict=False)])
    words = np.concatenate([part.words for part in parts])
    pairs = (np.repeat(site, np.diff(stops, prepend=0)) << features_words.BITS) + words
    return Words(words, stops, np.unique(pairs))
