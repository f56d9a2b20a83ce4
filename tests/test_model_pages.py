"""Whole pages as text, in fourteen languages: the article stays, and most of what is around it goes.

`cases/languages` holds one article a language with everything that a page puts around it, all written for this. From
each a few pages are put together: parts left out, in another order, the article shorter.
"""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numpy")

from cleaners import CleanDocument, RawDocument, clean_many

LANGUAGES = {path.stem: path for path in sorted((Path(__file__).parent / "cases" / "languages").glob("*.toml"))}
PAGES = 8
LOST = 0.01
"""Share of the article that may go, over all pages of a language."""
FOUND = 0.8
"""Share of the other lines that must go."""


def page(parts: dict[str, Any], seed: int) -> tuple[list[str], list[str], str]:
    """The lines of a page, those of its article, and what stands between lines."""
    chance = random.Random(seed)
    said = sorted(chance.sample(range(len(parts["body"])), chance.randint(3, len(parts["body"]))))
    article = [parts["body"][place] for place in said]
    middle = list(article)
    if chance.random() < 0.6:
        middle.insert(chance.randint(1, len(middle) - 1), parts["also"])
    menu = parts["menu"][: chance.randint(5, len(parts["menu"]))]
    above = [
        *(parts["consent"] if chance.random() < 0.5 else []),
        *menu,
        *(parts["read"] if chance.random() < 0.3 else []),
    ]
    around = [parts[name] for name in ("share", "related", "newsletter", "comments", "read") if chance.random() < 0.6]
    chance.shuffle(around)
    below = [*(line for part in around for line in part), *parts["footer"], *(menu if chance.random() < 0.4 else [])]
    head = [parts["title"], *parts["byline"], *(parts["share"] if chance.random() < 0.6 else [])]
    return [*above, *head, *middle, *below], article, chance.choice(["\n", "\n\n"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_whole_page_the_article_stays(language: str) -> None:
    parts = tomllib.loads(LANGUAGES[language].read_text("utf-8"))
    pages = [page(parts, seed) for seed in range(PAGES)]
    results = list(clean_many(RawDocument(between.join(lines), language) for lines, _, between in pages))
    lost = whole = left = around = 0
    for (lines, article, _), result in zip(pages, results, strict=True):
        assert isinstance(result, CleanDocument) and result.metadata["language"] == language
        stays = set(result.text.split("\n"))
        lost += sum(len(line) for line in article if line not in stays)
        whole += sum(map(len, article))
        left += sum(line in stays for line in lines if line not in article)
        around += len(lines) - len(article)
    assert lost <= LOST * whole
    assert left <= (1 - FOUND) * around
