"""Members of an archive as documents: which names are safe, which reader they go to, and how much may come out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.raw.names import source_key
from flows.readers.compression import FLOOR, RATIO
from flows.readers.opened import RawFile, Unread

Open = Callable[[], BinaryIO]

REST = "(rest)"
"""Stands for the members that could not be reached, where an archive breaks off."""

_DRIVE = re.compile(r"[A-Za-z]:")
_FURNITURE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)")


@dataclass(slots=True)
class Members:
    """What was seen of an archive so far."""

    archive: RawFile
    packed: int | None = None
    """The size of the archive, if it is known."""
    unpacked: int = 0
    names: set[str] = field(default_factory=lambda: {REST})

    def file(self, name: str) -> RawFile:
        """The member as a file of its own."""
        key = source_key(posixpath.normpath(name.replace("\\", "/")))
        return replace(self.archive, source=f"{self.archive.source}#{key}")

    def documents(self, name: str, size: int, open_member: Open) -> Iterator[RawDocument | Unread]:
        """What the member's own reader finds in it. `size` is what the archive says."""
        file = self.file(name)
        try:
            self._check(name, size, file)
            yield from read_member(open_member, file)
        except Unreadable as error:
            yield Unread(file.source, error)
            if error.reason == "bomb":
                raise

    def refuse(self, name: str, error: Unreadable) -> Unread:
        """The entry for a member that is not even opened."""
        return Unread(self.file(name).source, error)

    def _check(self, name: str, size: int, file: RawFile) -> None:
        if trouble := unsafe(name):
            raise Unreadable("unsafe-name", f"{trouble}; such a name is meant to write elsewhere. Repack the archive")
        name = file.source.rpartition("#")[2]
        if name in self.names:
            raise Unreadable("duplicate-name", "a member before it has the same name, and only that one is read")
        self.names.add(name)
        self.unpacked += size
        if self.packed is not None and self.unpacked > max(FLOOR, RATIO * self.packed):
            raise Unreadable("bomb", f"the archive unpacks to more than {RATIO} times its size; the rest is not read")


def read_member(open_member: Open, file: RawFile) -> Iterator[RawDocument | Unread]:
    """The documents of one member, by its own reader. An archive inside an archive is not opened."""
    from flows.readers import read  # the list of readers is made of modules like those that call this

    if file.suffix == ".zip" or file.suffix == ".tar":
        raise NESTED
    with open_member() as stream:
        yield from read(stream, file)


NESTED = Unreadable("nested-archive", "an archive inside an archive; unpack the outer one into raw/")


def is_furniture(name: str) -> bool:
    """Names that begin with a dot, and what operating systems leave in archives, are no documents.

    >>> is_furniture("__MACOSX/a.html"), is_furniture("news/.DS_Store"), is_furniture("news/a.html")
    (True, True, False)
    """
    return bool(_FURNITURE.search(name)) and not name.startswith(("./", "../"))


def unsafe(name: str) -> str | None:
    """What is wrong with a member's name, if it leads out of the archive.

    >>> unsafe("../../etc/passwd"), unsafe("C:\\\\x.txt"), unsafe("a/b.html")
    ('it climbs out of the archive', 'it names a drive', None)
    """
    parts = name.replace("\\", "/").split("/")
    if ".." in parts:
        return "it climbs out of the archive"
    if name.startswith(("/", "\\")):
        return "it begins at the root"
    if _DRIVE.match(name):
        return "it names a drive"
    return "it is empty" if not name.strip("/. ") else None
