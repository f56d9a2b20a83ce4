"""Raw and clean documents that lie behind an address, as near as a run needs them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from flows.config.settings import Settings
from flows.raw.names import digest
from flows.runs.lock import locked

_PRIVATE = ("memory",)
"""File systems that no other process sees."""


@contextlib.contextmanager
def near(settings: Settings, *, waiting: Callable[[], None] = lambda: None) -> Iterator[Settings]:
    """The settings with a folder of this machine for `clean_url`: a mirror, brought up to date before and, if all goes
    well, back after, by one run at a time (`waiting` is called if there is another one); and with the raw files copied
    to this machine where workers could not reach them. Raises `ConfigurationError` if files of somebody else are in the
    way there."""
    if not (settings.raw_url or settings.clean_url):
        yield settings
        return
    from flows.raw.mirror import Mirror  # and with it fsspec
    from flows.raw.remote import Place

    with contextlib.ExitStack() as stack:
        if settings.raw_url:
            Place.at(settings.raw_url)  # what cannot be reached is said before there is a folder for the result
        if settings.raw_url.partition("://")[0] in _PRIVATE:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="winnow-raw-")))
            Mirror(Place.at(settings.raw_url), folder / "raw").pull()
            (folder / "raw").mkdir(exist_ok=True)
            settings = replace(settings, raw=folder / "raw", raw_url="")
        if not settings.clean_url:
            yield settings
            return
        mirror = Mirror(Place.at(settings.clean_url), mirror_of(settings.clean_url))
        stack.enter_context(locked(mirror.lock, wait=settings.wait, shown=settings.clean_url, waiting=waiting))
        mirror.pull()
        local = replace(settings, clean=mirror.folder, clean_url="")
        local.check_clean(settings.clean_url)
        yield local
        mirror.push()


def mirror_of(url: str) -> Path:
    """Where the mirror of an address lies on this machine."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "winnow" / digest(url.rstrip("/")) / "clean"
