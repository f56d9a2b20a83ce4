"""A receipt says what became of one raw document; the manifest holds one line for each.

Every field is in every line, flat, so that any tool reads ``manifest.jsonl`` with one schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from flows.raw.names import document_id

Outcome = Literal["cleaned", "duplicate", "quarantined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of the raw document `source`."""

    source: str
    outcome: Outcome
    fingerprint: str
    """Of model, policy, versions and the rules that can touch the document: a different one means that it is due."""
    reason: str | None = None
    """Why it is in quarantine: a short stable word."""
    detail: str | None = None
    """The same as a sentence for a person."""
    path: str | None = None
    """Of the clean text (or of the quarantine entry) below clean/."""
    duplicate_of: str | None = None
    """The id of the document with the same clean text that is published instead."""
    host: str | None = None
    """The site that the document comes from, if that is known; it may have a policy of its own."""
    sha256_raw: str | None = None
    """Of the raw file's bytes; none if they could not be read."""
    sha256_sidecar: str | None = None
    sha256_text: str | None = None
    sha256_beside: str | None = None
    """Of the files beside the clean text, metadata and removals, one behind the other; or of the quarantine entry."""
    bytes_raw: int | None = None
    chars: int | None = None
    """Of the clean text."""
    removed_chars: int | None = None
    removals: dict[str, int] = field(default_factory=dict)
    """How many pieces were taken out, by label."""
    language: str | None = None
    cleaned_at: str | None = None
    """When this content came to be; unchanged as long as the content is."""

    @property
    def id(self) -> str:
        return document_id(self.source)

    @property
    def content_key(self) -> str:
        """A short stand-in for the hashes of the raw file and its sidecar."""
        return content_key(self.sha256_raw, self.sha256_sidecar)

    def line(self) -> str:
        """One line of JSON, without its line feed: the same receipt gives the same characters."""
        record: dict[str, Any] = {"source": self.source, "id": self.id}
        record |= {name: getattr(self, name) for name in NAMES}
        record["removals"] = dict(sorted(self.removals.items()))
        return _encode(record)

    def as_duplicate(self, of: str) -> Receipt:
        """The same document, whose text is published as `of` (an id)."""
        return replace(self, outcome="duplicate", duplicate_of=of, path=None, sha256_beside=None)


NAMES = tuple(f.name for f in fields(Receipt))
"""The fields, `source` first."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def content_key(raw: str | None, sidecar: str | None) -> str:
    """A short stand-in for the hashes of a raw file and its sidecar."""
    return f"{(raw or '')[:16]}{(sidecar or '')[:16]}"


def checked(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a receipt, as they are. Raises `ValueError` if one that must be there is missing."""
    if not isinstance(record.get("source"), str) or "outcome" not in record or "fingerprint" not in record:
        raise ValueError("no receipt")
    return record
