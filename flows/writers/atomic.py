"""Writes that a crash cannot tear: a temporary file, fsync, rename, fsync of the folder. The only writes in the house.

Temporary files live in a staging folder beside the bookkeeping (on the same file system), so that no reader of
``documents/`` ever meets one and a new run can drop what a killed one left.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

_NEXT = {
    errno.ENOSPC: "make room there and run the command again; what is done is kept",
    errno.EDQUOT: "make room within your quota and run the command again; what is done is kept",
    errno.EROFS: "the disk is mounted read-only; see to that or name another folder",
    errno.EACCES: "check its permissions, or name another folder",
    errno.EPERM: "check its permissions, or name another folder",
}


def explained(error: OSError) -> str:
    """Which file an error of input or output is about, what is wrong, and what to do, as far as that can be told.

    >>> explained(OSError(errno.ENOSPC, "No space left on device", "/data/clean/a.txt"))
    '/data/clean/a.txt: No space left on device; make room there and run the command again; what is done is kept'
    """
    where = error.filename2 or error.filename or "input or output"
    step = _NEXT.get(error.errno or 0)
    return f"{where}: {error.strerror or error or type(error).__name__}" + (f"; {step}" if step else "")


@contextlib.contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """An error of writing names the file that was to be written; the system names none if the disk is full."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(path)
        raise


class StagedFiles:
    """Files that become visible together, or nearly so: written now, renamed into place by `publish`, in order."""

    def __init__(self, staging: Path) -> None:
        self._staging = staging
        self._waiting: list[tuple[Path, Path]] = []
        self._count = 0

    def add(self, path: Path, content: bytes) -> None:
        """Stage `content` for `path`."""
        temporary = self._next()
        with naming(path), open(temporary, "wb") as file:
            file.write(content)
        self._waiting.append((temporary, path))

    def add_lines(self, path: Path, lines: Iterable[bytes]) -> str:
        """Stage a long file line by line; its SHA-256, in hex digits."""
        temporary = self._next()
        digest = hashlib.sha256()
        with naming(path), open(temporary, "wb") as file:
            for line in lines:
                file.write(line)
                digest.update(line)
        self._waiting.append((temporary, path))
        return digest.hexdigest()

    def _next(self) -> Path:
        self._count += 1
        return self._staging / f"{os.getpid()}-{id(self):x}-{self._count}"

    def publish(self) -> None:
        """Make everything durable and visible. Each file is whole or not there at any moment."""
        if not self._waiting:
            return
        sync_files([temporary for temporary, _ in self._waiting])
        folders = {path.parent: None for _, path in self._waiting}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for temporary, path in self._waiting:
            os.replace(temporary, path)
        self._waiting.clear()
        sync_folders(list(folders))


def write(path: Path, content: bytes, *, staging: Path) -> bool:
    """Replace one file atomically; leave it alone if it says the same already. True if it was written."""
    if same(path, content):
        return False
    staged = StagedFiles(staging)
    staged.add(path, content)
    staged.publish()
    return True


def write_lines(path: Path, lines: Iterable[bytes], *, staging: Path) -> None:
    """Replace one long file atomically, line by line."""
    staged = StagedFiles(staging)
    staged.add_lines(path, lines)
    staged.publish()


def write_or_remove(path: Path, content: bytes, *, staging: Path) -> None:
    """Replace one file atomically; without any content the file goes."""
    if content:
        staging.mkdir(parents=True, exist_ok=True)
        write(path, content, staging=staging)
    else:
        remove(path)


def same(path: Path, content: bytes) -> bool:
    """Does the file hold exactly `content`?"""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def digest(path: Path) -> str | None:
    """SHA-256 of a file in hex digits, without having it in memory; None if it is not there."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def append(path: Path, content: bytes) -> None:
    """Add lines to a journal, durably. A reader has to ignore a last line without its line feed."""
    with naming(path), open(path, "ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def append_at(path: Path, content: bytes, *, at: int) -> None:
    """Have `content` stand at offset `at` of a file, durably, and nothing behind it; what an append that was torn has
    left there goes. Nothing happens if it stands there already."""
    size = path.stat().st_size if path.exists() else 0
    if size >= at + len(content) and _stands(path, content, at):
        return
    if size > at:
        os.truncate(path, at)
    append(path, content)
    sync_folders([path.parent])


def _stands(path: Path, content: bytes, at: int) -> bool:
    with open(path, "rb") as file:
        file.seek(at)
        return file.read(len(content)) == content


def remove(path: Path) -> bool:
    """Remove a file if it is there. True if it was."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def remove_empty_folders(folder: Path, *, up_to: Path) -> None:
    """Remove `folder` and its parents below `up_to` as long as they are empty."""
    while folder != up_to and up_to in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def empty(folder: Path) -> None:
    """Drop whatever lies in a staging folder, and have it there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def sync_files(paths: Sequence[Path]) -> None:
    """Wait until the files' contents are on the disk: one call for a whole file system where there is one."""
    if not paths:
        return
    if len(paths) > 4 and (sync_file_system := _syncfs()):
        with open(paths[0], "rb") as file:
            if sync_file_system(file.fileno()) == 0:
                return
    for path in paths:
        _sync(path)


def sync_folders(folders: Sequence[Path]) -> None:
    """Wait until the folders' entries are on the disk."""
    for folder in folders:
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _syncfs() -> Callable[[int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "syncfs", None)
