"""The flow `ingest` as Prefect starts it: by schedule, by trigger, on a worker. Its entry point is this module.

Parameters are paths. Everything else is read from the configuration of the folder that the run starts in.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleaners.errors import WinnowError
from flows.config.configuration import configured
from flows.config.settings import Settings
from flows.raw.places import named
from flows.recorded import embedded
from flows.runs.lines import Format, line, spoken
from flows.runs.lock import Busy
from flows.runs.near import mirror_of, near

embedded.prepare()

from prefect import flow  # noqa: E402
from prefect.client.schemas.objects import FlowRun, State  # noqa: E402
from prefect.flows import Flow  # noqa: E402
from prefect.runtime import flow_run as this_run  # noqa: E402
from prefect.states import Cancelled, Failed  # noqa: E402

from flows.recorded.artifacts import interrupted  # noqa: E402
from flows.recorded.flow import RecordedRun  # noqa: E402


def run_name() -> str:
    """What and when: ``raw → clean, Fri 20 Nov 15:40:02``, in UTC as everything that is written down."""
    parameters = this_run.parameters or {}
    moment = this_run.scheduled_start_time or datetime.now(UTC)
    names = [Path(parameters.get(name) or name).name for name in ("raw", "clean")]
    return f"{' → '.join(names)}, {moment:%a %d %b %H:%M:%S}"


def tell_interrupted(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """After a cancelled or crashed run: put clean/ in order and say so. Prefect wants these very names."""
    if state.name != "GaveWay":
        wanted = configured().settings(**named(clean=flow_run.parameters.get("clean")))
        interrupted(mirror_of(wanted.clean_url) if wanted.clean_url else wanted.clean, state)


@flow(
    name="ingest",
    flow_run_name=run_name,
    persist_result=False,
    log_prints=False,
    on_cancellation=[tell_interrupted],
    on_crashed=[tell_interrupted],
)
def ingest(
    raw: str | None = None,
    clean: str | None = None,
    workers: int | None = None,
    retry: bool | None = None,  # noqa: FBT001 - Prefect gives parameters by name
) -> State[Any]:
    """Clean what is new or changed in a folder.

    What is not said here is as in the configuration (winnow.toml) of the folder that the run starts in.

    Args:
        raw: The folder or address to read; never written to.
        clean: The folder or address to write.
        workers: Processes; all cores if said nowhere.
        retry: Clean again what crashed a worker or took too long last time.
    """
    try:
        with near(settings({**named(raw=raw, clean=clean), "workers": workers, "retry": retry})) as wanted:
            state = RecordedRun(wanted, None).go()
    except Busy as error:
        state = Cancelled(name="GaveWay", message=str(error))
    except (WinnowError, OSError) as error:
        state = Failed(message=str(error))
    except Exception as error:
        tell(Failed(message=f"a bug in winnow: {type(error).__name__}; the run's page says where"))
        raise
    tell(state)
    return state


def tell(state: State[Any]) -> None:
    """One line for whoever keeps the schedule running: into the file that it has named, else on standard output."""
    name, message = state.name or "", state.message or ""
    format: Format = "json" if os.environ.get("WINNOW_LOG_FORMAT") == "json" else "plain"
    said = line(f"run.{name.lower()}", f"{spoken(name)}: {message}", format=format) + "\n"
    if path := os.environ.get("WINNOW_TELL"):
        with open(path, "a", encoding="utf-8") as file:
            file.write(said)
    else:
        sys.stdout.write(said)
        sys.stdout.flush()


def settings(stated: Mapping[str, Any]) -> Settings:
    """Parameters over the configuration. A scheduled run never waits for another one. Raises `ConfigurationError`."""
    changes = {name: value for name, value in stated.items() if value is not None}
    wanted = configured().settings(wait=False, **changes)
    wanted.check()
    return wanted
