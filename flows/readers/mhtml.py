"""Pages as browsers save them, with everything they need in one file (MHTML). One document a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cleaners.document import RawDocument
from flows.readers import mail
from flows.readers.opened import RawFile, whole

SUFFIXES = (".mhtml", ".mht")


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
    """The one page; its pictures, styles and frames stay behind."""
    message = mail.parse(whole(stream, file))
    parts = mail.inline(message)
    part = parts[0]
    body, media_type, charset = mail.joined(parts)
    url = mail.header(message, "Snapshot-Content-Location") or mail.header(part, "Content-Location") or file.url
    found = {"page_title": mail.header(message, "Subject"), "fetched_at": mail.date_of(message)}
    hints = {**file.hints, **charset, **dict(mail.filled(found))}
    yield RawDocument(body, file.source, media_type, url, hints)
