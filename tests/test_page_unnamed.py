"""Pages whose markup tells nothing: no class, no id, `<div>` for everything. The article stays, its frame goes.

Put together from `cases/languages`, texts of our own in fourteen languages.
"""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from benchmarks.train_page_rewritten import WAYS, rewrite
from cleaners import clean
from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.walker import read_tree

LANGUAGES = {path.stem: path for path in sorted((Path(__file__).parent / "cases" / "languages").glob("*.toml"))}
FRAME = ("menu", "related", "read", "newsletter", "share", "footer")
PAGES = 4
LEFT = 0.05
"""Share of the frame's lines that may stay, over all pages and languages: .12 before the judge learned from pages that
were written another way."""


def div(*inside: str) -> str:
    return f"<div>{''.join(inside)}</div>"


def link(text: str) -> str:
    return div(f'<a href="/{len(text)}">{text}</a>')


def page(parts: dict[str, Any], seed: int) -> tuple[str, list[str]]:
    """A page, and the paragraphs of its article."""
    chance = random.Random(seed)
    body = parts["body"][: chance.randint(4, len(parts["body"]))]
    menu = div(*map(link, parts["menu"][: chance.randint(5, len(parts["menu"]))]))
    beside = [div(div(parts[n][0]), *map(link, parts[n][1:])) for n in ("related", "read") if chance.random() < 0.7]
    if chance.random() < 0.5:
        beside.append(div(*map(div, parts["newsletter"])))
    paragraphs = [f"<p>{text}</p>" for text in body] if chance.random() < 0.5 else list(map(div, body))
    head = f"<h1>{parts['title']}</h1>" + div(*map(div, parts["byline"]))
    article = div(head, div(*paragraphs), div(*map(link, parts["share"])))
    footer = div(*map(link, parts["footer"][:-1]), div(parts["footer"][-1]))
    title = f"<head><title>{parts['title']}</title></head>"
    return f"<!doctype html><html>{title}<body>{div(menu)}{div(article, *beside)}{footer}</body></html>", body


@pytest.fixture(scope="module")
def cleaned() -> list[tuple[str, list[str], list[str], Any]]:
    """Language, article, frame and what became of every page."""
    found = []
    for language, path in LANGUAGES.items():
        parts = tomllib.loads(path.read_text("utf-8"))
        for seed in range(PAGES):
            source, body = page(parts, seed)
            frame = [line for name in FRAME for line in parts[name] if f">{line}<" in source]
            found.append((language, body, frame, clean(source.encode(), media_type="text/html")))
    return found


def test_the_article_stays(cleaned: list[tuple[str, list[str], list[str], Any]]) -> None:
    for language, body, _, result in cleaned:
        assert set(body) <= set(result.text.split("\n")), language


def test_the_frame_goes(cleaned: list[tuple[str, list[str], list[str], Any]]) -> None:
    left = sum(line in set(result.text.split("\n")) for _, _, frame, result in cleaned for line in frame)
    assert left <= LEFT * sum(len(frame) for _, _, frame, _ in cleaned)


@pytest.mark.parametrize("way", WAYS)
def test_a_page_written_another_way_says_the_same(way: str) -> None:
    """What the judge learns from rewritten pages is right only if their texts are those that were annotated."""
    source = """<body class="post" id="top"><header role="banner"><nav class="menu"><ul><li><a href="/">Home</a></li>
        </ul></nav></header><main><article class="entry"><h1>Ponds</h1><p>They freeze.</p></article></main></body>"""
    root = parse(source)
    before = read_tree(root)
    rewrite(root, way)
    after = read_tree(root)
    assert [block.text for block in after.blocks] == [block.text for block in before.blocks]
    known = {word for words in before.tokens for word in words}
    assert known and not known & {word for words in after.tokens for word in words}
    assert ("div" if way == "plain" else "nav") in after.tag
