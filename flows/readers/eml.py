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
    yield mail.document(whole(stream, file), file.source, file)
