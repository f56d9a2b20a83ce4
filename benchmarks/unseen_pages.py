"""What is published of pages whose site the model has not seen: the whole cleaning, with out-of-fold chances."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.train_page_data import Example
from cleaners import clean
from cleaners.errors import Quarantined
from cleaners.page.blocks.tree import Page
from cleaners.page.judge import model
from cleaners.page.judge.model import Judgement, blocks_to_keep
from cleaners.page.judge.page_kind import KINDS


@dataclass(frozen=True, slots=True)
class Unseen:
    """Stands in for the trained file: says of one page what was learned without its site."""

    judgement: Judgement

    def judge(self, page: Page, *_: Any) -> Judgement:
        """The same for whatever page; `published` asks about one at a time. If that is read again with more blocks,
        nothing is known about them, and it counts as empty."""
        count = len(page.blocks)
        if count == len(self.judgement.chances):
            return self.judgement
        return replace(self.judgement, chances=np.zeros(count), keep=np.zeros(count, dtype=bool), empty=True)


def judgement(settled: Any, hope: float, kinds: Any, *, empty: bool) -> Judgement:
    """Out-of-fold chances of a page's blocks, the F1 that the first look hoped for, the page's chances of kinds, and
    whether the first look found nothing but a frame."""
    best = int(kinds.argmax())
    score = round(float(kinds[best]), 3)
    return Judgement(settled, blocks_to_keep(settled), float(hope), KINDS[best], score, empty=empty)


def published(example: Example, told: Judgement, bench: Path) -> str:
    """The clean text of a page, "" if it is set aside."""
    source = gzip.decompress((bench / "wcxb-dev" / "html" / f"{example.key}.html.gz").read_bytes())
    with patch.object(model, "bundled_model", return_value=Unseen(told)):
        try:
            return clean(source, media_type="text/html", url=example.url or None).text
        except Quarantined:
            return ""
