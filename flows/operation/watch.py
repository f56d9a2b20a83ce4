"""Ingest what arrives in raw/, once it is complete. The same runs as by hand, started by the file system's word."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from cleaners.errors import ConfigurationError
from flows.config.settings import Settings
from flows.raw.settling import at_rest, unfinished
from flows.raw.sources import discover

TICK_MS = 500
"""How often files that are not at rest yet are looked at."""
AGAIN = 60.0
"""Seconds after which a run is tried again that failed as a whole."""


@dataclass(slots=True)
class Arrivals:
    """Files that were heard of and have not been seen at rest yet."""

    settings: Settings
    waiting: set[str] = field(default_factory=set)
    _again: float | None = None
    """When to run although nothing new has arrived, because the last run failed."""

    def hear(self, path: str) -> None:
        """Something happened to the file at `path`. Names of unfinished files will be heard of again when renamed."""
        if not unfinished(path) and not self._ours(path):
            self.waiting.add(path)

    def complete(self) -> bool:
        """Have some of them come to rest? They are forgotten, for the run that the caller starts now will find them."""
        ready = {path for path in self.waiting if at_rest(path, rest=self.settings.rest)}
        self.waiting -= ready
        return bool(ready)

    def failed(self) -> None:
        """The last run could not go on, say because the disk is full; have another one in a minute at the latest."""
        self._again = time.monotonic() + AGAIN

    def due(self) -> bool:
        """Is there anything for a run to do?"""
        late = self._again is not None and time.monotonic() >= self._again
        if self.complete() or late:
            self._again = None
            return True
        return False

    def _ours(self, path: str) -> bool:
        return Path(path).is_relative_to(self.settings.clean.resolve())


def check_watchfiles() -> None:
    """Raise `ConfigurationError` if the package that watches folders is missing."""
    if find_spec("watchfiles") is None:
        raise ConfigurationError("winnow watch needs watchfiles: pip install 'winnow-text[watch]'")


def runs_due(arrivals: Arrivals, stop: threading.Event) -> Iterator[None]:
    """Yields once at the start and then whenever something complete has arrived, until `stop` is set."""
    from watchfiles import Change, watch

    settings = arrivals.settings
    root = settings.raw.resolve()
    changes = watch(
        root, stop_event=stop, rust_timeout=TICK_MS, yield_on_timeout=True, step=50, debounce=400,
        watch_filter=None, raise_interrupt=False, recursive=True, ignore_permission_denied=True,
    )  # fmt: skip
    # The watch begins with the first `next`; whatever is there before is found by the first run and by this list.
    next(changes, None)
    for source in discover(settings.raw, leave_out=settings.clean):
        path = os.path.join(root, source.relative)
        if not at_rest(path, rest=settings.rest):
            arrivals.hear(path)
    yield
    for batch in changes:
        for change, path in batch:
            if change is not Change.deleted or settings.gone == "remove":
                arrivals.hear(path)
        if arrivals.due():
            yield


def stopped_by_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set. A second one of them ends the process as usual."""
    stop = threading.Event()

    def ask(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    # Somebody may open a file for writing in the instant in which we ask the kernel for a lease on it.
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    return stop
