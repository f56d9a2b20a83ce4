"""``winnow rules``: list, test, show."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from commanding import BODY

from flows.cli import FAILED, OK, USAGE, main


def test_rules_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == OK
    out, err = capsys.readouterr()
    assert any(line.startswith("en/consent-notice/we-use-cookies ") for line in out.splitlines())
    assert f"{out.count(chr(10)):,} rules" in err
    assert main(["rules", "--label", "byline", "--language", "en"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines and all(line.startswith("en/byline/") for line in lines)


def test_a_language_without_rules_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--language", "xx"]) == USAGE
    out, err = capsys.readouterr()
    assert "no rules for 'xx'; there are some for any, " in err and " de, " in err and not out
    assert main(["rules", "--language", "any"]) == OK


def test_rules_test_runs_hits_and_misses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "test"]) == OK
    assert "all right" in capsys.readouterr().err


def test_rules_test_finds_rules_that_are_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "en").mkdir()
    rule = "[bad]\nwhy = 'x'\nall_of = ['^ship']\nhits = ['A boat.']\nmisses = ['ship ahoy']"
    (tmp_path / "en" / "promo.toml").write_text(rule, "utf-8")
    assert main(["rules", "--rules", str(tmp_path), "test"]) == FAILED
    err = capsys.readouterr().err
    assert "en/promo/bad: does not catch: A boat." in err
    assert "en/promo/bad: does not spare: ship ahoy" in err


def test_rules_test_counts_on_a_benchmark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {
        "lines": [BODY, "", "f"],
        "labels": "c-r",
        "domain": "example.org",
        "regime": "light",
        "page_type": "article",
    }
    path = tmp_path / "benchmark.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(record).encode()))
    assert main(["rules", "test", "--benchmark", str(path)]) == OK
    out = capsys.readouterr().out
    row = next(line for line in out.splitlines() if line.startswith("any/residue/lone-letter"))
    assert row.split()[1:] == ["1.000", "1", "0", "1"]


def test_rules_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "en/consent-notice/we-use-cookies"]) == OK
    out = capsys.readouterr().out
    assert "why" in out
    assert "hits" in out
    assert main(["rules", "show", "any/residue/lone-letter", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["label"] == "residue"


def test_rules_under_a_name_that_is_no_language_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They would never be asked, and nobody would say so."""
    own = str(tmp_path / "own")
    assert main(["rules", "new", own, "--language", "english"]) == USAGE
    assert "--language: 'english' is no language code" in capsys.readouterr().err and not (tmp_path / "own").exists()
    assert main(["rules", "new", own]) == OK
    (tmp_path / "text.txt").write_text(BODY, "utf-8")
    assert main(["clean", str(tmp_path / "text.txt"), "--rules", own]) == OK
    (tmp_path / "own" / "en").rename(tmp_path / "own" / "english")
    assert main(["clean", str(tmp_path / "text.txt"), "--rules", own]) == USAGE
    assert "own/english: 'english' is no language code" in capsys.readouterr().err
