"""A folder here that mirrors one behind an address. What was known of both at the last meeting is kept in an index, so
that only what has changed travels, in either direction."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flows.raw import remote
from flows.raw.names import digest
from flows.raw.remote import Place, Stat
from flows.raw.sources import MANIFEST, STATE
from flows.writers import atomic

THREADS = 8
FIRST = f"{STATE}/seen"
"""Shows whoever finds a place half filled that it was a run that filled it."""
LAST = MANIFEST
LOCAL = tuple(f"{STATE}/{name}" for name in ("lock", "ticket", "plan", "journals/", "staging/"))
"""What belongs to a run on this machine and does not travel."""
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Mirror:
    """`folder` mirrors `place`."""

    place: Place
    folder: Path

    def pull(self) -> None:
        """Bring here what is new or changed there, and drop what is gone there. Files of which there knows nothing
        stay: an unfinished run may have left them."""
        there, index = self._there(), self._index()
        wanted = {
            path for path, stat in there.items() if index.get(path, [""])[0] != stat.signature or not self._has(path)
        }
        _all(wanted, self._fetch)
        for path in index.keys() - there.keys():
            atomic.remove(self.folder / path)
        # What a run has written here and not brought there is as it was there at the last meeting, not as it is here.
        self._remember(there, {path: index[path][1] for path in there.keys() - wanted})

    def push(self) -> None:
        """Bring there what is new or changed here, the manifest last; then drop there what is gone here."""
        index = self._index()
        here = dict(self._here())
        changed = [path for path, state in here.items() if index.get(path, ["", ""])[1] != state]
        _all([path for path in changed if path == FIRST], self._send)
        _all([path for path in changed if path not in (FIRST, LAST)], self._send)
        if LAST in changed:
            self._send(LAST)
        gone = [self.place.path(path) for path in index.keys() - here.keys()]
        if gone:
            with remote.as_io_errors(self.place.url):
                self.place.fs.rm(gone)
        self._remember(self._there())

    def _there(self) -> dict[str, Stat]:
        return {path: stat for path, stat in self.place.listing().items() if not path.startswith(LOCAL)}

    def _here(self) -> Iterator[tuple[str, str]]:
        for root, _, names in os.walk(self.folder):
            for name in names:
                path = Path(root, name).relative_to(self.folder).as_posix()
                if not path.startswith(LOCAL):
                    yield path, self._state(path)

    def _state(self, path: str) -> str:
        status = (self.folder / path).stat()
        return f"{status.st_size}:{status.st_mtime_ns}"

    def _has(self, path: str) -> bool:
        return (self.folder / path).is_file()

    def _fetch(self, path: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = target.with_name(f".{digest(path)}.part")
        with remote.as_io_errors(self.place.path(path)):
            self.place.fs.get_file(self.place.path(path), str(arriving))
        os.replace(arriving, target)

    def _send(self, path: str) -> None:
        target = self.place.path(path)
        with remote.as_io_errors(target):
            self.place.fs.makedirs(target.rpartition("/")[0], exist_ok=True)
            self.place.fs.put_file(str(self.folder / path), target)

    @property
    def lock(self) -> Path:
        """For whoever pulls and pushes."""
        return self.folder.with_name(self.folder.name + ".lock")

    @property
    def _index_file(self) -> Path:
        return self.folder.with_name(self.folder.name + ".index")

    def _index(self) -> dict[str, list[str]]:
        """Path → what it looked like there and here."""
        try:
            found = json.loads(self._index_file.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _remember(self, there: Mapping[str, Stat], here: Mapping[str, str] = _NOTHING) -> None:
        """Write the index: what lies there, and what is `here` of it, by default just what is."""
        index = {
            path: [stat.signature, here.get(path) or self._state(path)]
            for path, stat in there.items()
            if self._has(path)
        }
        self._index_file.parent.mkdir(parents=True, exist_ok=True)
        staging = self.folder.with_name(self.folder.name + ".staging")
        atomic.empty(staging)
        atomic.write(self._index_file, json.dumps(index, ensure_ascii=False).encode(), staging=staging)


def _all(paths: Iterable[str], move: Callable[[str], None]) -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        for _ in threads.map(move, paths):
            pass
