"""The run as a Prefect flow: the same steps, recorded. Tens of task runs at most, however many documents there are.

Prefect sees paths and counts, never text: not as a parameter, not in a log line, and not in an exception, which it
would pickle into its storage.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flows.books.plan import Job
from flows.config.settings import Settings
from flows.recorded import embedded
from flows.runs.direct import begun, clean_with_retries, is_transient, run_directly
from flows.runs.run import MakeExecutor, Run
from flows.runs.summary import Summary, Watcher
from flows.runs.verdict import Verdict, verdict
from flows.workers.cluster import ClusterExecutor
from flows.workers.pool import Limits, WorkFailed

embedded.prepare()

from prefect import flow, tags, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.filters import (  # noqa: E402
    FlowRunFilter,
    FlowRunFilterId,
    TaskRunFilter,
    TaskRunFilterName,
)
from prefect.client.schemas.objects import State, TaskRun  # noqa: E402
from prefect.context import TagsContext, get_run_context  # noqa: E402
from prefect.settings import get_current_settings  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

from flows.recorded.artifacts import RunArtifacts  # noqa: E402
from flows.recorded.processes import settle_in  # noqa: E402

LEGS = 16
"""Task runs that clean, at most."""
LEG_SIZE = 10_000
"""Documents in one of them, at least: at the end of each, workers wait for the slowest."""
PATIENCE = 15.0
"""Seconds to wait for the recorder before saying that it is short."""


def failed_on_io(_task: Any, _task_run: TaskRun, state: State[Any]) -> bool:
    """Prefect's question: try again?"""
    return is_transient(state.result(raise_on_failure=False))


step_task = task(persist_result=False, cache_policy=NO_CACHE, log_prints=False)


class RecordedRun:
    """One recorded run: what the flow's tasks leave behind for the caller, since Prefect is not given it."""

    def __init__(self, settings: Settings, progress: Watcher | None) -> None:
        self.settings = settings
        self.progress = progress
        self.summary: Summary | None = None
        self.error: BaseException | None = None
        self.flow_run: UUID | None = None
        self.steps: list[str] = []
        """The names of the task runs that were started, one by one."""

    def go(self) -> State[Any]:
        """The flow's body. Returns the final state, with counts as its message."""
        self.flow_run = get_run_context().flow_run.id  # type: ignore[union-attr]
        artifacts = RunArtifacts(self.settings, self.progress)
        settle_in(self.flow_run, self.settings.clean)
        try:
            # Task runs, those on a cluster too, must not inherit the flow run's tags: for each of them Prefect asks its
            # server whether so many tasks may run, which at times takes it two seconds.
            with (
                TagsContext(current_tags=set()),
                begun(self.settings, progress=artifacts.tick, make_executor=self._make_executor()) as run,
            ):
                self.summary = self._steps(run)
                receipts = run.state.receipts
        except BaseException as error:
            self.error = error
            raise
        judged = verdict(self.summary, max_quarantine=self.settings.max_quarantine)
        artifacts.tell(self.summary, judged, receipts.values())
        return state_of(judged)

    def _steps(self, run: Run) -> Summary:
        due = self._call("discover", run.discover)
        while due is not None:
            if self.settings.on:
                clean_with_retries(run, due)  # there each batch is a task run
            else:
                for leg in legs(due):
                    self._call(f"clean {len(leg)}", Leg(run, leg), retries=2)
            due = self._call("settle duplicates", run.promote) or None
        summary: Summary = self._call("commit", run.commit)
        return summary

    def _make_executor(self) -> MakeExecutor | None:
        """Workers on a cluster, if they are wanted. Raises `ConfigurationError` if that cannot work."""
        settings = self.settings
        if not settings.on:
            return None
        from flows.recorded import cluster_tasks  # and with it, when it starts, Dask or Ray

        transport = cluster_tasks.PrefectTransport(settings)
        transport.check()
        limits = Limits(settings.processes, settings.deadline, settings.memory)
        return lambda plan, run: ClusterExecutor(plan, run, limits=limits, transport=transport)

    def _call(self, name: str, step: Any, *, retries: int = 0) -> Any:
        """Take a step as a task run. Its result stays here; Prefect gets the number of things in it."""
        kept: list[Any] = []

        def take() -> int:
            kept.append(step())
            return len(kept[0]) if isinstance(kept[0], list) else 0

        self.steps.append(name)
        runner = step_task(take).with_options(
            name=name.split(" ")[0], task_run_name=name, retries=retries, retry_delay_seconds=1,
            retry_condition_fn=failed_on_io,
        )  # fmt: skip
        runner()
        return kept[-1]


class Leg:
    """A part of the cleaning. Called again, it does what is left."""

    def __init__(self, run: Run, jobs: Sequence[Job]) -> None:
        self._run, self._jobs, self._tried = run, jobs, False

    def __call__(self) -> None:
        jobs = self._run.left(self._jobs) if self._tried else self._jobs
        self._tried = True
        self._run.clean(jobs)


def recorded(settings: Settings, *, own_api: bool, progress: Watcher | None = None) -> Summary:
    """The run as a Prefect flow run; with an API of its own if `own_api`. Prefect's troubles cost the record, never
    the run: they are told in the summary's notes."""
    run = RecordedRun(settings, progress)
    if not own_api:
        return _recorded(run)
    try:
        with embedded.api():
            return _recorded(run)
    except RuntimeError as error:
        if run.summary is not None or run.error is not None:
            raise
        return _unrecorded(settings, progress, str(error))


def _recorded(run: RecordedRun) -> Summary:
    settings = run.settings
    # Prefect joins a thread that sleeps in steps of a second; no use for a run that its own process watches over.
    get_current_settings().flows.heartbeat_frequency = None

    name = run_name(settings)

    @flow(name="ingest", flow_run_name=name, persist_result=False, log_prints=False, validate_parameters=False)
    def ingest(raw: str, clean: str) -> State[Any]:
        return run.go()

    trouble = ""
    try:
        with tags("winnow"):
            ingest(raw=str(settings.raw), clean=str(settings.clean), return_state=True)
    except Exception as error:
        trouble = type(error).__name__
    if run.error is not None:
        raise run.error
    if run.summary is None:
        return _unrecorded(settings, run.progress, f"its API failed ({trouble or 'no run was started'})")
    return run.summary.with_notes(f"the record is incomplete: {trouble}" if trouble else missing(run))


def _unrecorded(settings: Settings, progress: Watcher | None, why: str) -> Summary:
    """The run without Prefect, if it can do without."""
    if settings.on:
        raise WorkFailed(0, f"batches cannot be sent to {settings.on}, which is done by Prefect: {why}")
    return run_directly(settings, progress=progress).with_notes(f"not recorded by Prefect: {why}")


def run_name(settings: Settings) -> str:
    """What and when."""
    return f"{settings.raw.name} → {settings.clean.name}, {datetime.now(UTC):%a %d %b %H:%M:%S}"


def missing(run: RecordedRun) -> str:
    """Wait until Prefect has recorded every task run; a line if it has not after all."""
    embedded.drain()
    until = time.monotonic() + PATIENCE
    found = 0
    with get_client(sync_client=True) as client:
        mine = FlowRunFilter(id=FlowRunFilterId(any_=[run.flow_run] if run.flow_run else []))
        named = TaskRunFilter(name=TaskRunFilterName(any_=run.steps))
        while time.monotonic() < until:
            steps = client.read_task_runs(flow_run_filter=mine, task_run_filter=named)
            found = sum(1 for step in steps if step.state and step.state.is_final())
            if found >= len(run.steps):
                return ""
            time.sleep(0.1)
    return f"Prefect recorded {found} of {len(run.steps)} steps; the run itself is complete"


def legs(jobs: Sequence[Job]) -> list[Sequence[Job]]:
    """Cut into a few parts, each a task run."""
    size = max(LEG_SIZE, -(-len(jobs) // LEGS))
    return [jobs[at : at + size] for at in range(0, len(jobs), size)]


def state_of(judged: Verdict) -> State[Any]:
    """The verdict as Prefect's final state."""
    if judged.word == "failed":
        return Failed(message=judged.line)
    return Completed(message=judged.line, name="Degraded" if judged.word == "degraded" else "Completed")
