"""Members of an archive as documents: which names are safe, which reader they go to, and how much may come out."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.raw.names import source_key
from flows.readers import sidecar
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
    damage: tuple[type[Exception], ...] = ()
    """What opening and reading a damaged member raises, where the members after it can still be read."""
    unpacked: int = 0
    names: Counter[str] = field(default_factory=lambda: Counter({REST: 1}))

    def documents(
        self, name: str, size: int, open_member: Open, beside: Mapping[str, Any] | None = None
    ) -> Iterator[RawDocument | Unread]:
        """What the member's own reader finds in it. `size` is what the archive says, `beside` what its sidecar does."""
        from flows.readers import read  # the list of readers is made of modules like those that call this

        file, is_repeated = self._file(name)
        if beside:
            file = replace(file, hints={**file.hints, **beside}, url=sidecar.url(beside) or file.url)
        try:
            self._check(name, size, is_repeated=is_repeated)
            if file.suffix in (".zip", ".tar"):
                raise nested()
            with open_member() as stream:
                yield from read(stream, file)
        except Unreadable as error:
            yield Unread(file.source, error)
            if error.reason == "bomb":
                raise
        except self.damage:
            yield Unread(file.source, Unreadable("corrupt", "the member is damaged; fetch the archive again"))

    def refuse(self, name: str, error: Unreadable) -> Unread:
        """The entry for a member that is not even opened."""
        return Unread(self._file(name)[0].source, error)

    def _file(self, name: str) -> tuple[RawFile, bool]:
        """The member as a file of its own, and whether one before it has the same name. A repeated one has its number
        behind a ``#``, which no name and no row has, so that each of them has a key that is its own."""
        key = source_key(posixpath.normpath(name.replace("\\", "/")))
        self.names[key] += 1
        number = self.names[key]
        source = f"{self.archive.source}#{key}" + (f"#({number})" if number > 1 else "")
        return replace(self.archive, source=source), number > 1

    def _check(self, name: str, size: int, *, is_repeated: bool) -> None:
        if trouble := unsafe(name):
            raise Unreadable("unsafe-name", f"{trouble}; such a name is meant to write elsewhere. Repack the archive")
        if is_repeated:
            raise Unreadable("duplicate-name", "a member before it has the same name, and only the first is read")
        self.unpacked += size
        if self.packed is not None and self.unpacked > max(FLOOR, RATIO * self.packed):
            raise Unreadable("bomb", f"the archive unpacks to more than {RATIO} times its size; the rest is not read")


def nested() -> Unreadable:
    """The error for an archive that is a member itself; new each time, for it keeps alive what raised it."""
    return Unreadable("nested-archive", "an archive inside an archive; unpack the outer one into raw/")


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
