"""A policy for one site: it reaches exactly the documents of that site, and makes exactly these due."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from ingesting import ingest, put, receipts

from cleaners.document import Label
from cleaners.policy import DEFAULT
from flows.cli import main
from flows.raw.sites import Recipe, for_host, host_of, site_of
from flows.runs.summary import Summary
from flows.runs.verdict import verdict

BODY = "The ferry to the island did not sail on {} because of the wind, and the harbour master sent everybody home."
KEEPS_BYLINES = replace(DEFAULT, drop=DEFAULT.drop - {Label.BYLINE})


def article(name: str) -> str:
    return f"No ferry {name}\n\nAuthor: Jane Roe\n\n{BODY.format(name)}\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    raw = tmp_path / "raw"
    put(raw, "by-sidecar.txt", article("one"))
    put(raw, "by-sidecar.txt.meta.json", json.dumps({"url": "https://www.Example.org:443/a"}))
    put(raw, "news.example.org/by-folder.txt", article("two"))
    put(raw, "example.com/other.txt", article("three"))
    put(raw, "nowhere.txt", article("four"))
    return raw, tmp_path / "clean"


def with_byline(clean: Path) -> set[str]:
    return {
        source
        for source, receipt in receipts(clean).items()
        if "Author: Jane Roe" in (clean / receipt["path"]).read_text("utf-8")
    }


def test_a_policy_reaches_the_documents_of_its_site(folders: tuple[Path, Path]) -> None:
    raw, clean = folders
    assert ingest(raw, clean, sites={"example.org": KEEPS_BYLINES}).cleaned == 4
    assert with_byline(clean) == {"by-sidecar.txt", "news.example.org/by-folder.txt"}
    hosts = {source: receipt["host"] for source, receipt in receipts(clean).items()}
    assert hosts["by-sidecar.txt"] == "www.example.org"
    assert hosts["nowhere.txt"] is None


def test_a_changed_site_makes_its_documents_due_and_no_others(folders: tuple[Path, Path]) -> None:
    raw, clean = folders
    ingest(raw, clean)
    assert with_byline(clean) == set()
    changed = ingest(raw, clean, sites={"example.org": KEEPS_BYLINES})
    assert (changed.cleaned, changed.unchanged) == (2, 2)
    again = ingest(raw, clean, sites={"example.org": KEEPS_BYLINES})
    assert (again.cleaned, again.unchanged) == (0, 4)
    back = ingest(raw, clean)
    assert (back.cleaned, back.unchanged) == (2, 2)
    assert with_byline(clean) == set()


def test_the_nearest_host_decides() -> None:
    recipes = {host: Recipe(DEFAULT, host) for host in ("example.org", "news.example.org")}
    asked = ("example.org", "a.news.example.org", "sport.example.org", "example.com", "notexample.org")
    found = [for_host(recipes, host) for host in asked]
    assert [recipe.fingerprint if recipe else None for recipe in found] == [
        "example.org", "news.example.org", "example.org", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["", "x", "mailto:a@b.c", "file:///a/b", "/a/b", "https://", "  "])
def test_addresses_without_a_host(url: str) -> None:
    assert host_of(url) is None


def test_only_the_topmost_folder_is_taken_for_a_host() -> None:
    assert site_of(None, "a/example.org/b.txt") is None
    assert site_of(None, "example.org") is None
    assert site_of(None, "v1.2/b.txt") is None


# The verdict on a run


@pytest.mark.parametrize(
    ("aside", "total", "share", "word", "code"),
    [
        (0, 0, 0.0, "completed", 0),
        (0, 9, 0.0, "completed", 0),
        (1, 9, 0.5, "degraded", 3),
        (5, 10, 0.5, "degraded", 3),
        (6, 10, 0.5, "failed", 1),
        (1, 9, 0.0, "failed", 1),
        (9, 9, 1.0, "degraded", 3),
    ],
)
def test_a_share_in_quarantine_decides(aside: int, total: int, share: float, word: str, code: int) -> None:
    summary = Summary(total=total, cleaned=total - aside, in_quarantine=aside, reasons={"empty": aside})
    judged = verdict(summary, max_quarantine=share)
    assert (judged.word, judged.exit_code) == (word, code)


def test_a_bug_fails_the_run_whatever_is_allowed() -> None:
    judged = verdict(Summary(total=9, cleaned=8, bugs=("a.txt",)), max_quarantine=1)
    assert (judged.word, judged.exit_code) == ("failed", 1)
    assert "a.txt" in judged.line


# What is said while a run goes on


def test_json_lines_hold_everything_and_nothing_else_is_said(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, _ = folders
    put(raw, "noise.txt", bytes(range(1, 32)) * 40)
    monkeypatch.chdir(raw.parent)
    assert main(["ingest", "--log", "json", "--prefect", "never"]) == 3
    out, err = capsys.readouterr()
    assert not out
    events = [json.loads(line) for line in err.splitlines()]
    assert events[-1]["event"] == "run.degraded"
    assert (events[-1]["cleaned"], events[-1]["quarantined"], events[-1]["verdict"]) == (4, 1, "degraded")
    assert {"discover", "clean", "commit"} <= {event.get("stage") for event in events}
    assert all(event["time"].endswith("+00:00") and event["message"] for event in events)


def test_quiet_says_nothing_and_the_threshold_fails_the_run(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, _ = folders
    monkeypatch.chdir(raw.parent)
    assert main(["ingest", "--quiet", "--prefect", "never"]) == 0
    assert capsys.readouterr() == ("", "")
    put(raw, "noise.txt", bytes(range(1, 32)) * 40)
    monkeypatch.setenv("WINNOW_INGEST_MAX_QUARANTINE", "0.1")
    assert main(["ingest", "--quiet", "--prefect", "never"]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert "1 of 5 documents are in quarantine (binary 1), more than max_quarantine allows (10%)" in err
