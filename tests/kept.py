"""Workers that are kept from run to run: a start costs a second, cleaning what most tests clean next to nothing."""

from __future__ import annotations

import os
from collections.abc import Hashable
from typing import ClassVar

from flows.raw.places import is_url
from flows.workers.pool import Pool, Worker


class Kept(Pool):
    """A pool that leaves its workers to the next one in this process. They hold no lock. A run with workers that
    misbehave (`WINNOW_WORKER_HOOK`) has fresh ones, as runs outside the tests always have. Rules are remembered by
    their path, here as in a worker: whoever changes some puts them elsewhere."""

    AT_MOST = 2
    _idle: ClassVar[list[tuple[Hashable, Worker]]] = []

    def _start(self, batches: int) -> None:
        self._inherited = ()
        # A worker dies with the thread that has started it.
        self._idle[:] = [kept for kept in self._idle if kept[1].process.poll() is None]
        for likeness, worker in list(self._idle):
            free = sum(worker.batch is None for worker in self._workers)
            if likeness == self._likeness() and len(self._workers) < self._limits.workers and free < batches:
                self._idle.remove((likeness, worker))
                worker.number, self._started = self._started, self._started + 1
                self._workers.append(worker)
        super()._start(batches)

    def stop(self) -> None:
        likeness = self._likeness()
        for worker in [worker for worker in self._workers if likeness and worker.ready and worker.batch is None]:
            self._workers.remove(worker)
            self._idle.append((likeness, worker))
        super().stop()
        while len(self._idle) > self.AT_MOST:
            self._idle.pop(0)[1].stop()

    def _likeness(self) -> Hashable:
        """What a worker is given once and for all; None if no other run can take it over."""
        if "WINNOW_WORKER_HOOK" in os.environ or is_url(self._plan.raw):
            return None
        environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        return self._limits.memory, *environment.items()
