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
    Field("id", "string", "Hash of `source`: the same as long as the file keeps its name.", always=True),
    Field("text", "string", "The clean text; paragraphs are one blank line apart.", always=True),
    Field("text_format", "string", "Media type of the clean text: text/plain or text/markdown.", always=True),
    Field("title", "string", "The headline."),
    Field("subtitle", "string", "The line between headline and text (deck)."),
    Field("authors", "strings", "Names of people, without job titles.", always=True),
    Field("author_bio", "string", "What the text said about the authors."),
    Field("published", "string", "ISO 8601, as exact as the source; in its own words where they are no date."),
    Field("modified", "string", "When it was last changed; written like `published`."),
    Field("site", "string", "Name of the publication."),
    Field("url", "string", "The address that the document was fetched from."),
    Field("canonical_url", "string", "The address that the page gives for itself."),
    Field("description", "string", "The page's summary of itself."),
    Field("section", "string", "The part of the site, such as Sport."),
    Field("categories", "strings", "As the page states them.", always=True),
    Field("tags", "strings", "As the page states them.", always=True),
    Field("image", "string", "Address of the main picture."),
    Field("captions", "strings", "Captions that were taken out of the text.", always=True),
    Field("photo_credits", "strings", "Credits that were taken out of the text.", always=True),
    Field("editors_note", "string", "A correction or note of the editors; it also stays in the text."),
    Field("dateline_place", "string", "Where the news comes from, as in BERLIN (dpa)."),
    Field("language", "string", "ISO 639-1, such as en; und if it cannot be told.", always=True),
    Field("language_score", "number", "0 to 1: how sure that is; 1 if it was stated."),
    Field("language_declared", "string", "The language that the page states, as it states it."),
    Field("script", "string", "The script of most letters: Latin, Cyrillic, Han …"),
    Field("licence", "string", "The licence, as the source states it."),
    Field("kind", "string", "Of a page: article, collection, documentation, forum, listing, product or service."),
    Field("kind_score", "number", "0 to 1: how sure that is."),
    Field("paywalled", "boolean", "Does the page say that a part is behind a paywall?"),
    Field("chars", "integer", "Characters (code points) of the text.", always=True),
    Field("words", "integer", "Words of the text; two characters count as one in scripts without spaces.", always=True),
    Field("paragraphs", "integer", "Paragraphs of the text.", always=True),
    Field("sha256_raw", "string", "SHA-256 of the raw file; of a row or member, of its body.", always=True),
    Field("sha256_text", "string", "SHA-256 of the text in UTF-8.", always=True),
    Field("duplicate_of", "string", "Of a duplicate: the id of the published document with the same text."),
    Field("removed_chars", "integer", "Characters taken out, space included.", always=True),
    Field("removed_share", "number", "0 to 1: their share of the characters before cleaning.", always=True),
    Field("removals", "counts", "How many pieces were taken out, by label; space alone is no piece.", always=True),
    Field("repairs", "integer", "How many lines had characters mended.", always=True),
    Field("confidence", "number", "Of a page, 0 to 1: how sure we are that the text is right and complete."),
    Field("flags", "strings", "low-confidence (below 0.6), told-in-captions, or why a page is doubtful.", always=True),
    Field("source", "string", "Path below raw/; behind # the row, record or member.", always=True),
    Field("source_format", "string", "Media type of what was read.", always=True),
    Field("encoding", "string", "Encoding of what was read; text if the container had decoded it."),
    Field("fetched_at", "string", "When it was fetched, as the scraper says."),
    Field("cleaned_at", "string", "UTC; when this content came to be.", always=True),
    Field("fingerprint", "string", "Stands for models, policy, versions, rules that can touch it.", always=True),
    Field("extra", "object", "What the source said besides, under the source's own names.", always=True),
)

RECEIPT = (
    Field("source", "string", "Path below raw/; behind # the row, record or member.", always=True),
    Field("id", "string", "Hash of `source`: the same as long as the file keeps its name.", always=True),
    Field("outcome", "string", "cleaned, duplicate or quarantined.", always=True),
    Field("fingerprint", "string", "Stands for models, policy, versions, rules that can touch it.", always=True),
    Field("reason", "string", "Why it is in quarantine: a short stable word."),
    Field("detail", "string", "The same as a sentence, and what to do."),
    Field("path", "string", "The text, or the entry in quarantine, below clean/."),
    Field("duplicate_of", "string", "Of a duplicate: the id of the published document with the same text."),
    Field("host", "string", "The site that it comes from: its policy holds for the document."),
    Field("sha256_raw", "string", "SHA-256 of the raw file; of a row or member, of its body."),
    Field("sha256_sidecar", "string", "SHA-256 of the sidecar; of a row, of what it says besides its text."),
    Field("sha256_text", "string", "SHA-256 of the text in UTF-8."),
    Field("sha256_beside", "string", "SHA-256 of metadata, then removals; or of a quarantine entry.", since="1.1"),
    Field("bytes_raw", "integer", "Size of what was read, in bytes."),
    Field("chars", "integer", "Characters (code points) of the text."),
    Field("removed_chars", "integer", "Characters taken out, space included."),
    Field("removals", "counts", "How many pieces were taken out, by label; space alone is no piece.", always=True),
    Field("language", "string", "ISO 639-1, such as en; und if it cannot be told."),
    Field("cleaned_at", "string", "UTC; when this content came to be."),
)

REMOVAL = (
    Field("start", "integer", "Where the piece began in the text before cleaning, in characters.", always=True),
    Field("end", "integer", "Where it ended there.", always=True),
    Field("at", "integer", "Where it has to be put back in the clean text, in characters.", always=True),
    Field("line", "integer", "Its line in the text before cleaning, from 1.", always=True),
    Field("text", "string", "The piece, with the space that went with it.", always=True),
    Field("label", "string", "What it is: a label such as byline; whitespace if it is space alone.", always=True),
    Field("origin", "string", "Who asked for it: the address of a rule, a model, or winnow's own code.", always=True),
    Field("reason", "string", "Why, as a sentence.", always=True),
    Field("score", "number", "0 to 1: how sure that is.", always=True),
)

CHANGE = (
    Field("run", "integer", "1, 2, … of the runs that changed anything.", always=True),
    Field("change", "string", "added, changed or removed.", always=True),
    Field("id", "string", "Hash of `source`: the same as long as the file keeps its name.", always=True),
    Field("source", "string", "Of the document; null once it is forgotten, as are path and hash."),
    Field("path", "string", "Where its text lies, or lay, below clean/."),
    Field("sha256_text", "string", "SHA-256 of its text."),
    Field("cleaned_at", "string", "UTC; when this content came to be."),
    Field("reason", "string", "Why it was removed: duplicate, quarantined, gone or forgotten."),
)

QUARANTINED = (
    Field("id", "string", "Hash of `source`: the same as long as the file keeps its name.", always=True),
    Field("source", "string", "Path below raw/; behind # the row, record or member.", always=True),
    Field("reason", "string", "Why it is not published: a short stable word.", always=True),
    Field("detail", "string", "The same as a sentence, and what to do.", always=True),
    Field("sha256_raw", "string", "SHA-256 of what was read; null if nothing could be."),
    Field("next", "string", "How to have it read again.", always=True),
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

RECORDS: Mapping[str, tuple[Field, ...]] = {
    "metadata": tuple(field for field in DOCUMENT if field.name not in ("text", "duplicate_of")),
    "manifest": RECEIPT,
    "row": DOCUMENT,
    "removals": REMOVAL,
    "changes": CHANGE,
    "quarantine": QUARANTINED,
}
"""What clean/ holds: a document's ``.json``, a line of the manifest, a row of the shards, a line of what was taken out
or of what changed, an entry in quarantine."""


def schema(of: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one of `RECORDS`."""
    fields = RECORDS[of]
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
