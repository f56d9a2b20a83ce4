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

from cleaners import CleanDocument, RawDocument, clean_many

LANGUAGES = {path.stem: path for path in sorted((Path(__file__).parent / "cases" / "languages").glob("*.toml"))}
PAGES = 8
LOST = 0.005
"""Share of the article that may go, over all pages of a language. With the limits for English 0.8 to 1% go of four."""
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


FORUM = [
    "Home",
    "Forums",
    "New posts",
    "Members",
    "Log in",
    "Register",
    "Search",
    "Garden ponds",
    "Pond pump stops after an hour",
]
POSTS = [
    "My pump runs for an hour and then it stops. After a while it starts again. Has anyone seen this?",
    "Mine did that when the filter was full of leaves.",
    "Is it hot when it stops? Most of them have a switch that saves the motor.",
    "Yes, quite hot. The filter is clean, I washed it on Sunday.",
    "Then look at the wheel inside. A bit of stone was stuck in mine.",
    "Second that. Take the four screws out, you cannot break anything.",
    "Found it! A snail shell, of all things. It has been running since noon. Thanks everyone.",
    "Glad to hear it. Put a sock over the inlet and it will not happen again.",
]
PEOPLE = ["reedmace", "tomh", "carp_and_co", "reedmace", "old heron", "tomh", "reedmace", "old heron"]


def test_of_a_forum_as_text_the_posts_stay() -> None:
    around = [[name, "Member", f"Posts: {31 * place + 4}", f"#{place + 1}"] for place, name in enumerate(PEOPLE)]
    thread = [
        line for head, post in zip(around, POSTS, strict=True) for line in (*head, post, "Like", "Reply", "Report")
    ]
    footer = ["You must log in or register to reply here.", "Contact us", "Terms and rules", "Privacy policy", "RSS"]
    result = next(clean_many([RawDocument("\n".join([*FORUM, *thread, *footer]), "forum")]))
    assert isinstance(result, CleanDocument)
    stays = result.text.split("\n")
    assert [post for post in POSTS if post not in stays] == []
    assert sum(line in stays for line in (*FORUM, *footer)) <= len(FORUM + footer) // 2
