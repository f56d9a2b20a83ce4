"""What kind of page is this: words of its address, of its own markup and of its structured data, as evidence."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit
from zlib import crc32

from cleaners.page.blocks.tree import Page
from cleaners.page.metadata.embedded import EmbeddedMetadata

KINDS = ("article", "service", "product", "collection", "forum", "listing", "documentation")
SLOTS = 1 << 13
_WORD = re.compile(r"[^\W\d_]+")
_TAGS = (
    "article", "main", "form", "table", "pre", "code", "time", "h1", "h2", "h3", "ul", "ol", "dl", "section", "img",
)  # fmt: skip


def kind_words(page: Page, embedded: EmbeddedMetadata, url: str) -> list[str]:
    """Everything that hints at the kind of a page, as words with a prefix that says where they stand."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    steps = [step for step in parts.path.split("/") if step]
    found = {f"host:{word}" for word in _WORD.findall(parts.hostname or "")}
    found |= {f"url:{word}" for step in steps for word in _WORD.findall(step.lower())[:12]}
    found |= {f"steps:{min(len(steps), 6)}", f"query:{bool(parts.query)}"}
    if steps:
        last = steps[-1]
        found |= {f"last-digits:{bool(re.search('[0-9]{3}', last))}", f"last-words:{min(len(_WORD.findall(last)), 8)}"}
        found.add(f"first:{steps[0].lower()[:20]}")
    found |= {f"data:{kind}" for kind in embedded.types()}
    for name in ("og:type", "twitter:card", "generator", "twitter:label1", "og:site_name"):
        found |= {f"{name}:{word}" for word in _WORD.findall(embedded.first(name).lower())[:6]}
    for name in ("product:price:amount", "article:published_time", "author", "og:price:amount", "article:section"):
        found.add(f"{name}?{name in embedded.meta}")
    found |= {f"title:{word}" for word in _WORD.findall(embedded.title.lower())[:20]}
    found |= {f"class:{token}" for tokens in page.tokens for token in tokens}
    found |= {f"body:{token}" for tokens in page.tokens[:4] for token in tokens}
    tags = Counter(page.tag)
    found |= {f"count:{tag}:{min(tags[tag], 60).bit_length()}" for tag in _TAGS}
    return sorted(found)


def kind_slots(words: list[str]) -> list[int]:
    """The distinct table slots of the words, ascending."""
    return sorted({crc32(word.encode("utf-8", "replace")) & (SLOTS - 1) for word in words})
