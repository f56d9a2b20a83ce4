"""Batches that are cleaned elsewhere: what a cluster's worker does, who may write, and what is said if it cannot work.

The clusters themselves are in test_engines.py; here threads of this process stand in for their workers.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from ingesting import NOW, check, ingest, outcomes, put, story, tree

from cleaners.errors import ConfigurationError
from flows.books.plan import Plan
from flows.config.settings import Settings
from flows.runs.direct import begun, clean_with_retries
from flows.runs.start import run
from flows.runs.summary import Summary
from flows.workers import cluster, ticket
from flows.workers.cluster import BatchRequest, BatchResult, ClusterExecutor, clean_batch
from flows.workers.pool import Limits, WorkFailed

Change = Callable[[BatchRequest], BatchRequest]


class Threads:
    """A cluster of two workers."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._workers = ThreadPoolExecutor(2)
        self.sent = 0

    def send(self, request: BatchRequest, back: Callable[[Callable[[], BatchResult]], None]) -> None:
        self.sent += 1
        future = self._workers.submit(clean_batch, self._change(request))
        future.add_done_callback(lambda done: back(done.result))

    def stop(self) -> None:
        self._workers.shutdown()


@pytest.fixture(autouse=True)
def soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "IDLE_SECONDS", 0.1)


def away(raw: Path, clean: Path, change: Change = lambda request: request) -> Summary:
    """A run whose batches are cleaned by `Threads`."""
    settings = Settings(raw, clean, now=NOW, workers=2, on="dask")

    def make_executor(plan: Plan, number: int) -> ClusterExecutor:
        return ClusterExecutor(
            plan, number, limits=Limits(2, settings.deadline, settings.memory), transport=Threads(change)
        )

    with begun(settings, make_executor=make_executor) as run:
        clean_with_retries(run, run.discover())
        while jobs := run.promote():
            clean_with_retries(run, jobs)
        return run.commit()


def stories(raw: Path, number: int) -> Path:
    for n in range(number):
        put(raw, f"{n:03}.txt", story(str(n)))
    return raw


def test_the_same_bytes_as_on_this_machine(tmp_path: Path) -> None:
    raw = stories(tmp_path / "raw", 130)
    put(raw, "twin-a.txt", story("twin"))
    put(raw, "twin-b.txt", story("twin"))
    put(raw, "empty.txt", "")
    summary = away(raw, tmp_path / "away")
    ingest(raw, tmp_path / "here")
    assert (summary.cleaned, summary.duplicate, summary.quarantined, summary.workers) == (131, 1, 1, 2)
    check(tmp_path / "away")
    assert tree(tmp_path / "away") == tree(tmp_path / "here")
    assert away(raw, tmp_path / "away").unchanged == 133


def test_culprits_are_found_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINNOW_WORKER_HOOK", "misbehaving")
    monkeypatch.syspath_prepend(Path(__file__).parent)
    raw = stories(tmp_path / "raw", 60)
    put(raw, "007.txt", story("seven") + " PLEASE-CRASH")
    put(raw, "055.txt", story("many") + " PLEASE-RAISE")
    summary = away(raw, tmp_path / "clean")
    assert (summary.cleaned, summary.quarantined) == (58, 2)
    found = outcomes(tmp_path / "clean")
    assert (found["007.txt"], found["055.txt"]) == ("crashed", "bug")
    check(tmp_path / "clean")


def test_a_shard_that_is_done_twice_counts_once(tmp_path: Path) -> None:
    """As after the loss of a worker that had done a part of it."""
    raw = stories(tmp_path / "raw", 60)

    def again(request: BatchRequest) -> BatchRequest:
        clean_batch(replace(request, jobs=request.jobs[:20]))
        return request

    assert away(raw, tmp_path / "away", again).cleaned == 60
    ingest(raw, tmp_path / "here")
    assert tree(tmp_path / "away") == tree(tmp_path / "here")
    check(tmp_path / "away")


def elsewhere(request: BatchRequest) -> BatchRequest:
    return replace(request, plan=replace(request.plan, clean=request.plan.clean / "not-mounted"))


def without_raw(request: BatchRequest) -> BatchRequest:
    return replace(request, plan=replace(request.plan, raw=f"{request.plan.raw}-not-mounted"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (elsewhere, "clean/ has to lie on storage that all workers share"),
        (without_raw, "does not hold the raw files; it has to lie on storage that all workers share"),
        (lambda request: replace(request, code="older"), "another version of winnow"),
        (lambda request: replace(request, token="of an earlier run"), "belongs to another run"),
    ],
)
def test_a_worker_that_may_not_or_cannot_is_one_clear_error(tmp_path: Path, change: Change, message: str) -> None:
    raw = stories(tmp_path / "raw", 10)
    with pytest.raises(ConfigurationError, match=message):
        away(raw, tmp_path / "clean", change)
    assert ingest(raw, tmp_path / "clean").cleaned == 10
    check(tmp_path / "clean")


def test_the_next_run_waits_for_shards_of_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / ".winnow" / "ticket"
    token = ticket.issue(path)
    descriptor = ticket.present(path, token)
    other = os.open(path, os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)
    ticket.revoke(path)
    with pytest.raises(ticket.Refused):
        ticket.present(path, token)


def test_what_cannot_be_is_said_before_anything_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = stories(tmp_path / "raw", 1)
    with pytest.raises(ConfigurationError, match="no cluster is called 'spark'; say dask, ray"):
        run(Settings(raw, tmp_path / "clean", on="spark"))
    with pytest.raises(ConfigurationError, match="--on does not go with --prefect never"):
        run(Settings(raw, tmp_path / "clean", on="dask"), prefect="never")
    assert not (tmp_path / "clean").exists()


def test_missing_packages_and_unreachable_apis_are_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.recorded.cluster_tasks import PrefectTransport

    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    with pytest.raises(ConfigurationError, match=r"needs a package more: pip install 'winnow-text\[dask\]'"):
        PrefectTransport(Settings(Path("raw"), Path("clean"), on="dask")).check()
    monkeypatch.setitem(sys.modules, "prefect_ray", sys)
    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:4200/api"}),
        pytest.raises(ConfigurationError, match="workers of ray://head:10001 cannot reach Prefect's API"),
    ):
        PrefectTransport(Settings(Path("raw"), Path("clean"), on="ray://head:10001")).check()


def test_a_cluster_that_gives_a_shard_up_fails_the_run(tmp_path: Path) -> None:
    raw = stories(tmp_path / "raw", 10)

    def lost(request: BatchRequest) -> BatchRequest:
        return replace(request, limits=replace(request.limits, memory=1))

    with pytest.raises(WorkFailed, match=r"3 worker processes in a row ended .* exit status 1"):
        away(raw, tmp_path / "clean", lost)
