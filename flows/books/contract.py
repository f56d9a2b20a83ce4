"""The contract of clean/: which fields every document and every receipt has, and of what kind they are.

One table says it all; the JSON Schemas, the columns of Parquet, the rows of JSON lines and the dataset card are made
from it. Fields may be added within a major version; none is taken away, renamed or given another kind before the next.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.readers.rows import whole_characters

Kind = Literal["string", "integer", "number", "boolean", "strings", "counts", "object"]
"""``strings`` is a list of them, ``counts`` an object of integers, ``object`` whatever the source had."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record."""

    name: str
    kind: Kind
    about: str
    always: bool = False
    """Is it never null?"""
    since: str = "1.0"
    """The version of the contract that brought it; records that were written under an earlier one do not have it."""


DOCUMENT = (
    Field("id", "string", "Stable hash of the source key, with a letter in front.", always=True),
    Field("text", "string", "The clean text: paragraphs one blank line apart.", always=True),
    Field("text_format", "string", "Media type of the clean text: text/plain or text/markdown.", always=True),
    Field("title", "string", "The headline."),
    Field("subtitle", "string", "The deck below it."),
    Field("authors", "strings", "Names of people, without job titles.", always=True),
    Field("author_bio", "string", "What the text said about them."),
    Field("published", "string", "ISO 8601, as exact as the source; in its own words where they are no date."),
    Field("modified", "string", "ISO 8601, as exact as the source; in its own words where they are no date."),
    Field("site", "string", "The name of the publication."),
    Field("url", "string", "Where the document was fetched from."),
    Field("canonical_url", "string", "Where the page says that it belongs."),
    Field("description", "string", "The page's summary of itself."),
    Field("section", "string", "The part of the site."),
    Field("categories", "strings", "As the page states them.", always=True),
    Field("tags", "strings", "As the page states them.", always=True),
    Field("image", "string", "Address of the main picture."),
    Field("captions", "strings", "Captions that were taken out of the text.", always=True),
    Field("photo_credits", "strings", "Credits that were taken out of the text.", always=True),
    Field("editors_note", "string", "A correction or note, which also stays in the text unless told otherwise."),
    Field("dateline_place", "string", "The place in the dateline."),
    Field("language", "string", "ISO 639-1, or und.", always=True),
    Field("language_score", "number", "0 to 1."),
    Field("language_declared", "string", "What the page says of its language."),
    Field("script", "string", "Of most letters: Latin, Cyrillic, Han …"),
    Field("licence", "string", "As the source states it."),
    Field("kind", "string", "article, forum, product, listing …"),
    Field("kind_score", "number", "0 to 1."),
    Field("paywalled", "boolean", "Does the page say that a part is behind a paywall?"),
    Field("chars", "integer", "Characters of the text.", always=True),
    Field("words", "integer", "Words of the text.", always=True),
    Field("paragraphs", "integer", "Paragraphs of the text.", always=True),
    Field("sha256_raw", "string", "Of the raw file; of a row or member, of its body.", always=True),
    Field("sha256_text", "string", "Of the text in UTF-8.", always=True),
    Field("duplicate_of", "string", "Id of the published document with the same text."),
    Field("removed_chars", "integer", "Characters taken out.", always=True),
    Field("removed_share", "number", "Of the characters before cleaning.", always=True),
    Field("removals", "counts", "Pieces taken out, by label.", always=True),
    Field("repairs", "integer", "Lines whose characters were mended.", always=True),
    Field("confidence", "number", "0 to 1: how sure we are that the text is right and complete."),
    Field("flags", "strings", "What a reader should know.", always=True),
    Field("source", "string", "The source key: path below raw/, and behind # the row or member.", always=True),
    Field("source_format", "string", "Media type of what was read.", always=True),
    Field("encoding", "string", "Of what was read; text if the container had decoded it."),
    Field("fetched_at", "string", "As the scraper says."),
    Field("cleaned_at", "string", "When this content came to be; unchanged as long as the content is.", always=True),
    Field("fingerprint", "string", "Stands for models, policy, versions, rules that can touch it.", always=True),
    Field("extra", "object", "What the source said besides.", always=True),
)

RECEIPT = (
    Field("source", "string", "The source key.", always=True),
    Field("id", "string", "Stable hash of the source key.", always=True),
    Field("outcome", "string", "cleaned, duplicate or quarantined.", always=True),
    Field("fingerprint", "string", "Stands for models, policy, versions, rules that can touch it.", always=True),
    Field("reason", "string", "Why it is in quarantine: a short stable word."),
    Field("detail", "string", "The same as a sentence."),
    Field("path", "string", "Of the text, or of the quarantine entry, below clean/."),
    Field("duplicate_of", "string", "Id of the published document with the same text."),
    Field("host", "string", "The site that it comes from."),
    Field("sha256_raw", "string", "Of what was read."),
    Field("sha256_sidecar", "string", "Of the sidecar; of a row, of what it says besides its text."),
    Field("sha256_text", "string", "Of the clean text."),
    Field("sha256_beside", "string", "Of metadata, then removals, as one; or of a quarantine entry.", since="1.1"),
    Field("bytes_raw", "integer", "Of what was read."),
    Field("chars", "integer", "Of the clean text."),
    Field("removed_chars", "integer", "Characters taken out."),
    Field("removals", "counts", "Pieces taken out, by label.", always=True),
    Field("language", "string", "ISO 639-1, or und."),
    Field("cleaned_at", "string", "When this content came to be."),
)

ROWS = max(field.since for field in DOCUMENT)
"""The version since which metadata and rows have been as they are."""
VERSION = max(ROWS, *(field.since for field in RECEIPT))

_TYPES: Mapping[Kind, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer", "minimum": 0},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "strings": {"type": "array", "items": {"type": "string"}},
    "counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
    "object": {"type": "object"},
}


def schema(of: Literal["metadata", "manifest", "row"]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a document's ``.json``, of a line of the manifest, or of a row of the shards."""
    fields: tuple[Field, ...] = RECEIPT if of == "manifest" else DOCUMENT
    if of == "metadata":
        fields = tuple(field for field in fields if field.name not in ("text", "duplicate_of"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:winnow:{of}:{VERSION}",
        "title": f"winnow {of}, version {VERSION}",
        "type": "object",
        "properties": {field.name: _property(field, packed=of == "row") for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": True,
    }


def _property(field: Field, *, packed: bool) -> dict[str, Any]:
    kind: dict[str, Any] = dict(_TYPES["string" if packed and is_packed(field) else field.kind])
    if not field.always:
        kind["type"] = [kind["type"], "null"]
    return kind | {"description": field.about + (" As JSON in a string." if packed and is_packed(field) else "")}


def is_packed(field: Field) -> bool:
    """Is the field JSON in a string in the shards, so that no tool has to guess what keys it may have?"""
    return field.kind in ("counts", "object")


def row(metadata: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A document as a row of the shards: every field, in order, each of one kind."""
    values = {**metadata, "text": text}
    return {field.name: _value(field, values.get(field.name)) for field in DOCUMENT}


_EMPTY: Mapping[Kind, Any] = {
    "string": "", "integer": 0, "number": 0.0, "boolean": False, "strings": [], "counts": "{}", "object": "{}",
}  # fmt: skip


def _value(field: Field, value: Any) -> Any:
    if value is None:
        return _EMPTY[field.kind] if field.always else None
    if is_packed(field):
        packed = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        return whole_characters(packed)
    if field.kind == "strings":
        return [whole_characters(str(one)) for one in value]
    if field.kind == "string":
        return whole_characters(str(value))
    return {"integer": int, "number": float, "boolean": bool}[field.kind](value)


def features() -> list[dict[str, str]]:
    """The columns for the dataset card, as Hugging Face writes them."""
    named = {"integer": "int64", "number": "float64", "boolean": "bool"}
    return [
        {"name": field.name, "list": "string"}
        if field.kind == "strings"
        else {"name": field.name, "dtype": named.get(field.kind, "string")}
        for field in DOCUMENT
    ]
