"""Mailboxes of the mbox kind, one document a mail. The number behind the ``#`` of a source key is that of the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers import mail
from flows.readers.opened import RawFile, Unread

SUFFIXES = (".mbox",)
CONTAINER = True

_QUOTED = re.compile(rb"^>(?=>*From )", re.M)


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """One document a mail; one that cannot be read costs only itself."""
    number = 0
    try:
        for number, content in enumerate(_mails(stream, file), 1):
            source = f"{file.source}#{number}"
            try:
                if isinstance(content, Unreadable):
                    raise content
                yield mail.document(_QUOTED.sub(b"", content), source, file)
            except Unreadable as error:
                yield Unread(source, error)
    except Unreadable as error:
        yield Unread(f"{file.source}#{number + 1}", error)


def _mails(stream: BinaryIO, file: RawFile) -> Iterator[bytes | Unreadable]:
    """What lies between the lines that begin with "From " after a blank one."""
    lines: list[bytes] = []
    size, blank = 0, True
    while line := stream.readline(1 << 20):
        if blank and line.startswith(b"From "):
            if lines:
                yield b"".join(lines) if size <= file.max_bytes else file.too_large()
            lines, size = [], 0
        elif size <= file.max_bytes:
            lines.append(line)
        size += len(line)
        blank = not line.strip()
    if lines:
        yield b"".join(lines) if size <= file.max_bytes else file.too_large()
