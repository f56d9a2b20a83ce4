"""Say of every block of a page whether it is main content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version

from cleaners.document import Document, Label, Mark
from cleaners.policy import Policy

_LETTERS = re.compile(r"[\W_]+")


def judge(documents: Sequence[Document], policy: Policy) -> list[Document]:
    """Add a mark to every block that is not main content, and to the title where the page repeats it."""
    return [document.with_marks(_marks(document)) for document in documents]


@lru_cache(maxsize=1)
def _origin() -> str:
    return f"trafilatura/{version('trafilatura')}"


def _marks(document: Document) -> Iterator[Mark]:
    title = _LETTERS.sub("", str(document.fact("title", ""))).casefold()
    for block in document.blocks:
        if block.evidence is None:
            continue
        if "trafilatura" not in block.evidence.kept_by:
            yield Mark(block.span, Label.OFF_MAIN, _origin(), "not in trafilatura's main content")
        elif title and _LETTERS.sub("", document.slice(block)).casefold() == title:
            yield Mark(block.span, Label.TITLE, "core/title", "repeats the page's title")
