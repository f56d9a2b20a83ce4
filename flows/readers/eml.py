"""Mails and pages saved as mail: the page in it, or else the plain text. One document a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cleaners.document import RawDocument
from flows.readers import mail
from flows.readers.opened import RawFile, whole

SUFFIXES = (".eml",)


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
    """The one document, with subject, sender and date as facts."""
    message = mail.parse(whole(stream, file))
    part = mail.best_part(message)
    found = {
        "title": mail.header(message, "Subject"),
        "authors": mail.senders(message),
        "published": mail.date_of(message),
    }
    url = mail.header(part, "Content-Location") or mail.header(part, "Content-Base") or file.url
    hints = {**file.hints, **mail.charset_of(part), **dict(mail.filled(found))}
    media_type = "text/plain" if part.get_content_type() == "text/plain" else "text/html"
    yield RawDocument(mail.body_of(part), file.source, media_type, url, hints)
