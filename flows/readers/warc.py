"""Web archives: the pages of WARC response records, the texts of WET conversion records. Needs warcio
(``winnow-text[warc]``).

The number behind the ``#`` of a source key is that of the record in its file, all kinds counted, from 1. Requests,
metadata and what a page is furnished with (images, styles, scripts) are no documents and are passed over.
"""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.compression import missing
from flows.readers.opened import RawFile, Unread, whole

SUFFIXES = (".warc", ".wet")
CONTAINER = True

TEXTS = {
    "text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain",
    "text/markdown": "text/markdown",
}  # fmt: skip
FURNITURE = ("image/", "font/", "audio/", "video/", "text/css")
FURNITURE_ENDS = ("javascript", "json", "+xml", "font-woff", "wasm", "octet-stream")
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
    records = iter(ArchiveIterator(stream))
    while True:
        number += 1
        source = f"{file.source}#{number}"
        found: RawDocument | Unread | None
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # warcio quotes what it stumbles over
                record = next(records, None)
                if record is None:
                    return
                found = _document(record, source, file)
        except Unreadable as error:
            found = Unread(source, error)
        except (ArchiveLoadFailed, AttributeError):  # the latter over a response without an address
            found = Unread(source, Unreadable(BROKEN, "no WARC record begins here; the rest of the file is not read"))
        if found is not None:
            yield found
        if isinstance(found, Unread) and found.error.reason in (BROKEN, "bomb"):
            return


BROKEN = "corrupt"
_STATUS = re.compile(r"\d{3}(?!\d)")


def _document(record: Any, source: str, file: RawFile) -> RawDocument | None:
    """The document in a record, None if it holds none. Raises `Unreadable`."""
    headers = {name.lower(): value for name, value in record.rec_headers.headers}
    if record.rec_type == "revisit":
        raise Unreadable("revisit", "the page is recorded as unchanged; its content is in an earlier record")
    if record.rec_type not in HELD:
        return None
    answer = record.http_headers if record.rec_type == "response" else None
    content_type = headers.get("content-type", "text/plain")
    status = _STATUS.match(answer.get_statuscode() or "") if answer else None
    if content_type.startswith("application/http") and not status:
        raise Unreadable("no-http", "the record does not begin like an answer of a web server")
    if answer and status:
        if not status[0].startswith("2"):
            raise Unreadable("http-status", f"the server answered {status[0]}, not with the page")
        content_type = answer.get_header("content-type") or "text/html"
    media_type, charset = _content_type(content_type)
    if media_type not in TEXTS:
        if media_type.startswith(FURNITURE) or media_type.endswith(FURNITURE_ENDS):
            return None
        raise Unreadable("unsupported-format", f"the server called it {media_type}, which is neither a page nor a text")
    body = _body(record, file)
    known = {
        "charset": charset,
        "fetched_at": headers.get("warc-date"),
        "languages": headers.get("warc-identified-content-language"),
        "warc_record_id": headers.get("warc-record-id", "").strip("<>"),
        "last_modified": answer.get_header("last-modified") if answer else None,
    }
    hints = {**file.hints, **{name: value for name, value in known.items() if value}}
    url = headers.get("warc-target-uri", "").strip("<> ") or None
    # A server's word that something is plain text is no proof; its bytes are looked at.
    media = None if media_type == "text/plain" else TEXTS[media_type]
    return RawDocument(body, source, media, url, hints)


def _body(record: Any, file: RawFile) -> bytes:
    """The record's content, out of its transfer and content encodings."""
    try:
        body = whole(record.content_stream(), file)
    except (zlib.error, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise Unreadable("bad-encoding", "the answer's compression is damaged; fetch the page again") from None
    left = getattr(record.raw_stream, "limit", None)
    if left != 0:
        detail = "does not say how long it is" if left is None else f"is cut short: {left} bytes are missing"
        raise Unreadable(BROKEN, f"the record {detail}; fetch it again")
    return body


def _content_type(header: str) -> tuple[str, str | None]:
    """Media type and charset.

    >>> _content_type('text/HTML; charset="ISO-8859-1"')
    ('text/html', 'ISO-8859-1')
    """
    media_type, _, rest = header.partition(";")
    charset = next((p.partition("=")[2] for p in rest.split(";") if p.strip().lower().startswith("charset=")), "")
    return media_type.strip().lower(), charset.strip().strip("\"'") or None
