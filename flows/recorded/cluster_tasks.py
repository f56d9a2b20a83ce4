"""Batches as Prefect tasks on a Dask or Ray cluster, by Prefect's own runners. Tasks take paths and return counts."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
from collections.abc import Callable, Iterator
from typing import Any

from cleaners.errors import ConfigurationError
from flows.config import clusters
from flows.config.settings import Settings
from flows.recorded import embedded
from flows.workers.cluster import BatchRequest, BatchResult, clean_batch
from flows.workers.pool import WorkFailed

embedded.prepare()

from prefect import flow, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.context import FlowRunContext  # noqa: E402
from prefect.settings import PREFECT_API_URL  # noqa: E402

CONNECT_SECONDS = 20
WORKERS_SECONDS = 60


def batch(packed: bytes) -> BatchResult:
    """`clean_batch`, of a request that Prefect cannot look into: it would search it for results of other tasks."""
    return clean_batch(pickle.loads(packed))


batch_task = task(task_run_name="batch", persist_result=False, cache_policy=NO_CACHE, log_prints=False)(batch)


@flow(name="ingest", persist_result=False)
def stand_in() -> None:
    """Goes to the cluster in the place of the run's own flow, which holds on to things that cannot travel."""


class PrefectTransport:
    """Sends batches by Prefect's task runner for a cluster, which is started when the first one is sent."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        found = clusters.cluster(settings.on)
        assert found is not None
        self._cluster = found
        self._make = _dask if found.kind == "dask" else _ray
        self._runner: Any = None
        self._open = contextlib.ExitStack()

    def check(self) -> None:
        """Raise `ConfigurationError` if it cannot work: a package is missing, or workers cannot reach Prefect's API."""
        kind = self._cluster.kind
        try:
            importlib.import_module(f"prefect_{kind}")
        except ModuleNotFoundError:
            raise ConfigurationError(
                f"--on {kind} needs a package more: pip install 'winnow-text[{kind}]' (here and on all workers)"
            ) from None
        api = PREFECT_API_URL.value() or ""
        if not self._cluster.is_here and clusters.is_loopback(api):
            raise ConfigurationError(
                f"workers of {self._cluster.address} cannot reach Prefect's API at {api}; let PREFECT_API_URL name one "
                "that they reach"
            )

    def send(self, request: BatchRequest, back: Callable[[Callable[[], BatchResult]], None]) -> None:
        """As `Transport` says."""
        runner = self._started()
        with _light_context():
            future = runner.submit(batch_task, parameters={"packed": pickle.dumps(request)})
        future.add_done_callback(lambda done: back(lambda: _result(done)))

    def stop(self) -> None:
        """As `Transport` says."""
        self._runner = None
        self._open.close()

    def _started(self) -> Any:
        if self._runner is None:
            try:
                self._runner = self._make(self._cluster.address, self._settings.processes, self._open)
            except Exception as error:
                self._open.close()
                where = self._cluster.address or f"a local {self._cluster.kind.title()} cluster"
                said = (str(error).strip() or type(error).__name__).splitlines()[0]
                raise WorkFailed(
                    0, f"{where} cannot be reached: {said}; see to the cluster, or clean here without --on"
                ) from error
        return self._runner


def _dask(address: str, workers: int, stack: contextlib.ExitStack) -> Any:
    from prefect_dask.task_runners import DaskTaskRunner

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if address:
        runner = DaskTaskRunner(address=address, client_kwargs={"timeout": CONNECT_SECONDS})
    else:
        # The memory that counts is that of the process which a worker starts, and that has a limit of its own.
        here = {"n_workers": workers, "threads_per_worker": 1, "memory_limit": 0, "dashboard_address": None}
        runner = DaskTaskRunner(cluster_kwargs={**here, "silence_logs": logging.CRITICAL})
    stack.enter_context(runner)
    runner.client.wait_for_workers(1, timeout=WORKERS_SECONDS)
    return runner


def _ray(address: str, workers: int, stack: contextlib.ExitStack) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    from prefect_ray import RayTaskRunner

    quiet = {"logging_level": logging.CRITICAL, "log_to_driver": False}
    here = {} if address else {"num_cpus": workers, "include_dashboard": False}
    return stack.enter_context(RayTaskRunner(address=address or None, init_kwargs={**quiet, **here}))


@contextlib.contextmanager
def _light_context() -> Iterator[None]:
    """The flow run as tasks on other machines see it: runners pickle the context of whoever submits."""
    context = FlowRunContext.get()
    assert context is not None
    with context.model_copy(update={"flow": stand_in, "parameters": {}}):
        yield


def _result(future: Any) -> BatchResult:
    """What came back. Raises `WorkFailed` if that is nothing."""
    try:
        result: BatchResult = future.result()
    except Exception as error:
        raise WorkFailed(
            0, f"a batch was given up by the cluster ({type(error).__name__}); look into its logs, and run again"
        ) from error
    return result
