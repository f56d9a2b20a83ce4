"""Zip archives: each member goes to the reader of its own kind. A member's name stands behind the ``#``."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast

from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers import sidecar
from flows.readers.compression import on_disk
from flows.readers.members import Members, is_furniture, nested
from flows.readers.opened import RawFile, Unread

SUFFIXES = (".zip", ".wacz")
CONTAINER = True
_UTF_8 = 0x800
_KNOWN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OverflowError,
    RuntimeError, LookupError, ValueError,
)  # fmt: skip
"""What the standard library raises over a damaged archive."""


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument | Unread]:
    """The documents of all members, in the order of the archive's list."""
    if file.inside:
        raise nested()
    stream = on_disk(stream)
    size = stream.seek(0, 2)
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN:
        raise Unreadable(
            "corrupt", "not a whole zip archive; its list, at the end, may be cut off. Fetch it again"
        ) from None
    members = Members(file, packed=size, damage=BROKEN)
    with archive:
        paired = any(name.endswith(sidecar.SUFFIX) for name in archive.NameToInfo)
        names = {name_of(member): member for member in archive.infolist()} if paired else {}
        for member in archive.infolist():
            owner = name_of(member).removesuffix(sidecar.SUFFIX)
            is_sidecar = owner in names and owner != name_of(member)
            is_folder = member.filename.endswith("/")  # is_dir() fails over a member without a name
            if not is_folder and not is_sidecar and not _is_furniture(member.filename, file):
                try:
                    yield from _member(archive, member, members, names.get(owner + sidecar.SUFFIX))
                except Unreadable:
                    return


def _is_furniture(name: str, file: RawFile) -> bool:
    """Of a web archive in a zip (WACZ) all but the WARC files: indexes and lists of what is in these."""
    return is_furniture(name) or (file.suffix == ".wacz" and not name.startswith("archive/"))


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, members: Members, beside: zipfile.ZipInfo | None
) -> Iterator[RawDocument | Unread]:
    name = name_of(member)
    if trouble := _trouble(member):
        yield members.refuse(name, trouble)
    else:
        said = None if beside is None else _said(archive, beside)
        yield from members.documents(name, member.file_size, lambda: cast(BinaryIO, archive.open(member)), said)


def _said(archive: zipfile.ZipFile, beside: zipfile.ZipInfo) -> Mapping[str, Any]:
    """What a sidecar in the archive says; one that cannot be read costs its page nothing else."""
    try:
        with archive.open(beside) as stream:
            content = stream.read(sidecar.MAX_BYTES + 1)
    except BROKEN:
        content = b""
    said = sidecar.parse(content) if len(content) <= sidecar.MAX_BYTES else None
    return {"sidecar": "unreadable"} if said is None else said


def name_of(member: zipfile.ZipInfo) -> str:
    """The member's name. Without the flag for UTF-8 it is in the code page of old, says the format; but much of what
    writes zip files on Unix writes UTF-8 and no flag. No other text is valid UTF-8 by chance."""
    name = member.orig_filename
    if member.flag_bits & _UTF_8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _trouble(member: zipfile.ZipInfo) -> Unreadable | None:
    mode = member.external_attr >> 16
    if stat.S_ISLNK(mode):
        return Unreadable("link", "a link, not a file; only what it leads to could be read")
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Unreadable("not-a-file", "a device or pipe is no document")
    if member.compress_type not in _KNOWN:
        why = "the member is compressed in a way that nobody here knows (Deflate64 or rarer); repack the archive"
        return Unreadable("unsupported-format", why)
    if member.flag_bits & 0x1:
        return Unreadable("encrypted", "the member is encrypted; unpack the archive with its password into raw/")
    return None
