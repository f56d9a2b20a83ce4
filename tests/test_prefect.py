"""Runs as Prefect records them: one embedded API for the whole file, because it takes seconds to start."""

from __future__ import annotations

import http.server
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ingesting import NOW, check, ingest, put, story, tree

from flows.config.settings import Settings
from flows.recorded import api_address
from flows.runs.start import run

SECRET = "a sentence that must not be found in the database"


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    from flows.recorded import embedded

    with embedded.api() as url:
        yield url


@pytest.fixture
def configured(api: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PREFECT_API_URL", api)
    return api


def latest_run() -> tuple[Any, list[Any]]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_runs(sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=1)[0]
        tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run.id])))
    return flow_run, tasks


@pytest.mark.usefixtures("configured")
def test_a_configured_api_records_the_run_in_a_few_steps(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for n in range(80):
        put(raw, f"{n}.txt", story(str(n)) + f"\n\n{SECRET}.")
    put(raw, "empty.txt", "")
    summary = run(Settings(raw, tmp_path / "clean", now=NOW), prefect="auto")
    assert (summary.cleaned, summary.quarantined) == (80, 1)
    assert not [note for note in summary.notes if "recorded" in note]
    check(tmp_path / "clean")
    ingest(raw, tmp_path / "direct")
    assert tree(tmp_path / "clean") == tree(tmp_path / "direct")
    flow_run, tasks = latest_run()
    assert flow_run.state.is_completed()
    assert 3 <= len(tasks) <= 20
    assert all(task.state.is_completed() for task in tasks)
    assert flow_run.tags
    assert not any(task.tags for task in tasks), (
        "for each tag Prefect's server is asked for a slot before the task starts"
    )
    assert {"raw", "clean"} <= flow_run.parameters.keys()
    assert SECRET not in str(flow_run.parameters)


@pytest.mark.usefixtures("configured")
def test_no_text_reaches_prefect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINNOW_WORKER_HOOK", "misbehaving")
    monkeypatch.syspath_prepend(Path(__file__).parent)
    put(tmp_path / "raw", "a.txt", f"{story('a')} {SECRET} PLEASE-RAISE")
    put(tmp_path / "raw", "b.txt", f"{story('b')} {SECRET}")
    assert run(Settings(tmp_path / "raw", tmp_path / "clean"), prefect="auto").bugs == ("a.txt",)
    flow_run, _ = latest_run()
    assert flow_run.state.is_failed()
    home = Path(os.environ["PREFECT_HOME"])
    with sqlite3.connect(home / "prefect.db") as database:
        everything = "\n".join(database.iterdump())
    assert "ingest" in everything
    assert SECRET not in everything
    assert not [path for path in home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


@pytest.mark.usefixtures("configured")
def test_a_run_that_cannot_go_on_is_a_failed_run(tmp_path: Path) -> None:
    put(tmp_path / "raw", "a/b.txt", story("a"))
    put(tmp_path / "clean/documents", "a", "in the way")
    (tmp_path / "clean/.winnow/journals").mkdir(parents=True)  # so that the folder is ours
    with pytest.raises(OSError, match="documents/a"):
        run(Settings(tmp_path / "raw", tmp_path / "clean"), prefect="auto")
    assert latest_run()[0].state.is_failed()


def test_an_api_that_does_not_answer_costs_the_record_not_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://user:secret@127.0.0.1:9/api")
    put(tmp_path / "raw", "a.txt", story("a"))
    summary = run(Settings(tmp_path / "raw", tmp_path / "clean"), prefect="auto")
    assert summary.cleaned == 1
    assert summary.notes == ("not recorded by Prefect: http://127.0.0.1:9/api does not answer",)


def test_an_api_that_fails_costs_the_record_not_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers when asked how it is, and nothing else."""

    class Broken(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path.endswith("/health") else 404)
            self.end_headers()

        def do_POST(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
        notes = in_a_fresh_process(tmp_path, "auto")
        server.shutdown()
    assert "not recorded by Prefect: its API failed" in notes
    check(tmp_path / "clean")


def test_without_an_api_prefect_is_not_even_imported(tmp_path: Path) -> None:
    put(tmp_path / "raw", "a.txt", story("a"))
    code = (
        "import sys; from pathlib import Path\n"
        "from flows.config.settings import Settings; from flows.runs.start import run\n"
        "summary = run(Settings(Path(sys.argv[1]), Path(sys.argv[2])))\n"
        "assert 'prefect' not in sys.modules and 'trafilatura' not in sys.modules and 'lxml' not in sys.modules\n"
        "print(summary.notes[0])"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path / "raw"), str(tmp_path / "clean")]
    result = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert result.stdout.startswith("not recorded by Prefect: no API is configured")


@pytest.mark.slow
def test_the_embedded_api_records_everything(tmp_path: Path) -> None:
    assert in_a_fresh_process(tmp_path, "always") == "()"
    check(tmp_path / "clean")


def in_a_fresh_process(folder: Path, prefect: str) -> str:
    """Ingest one document, and give back the notes. Nothing may be said on stderr."""
    put(folder / "raw", "a.txt", story("a"))
    code = (
        "import sys; from pathlib import Path\n"
        "from flows.config.settings import Settings; from flows.runs.start import run\n"
        "print(run(Settings(Path(sys.argv[1]), Path(sys.argv[2])), prefect=sys.argv[3]).notes)"
    )
    arguments = [sys.executable, "-c", code, str(folder / "raw"), str(folder / "clean"), prefect]
    result = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert result.stderr == ""
    return result.stdout.strip()


@pytest.mark.parametrize(
    ("files", "environment", "url"),
    [
        ({}, {}, None),
        ({}, {"PREFECT_API_URL": "http://a/api"}, "http://a/api"),
        ({".env": "PREFECT_API_URL='http://b/api'\n"}, {}, "http://b/api"),
        ({"prefect.toml": "[api]\nurl = 'http://c/api'"}, {}, "http://c/api"),
        ({"pyproject.toml": "[tool.prefect.api]\nurl = 'http://d/api'"}, {}, "http://d/api"),
        ({"profiles.toml": "active = 'x'\n[profiles.x]\nPREFECT_API_URL = 'http://e/api'"}, {}, "http://e/api"),
        (
            {"profiles.toml": "active = 'x'\n[profiles.x]\n[profiles.y]\nPREFECT_API_URL = 'http://f/api'"},
            {"PREFECT_PROFILE": "y"},
            "http://f/api",
        ),
        ({"prefect.toml": "[api\nbroken"}, {}, None),
        ({".env": "PREFECT_API_URL=http://b/api"}, {"PREFECT_API_URL": "http://a/api"}, "http://a/api"),
    ],
)
def test_where_the_api_is_looked_for(
    files: dict[str, str], environment: dict[str, str], url: str | None, tmp_path: Path
) -> None:
    for name, content in files.items():
        put(tmp_path, name, content)
    assert api_address.configured_url({"PREFECT_HOME": str(tmp_path), **environment}, tmp_path) == url
