"""A page becomes a `Document`: all visible text, block by block, with what the page tells about each block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cleaners.document import Block, Document, Evidence, Fact
from cleaners.page import metadata, vote
from cleaners.page.sources import gather
from cleaners.page.tree import HIDDEN, Page, parse, read_tree


def read_page(source_text: str, *, source: str = "-", url: str | None = None, hints: Mapping[str, Any]) -> Document:
    """HTML → the text of all its blocks, each with `Evidence`, and its metadata as facts."""
    root = parse(source_text)
    page = read_tree(root)
    said = gather(root, page)
    facts = metadata.facts_of(said, page, url=url, hints=hints)
    keepers, more = _keepers(page, root, len(source_text))
    text, blocks = _assemble(page, keepers)
    return Document(text, source, "text/html", url, blocks, (), (*facts, *more))


def _keepers(page: Page, root: Any, size: int) -> tuple[Sequence[bool], list[Fact]]:
    """Which blocks trafilatura keeps; the whole page where it finds nothing, and then a fact says so."""
    texts = [block.text for block in page.blocks]
    if page.deepest > vote.DEEPEST or size > vote.LARGEST:
        return [True] * len(texts), [Fact("extraction", "whole page", "core/page")]
    for recall in (False, True):
        kept = vote.kept(texts, vote.main_text(root, recall=recall))
        if any(kept):
            return kept, [Fact("extraction", "recall", "core/page")] if recall else []
    return [True] * len(texts), [Fact("extraction", "whole page", "core/page")]


def _assemble(page: Page, keepers: Sequence[bool]) -> tuple[str, tuple[Block, ...]]:
    """Join the blocks and say where each stands."""
    pieces: list[str] = []
    blocks: list[Block] = []
    at, line = 0, 1
    for found, keep in zip(page.blocks, keepers, strict=True):
        gap = found.gap if pieces else ""
        at, line = at + len(gap), line + len(gap)
        pieces += (gap, found.text)
        evidence = Evidence(
            tag=found.tag,
            path=page.path(found.node),
            words=page.words(found.node),
            link_share=round(found.link_chars / len(found.text), 3),
            depth=page.depth[found.node],
            hidden=bool(found.flags & HIDDEN),
            kept_by=frozenset({"trafilatura"}) if keep else frozenset(),
        )
        blocks.append(Block(at, at + len(found.text), line, evidence))
        at, line = at + len(found.text), line + found.text.count("\n")
    return "".join(pieces), tuple(blocks)
