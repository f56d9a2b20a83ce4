"""A raw file, open for reading: its content whole, as a stream or as a hash, and whether it is at rest."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import time

from cleaners.errors import Unreadable
from flows.raw.places import is_url
from flows.raw.sources import signature_of

FRESH_NS = 2_000_000_000
"""A file that was written to less than two seconds ago may change again without showing it in its time."""
ATTEMPTS = 3
"""How often a file is tried to be read, in case the disk or network only stumbles."""


def sha256(content: bytes) -> str:
    """Hex digits."""
    return hashlib.sha256(content).hexdigest()


def open_raw(raw: str, relative: str) -> Opened:
    """Open the file at `relative` below `raw`, a folder or an address. Raises OSError or `Unreadable`."""
    if not is_url(raw):
        return Opened(raw, relative)
    from flows.raw.remote import RemoteOpened  # and with it fsspec

    return RemoteOpened(raw, relative)


class Opened:
    """A raw file, open for reading. Never waits: what is no regular file is refused."""

    def __init__(self, raw: str, relative: str) -> None:
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
        self._descriptor = os.open(os.path.join(raw, relative), flags)
        self._signature, self._changed = signature_of(self._descriptor)
        status = os.fstat(self._descriptor)
        self.size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            os.close(self._descriptor)
            raise Unreadable("not-a-file", "a pipe, socket or device is no document; remove it from raw/")

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def read_all(self, limit: int) -> bytes | None:
        """The content, or None if there is more than `limit`."""
        if self.size > limit:
            return None
        with self.stream() as file:
            content = file.read(limit + 1)
        return content if len(content) <= limit else None

    def stream(self) -> io.BufferedReader:
        """The content from its beginning."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return open(self._descriptor, "rb", closefd=False)

    def hash_all(self) -> str:
        """SHA-256 of the content, without having it in memory."""
        with self.stream() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rested_signature(self) -> str:
        """The signature, if the file is the same as when it was opened and has been at rest for a while, else ''."""
        now, _ = signature_of(self._descriptor)
        rested = self._changed < time.time_ns() - FRESH_NS
        return self._signature if now == self._signature and rested else ""
