"""A page becomes a `Document`: all visible text, block by block, with what the page tells about each block."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from cleaners.document import HTML, Block, Document, Evidence, Fact
from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.tree import HIDDEN, Page
from cleaners.page.blocks.walker import read_tree
from cleaners.page.judge import model, trafilatura_vote
from cleaners.page.judge.features import PageFeatures, measure_page
from cleaners.page.judge.features_context import boxes
from cleaners.page.judge.page_problem import is_article, problem_facts
from cleaners.page.markdown.form_walker import FormWalker
from cleaners.page.metadata.article_body import article_body, blocks_of_paragraphs
from cleaners.page.metadata.bylines import weigh_authors_by_kind
from cleaners.page.metadata.embedded import EmbeddedMetadata, read_embedded
from cleaners.page.metadata.facts import declares_author_or_date, page_facts
from cleaners.page.metadata.publication_dates import event_days, htmldate_facts

_HELD = re.compile(r"https?://[^?#]*?/(https?:/{1,2}[^/].*)", re.S)
"""An address that holds that of the page, as an archive's does."""
ORIGIN = f"model/{model.VERSION}"
SURE_KIND = 0.6
"""A kind of page that is less sure says nothing about who may have signed it."""
DOUBTFUL = 0.6
"""A page with less confidence is flagged."""


def read_page(
    source_text: str, *, source: str = "-", url: str | None = None, hints: Mapping[str, Any], form: bool = False
) -> Document:
    """HTML → the text of all its blocks, each with `Evidence`, and its metadata as facts.

    `Evidence.kept_by` names ``model`` on the blocks that the trained judge holds for main content, with its chance as
    the one number of `Evidence.features`, and ``trafilatura`` on those that trafilatura keeps, if it was asked. With
    `form`, the evidence also says how each block is written in Markdown.
    """
    root = parse(source_text)
    held = _HELD.fullmatch(url or "")
    own = held[1] if held else url
    page = read_tree(root, (lambda page: FormWalker(page, url or "")) if form else None)
    embedded = read_embedded(root, page)
    facts = page_facts(embedded, page, url=own, hints=hints)
    features = measure_page(page, embedded, own or "")
    ask = partial(_votes, page, root, len(source_text))
    judgement = model.bundled_model().judge(page, features, ask) if page.blocks else None
    problem = _problem(page, embedded, features, judgement, declared=declares_author_or_date(facts))
    is_shell = judgement is None or any(fact.value == "empty-shell" for fact in problem)
    text, blocks = blocks_of_paragraphs(article_body(embedded)) if is_shell else ("", ())
    if text:
        facts.append(Fact("flag", "text-from-structured-data", "json-ld/articleBody"))
        return Document(text, source, HTML, url, blocks, (), tuple(facts))
    facts += problem
    if judgement is not None:
        if judgement.kind_score >= SURE_KIND and not is_article(embedded):
            facts = weigh_authors_by_kind(facts, judgement.kind)
        if judgement.kind == "article" and not any(fact.name == "published" and fact.accepted for fact in facts):
            besides = embedded.days_elsewhere | event_days(embedded)
            facts += htmldate_facts(page, own or "", str(hints.get("fetched_at") or ""), besides)
        facts += _judgement_facts(judgement)
        text, blocks = _assemble(page, judgement)
    return Document(text, source, HTML, url, blocks, (), tuple(facts))


def _votes(page: Page, root: Any, size: int) -> list[bool] | None:
    """Which blocks trafilatura keeps; None for a page that is too much for it."""
    if page.deepest > trafilatura_vote.DEEPEST or size > trafilatura_vote.LARGEST:
        return None
    return trafilatura_vote.blocks_kept([block.text for block in page.blocks], trafilatura_vote.main_text(root))


def _problem(
    page: Page, embedded: EmbeddedMetadata, features: PageFeatures, judgement: model.Judgement | None, *, declared: bool
) -> list[Fact]:
    """The fact `page_problem` if the page is no document by its words, or a frame around nothing for the judge."""
    problem = problem_facts(page, embedded, features, () if judgement is None else judgement.keep, declared=declared)
    if judgement is not None and judgement.empty and not problem:
        return [Fact("page_problem", "empty-shell", ORIGIN, 0.9)]
    return problem


def _judgement_facts(judgement: model.Judgement) -> list[Fact]:
    """What the judge says of the whole page."""
    facts = [
        Fact("kind", judgement.kind, ORIGIN, judgement.kind_score),
        Fact("kind_score", judgement.kind_score, ORIGIN),
        Fact("confidence", judgement.confidence, ORIGIN),
    ]
    if judgement.confidence < DOUBTFUL:
        facts.append(Fact("flag", "low-confidence", ORIGIN))
    return facts


def _assemble(page: Page, judgement: model.Judgement) -> tuple[str, tuple[Block, ...]]:
    """Join the blocks and say where each stands."""
    votes, box = judgement.votes, boxes(page)
    pieces: list[str] = []
    blocks: list[Block] = []
    at, line = 0, 1
    stands: dict[int, tuple[str, frozenset[str]]] = {}
    for n, found in enumerate(page.blocks):
        gap = found.gap if pieces else ""
        at, line = at + len(gap), line + len(gap)
        pieces += (gap, found.text)
        if found.node not in stands:
            stands[found.node] = page.path(found.node), page.class_words(found.node)
        path, words = stands[found.node]
        keepers = {
            name
            for name, keeps in (("model", judgement.keep), ("trafilatura", votes))
            if keeps is not None and keeps[n] and not found.hidden_inline
        }
        evidence = Evidence(
            tag=found.tag,
            path=path,
            words=words,
            link_share=round(found.link_chars / len(found.text), 3),
            depth=page.depth[found.node],
            hidden=bool(found.flags & HIDDEN),
            kept_by=frozenset(keepers | ({"asked"} if votes is not None else set())),
            features=(float(judgement.chances[n]),),
            copy_at=found.copy_at,
            hidden_inline=found.hidden_inline,
            box=box[n],
            form=found.form,
        )
        blocks.append(Block(at, at + len(found.text), line, evidence))
        at, line = at + len(found.text), line + found.text.count("\n")
    return "".join(pieces), tuple(blocks)
