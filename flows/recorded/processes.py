"""Which process a run lives in; and runs whose process is gone although Prefect still takes them for running.

Nobody tells Prefect when a process is killed that it did not start itself. So every run says where it lives, and the
next one on the same folder ends the records of those that are no more.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from flows.recorded import embedded

embedded.prepare()

from httpx import HTTPError  # noqa: E402
from prefect.client.orchestration import SyncPrefectClient, get_client  # noqa: E402
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType  # noqa: E402
from prefect.client.schemas.objects import FlowRun, StateType  # noqa: E402
from prefect.exceptions import PrefectException  # noqa: E402
from prefect.states import Crashed  # noqa: E402

CLEAN, HOME = "winnow.clean", "winnow.process"
"""Labels of a flow run: the folder that it writes, and where it lives."""
GOING = [StateType.RUNNING, StateType.CANCELLING]


def settle_in(flow_run: UUID, clean: Path) -> int:
    """Say where this run lives, and end the records of runs on the same folder that are dead. Returns their number;
    0 if Prefect's API does not want to know."""
    folder = str(clean.resolve())
    try:
        with get_client(sync_client=True) as client:
            client.update_flow_run_labels(flow_run, {CLEAN: folder, HOME: process(os.getpid())})
            dead = [run for run in going(client) if run.id != flow_run and is_dead(run, folder)]
            return bury(client, dead)
    except (PrefectException, HTTPError, OSError):
        return 0


def going(client: SyncPrefectClient) -> list[FlowRun]:
    """Runs that Prefect takes for running."""
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=GOING))
    return client.read_flow_runs(flow_run_filter=FlowRunFilter(state=state), limit=200)


def is_dead(run: FlowRun, folder: str) -> bool:
    """Did the run live on this machine, write this folder, and end without a word?"""
    home = str(run.labels.get(HOME, ""))
    here, _, number = home.rpartition("/")
    if run.labels.get(CLEAN) != folder or here != socket.gethostname():
        return False
    return process(int(number.partition(":")[0])) != home


def bury(client: SyncPrefectClient, runs: Iterable[FlowRun]) -> int:
    """Have Prefect know that these runs are over."""
    count = 0
    for run in runs:
        message = "Its process was killed; found by the next run, which goes on where it stopped."
        client.set_flow_run_state(run.id, Crashed(message=message), force=True)
        count += 1
    return count


def process(number: int) -> str:
    """A process of this machine: its number, and when it started, since numbers come again. Of one that is gone, the
    number alone.

    >>> process(os.getpid()) == process(os.getpid()) != process(os.getppid())
    True
    """
    try:
        fields = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()
        started = "" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        started = ""
    return f"{socket.gethostname()}/{number}:{started}"
