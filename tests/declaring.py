"""Pages that say something about themselves, and the facts that are read off them."""

from __future__ import annotations

from typing import Any

from cleaners.document import Fact
from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.walker import read_tree
from cleaners.page.metadata.embedded import read_embedded
from cleaners.page.metadata.facts import page_facts

LD = '<script type="application/ld+json">'
PAGE = """<html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>"""


def facts(head: str = "", body: str = "", title: str = "", url: str | None = None) -> list[Fact]:
    root = parse(PAGE.format(title=title, head=head, body=body))
    page = read_tree(root)
    return page_facts(read_embedded(root, page), page, url=url, hints={})


def best(found: list[Fact], name: str) -> Any:
    accepted = [fact for fact in found if fact.name == name and fact.accepted]
    return max(accepted, key=lambda fact: fact.confidence).value if accepted else None
