"""One run at a time on a clean/ folder, whoever starts it: a lock that dies with its holder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cleaners.errors import ConfigurationError


class Busy(ConfigurationError):
    """Another run holds the folder, and this one was told not to wait."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that is held. Workers inherit the descriptor, so that the lock outlives a killed parent until the last of
    them has stopped. `notes` has a line if there was somebody to wait for."""

    descriptor: int
    notes: tuple[str, ...] = ()


@contextlib.contextmanager
def locked(path: Path, *, wait: bool, shown: str = "", waiting: Callable[[], None] = lambda: None) -> Iterator[Held]:
    """Hold the lock file at `path`. If another run holds it: call `waiting` and wait, or raise `Busy`, which names the
    place as `shown`, else as the folder of the bookkeeping that the lock lies in."""
    notes: tuple[str, ...] = ()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take(descriptor):
            place = shown or path.parent.parent
            if not wait:
                raise Busy(f"another run is working on {place}; wait for it, or say wait = true in winnow.toml")
            waiting()
            started = time.monotonic()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            notes = (f"waited {time.monotonic() - started:.0f} s for another run on {place}",)
        yield Held(descriptor, notes)
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
