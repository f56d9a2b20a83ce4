"""The process that starts the runs of one schedule: ``python -m flows.operation.schedule_runner JSON``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, cast
from uuid import UUID

from flows.operation.schedule import Served
from flows.operation.server_process import end_with_parent
from flows.recorded import embedded

embedded.prepare()

from prefect.client.orchestration import SyncPrefectClient, get_client  # noqa: E402
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate  # noqa: E402
from prefect.client.schemas.filters import (  # noqa: E402
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import (  # noqa: E402
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    FlowRun,
    StateType,
)
from prefect.deployments.runner import RunnerDeployment  # noqa: E402
from prefect.flows import serve  # noqa: E402
from prefect.schedules import Cron, Interval  # noqa: E402
from prefect.states import Crashed  # noqa: E402
from prefect.types.entrypoint import EntrypointType  # noqa: E402

from flows.operation.deployed import ingest  # noqa: E402

STRATEGY = {"skip": ConcurrencyLimitStrategy.CANCEL_NEW, "queue": ConcurrencyLimitStrategy.ENQUEUE}
SOON = 30
"""Seconds. With a longer interval the first run is not waited for, but started at once."""
ALIVE = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


def main() -> None:
    """Register the deployment, tidy up after a runner that was killed, then start runs until told to stop."""
    end_with_parent()
    served = Served.from_json(sys.argv[1])
    made = deployment(served)
    identity = cast(UUID, made.apply())
    with get_client(sync_client=True) as client:
        tidy(client, identity)
        if (served.when.every or 0) > SOON:
            client.create_flow_run_from_deployment(identity, tags=made.tags)
    # Paused while nobody serves it, so that no late runs pile up.
    serve(made, pause_on_shutdown=True, print_starting_message=False)


def deployment(served: Served) -> RunnerDeployment:
    """The deployment of a schedule: one run at a time."""
    when = served.when
    if when.cron:
        schedule = Cron(when.cron, timezone=when.timezone or "UTC")
    else:
        schedule = Interval(timedelta(seconds=when.every or 1), anchor_date=datetime.now(UTC))
    made = ingest.to_deployment(
        name=served.name,
        schedule=schedule,
        parameters=served.parameters(),
        tags=["winnow", PurePosixPath(served.clean).name],
        description=f"Cleans what is new or changed in `{served.raw}` into `{served.clean}`, {when}.",
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=STRATEGY[served.overlap]),
        entrypoint_type=EntrypointType.MODULE_PATH,
        paused=False,
    )
    return cast(RunnerDeployment, made)  # outside of a running event loop it is no coroutine


def tidy(client: SyncPrefectClient, identity: UUID) -> None:
    """Nobody else starts runs of this deployment while we hold its lock. So runs that seem to be going are dead, the
    slot that they hold is free, and scheduled runs whose time has passed are not made up for."""
    for run in runs(client, identity, ALIVE):
        message = "The process that started it was killed; the next run goes on where it stopped."
        client.set_flow_run_state(run.id, Crashed(message=message), force=True)
    for run in runs(client, identity, [StateType.SCHEDULED]):
        late = run.expected_start_time and run.expected_start_time < datetime.now(UTC)
        if run.auto_scheduled and late:
            client.delete_flow_run(run.id)
    limit = client.read_deployment(identity).global_concurrency_limit
    if limit is not None and limit.active_slots:
        client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))


def runs(client: SyncPrefectClient, identity: UUID, states: list[Any]) -> list[FlowRun]:
    """The deployment's runs in one of these states."""
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states))),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[identity])),
        limit=200,
    )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
