"""Schedules, triggers, workers and watching, end to end: real processes, a real Prefect server on loopback.

The slow ones run under ``make test-operation``, with a server that answers and schedules (`test_packaging.py`). The
watcher is in every run of the tests, and so are recorded runs (`test_prefect.py`).
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

import pytest
from operating import PATIENCE, ROOT, Project

from flows.cli import FAILED, main
from flows.config.settings import Settings
from flows.operation.server import free_socket
from flows.operation.watch import Arrivals, runs_due
from flows.recorded.api_address import answers
from flows.runs.lock import locked
from flows.workers.pool import WorkFailed

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project(tmp_path / "project")
    yield made
    made.end()


def stopped(process: subprocess.Popen[str], how: signal.Signals) -> int:
    process.send_signal(how)
    return process.wait(60)


@pytest.mark.slow
def test_a_schedule_cleans_what_arrives_and_leaves_nothing_behind(project: Project) -> None:
    project.drop("first.txt", "the ferry")
    serving = project.start("schedule", "--every", "3s", "--name", "news")
    project.until(lambda: project.cleaned("first.txt"), "cleaned the first file")
    project.drop("second.txt", "the bridge")
    project.until(lambda: project.cleaned("second.txt"), "cleaned the second file")
    done = project.runs("Completed")[0]
    assert done["name"].startswith("raw → clean, ")
    assert {"winnow", "clean"} <= set(done["tags"])
    assert stopped(serving, signal.SIGTERM) == 0
    assert list(project.processes()) == []
    assert (project.folder / ".prefect" / "prefect.db").is_file()


@pytest.mark.slow
def test_a_schedule_survives_its_server(project: Project) -> None:
    project.drop("first.txt", "the ferry")
    serving = project.start("schedule", "--every", "4s")
    project.until(lambda: project.cleaned("first.txt"), "cleaned the first file")
    assert project.kill("server_process")
    project.drop("second.txt", "the bridge")
    project.until(lambda: project.cleaned("second.txt"), "cleaned a file after the server was killed")
    assert "Prefect's server had ended; it runs again" in project.log
    assert project.kill("schedule_runner")
    project.drop("third.txt", "the tower")
    project.until(lambda: project.cleaned("third.txt"), "cleaned a file after the starter of runs was killed")
    assert stopped(serving, signal.SIGINT) == 0
    assert list(project.processes()) == []


@pytest.mark.slow
def test_two_schedules_share_a_server_and_the_one_that_is_left_takes_it_over(project: Project) -> None:
    project.drop("first.txt", "the ferry")
    first = project.start("schedule", "--every", "5s", "--name", "one")
    url = project.url()
    second = project.start("schedule", "--every", "5s", "--name", "two", "--clean", "elsewhere")
    project.until(lambda: project.cleaned("first.txt"), "cleaned by the first")
    project.until(lambda: (project.folder / "elsewhere" / "manifest.jsonl").is_file(), "cleaned by the second")
    assert len(list(project.processes("server_process"))) == 1
    twice = project.run("schedule", "--every", "5s", "--name", "two")
    assert twice.returncode == 2
    assert "a schedule called two is being served" in twice.stderr
    assert stopped(first, signal.SIGTERM) == 0
    project.drop("second.txt", "the bridge")
    published = project.folder / "elsewhere" / "documents" / "second.txt"
    project.until(published.is_file, "cleaned with a server that was taken over")
    assert project.url() == url
    assert stopped(second, signal.SIGTERM) == 0
    assert list(project.processes()) == []


@pytest.mark.slow
def test_everything_killed_at_once_is_put_in_order_by_the_next_start(project: Project) -> None:
    for number in range(400):
        project.drop(f"{number}.txt", f"street number {number}")
    project.start("schedule", "--every", "3s", "--workers", "1")
    project.until(lambda: list(project.processes("prefect.engine")), "a run under way")
    project.until(lambda: (project.clean / ".winnow" / "plan").is_file(), "documents being cleaned")
    project.until(lambda: not project.kill(""), "the last process gone")
    before = project.receipts()
    serving = project.start("schedule", "--every", "3s")
    project.until(lambda: len(project.receipts()) == 400, "cleaned everything", 2 * PATIENCE)
    assert len(before) < 400
    crashed = project.until(lambda: project.runs("Crashed"), "the killed run recorded as crashed")
    assert "killed" in crashed[0]["state"]["message"]
    assert not project.runs("Late")
    assert stopped(serving, signal.SIGTERM) == 0
    assert list(project.processes()) == []


@pytest.mark.slow
def test_what_prefect_shows(project: Project) -> None:
    project.drop("example.org/a.txt", "the ferry")
    project.drop("b.txt", "the bridge")
    (project.raw / "noise.bin.txt").write_bytes(bytes(range(1, 32)) * 40)
    serving = project.start("schedule", "--every", "1h", "--name", "news")
    run = project.until(lambda: project.runs("Degraded"), "a run")[0]
    assert run["state"]["type"] == "COMPLETED"
    assert "2 cleaned, 1 set aside" in run["state"]["message"]
    found = project.ask("artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}})
    artifacts = {artifact["key"]: artifact for artifact in found}
    assert set(artifacts) == {"clean-progress", "clean-outcomes", "clean-summary"}
    assert float(artifacts["clean-progress"]["data"]) == 100
    rows = {row["source"]: row for row in json.loads(artifacts["clean-outcomes"]["data"])}
    assert {source: row["cleaned"] for source, row in rows.items()} == {"example.org": 1, "(top folder)": 1}
    assert "manifest.jsonl" in artifacts["clean-summary"]["data"]
    events = project.until(
        lambda: project.ask("events/filter", filter={"event": {"name": ["winnow.run.degraded"]}})["events"], "an event"
    )
    assert events[0]["payload"]["quarantined"] == 1
    # Nothing but the folder of the manifest speaks of documents, and no text of theirs is anywhere.
    database = b"".join(path.read_bytes() for path in (project.folder / ".prefect").glob("prefect.db*"))
    assert b"harbour master" not in database
    assert stopped(serving, signal.SIGTERM) == 0


@pytest.mark.slow
def test_a_trigger_waits_and_ends_as_the_run_does(project: Project) -> None:
    project.drop("a.txt", "the ferry")
    serving = project.start("schedule", "--every", "1h", "--name", "news")
    project.until(lambda: project.cleaned("a.txt"), "the first run")
    project.until(lambda: not project.runs("Running", "Pending"), "the end of the first run")

    project.drop("b.txt", "the bridge")
    done = project.run("trigger", "news", "--wait")
    assert (done.returncode, project.cleaned("b.txt")) == (0, True), done.stderr
    assert "completed: 1 cleaned, 1 unchanged" in done.stdout

    (project.raw / "noise.txt").write_bytes(bytes(range(1, 32)) * 40)
    assert project.run("trigger", "news", "--wait").returncode == 3
    (project.folder / "winnow.toml").write_text("[ingest]\nmax_quarantine = 0.1\n")
    failed = project.run("trigger", "news", "--wait")
    assert failed.returncode == 1
    assert "more than max_quarantine allows (10%)" in failed.stdout

    with locked(project.clean / ".winnow" / "lock", wait=False):
        busy = project.run("trigger", "news", "--wait")
    assert busy.returncode == 1
    assert "gave way: another run was going, and this one gave way" in busy.stdout

    unknown = project.run("trigger", "nws", "--wait")
    assert unknown.returncode == 2
    assert "did you mean news?" in unknown.stderr
    assert stopped(serving, signal.SIGTERM) == 0
    nobody = project.run("trigger", "news")
    assert nobody.returncode == 1
    assert "no winnow schedule is running" in nobody.stderr


@pytest.mark.slow
def test_a_cancelled_run_leaves_the_folder_whole(project: Project) -> None:
    for number in range(600):
        project.drop(f"{number}.txt", f"street number {number}")
    serving = project.start("schedule", "--every", "1h", "--name", "news", "--workers", "1")
    project.until(lambda: any((project.clean / "documents").glob("*.txt")), "the first documents")
    run = project.runs("Running")[0]
    project.ask(f"flow_runs/{run['id']}/set_state", state={"type": "CANCELLING"})
    project.until(lambda: project.runs("Cancelled"), "cancelled")
    assert not list(project.processes("flows.workers.worker"))
    published = snapshot(project.clean)
    assert len(published) < 600
    assert all(text.endswith(b".\n") for text in published.values())
    found = project.until(
        lambda: project.ask("events/filter", filter={"event": {"name": ["winnow.run.interrupted"]}})["events"],
        "an event",
    )
    assert "cancelled" in found[0]["payload"]["message"]
    assert project.run("trigger", "news", "--wait").returncode == 0
    assert len(project.receipts()) == 600
    assert published.items() <= snapshot(project.clean).items()
    assert stopped(serving, signal.SIGTERM) == 0


@pytest.mark.slow
def test_a_run_of_ones_own_that_was_killed_is_not_shown_as_running_for_ever(project: Project) -> None:
    project.drop("first.txt", "the ferry")
    serving = project.start("schedule", "--cron", "0 0 1 1 *")
    url = project.url()
    for number in range(400):
        project.drop(f"{number}.txt", f"street number {number}")
    project.start("ingest", "--workers", "1")
    project.until(lambda: len(list((project.clean / "documents").glob("*.txt"))) > 9, "documents")
    assert project.kill("flows\0ingest")
    assert project.runs("Running")
    done = project.run("ingest")
    assert done.returncode == 0, done.stderr
    assert not project.runs("Running")
    assert "killed" in project.runs("Crashed")[0]["state"]["message"]
    assert url == project.url()
    assert stopped(serving, signal.SIGTERM) == 0


@pytest.mark.slow
def test_two_runs_on_one_folder_never_overlap(project: Project) -> None:
    for number in range(60):
        project.drop(f"{number}.txt", f"street number {number}")
    serving = project.start("schedule", "--every", "1h", "--name", "news")
    by_hand = project.start("ingest", "--prefect", "never")
    url = project.url()
    project.until(lambda: project.runs("Completed", "GaveWay"), "the scheduled run over")
    first, second = (project.start("trigger", "news", "--wait", PREFECT_API_URL=url) for _ in range(2))
    ends = sorted((first.wait(2 * PATIENCE), second.wait(2 * PATIENCE)))
    assert by_hand.wait(PATIENCE) == 0
    # Both could go one after the other on a slow machine; they never fail in another way.
    assert ends in ([0, 0], [0, 1]), project.log
    for run in project.runs("Cancelled", "GaveWay"):
        assert "limit reached" in run["state"]["message"] or "another run is working on" in run["state"]["message"]
    assert stopped(serving, signal.SIGTERM) == 0
    together = snapshot(project.clean)
    alone = Project(project.folder / "alone")
    for path in project.raw.glob("*.txt"):
        path.rename(alone.raw / path.name)
    assert alone.run("ingest", "--prefect", "never").returncode == 0
    assert snapshot(alone.clean) == together


def snapshot(clean: Path) -> dict[str, bytes]:
    """The texts that a run has published."""
    return {path.name: path.read_bytes() for path in (clean / "documents").rglob("*.txt")}


def test_a_run_that_may_not_wait_gives_way_with_a_clear_message(project: Project) -> None:
    project.drop("a.txt", "the ferry")
    (project.folder / "winnow.toml").write_text("[ingest]\nwait = false\n")
    with locked(project.clean / ".winnow" / "lock", wait=False):
        done = project.run("ingest", "--prefect", "never")
    assert done.returncode == 2
    assert "another run is working on" in done.stderr
    assert not project.receipts()


def test_servers_that_start_at_once_do_not_share_a_port() -> None:
    with free_socket(0) as first, free_socket(first.getsockname()[1]) as second:
        assert first.getsockname() != second.getsockname()


def test_an_api_that_does_not_answer_is_said_in_one_line(project: Project) -> None:
    for command in (["schedule", "--every", "1h"], ["trigger"]):
        done = project.run(*command, PREFECT_API_URL="http://user:secret@127.0.0.1:9/api")
        assert done.returncode == 1
        told = "winnow: Prefect's API at http://127.0.0.1:9/api does not answer; see to its server or PREFECT_API_URL\n"
        assert done.stderr == told
    assert list(project.processes()) == []


@pytest.mark.slow
def test_server_pool_worker_and_deployment_from_the_file(project: Project) -> None:
    """As docs/operation.md says it, line by line."""
    project.drop("a.txt", "the ferry")
    (project.folder / "prefect.yaml").write_text((ROOT / "prefect.yaml").read_text("utf-8"), "utf-8")
    with free_socket(4210) as probe:
        port = str(probe.getsockname()[1])
    variables = {
        "PREFECT_HOME": str(project.folder / "home"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    project.start("server", "start", "--host", "127.0.0.1", "--port", port, module="prefect", **variables)
    project.until(lambda: answers(f"http://127.0.0.1:{port}/api"), "a server")
    pool = project.run("work-pool", "create", "winnow", "--type", "process", module="prefect", **variables)
    assert pool.returncode == 0, pool.stderr
    deployed = project.run("--no-prompt", "deploy", "--all", module="prefect", **variables)
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    project.start("worker", "start", "--pool", "winnow", module="prefect", **variables)

    done = project.run("trigger", "ingest", "--wait", **variables)
    assert (done.returncode, project.cleaned("a.txt")) == (0, True), done.stdout + done.stderr + project.log
    project.drop("b.txt", "the bridge")
    set_schedule = project.run(
        "deployment", "schedule", "create", "ingest/ingest", "--interval", "5", "--replace", "--accept-yes",
        module="prefect", **variables,
    )  # fmt: skip
    assert set_schedule.returncode == 0, set_schedule.stdout + set_schedule.stderr
    project.until(lambda: project.cleaned("b.txt"), "cleaned by a schedule that fired on a worker", 2 * PATIENCE)


# watch


SLOW_WRITER = """
import sys, time
with open(sys.argv[1], "w") as file:
    file.write("Report on the tide\\n\\n")
    for line in range(3):
        file.write(f"In week {line} the water stood higher than in any winter that the town knows of.\\n\\n")
        file.flush()
        time.sleep(1.2)
"""


@pytest.mark.parametrize(("gone", "runs"), [("keep", 1), ("remove", 2)])
def test_watch_follows_removals_if_that_is_wanted(
    gone: Literal["keep", "remove"], runs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watchfiles = pytest.importorskip("watchfiles")
    removed = {(watchfiles.Change.deleted, str(tmp_path / "raw" / "a.txt"))}
    monkeypatch.setattr(watchfiles, "watch", lambda *_, **__: iter([set(), removed]))
    (tmp_path / "raw").mkdir()
    arrivals = Arrivals(Settings(tmp_path / "raw", tmp_path / "clean", gone=gone, rest=0.1))
    assert len(list(runs_due(arrivals, threading.Event()))) == runs


def test_watch_tries_again_in_a_minute_when_a_run_could_not_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("watchfiles")
    seconds = iter((0.0, 59.0, 60.0, 61.0))
    monkeypatch.setattr("flows.operation.watch.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    arrivals = Arrivals(Settings(tmp_path, tmp_path / "clean"))
    arrivals.failed()
    assert [arrivals.due() for _ in range(3)] == [False, True, False]

    def full(*_: object, **__: object) -> None:
        raise WorkFailed(28, "No space left on device")

    monkeypatch.setattr("flows.runs.start.run", full)
    monkeypatch.setattr("flows.cli.watching.stopped_by_signals", threading.Event)
    assert main(["watch", str(tmp_path), str(tmp_path.parent / "elsewhere"), "--once", "--quiet"]) == FAILED
    assert capsys.readouterr().err.endswith("  winnow: No space left on device; the next run will try again\n")


def test_watch_does_not_hear_of_what_it_writes_itself(tmp_path: Path) -> None:
    arrivals = Arrivals(Settings(tmp_path, tmp_path / "clean"))
    for name in ("clean/documents/a.txt", "a.txt.part", "a.txt"):
        arrivals.hear(str(tmp_path / name))
    assert arrivals.waiting == {str(tmp_path / "a.txt")}


def test_watch_takes_a_slowly_written_file_once_when_it_is_complete(project: Project) -> None:
    watching = project.start("watch", "--rest", "0.8", "--json")
    project.until(lambda: "watching" in project.log, "watching")
    project.drop("there.txt", "the ferry")
    project.until(lambda: project.cleaned("there.txt"), "cleaned what was moved into place")
    # Pauses longer than the rest: it is known to be unfinished by its writer, who still has it open.
    writer = subprocess.Popen([sys.executable, "-c", SLOW_WRITER, str(project.raw / "slow.txt")])
    (project.raw / "upload.txt.part").write_text("Half of a page that is on its ", "utf-8")
    while writer.poll() is None:
        assert "slow.txt" not in project.receipts()
        time.sleep(0.2)
    project.until(lambda: project.cleaned("slow.txt"), "cleaned the slow file")
    assert "In week 2" in (project.clean / "documents" / "slow.txt").read_text("utf-8")
    (project.raw / "upload.txt.part").rename(project.raw / "upload.txt")
    project.until(lambda: "upload.txt" in project.receipts(), "cleaned the upload once it had its name")
    time.sleep(1)
    assert stopped(watching, signal.SIGINT) == 0
    assert set(project.receipts()) == {"there.txt", "slow.txt", "upload.txt"}
    assert [line.count('"cleaned": 1') for line in project.log.splitlines() if line.startswith("{")] == [1, 1, 1]
    assert list(project.processes()) == []
