"""Has a file arrived? One that is still being written, or carries the name of something unfinished or of an editor's
backup, is left alone."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from pathlib import Path

from flows.raw.sources import Source

UNFINISHED = (
    ".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".incomplete", ".unconfirmed",
    ".aria2", ".swp", ".lock", "~",
)  # fmt: skip
"""How browsers, transfer tools and editors end the names of files that are not there yet, or are there once more."""


def unfinished(name: str) -> bool:
    """Is this the name of a file that will get another name when it is complete, or of what an editor keeps beside it?

    >>> [unfinished(name) for name in ("a.html.part", ".a.html.x7Zq", "b.TMP", "a.html", "report~", "#report#")]
    [True, True, True, False, True, True]
    """
    base = os.path.basename(name)
    return base.startswith(".") or base.lower().endswith(UNFINISHED) or (base.startswith("#") and base.endswith("#"))


def settled(source: Source, raw: str | Path, *, rest: float) -> bool:
    """Is the document complete: untouched for `rest` seconds, and open for writing nowhere?"""
    names = [source.relative, *([source.sidecar] if source.sidecar else [])]
    return all(at_rest(os.path.join(raw, name), rest=rest) for name in names)


def at_rest(path: str, *, rest: float) -> bool:
    """Has nobody touched the file for `rest` seconds, and nobody open it for writing? True if it is gone.

    The time is that of the last change to its entry (ctime): unlike the modification time nobody can set it back.
    """
    try:
        status = os.stat(path)
    except OSError:
        return True  # gone, or no business of ours: the run itself finds out what is wrong with it
    return time.time() - status.st_ctime >= rest and not _being_written(path)


def _being_written(path: str) -> bool:
    """Does some process of this machine have the file open for writing? The kernel knows: it grants a read lease only
    if there is no writer. Where it grants none at all (other systems, other people's files), rest alone decides."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    else:
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
    finally:
        os.close(descriptor)
