"""What a scraper wrote beside a page: ``page.html.meta.json`` with `url`, `fetched_at` and whatever else it knows.

A sidecar that cannot be read does not cost the document: it is cleaned without, with the flag ``bad-sidecar``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

SUFFIX = ".meta.json"
MAX_BYTES = 1_000_000


def parse(content: bytes) -> Mapping[str, Any] | None:
    """The sidecar's fields, or None if it is not a JSON object.

    >>> parse(b'{"url": "https://example.org/a"}'), parse(b"[1]")
    ({'url': 'https://example.org/a'}, None)
    """
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def url(fields: Mapping[str, Any]) -> str | None:
    """The page's address, if the sidecar says one."""
    value = fields.get("url")
    return value if isinstance(value, str) and value else None
