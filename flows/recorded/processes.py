"""Which process a run lives in; and runs whose process is gone although Prefect still takes them for running.

Nobody tells Prefect when a process is killed that it did not start itself. So every run says where it lives, and the
next one on the same folder ends the records of those that are no more.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from flows.recorded import embedded

embedded.prepare()

from httpx import HTTPError  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType  # noqa: E402
from prefect.client.schemas.objects import FlowRun, StateType  # noqa: E402
from prefect.exceptions import PrefectException  # noqa: E402
from prefect.states import Crashed  # noqa: E402

CLEAN, HOME = "winnow.clean", "winnow.process"
"""Labels of a flow run: the folder that it writes, and where it lives."""
GOING = [StateType.RUNNING, StateType.CANCELLING]


def settle_in(flow_run: UUID, clean: Path) -> None:
    """Say where this run lives, and end the records of runs on the same folder that are dead. Prefect's API need not
    want to know."""
    folder = str(clean.resolve())
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=GOING))
    message = "Its process was killed; found by the next run, which goes on where it stopped."
    with suppress(PrefectException, HTTPError, OSError), get_client(sync_client=True) as client:
        client.update_flow_run_labels(flow_run, {CLEAN: folder, HOME: process(os.getpid())})
        for run in client.read_flow_runs(flow_run_filter=FlowRunFilter(state=state), limit=200):
            if run.id != flow_run and is_dead(run, folder):
                client.set_flow_run_state(run.id, Crashed(message=message), force=True)


def is_dead(run: FlowRun, folder: str) -> bool:
    """Did the run live on this machine, write this folder, and end without a word?"""
    home = str(run.labels.get(HOME, ""))
    here, _, number = home.rpartition("/")
    if run.labels.get(CLEAN) != folder or here != socket.gethostname():
        return False
    return process(int(number.partition(":")[0])) != home


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
