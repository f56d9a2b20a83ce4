"""Workers that die, hang and fail: one document pays, the others go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from ingesting import check, ingest, outcomes, put, receipts, story, tree

from flows.books.plan import Job
from flows.raw.sources import Source
from flows.workers import pool
from flows.workers.pool import WorkFailed


@pytest.fixture(autouse=True)
def workers() -> None:
    """Every run has its own."""


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WINNOW_WORKER_HOOK", "misbehaving")
    monkeypatch.setenv("WINNOW_TEST_MARKER", str(tmp_path / "died"))
    monkeypatch.syspath_prepend(Path(__file__).parent)


@pytest.mark.usefixtures("misbehaving")
def test_a_document_that_kills_its_worker_is_set_aside_alone(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for n in range(60):
        put(raw, f"{n:02}.txt", story(str(n)) + (" PLEASE-CRASH" if n == 41 else ""))
    summary = ingest(raw, tmp_path / "clean", workers=2)
    found = outcomes(tmp_path / "clean")
    assert {source for source, outcome in found.items() if outcome != "cleaned"} == {"41.txt"}
    assert found["41.txt"] == "crashed"
    assert receipts(tmp_path / "clean")["41.txt"]["sha256_raw"]
    assert "signal 11" in receipts(tmp_path / "clean")["41.txt"]["detail"]
    assert (summary.in_quarantine, summary.quarantined) == (1, 1)
    check(tmp_path / "clean")
    again = ingest(raw, tmp_path / "clean")
    assert (again.unchanged, again.in_quarantine) == (60, 1)
    assert ingest(raw, tmp_path / "clean", retry=True).quarantined == 1


@pytest.fixture
def impatient(misbehaving: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A clock by which each look at a worker whose document loops or waits costs an hour, for a run with one worker:
    the hour would pass for one that is starting, too. Other documents have the time that they need, on however busy a
    machine."""
    stuck, hours = tmp_path / "died", [0]

    def monotonic() -> float:
        number = stuck.read_text() if stuck.exists() else ""  # nothing, too, while it is being written
        if number and Path("/proc", number).exists():
            hours.append(3600)
        return time.monotonic() + sum(hours)

    monkeypatch.setattr(pool, "time", SimpleNamespace(monotonic=monotonic))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("wish", ["PLEASE-LOOP", "PLEASE-WAIT"])
def test_a_document_that_takes_too_long_costs_its_time_and_no_more(wish: str, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for n in range(10):
        put(raw, f"{n}.txt", story(str(n)) + (f" {wish}" if n == 3 else ""))
    ingest(raw, tmp_path / "clean", workers=1)
    assert outcomes(tmp_path / "clean") == {f"{n}.txt": "timeout" if n == 3 else "cleaned" for n in range(10)}
    check(tmp_path / "clean")


@pytest.mark.parametrize(
    ("passed", "used", "late"),
    [
        (9.0, 9.0, False),
        (11.0, 9.0, True),
        (11.0, 2.0, False),
        (49.0, 2.0, False),
        (51.0, 2.0, True),
        (11.0, None, True),
    ],
)
def test_a_worker_that_others_keep_from_working_has_more_time(
    passed: float, used: float | None, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment: tuple[float, float | None] = (0.0, 0.0)
    monkeypatch.setattr(pool, "time", SimpleNamespace(monotonic=lambda: moment[0]))
    monkeypatch.setattr(pool, "_processor_time", lambda _: moment[1])
    worker = object.__new__(pool.Worker)
    monkeypatch.setattr(worker, "process", SimpleNamespace(pid=1), raising=False)
    worker.ready, worker.batch = True, pool.Batch([Job(Source("a", "a"))])
    worker.mark()
    moment = (passed, used)
    assert worker.is_late(10.0) is late


@pytest.mark.usefixtures("misbehaving")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory")
def test_a_document_that_eats_memory_is_set_aside_alone(tmp_path: Path) -> None:
    for n in range(10):
        put(tmp_path / "raw", f"{n}.txt", story(str(n)) + (" PLEASE-EAT" if n == 3 else ""))
    ingest(tmp_path / "raw", tmp_path / "clean", memory=600_000_000)
    assert outcomes(tmp_path / "clean") == {f"{n}.txt": "out-of-memory" if n == 3 else "cleaned" for n in range(10)}
    check(tmp_path / "clean")


def test_workers_are_replaced_when_they_are_worn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "RECYCLED_AFTER", 20)
    started: list[None] = []
    real = pool.Worker.__init__
    monkeypatch.setattr(pool.Worker, "__init__", lambda self, *all: started.append(real(self, *all)))
    for n in range(60):
        put(tmp_path / "raw", f"{n}.txt", story(str(n)))
    assert ingest(tmp_path / "raw", tmp_path / "clean", batch_size=10).cleaned == 60
    assert len(started) == 3
    check(tmp_path / "clean")


@pytest.mark.usefixtures("misbehaving")
def test_a_bug_becomes_a_receipt_and_fails_the_run_at_its_end(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    put(raw, "a.txt", story("a"))
    put(raw, "b.txt", story("b") + " PLEASE-RAISE")
    summary = ingest(raw, tmp_path / "clean")
    assert (summary.bugs, summary.cleaned) == (("b.txt",), 1)
    detail = receipts(tmp_path / "clean")["b.txt"]["detail"]
    assert detail.startswith("ZeroDivisionError at misbehaving.py:")
    assert "ferry" not in detail
    check(tmp_path / "clean")


@pytest.mark.usefixtures("misbehaving")
def test_a_killed_worker_costs_no_document(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for n in range(5):
        put(raw, f"{n}.txt", story(str(n)) + (" PLEASE-DIE-ONCE" if n == 2 else ""))
    assert ingest(raw, tmp_path / "clean").in_quarantine == 0
    assert (tmp_path / "died").exists()
    check(tmp_path / "clean")


@pytest.mark.usefixtures("misbehaving")
def test_a_row_that_kills_its_worker_does_not_take_the_table_along(tmp_path: Path) -> None:
    rows = [{"text": story(str(n)) + (" PLEASE-CRASH" if n in (3, 70) else "")} for n in range(100)]
    put(tmp_path / "raw", "rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    summary = ingest(tmp_path / "raw", tmp_path / "clean")
    assert (summary.cleaned, summary.reasons) == (98, {"crashed": 2})
    check(tmp_path / "clean")


def test_the_same_bytes_whether_a_worker_dies_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    for n in range(50):
        put(raw, f"{n}.txt", story(str(n)) + (" PLEASE-DIE-ONCE" if n == 33 else ""))
    ingest(raw, tmp_path / "quiet")
    monkeypatch.setenv("WINNOW_WORKER_HOOK", "misbehaving")
    monkeypatch.setenv("WINNOW_TEST_MARKER", str(tmp_path / "died"))
    monkeypatch.syspath_prepend(Path(__file__).parent)
    ingest(raw, tmp_path / "killed", workers=2, batch_size=9)
    assert (tmp_path / "died").exists()
    assert tree(tmp_path / "quiet") == tree(tmp_path / "killed")


@pytest.fixture
def killed_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[int], None]:
    """Has the first so many workers killed while they start."""

    def ordered(times: int) -> None:
        (tmp_path / "modules").mkdir()
        (tmp_path / "modules" / "stillborn.py").write_text(
            f"import os, pathlib, signal\nlog = pathlib.Path({str(tmp_path / 'starts')!r})\n"
            f"log.open('a').write('.')\nif len(log.read_text()) <= {times}: os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        monkeypatch.setenv("WINNOW_WORKER_HOOK", "stillborn")
        monkeypatch.syspath_prepend(tmp_path / "modules")

    return ordered


def test_a_worker_that_is_killed_while_it_starts_is_replaced(
    killed_starts: Callable[[int], None], tmp_path: Path
) -> None:
    killed_starts(2)
    put(tmp_path / "raw", "a.txt", story("a"))
    assert ingest(tmp_path / "raw", tmp_path / "clean", workers=1).cleaned == 1
    assert (tmp_path / "starts").read_text() == "..."


def test_workers_that_are_killed_one_after_the_other_while_they_start_end_the_run(
    killed_starts: Callable[[int], None], tmp_path: Path
) -> None:
    killed_starts(1000)
    put(tmp_path / "raw", "a.txt", story("a"))
    with pytest.raises(WorkFailed, match=r"3 worker processes in a row ended .* signal 9; run with WINNOW_DEBUG=1"):
        ingest(tmp_path / "raw", tmp_path / "clean", workers=1)


def test_workers_that_cannot_start_are_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "raw", "a.txt", story("a"))
    monkeypatch.setenv("WINNOW_WORKER_HOOK", "no_such_module")
    with pytest.raises(WorkFailed, match="a worker cannot start: ModuleNotFoundError"):
        ingest(tmp_path / "raw", tmp_path / "clean")
    monkeypatch.delenv("WINNOW_WORKER_HOOK")
    assert ingest(tmp_path / "raw", tmp_path / "clean").cleaned == 1
    check(tmp_path / "clean")


def test_a_clean_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    put(tmp_path / "raw", "a/b.txt", story("a"))
    put(tmp_path / "clean/documents", "a", "in the way")
    (tmp_path / "clean/.winnow/journals").mkdir(parents=True)  # so that the folder is ours
    with pytest.raises(WorkFailed, match=r"documents/a"):
        ingest(tmp_path / "raw", tmp_path / "clean")
    (tmp_path / "clean/documents/a").unlink()
    assert ingest(tmp_path / "raw", tmp_path / "clean").cleaned == 1
    check(tmp_path / "clean")


def test_workers_do_not_outlive_their_parent(tmp_path: Path) -> None:
    for n in range(400):
        put(tmp_path / "raw", f"{n}.txt", story(str(n)))
    code = "import sys; from ingesting import ingest; from pathlib import Path; ingest(*map(Path, sys.argv[1:3]))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    arguments = [sys.executable, "-c", code, str(tmp_path / "raw"), str(tmp_path / "clean")]
    parent = subprocess.Popen(arguments, env=environment)
    while not list((tmp_path / "clean").glob("documents/*.txt")):
        assert parent.poll() is None
        time.sleep(0.01)
    parent.kill()
    parent.wait()
    started = time.monotonic()
    summary = ingest(tmp_path / "raw", tmp_path / "clean")  # waits for the lock that the worker has inherited
    assert time.monotonic() - started < 60
    assert summary.total == 400
    check(tmp_path / "clean")
