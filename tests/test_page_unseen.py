"""What the benchmark publishes of pages whose sites the judge has not seen: its own answers, in place of the file's."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.train_page_data import Example, read
from benchmarks.unseen_pages import judgement, published
from cleaners.page.judge.page_kind import KINDS

GOLD = (
    "The ferry to Sandholm sails again. After three years on land the boat was painted, and it left on Monday.",
    "Nobody was late for it. The captain said that he had never seen so many people on the quay so early.",
)
FRAME = "Read the paper for a month and pay for a week, if you like, at the counter of every shop."
PAGE = (
    f"<html><body><h1>Ferry</h1>{''.join(f'<p>{text}</p>' for text in GOLD)}<aside><p>{FRAME}</p></aside></body></html>"
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    told = {"url": "https://news.example.co.uk/ferry", "_internal": {"page_type": {"primary": "article"}}}
    for name in ("ground-truth", "html"):
        (folder / "wcxb-dev" / name).mkdir(parents=True)
    gold = told | {"ground_truth": {"main_content": "\n".join(GOLD)}}
    (folder / "wcxb-dev/ground-truth/0001.json").write_text(json.dumps(gold), "utf-8")
    (folder / "wcxb-dev/html/0001.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    return folder


@pytest.fixture(scope="module")
def examples(bench: Path) -> list[Example]:
    return list(read(bench / "wcxb-dev"))


def test_a_page_is_learned_from_as_it_stands_and_written_another_way(examples: list[Example]) -> None:
    plain, rewritten = examples
    assert (plain.way, plain.counts, KINDS[plain.kind]) == ("", 1.0, "article")
    assert rewritten.way and rewritten.counts < 1 and rewritten.fold == plain.fold
    for example in examples:
        shares = dict(zip((block.text for block in example.page.blocks), example.share, strict=True))
        assert (shares[GOLD[0]], shares[GOLD[1]], shares[FRAME]) == (1, 1, 0)
        assert example.f1([share > 0 for share in example.share]) == 1


@pytest.mark.parametrize("kept", [{GOLD[0], GOLD[1]}, {GOLD[0], FRAME}, {FRAME}])
def test_what_is_published_follows_the_chances_that_are_given(
    kept: set[str], bench: Path, examples: list[Example]
) -> None:
    page = examples[0]
    chances = np.array([0.99 if block.text in kept else 0.01 for block in page.page.blocks])
    told = judgement(chances, 0.9, np.eye(len(KINDS))[KINDS.index("article")], empty=False)
    text = published(page, told, bench)
    assert {piece for piece in (*GOLD, FRAME) if piece in text} == kept


def test_what_is_set_aside_is_published_as_nothing(bench: Path, examples: list[Example]) -> None:
    page = examples[0]
    nothing = np.full(len(page.page.blocks), 0.01)
    told = judgement(nothing, 0.1, np.eye(len(KINDS))[KINDS.index("article")], empty=True)
    assert published(page, told, bench) == ""
