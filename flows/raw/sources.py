"""What lies in raw/: every file that is a raw document, with its sidecar, its stat, and what is wrong with it.

Nothing is opened here, so that nothing can hang: a pipe, a device or a link that leads nowhere or out of raw/ is known
by its stat alone. Names that begin with a dot are passed over, folders that are links are not walked.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flows.raw.names import source_key
from flows.readers.sidecar import SUFFIX, has_owner, names_of


class Trouble(NamedTuple):
    """Why a document cannot be cleaned."""

    reason: str
    """A short stable word."""
    detail: str
    """The same as a sentence, with the next step."""


UNLISTED = "unreadable-folder"
"""The reason for a folder: what lies in it is not known."""

STATE, MANIFEST = ".winnow", "manifest.jsonl"
"""What a folder holds that a run has written."""
LONELY_SIDECAR = Trouble("lonely-sidecar", "there is no file that this sidecar belongs to; scrape the page again")
WRITTEN_BY_US = Trouble("clean-folder", "the folder was written by winnow ingest; move it out of raw/")
OF_FOLDERS = frozenset({UNLISTED, WRITTEN_BY_US.reason})
"""Reasons of folders, which are no documents."""


@dataclass(frozen=True, slots=True)
class Source:
    """One raw document, found but not opened."""

    key: str
    relative: str
    """The path below raw/, as the file system spells it."""
    signature: str = ""
    """Size, times and inode of the file and its sidecar: the same signature means the same content."""
    size: int = 0
    sidecar: str | None = None
    sidecar_trouble: Trouble | None = None
    """Why the document is cleaned without the sidecar that lies beside it."""
    trouble: Trouble | None = None


def discover(raw: Path, *, leave_out: Path | None = None) -> list[Source]:
    """Everything in raw/ that is owed a receipt, sorted by key. `leave_out` is a folder not to look into."""
    root = os.path.realpath(raw)
    skip = _identity(leave_out) if leave_out is not None else None
    found: list[Source] = []
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as listing:
                named = {entry.name: entry for entry in listing}
                entries = {name: entry for name, entry in named.items() if not name.startswith(".")}
                sidecars = {name: entry for name, entry in entries.items() if name.endswith(SUFFIX)}
        except OSError as error:
            detail = f"the folder cannot be listed ({error.strerror}); check its permissions"
            found.append(_troubled(folder or ".", Trouble(UNLISTED, detail)))
            continue
        if folder and named.keys() >= {STATE, MANIFEST}:
            found.append(_troubled(folder, WRITTEN_BY_US))
            continue
        for name, entry in entries.items():
            relative = f"{folder}/{name}" if folder else name
            if entry.is_dir(follow_symlinks=False):
                if skip is None or _identity(entry.path) != skip:
                    waiting.append(relative)
            elif name not in sidecars or not has_owner(name, entries):
                found.append(_file(entry, relative, sidecars, root))
    return sorted(found, key=lambda source: source.key)


def _file(entry: os.DirEntry[str], relative: str, sidecars: Mapping[str, os.DirEntry[str]], root: str) -> Source:
    """The document at `entry`."""
    name = entry.name
    try:
        trouble = _link_trouble(entry.path, root) if entry.is_symlink() else None
        status = entry.stat()
    except OSError as error:
        trouble = trouble or Trouble("unreadable", f"the file cannot be looked at ({error.strerror})")
        status = None
    if trouble is None and status is not None and not stat.S_ISREG(status.st_mode):
        trouble = Trouble("not-a-file", "a pipe, socket or device is no document; remove it from raw/")
    if trouble is None and name.endswith(SUFFIX):
        trouble = LONELY_SIDECAR
    if trouble or status is None:
        return _troubled(relative, trouble or Trouble("unreadable", ""))
    beside, beside_signature, beside_trouble = _sidecar(name, sidecars, root) if sidecars else _NO_SIDECAR
    return Source(
        source_key(relative), relative, _signature(status) + beside_signature, status.st_size,
        sidecar=None if beside is None else relative[: len(relative) - len(name)] + beside,
        sidecar_trouble=beside_trouble,
    )  # fmt: skip


_Beside = tuple[str | None, str, Trouble | None]
_NO_SIDECAR: _Beside = (None, "", None)


def _sidecar(name: str, sidecars: Mapping[str, os.DirEntry[str]], root: str) -> _Beside:
    """The name of the sidecar of `name`, what it adds to the signature, and what is wrong with it."""
    for beside in names_of(name):
        entry = sidecars.get(beside)
        try:
            if entry is None or entry.is_dir(follow_symlinks=False):
                continue
            trouble = _link_trouble(entry.path, root) if entry.is_symlink() else None
            if trouble is None and not entry.is_file():
                trouble = Trouble("not-a-file", "a pipe, socket or device is no sidecar; remove it from raw/")
            return (None, f"+{trouble[0]}", trouble) if trouble else (entry.name, "+" + _signature(entry.stat()), None)
        except OSError:  # it has vanished since
            continue
    return _NO_SIDECAR


def _link_trouble(path: str, root: str) -> Trouble | None:
    """What is wrong with a link, by where it leads."""
    try:
        target = os.path.realpath(path, strict=True)
    except OSError:
        return Trouble("dangling-link", "the link leads nowhere; scrape the file again or remove the link")
    if os.path.commonpath((root, target)) != root:
        return Trouble("outside-raw", "the link leads out of raw/; copy the file into raw/ if it belongs there")
    if os.path.isdir(target):
        return Trouble("link-to-folder", "the link leads to a folder, which is cleaned where it lies; remove the link")
    return None


def _troubled(relative: str, trouble: Trouble) -> Source:
    return Source(source_key(relative), relative, trouble=trouble)


def signature_of(descriptor: int) -> tuple[str, int]:
    """Signature of an open file, and the time of the last change to it."""
    status = os.fstat(descriptor)
    return _signature(status), max(status.st_mtime_ns, status.st_ctime_ns)


def _signature(status: os.stat_result) -> str:
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def _identity(path: str | Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
