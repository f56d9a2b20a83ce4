"""A real Dask scheduler with two workers and a real local Ray: the same bytes as one process writes, also when a worker
of the cluster is killed in mid-run. They need `make test-engines`; without the packages they are skipped.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ingesting import NOW, check, ingest, put, story, tree

from flows.config.settings import Settings
from flows.runs.start import run
from flows.workers.pool import WorkFailed

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
PATHS = os.pathsep.join([str(HERE), str(HERE.parent)])


@pytest.fixture(scope="module", autouse=True)
def api() -> Iterator[None]:
    from flows.recorded import embedded

    with embedded.api() as url:
        os.environ["PREFECT_API_URL"] = url
        yield
        del os.environ["PREFECT_API_URL"]


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Workers that can be asked to kill whoever started them; the file that is there once it has happened."""
    monkeypatch.setenv("WINNOW_WORKER_HOOK", "misbehaving")
    monkeypatch.setenv("WINNOW_TEST_MARKER", str(tmp_path / "died"))
    monkeypatch.setenv("PYTHONPATH", PATHS)
    monkeypatch.syspath_prepend(HERE)
    return tmp_path / "died"


def stories(raw: Path, number: int, **wishes: str) -> Path:
    for n in range(number):
        put(raw, f"{n:03}.txt", story(str(n)) + wishes.get(f"at{n}", ""))
    return raw


def shard_tags() -> list[list[str]]:
    """The tags of every batch's task run that Prefect has recorded."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import TaskRunFilter, TaskRunFilterName

    with get_client(sync_client=True) as client:
        found = client.read_task_runs(task_run_filter=TaskRunFilter(name=TaskRunFilterName(like_="batch")))
    return [task.tags for task in found]


def compare(folder: Path, on: str) -> None:
    """Clean on a cluster and with one process here."""
    summary = run(Settings(folder / "raw", folder / "away", now=NOW, workers=2, on=on), prefect="auto")
    assert not [note for note in summary.notes if "record" in note]
    tags = shard_tags()
    assert tags
    assert not any(tags), "for each tag Prefect asks its server for a slot before a task starts"
    ingest(folder / "raw", folder / "here")
    check(folder / "away")
    assert tree(folder / "away") == tree(folder / "here")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a Dask scheduler, and two workers that nobody starts again."""
    pytest.importorskip("prefect_dask", reason="needs winnow-text[dask]; make test-engines")
    meeting = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(meeting)]
    environment = os.environ | {"PYTHONPATH": PATHS}

    def start(what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *common, *options]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    head = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    until(lambda: meeting.exists() and meeting.stat().st_size > 0)
    workers = [start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard") for _ in range(2)]
    yield json.loads(meeting.read_text())["address"], workers
    for process in (*workers, head):
        process.kill()
        process.wait()


def until(true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within five minutes")


def test_a_dask_scheduler_that_loses_one_of_two_workers(
    tmp_path: Path, scheduler: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = scheduler
    stories(tmp_path / "raw", 800)
    code = (
        "import sys; from pathlib import Path; from ingesting import NOW\n"
        "from flows.config.settings import Settings; from flows.runs.start import run\n"
        "if __name__ == '__main__':\n"
        "    raw, clean, on = sys.argv[1:]\n"
        "    run(Settings(Path(raw), Path(clean), now=NOW, workers=2, on=on), prefect='auto')\n"
    )
    put(tmp_path, "driver.py", code)
    arguments = [sys.executable, str(tmp_path / "driver.py"), str(tmp_path / "raw"), str(tmp_path / "away"), address]
    driver = subprocess.Popen(arguments, env=os.environ | {"PYTHONPATH": PATHS})
    until(lambda: driver.poll() is not None or len(list((tmp_path / "away").glob("documents/*.txt"))) > 100)
    assert driver.poll() is None, "nothing was left to do when the worker was to be killed"
    workers[0].send_signal(signal.SIGKILL)
    assert driver.wait(timeout=240) == 0
    assert workers[1].poll() is None
    ingest(tmp_path / "raw", tmp_path / "here")
    check(tmp_path / "away")
    assert tree(tmp_path / "away") == tree(tmp_path / "here")


def test_a_dask_cluster_of_its_own_that_loses_a_worker(tmp_path: Path, misbehaving: Path) -> None:
    pytest.importorskip("prefect_dask", reason="needs winnow-text[dask]; make test-engines")
    stories(tmp_path / "raw", 300, at123=" PLEASE-KILL-PARENT-ONCE", at7=" PLEASE-CRASH")
    compare(tmp_path, "dask")
    assert misbehaving.exists()


def test_a_ray_cluster_of_its_own_that_loses_a_worker(tmp_path: Path, misbehaving: Path) -> None:
    pytest.importorskip("prefect_ray", reason="needs winnow-text[ray]; make test-engines")
    stories(tmp_path / "raw", 300, at123=" PLEASE-KILL-PARENT-ONCE", at7=" PLEASE-CRASH")
    compare(tmp_path, "ray")
    assert misbehaving.exists()


def test_a_scheduler_that_is_not_there_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("prefect_dask", reason="needs winnow-text[dask]; make test-engines")
    from flows.recorded import cluster_tasks

    monkeypatch.setattr(cluster_tasks, "CONNECT_SECONDS", 2)
    stories(tmp_path / "raw", 1)
    with pytest.raises(WorkFailed, match=r"tcp://127\.0\.0\.1:9 cannot be reached"):
        run(Settings(tmp_path / "raw", tmp_path / "clean", on="dask://127.0.0.1:9"), prefect="auto")
    assert ingest(tmp_path / "raw", tmp_path / "clean").cleaned == 1
