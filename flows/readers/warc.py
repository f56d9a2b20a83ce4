"""Web archives: the pages of WARC response records, the texts of WET conversion records, and ARC, which came before
WARC. Needs warcio (``winnow-text[warc]``).

The number behind the ``#`` of a source key is that of the record in its file, all kinds counted, from 1. Requests,
metadata and what a page is furnished with (images, styles, scripts) are no documents and are passed over.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.answer import plain
from flows.readers.compression import missing
from flows.readers.kinds import HEAD, kind_of
from flows.readers.opened import RawFile, Unread, whole

SUFFIXES = (".warc", ".wet", ".arc")
CONTAINER = True

TEXTS = {
    "text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain",
    "text/markdown": "text/markdown",
}  # fmt: skip
FURNITURE = ("image/", "font/", "audio/", "video/", "text/css", "text/dns")
FURNITURE_ENDS = ("javascript", "json", "font-woff", "wasm")
NO_PAGES = ("+xml", "octet-stream")
"""Ends of what is hardly ever a page, but by a slip of the server's."""
HELD = frozenset({"response", "resource", "conversion"})
"""Records that hold a document."""


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """One document a record that holds one."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise missing("WARC", "warc") from None
    number = 0
    archive = ArchiveIterator(stream, no_record_parse=True)
    records = iter(archive)
    while True:
        number += 1
        source = f"{file.source}#{number}"
        found: RawDocument | Unread | None
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # warcio quotes what it stumbles over
                record = next(records, None)
                if record is None:
                    return
                found = _document(record, _answer(record, archive.loader), source, file)
        except Unreadable as error:
            found = Unread(source, error)
        except ArchiveLoadFailed:
            found = Unread(source, Unreadable(BROKEN, "no WARC record begins here; the rest of the file is not read"))
        if found is not None:
            yield found
        if isinstance(found, Unread) and found.error.reason in (BROKEN, "bomb"):
            return


BROKEN = "corrupt"
_STATUS = re.compile(r"\d{3}(?!\d)")
_DIGITS = re.compile(r"\A(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\Z")
"""A moment as ARC writes it."""
_OF_THE_CRAWLER = re.compile(r"metadata://|filedesc:|warcinfo:", re.I)
"""Addresses of records in which a crawler speaks of itself: its arguments, its log."""
_IN_WARC = {"uri": "warc-target-uri", "archive-date": "warc-date"}
"""What the headers of ARC are called in WARC."""
_ABOUT = re.compile(r"\Aurn:[a-z-]+:(?=https?:)", re.I)
"""What crawlers put before the address of a page where they keep its text."""


def _answer(record: Any, loader: Any) -> Any:
    """What a web server said before the content of a record, None if the record is no answer of one. By itself warcio
    goes by the address alone, and ends at a record that has none. Raises `Unreadable`."""
    if record.rec_type != "response":
        return None
    address = record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("uri") or ""
    if (record.content_type or "").startswith("application/http"):
        address = "http:"
    try:
        return loader.load_http_headers(record.rec_type, address, record.raw_stream, record.length)
    except EOFError:
        raise Unreadable(BROKEN, "the record is cut short where its content should begin; fetch it again") from None


def _document(record: Any, answer: Any, source: str, file: RawFile) -> RawDocument | None:
    """The document in a record, None if it holds none. Raises `Unreadable`."""
    headers = {_IN_WARC.get(name, name.lower()): value for name, value in record.rec_headers.headers}
    if record.rec_type == "revisit":
        raise Unreadable("revisit", "the page is recorded as unchanged; its content is in an earlier record")
    if record.rec_type not in HELD:
        return None
    content_type = headers.get("content-type", "text/plain")
    status = _STATUS.match(answer.get_statuscode() or "") if answer else None
    if content_type.startswith("application/http") and not status:
        raise Unreadable("no-http", "the record does not begin like an answer of a web server")
    if answer and status:
        if not status[0].startswith("2"):
            raise Unreadable("http-status", f"the server answered {status[0]}, not with the page")
        content_type = answer.get_header("content-type") or "text/html"
    media_type, charset = _content_type(content_type)
    url = headers.get("warc-target-uri", "").strip("<> ") or None
    if media_type.startswith(FURNITURE) or media_type.endswith(FURNITURE_ENDS) or _OF_THE_CRAWLER.match(url or ""):
        return None
    if media_type in TEXTS:
        body = _body(record, answer, file)
    elif found := _page(record, answer, file):
        media_type, body = "text/html", found
    elif media_type.endswith(NO_PAGES):
        return None
    else:
        raise Unreadable("unsupported-format", f"the server called it {media_type}, which is neither a page nor a text")
    known = {
        "charset": charset,
        "fetched_at": _DIGITS.sub(r"\1-\2-\3T\4:\5:\6Z", headers.get("warc-date", "")),
        "languages": headers.get("warc-identified-content-language"),
        "warc_record_id": headers.get("warc-record-id", "").strip("<>"),
        "warc_truncated": headers.get("warc-truncated"),
        "last_modified": answer.get_header("last-modified") if answer else None,
    }
    hints = {**file.hints, **{name: value for name, value in known.items() if value}}
    # A server's word that something is plain text is no proof; its bytes are looked at.
    media = None if media_type == "text/plain" else TEXTS[media_type]
    return RawDocument(body, source, media, url and _ABOUT.sub("", url), hints)


def _page(record: Any, answer: Any, file: RawFile) -> bytes | None:
    """The content, if it is a page after all, whatever the server called it."""
    try:
        body = _body(record, answer, file)
    except Unreadable as error:
        if error.reason == BROKEN:
            raise
        return None
    return body if kind_of(body[:HEAD], "") == ".html" else None


def _body(record: Any, answer: Any, file: RawFile) -> bytes:
    """The record's content, out of its transfer and content encodings."""
    body = whole(record.raw_stream, file)
    left = getattr(record.raw_stream, "limit", None)
    if left != 0:
        detail = "does not say how long it is" if left is None else f"is cut short: {left} bytes are missing"
        raise Unreadable(BROKEN, f"the record {detail}; fetch it again")
    if answer:
        transfer, content = (answer.get_header(f"{kind}-encoding") or "" for kind in ("transfer", "content"))
        body = plain(body, transfer=transfer, content=content, limit=file.max_bytes)
        if len(body) > file.max_bytes:
            raise file.too_large()
    return body


def _content_type(header: str) -> tuple[str, str | None]:
    """Media type and charset.

    >>> _content_type('text/HTML; charset="ISO-8859-1"')
    ('text/html', 'ISO-8859-1')
    """
    media_type, _, rest = header.partition(";")
    charset = next((p.partition("=")[2] for p in rest.split(";") if p.strip().lower().startswith("charset=")), "")
    return media_type.strip().lower(), charset.strip().strip("\"'") or None
