"""What Prefect is told of a run, without a Prefect to tell: progress, the table, the page, the event."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prefect.client.schemas.schedules import CronSchedule

from flows.books.receipts import Receipt
from flows.config.schedule_times import When
from flows.config.settings import Settings
from flows.operation.schedule import Served
from flows.operation.schedule_runner import deployment
from flows.operation.trigger import Ended
from flows.recorded import artifacts, processes
from flows.recorded.artifacts import RunArtifacts, markdown, payload, table
from flows.runs.summary import Progress, Summary
from flows.runs.verdict import verdict


def receipt(source: str, outcome: Any = "cleaned", **fields: Any) -> Receipt:
    return Receipt(source=source, outcome=outcome, fingerprint="0", **fields)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Every call to Prefect, instead of the call."""
    made: list[tuple[str, dict[str, Any]]] = []

    def recorder(name: str) -> Any:
        def record(**arguments: Any) -> Any:
            made.append((name, arguments))
            return uuid4()

        return record

    for name in ("create_progress_artifact", "update_progress_artifact", "create_table_artifact",
                 "create_markdown_artifact"):  # fmt: skip
        monkeypatch.setattr(artifacts, name, recorder(name))
    monkeypatch.setattr(artifacts, "emit_event", lambda event, **arguments: made.append((event, arguments)))
    monkeypatch.setattr(artifacts, "EVERY", 0.0)
    return made


def test_the_bar_moves_and_others_hear_of_it_too(calls: list[tuple[str, dict[str, Any]]], tmp_path: Path) -> None:
    heard: list[Progress] = []
    shown = RunArtifacts(Settings(tmp_path, tmp_path / "clean"), heard.append)
    steps = [
        Progress("discover"),
        *(Progress("clean", done, 200) for done in (0, 50, 150)),
        Progress("commit", 200, 200),
    ]
    for step in steps:
        shown.tick(step)
    assert heard == steps
    assert [name for name, _ in calls] == ["create_progress_artifact", *["update_progress_artifact"] * 4]
    assert [arguments["progress"] for _, arguments in calls] == [0, 0, 25, 75, 100]


def test_the_bar_does_not_move_more_often_than_once_a_second(
    calls: list[tuple[str, dict[str, Any]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "EVERY", 1000.0)
    shown = RunArtifacts(Settings(tmp_path, tmp_path / "clean"))
    for done in range(100):
        shown.tick(Progress("clean", done, 100))
    shown.tick(Progress("commit", 100, 100))
    assert len(calls) <= 2
    assert calls[-1][1]["progress"] == 100


def test_a_table_groups_by_site_and_else_by_folder() -> None:
    rows = table(
        [
            receipt("a.html", host="example.org", removals={"byline": 2, "residue": 1}),
            receipt("b.html", "duplicate", host="example.org", removals={"byline": 9}),
            receipt("news/c.txt", "quarantined", reason="empty"),
            receipt("d.txt"),
        ]
    )
    assert rows[0] == {
        "source": "example.org", "cleaned": 1, "duplicate": 1, "quarantined": 0, "taken out": "byline 2, residue 1",
    }  # fmt: skip
    assert {row["source"] for row in rows} == {"example.org", "news/", "(top folder)"}


def test_a_table_of_many_sources_has_an_end_and_loses_none() -> None:
    rows = table(receipt(f"{n}.html", host=f"site{n}.example") for n in range(500))
    assert len(rows) == artifacts.ROWS + 1
    assert sum(row["cleaned"] for row in rows) == 500
    assert rows[-1]["source"] == "450 others"


def test_the_page_and_the_event_hold_counts(calls: list[tuple[str, dict[str, Any]]], tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    clean.mkdir()
    summary = Summary(
        total=4, cleaned=2, quarantined=1, unchanged=1, in_quarantine=1, reasons={"empty": 1}, removals={"byline": 3},
        chars_before=200, chars_after=150, notes=("waited 2 s",),
    )  # fmt: skip
    judged = verdict(summary, max_quarantine=0.5)
    settings = Settings(tmp_path / "raw", clean)
    text = markdown(summary, judged, settings)
    for said in (
        "## Degraded",
        "| byline | 3 |",
        "25.0% of all characters",
        "- empty: 1",
        "manifest.jsonl",
        "waited 2 s",
    ):
        assert said in text
    RunArtifacts(settings).tell(summary, judged, [])
    event, arguments = calls[-1]
    assert event == "winnow.run.degraded"
    assert arguments["resource"]["prefect.resource.id"] == f"winnow.clean.{clean}"
    assert arguments["payload"] == payload(summary, judged)
    assert arguments["payload"]["in_quarantine"] == 1


def test_what_prefect_makes_of_it_costs_the_run_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def broken(**arguments: Any) -> None:
        asked.append(arguments)
        raise httpx.ConnectError("nobody there")

    for name in ("create_progress_artifact", "create_table_artifact", "create_markdown_artifact"):
        monkeypatch.setattr(artifacts, name, broken)
    monkeypatch.setattr(artifacts, "emit_event", lambda event, **_: broken())
    shown = RunArtifacts(Settings(tmp_path, tmp_path / "clean"))
    shown.tick(Progress("commit"))
    shown.tell(Summary(), verdict(Summary(), max_quarantine=1), [])
    assert len(asked) >= 3


def test_a_process_is_known_by_its_number_and_its_start() -> None:
    here = processes.process(os.getpid())
    assert here == processes.process(os.getpid())
    assert processes.process(2**22 - 3).endswith(":")


def test_a_deployment_allows_one_run_at_a_time() -> None:
    served = Served(name="news", raw="/srv/raw", clean="/srv/clean", when=When(every=900), workers=2)
    made = deployment(served)
    assert made.entrypoint == "flows.operation.deployed.ingest"
    assert made.concurrency_limit == 1
    assert made.concurrency_options is not None
    assert made.concurrency_options.collision_strategy == "CANCEL_NEW"
    assert made.parameters == {"raw": "/srv/raw", "clean": "/srv/clean", "workers": 2}
    cron = deployment(Served(name="n", raw="r", clean="c", when=When(cron="0 6 * * *", timezone="Europe/Berlin")))
    assert cron.schedules is not None
    due = cron.schedules[0].schedule
    assert isinstance(due, CronSchedule)
    assert (due.cron, due.timezone) == ("0 6 * * *", "Europe/Berlin")


@pytest.mark.parametrize(
    ("state", "code"),
    [("Completed", 0), ("Degraded", 3), ("Failed", 1), ("Crashed", 1), ("Cancelled", 1), ("GaveWay", 1)],
)
def test_a_trigger_ends_as_its_run_did(state: str, code: int) -> None:
    assert Ended("1", "raw → clean", state, "", "").exit_code == code
