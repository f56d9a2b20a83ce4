"""Tar archives, read in one go from front to back: each member goes to the reader of its own kind.

A member's name stands behind the ``#``.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.members import REST, Members, is_furniture, nested
from flows.readers.opened import RawFile, Unread
from flows.readers.sidecar import SUFFIX

SUFFIXES = (".tar",)
CONTAINER = True
BROKEN = (tarfile.TarError, EOFError, LookupError, OverflowError, ValueError)
"""What the standard library raises over a damaged archive."""


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """The documents of all members, in order."""
    if file.inside:
        raise nested()
    try:
        archive = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115 - closed below
    except BROKEN:
        raise Unreadable("corrupt", "not a tar archive, or cut off in its first member") from None
    members = Members(file)
    last = ""
    with archive:
        while True:
            try:
                member = archive.next()
                if member is None:
                    return
                archive.members = []  # type: ignore[attr-defined] # else it keeps every member it has seen
                last = member.name
                yield from _member(archive, member, members)
            except BROKEN:
                yield _cut_short(members, last)
                return
            except Unreadable as error:
                yield Unread(f"{file.source}#{REST}", error)
                return


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, members: Members) -> Iterator[RawDocument | Unread]:
    if member.isdir() or is_furniture(member.name):
        return
    if member.issym() or member.islnk():
        yield members.refuse(member.name, Unreadable("link", "a link, not a file; only what it leads to could be read"))
    elif not member.isfile():
        yield members.refuse(member.name, Unreadable("not-a-file", "a device or pipe is no document"))
    elif member.name.endswith(SUFFIX):
        why = "a sidecar in a tar archive comes too late for its page; unpack the archive into raw/, or make it a zip"
        yield members.refuse(member.name, Unreadable("lonely-sidecar", why))
    else:
        yield from members.documents(member.name, member.size, lambda: cast(BinaryIO, archive.extractfile(member)))


def _cut_short(members: Members, last: str) -> Unread:
    after = f"after {last!r}" if last else "at its beginning"
    why = f"the archive is damaged or cut short {after}; fetch it again"
    return Unread(f"{members.archive.source}#{REST}", Unreadable("corrupt", why))
