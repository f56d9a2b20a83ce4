"""What a page says about itself, as facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleaners.document import Fact
from cleaners.page.tree import Page

_NAMES = {
    "title": "title", "author": "authors", "date": "published", "sitename": "site", "url": "url",
    "description": "description", "categories": "categories", "tags": "tags", "image": "image",
    "license": "licence", "language": "language_declared",
}  # fmt: skip


def facts_of(root: Any, page: Page, *, url: str | None, hints: Mapping[str, Any]) -> list[Fact]:
    """The page's metadata as trafilatura reads it."""
    from trafilatura.metadata import extract_metadata

    if page.deepest > 400:
        return []
    try:
        found = extract_metadata(root, default_url=url)
    except Exception:
        # Odd pages make it raise whatever it pleases.
        return []
    facts = []
    for theirs, ours in _NAMES.items():
        value = getattr(found, theirs, None)
        if value:
            value = [name.strip() for name in value.split(";")] if ours == "authors" else value
            facts.append(Fact(ours, value, "trafilatura/metadata", 0.7))
    return facts
