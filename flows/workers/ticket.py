"""Which run may have clean/ written from afar: a file that every machine sees, with the run's token and a lock on it.

The lock on clean/ dies with the run that holds it, but its batches may go on for a while on other machines. So whoever
writes there keeps this file locked (shared), and the next run waits for them, then hands out another token.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from cleaners.errors import WinnowError

TOKEN = 64
"""Bytes to read: more than a token has."""


class Refused(WinnowError):
    """This worker may not write: it does not see the file, or the token in it is another one."""


def issue(path: Path) -> str:
    """Wait for the workers of earlier runs, then admit those that know the token that is returned."""
    token = secrets.token_hex(16)
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, os.O_CREAT, token)
    return token


def revoke(path: Path) -> None:
    """Wait for the workers of earlier runs, and admit none of them any more."""
    if path.exists():
        _replace(path, 0, "")


def present(path: Path, token: str) -> int:
    """Enter: a descriptor that keeps the next run waiting until it is closed. Raises `Refused`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        raise Refused(
            f"{path.parent.parent} is not there; clean/ has to lie on storage that all workers share"
        ) from None
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    if os.pread(descriptor, TOKEN, 0).decode("ascii", "replace") != token:
        os.close(descriptor)
        raise Refused(f"{path.parent.parent} is another folder or belongs to another run; all workers have to share it")
    return descriptor


def _replace(path: Path, flags: int, token: str) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, token.encode(), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
