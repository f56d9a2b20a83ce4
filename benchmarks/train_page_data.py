"""The annotated pages as rows to learn from: what is measured on every block, and how much of it is main content.

Every page comes twice: as it stands, and written another way (`train_page_rewritten`), with other markup and the same
texts.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from rapidfuzz.distance import LCSseq

from benchmarks.train_page_rewritten import WAYS, rewrite
from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.tree import Page
from cleaners.page.blocks.walker import read_tree
from cleaners.page.judge.features import PageFeatures, measure_page
from cleaners.page.judge.page_kind import KINDS
from cleaners.page.judge.trafilatura_vote import blocks_kept, main_text
from cleaners.page.metadata.embedded import read_embedded

WORD = re.compile(r"\w+")
FOLDS = 5
REWRITTEN = 0.3
"""What a page written another way counts beside one as it stands."""
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "go", "gob"})


@dataclass(slots=True)
class Example:
    """One annotated page, measured."""

    key: str
    url: str
    kind: int
    fold: int
    page: Page
    found: PageFeatures
    share: Any
    """Of every block's words, the share that the annotators kept; −1 where it has none."""
    gold: Counter[str]
    votes: list[bool]
    """What trafilatura keeps."""
    way: str = ""
    """How it was written another way; nothing for a page as it stands."""

    @property
    def counts(self) -> float:
        """How much it counts in learning."""
        return REWRITTEN if self.way else 1.0

    def f1(self, keep: Sequence[bool]) -> float:
        """The word F1 of keeping these blocks, as the benchmark counts it."""
        pred: Counter[str] = Counter()
        for block, take in zip(self.page.blocks, keep, strict=True):
            if take:
                pred.update(WORD.findall(block.text.lower()))
        if not self.gold or not pred:
            return float(not self.gold and not pred)
        both = sum((pred & self.gold).values())
        return 2 * both / (sum(pred.values()) + sum(self.gold.values()))


def load(bench: Path, cache: Path | None) -> list[Example]:
    """All development pages, each followed by its copy; measured pages are kept in `cache` if one is named."""
    if cache is not None and cache.exists():
        with cache.open("rb") as file:
            examples: list[Example] = pickle.load(file)
            return examples
    examples = list(read(bench / "wcxb-dev"))
    if cache is not None:
        with cache.open("wb") as file:
            pickle.dump(examples, file)
    return examples


def read(folder: Path) -> Iterator[Example]:
    """Measure and label page after page, each as it stands and then written another way; the ways take turns."""
    for number, path in enumerate(sorted((folder / "ground-truth").glob("*.json"))):
        about = json.loads(path.read_text("utf-8"))
        kind = about["_internal"]["page_type"]["primary"]
        source = gzip.decompress((folder / "html" / f"{path.stem}.html.gz").read_bytes()).decode("utf-8", "replace")
        root, url = parse(source), about.get("url") or ""
        gold = WORD.findall((about["ground_truth"].get("main_content") or "").lower())
        for way in ("", WAYS[number % len(WAYS)]):
            if way:
                rewrite(root, way)
            page = read_tree(root)
            found = measure_page(page, read_embedded(root, page), url)
            votes = blocks_kept([block.text for block in page.blocks], main_text(root))
            page.root = None
            yield Example(
                path.stem, url, KINDS.index("collection" if kind == "category" else kind),
                fold_of(domain(url) or path.stem), page, found, shares(page, gold), Counter(gold), votes, way,
            )  # fmt: skip


def domain(url: str) -> str:
    """The registered domain of an address, near enough: all pages of a site fall into one fold."""
    host = (urlsplit(url).hostname or "").split(".")
    if len(host) >= 3 and host[-2] in _SECOND_LEVEL and len(host[-1]) == 2:
        return ".".join(host[-3:])
    return ".".join(host[-2:])


def fold_of(name: str) -> int:
    """The fold of a domain."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def shares(page: Page, gold: Sequence[str]) -> Any:
    """Of each block's words, the share that an alignment of all words finds in the annotators' text.

    Words that match alone, far from others, do not count unless they are the whole block.
    """
    own = [WORD.findall(block.text.lower()) for block in page.blocks]
    numbers: dict[str, int] = {}
    ours = [numbers.setdefault(word, len(numbers)) for words in own for word in words]
    theirs = [numbers.setdefault(word, len(numbers)) for word in gold]
    run = np.zeros(len(ours), dtype=int)
    if ours and theirs:
        for step in LCSseq.opcodes(ours, theirs):
            if step.tag == "equal":
                run[step.src_start : step.src_end] = step.src_end - step.src_start
    found, at = [], 0
    for words in own:
        mine = run[at : at + len(words)]
        hits = int((mine >= (1 if len(words) <= 3 else 3)).sum())
        found.append(hits / len(words) if words else -1.0)
        at += len(words)
    return np.array(found)
