"""The command line at pipes and terminals, rich and poor."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from commanding import BODY, FERRY, ROOT, two_texts, winnow

from flows.cli import OK, progress
from flows.cli.progress import Lines, watching
from flows.runs.summary import Progress


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return two_texts(tmp_path / "raw")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"{number}: {BODY}" for number in range(3000)), "utf-8")
    command = f"'{sys.executable}' -m flows clean --rules-only '{path}' | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, cwd=ROOT, timeout=120)
    assert done.stdout.decode() == f"0: {BODY}\n"
    assert not done.stderr


def test_files_get_utf8_whatever_the_terminal_speaks() -> None:
    done = winnow("clean", FERRY, "--rules-only", PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert done.returncode == OK
    assert "“Nobody pretends" in done.stdout.decode("utf-8")


def test_explanations_survive_a_poor_terminal() -> None:
    done = winnow("explain", FERRY, "--rules-only", PYTHONIOENCODING="ascii", LC_ALL="C", TERM="dumb")
    assert (done.returncode, done.stderr) == (OK, b"")
    assert b"consent-notice" in done.stdout


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command writes to a terminal."""
    parent, child = pty.openpty()
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    command = [sys.executable, "-m", "flows", *arguments]
    with subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=variables, cwd=ROOT) as process:
        os.close(child)
        written = b""
        while True:
            try:
                piece = os.read(parent, 65536)
            except OSError:
                break
            if not piece:
                break
            written += piece
    os.close(parent)
    assert process.returncode == OK, written.decode()
    return written.decode()


def test_explain_is_coloured_on_a_terminal_only_if_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[31m" not in on_a_terminal("explain", FERRY, "--rules-only")  # NO_COLOR is set for all tests
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[31m" in on_a_terminal("explain", FERRY, "--rules-only")


def test_ingest_draws_a_bar_on_a_terminal(raw: Path, tmp_path: Path) -> None:
    written = on_a_terminal("ingest", str(raw), str(tmp_path / "clean"), "--prefect", "never", "--workers", "1")
    assert "cleaned" in written
    assert "━" in written or "looking through" in written


@pytest.mark.parametrize(("terminal", "draws"), [("dumb", False), ("xterm-256color", True)])
def test_a_terminal_that_cannot_draw_gets_lines(terminal: str, draws: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a dumb one nothing was to be seen until the run had ended."""
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with watching(quiet=False) as watcher:
        assert isinstance(watcher, Lines) is not draws


def test_a_line_of_progress_says_what_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After ten seconds of work the last one used to say "2 of 2, 0 s left" right above the summary."""
    monkeypatch.setattr(progress, "EVERY", 0.0)
    for done in (1, 2):
        Lines()(Progress(stage="clean", done=done, total=2))
    assert capsys.readouterr().err == "cleaning: 1 of 2\n"


def test_time_is_told_when_enough_is_done_to_know_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Large files come first: after one of forty a run of twenty seconds said "8 min left"."""
    monkeypatch.setattr(progress, "EVERY", 0.0)
    monkeypatch.setattr(progress.Pace, "of", lambda self, progress: 2.0)
    for done in (1, 4):
        Lines()(Progress(stage="clean", done=done, total=40))
    assert capsys.readouterr().err.splitlines() == [
        "cleaning: 1 of 40, 2 a second", "cleaning: 4 of 40, 2 a second, 18 s left",
    ]  # fmt: skip
