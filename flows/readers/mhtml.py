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
    part = mail.best_part(message)
    url = mail.header(message, "Snapshot-Content-Location") or mail.header(part, "Content-Location") or file.url
    found = {"page_title": mail.header(message, "Subject"), "fetched_at": mail.date_of(message)}
    hints = {**file.hints, **mail.charset_of(part), **dict(mail.filled(found))}
    media_type = "text/plain" if part.get_content_type() == "text/plain" else "text/html"
    yield RawDocument(mail.body_of(part), file.source, media_type, url, hints)
