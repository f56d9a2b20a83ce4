"""What kind of file it is: by its first bytes where these are beyond doubt, else by its name, else by its first words.

A kind is the suffix that a file of this kind should have.
"""

from __future__ import annotations

import re

HEAD = 1024
"""Bytes that are looked at."""

_ZIP_KINDS = {
    b"mimetypeapplication/epub": ".epub",
    b"mimetypeapplication/vnd.oasis": ".odt",
    b"[Content_Types].xml": ".docx",
}
_MAGIC = (
    (b"filedesc://", ".warc"),
    (b"PAR1", ".parquet"),
    (b"%PDF-", ".pdf"),
    (b"WARC/0.", ".warc"),
    (b"WARC/1.", ".warc"),
    (b"PK\x05\x06", ".zip"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"\x04\x22\x4d\x18", ".lz4"),
    (b"{\\rtf", ".rtf"),
)
_MIME = re.compile(rb"\A(?:[A-Za-z0-9-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}")
_MBOX = re.compile(rb"From [^\n]*\d\d:\d\d[^\n]*\n>?[A-Za-z-]{1,60}:")
_MIME_NAMES = re.compile(rb"^(?:mime-version|content-type|received|return-path|message-id|date|from):", re.I | re.M)
_SAVED_PAGE = re.compile(rb"^content-type:\s*multipart/related|^snapshot-content-location:", re.I | re.M)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S)
_XML = re.compile(rb"\s*<(?:\?xml\s|rss\s|feed\s)")
_ELEMENT = re.compile(rb"<(?:[A-Za-z]+:)?([A-Za-z]+)[\s/>]")
_FEEDS = frozenset({".xml", ".rss", ".atom", ".rdf"})
_TABLES = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab"})
""".json and what may be found under its like: other JSON, or the page that says why there is none."""


def kind_of(head: bytes, suffix: str) -> str:
    """The kind of a file that begins with `head` and is called `suffix` (lower case; "" if its name says nothing).

    >>> kind_of(b"PK\\x03\\x04 and so on", ".html"), kind_of(b"WARC/1.0\\r\\n", ".wet")
    ('.zip', '.warc')
    >>> kind_of(b'{"a": 1}\\n{"a": 2}\\n', ".json"), kind_of(b'[{"a": 1}]', ".jsonl"), kind_of(b"[1] a note", "")
    ('.jsonl', '.json', '')
    """
    if head.startswith(b"PK\x03\x04"):
        return next((kind for sign, kind in _ZIP_KINDS.items() if sign in head[:120]), ".zip")
    if head[257:262] == b"ustar":
        return ".tar"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _MBOX.match(head) and suffix not in (".txt", ".text", ".md", ".eml"):
        return ".mbox"
    if _MIME.match(text) and _MIME_NAMES.search(text) and suffix not in (".txt", ".text", ".md"):
        return ".mhtml" if _SAVED_PAGE.search(text) and suffix != ".eml" else suffix or ".eml"
    if _XML.match(text) or suffix in _FEEDS:
        return _xml_kind(text, suffix)
    if suffix in _TABLES or not suffix:
        return _json_kind(text, suffix)
    return suffix


def _xml_kind(text: bytes, suffix: str) -> str:
    """A page, a feed or something else, by its first element."""
    if _HTML.match(text):
        return ".html"
    found = _ELEMENT.search(text)
    if found and found[1].lower() in (b"rss", b"feed", b"rdf"):
        return ".rss"
    return ".xml" if suffix in _FEEDS or not suffix else suffix


def _json_kind(text: bytes, suffix: str) -> str:
    """One JSON text or one on each line, whatever the suffix says; a page that an error left under such a name."""
    stripped = text.lstrip()
    if _HTML.match(text):
        return ".html"
    if suffix in (".csv", ".tsv", ".tab"):
        return suffix
    if stripped.startswith(b"["):
        return ".json" if suffix or re.match(rb"\[\s*\{", stripped) else suffix
    if not stripped.startswith(b"{"):
        return suffix
    first, _, second = stripped.partition(b"\n")
    if first.rstrip().endswith(b"}") and second.lstrip().startswith(b"{"):
        return ".jsonl"
    if first.rstrip() in (b"{", b"{}") or not suffix:
        return ".json" if re.match(rb"\{\s*\"", stripped) else suffix
    return suffix
