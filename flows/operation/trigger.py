"""Have a deployment run once, now, and on request wait for how it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaners.errors import ConfigurationError
from cleaners.mark.rules import nearest
from flows.operation.server import environment, reachable
from flows.runs.lines import spoken

POLL = 0.5


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that was started, and its state: the last one if it was waited for."""

    id: str
    name: str
    state: str
    message: str
    page: str

    @property
    def exit_code(self) -> int:
        """As `winnow ingest` would have ended: 0, 3 if documents are set aside, 1 for anything that is no success."""
        return {"Completed": 0, "Degraded": 3}.get(self.state, 1)

    @property
    def line(self) -> str:
        """How it ended, in words."""
        gave_way = self.state == "GaveWay" or (self.state == "Cancelled" and "limit reached" in self.message)
        why = "another run was going, and this one gave way; trigger it again" if gave_way else self.message
        return f"{self.name}: {spoken(self.state)}: {why}"


def trigger(
    name: str, folder: Path, *, wait: bool, parameters: dict[str, Any], started: Callable[[Ended], None]
) -> Ended:
    """Start the deployment `name`, with other `parameters` if there are any. Raises `ConfigurationError` if there is
    none of that name, `ServerFailed` if no API answers. `started` is called once the run is on its way."""
    url = reachable(folder)
    # Before Prefect is imported: its client and its files belong to this project.
    os.environ.update(environment(folder) | {"PREFECT_API_URL": url, "PREFECT_LOGGING_LEVEL": "ERROR"})
    from flows.operation.trigger_client import Deployments

    with Deployments() as deployments:
        known = deployments.names()
        if name not in known:
            hint = nearest(name, known) if known else "there are none; start one with winnow schedule"
            raise ConfigurationError(f"no deployment is called {name}; {hint}")
        run = deployments.read(deployments.start(known[name], parameters))
        started(_ended(run, url))
        while wait and not (run.state and run.state.is_final()):
            time.sleep(POLL)
            run = deployments.read(run.id)
        return _ended(run, url)


def _ended(run: Any, url: str) -> Ended:
    """What is told of one of Prefect's flow runs."""
    said = (run.state.name or "", run.state.message or "") if run.state else ("", "")
    return Ended(str(run.id), run.name, *said, f"{url.removesuffix('/api')}/runs/flow-run/{run.id}")
