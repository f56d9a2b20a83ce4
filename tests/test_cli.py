"""The command line, as people use it: what is printed."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from commanding import BODY, COMET, FERRY, ROOT, one_line, two_texts, winnow

from flows.cli import INTERRUPTED, OK, QUARANTINED, USAGE, main


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return two_texts(tmp_path / "raw")


# clean


def test_clean_prints_the_clean_text_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", FERRY]) == OK
    out, err = capsys.readouterr()
    assert "“Nobody pretends that this is the ferry people remember,”" in out
    assert "cookies" not in out
    assert "\nf\n" not in out
    assert not err


def test_clean_reads_standard_input() -> None:
    done = winnow("clean", "-", stdin=f"{BODY}\n\nf\n".encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (OK, BODY + "\n", b"")


def test_clean_reads_gzip_by_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(gzip.compress(f"{BODY}\n\nf\n".encode()))
    assert main(["clean", str(path)]) == OK
    assert capsys.readouterr().out == BODY + "\n"


def test_clean_json_is_the_whole_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", FERRY, "--json"]) == OK
    record = json.loads(capsys.readouterr().out)
    assert set(record) == {"text", "metadata", "removals", "repairs"}
    assert record["metadata"]["title"] == "Night ferry to Sandholm returns after three years"
    letter = next(removal for removal in record["removals"] if removal["label"] == "residue")
    assert (letter["text"].strip(), letter["line"], letter["origin"]) == ("f", 13, "any/residue/social-letter")


def test_clean_json_is_enough_to_restore(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", FERRY, "--json"]) == OK
    record = json.loads(capsys.readouterr().out)
    text = record["text"]
    for removal in reversed(record["removals"]):
        text = text[: removal["at"]] + removal["text"] + text[removal["at"] :]
    assert text == Path(FERRY).read_text("utf-8")


def test_clean_report_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", FERRY, "--report"]) == OK
    out, err = capsys.readouterr()
    assert "taken out" in err
    assert "residue" in err
    assert "consent-notice" in err
    assert "taken out" not in out


def test_a_text_that_loses_nothing_but_space_is_said_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It used to be "0 pieces taken out, 1 of 105 characters"."""
    (tmp_path / "a.txt").write_text(BODY + "\n", "utf-8")
    assert main(["clean", str(tmp_path / "a.txt"), "--report"]) == OK
    assert capsys.readouterr().err.startswith(f"nothing but space taken out, 1 of {len(BODY) + 1} characters")
    (tmp_path / "a.txt").write_text(BODY, "utf-8")
    assert main(["explain", str(tmp_path / "a.txt")]) == OK
    assert "\nnothing taken out\n" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["clean", "--report"], ["explain"]])
def test_no_line_is_wider_than_a_narrow_terminal(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "56")
    assert main([*command, FERRY]) == OK
    out, err = capsys.readouterr()
    lines = (err if "--report" in command else out).split("\n")
    assert not [line for line in lines if len(line) > 56 or line.startswith(("any/", "en/"))]


def test_clean_reads_the_sidecar_as_ingest_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", COMET, "--json"]) == OK
    metadata = json.loads(capsys.readouterr().out)["metadata"]
    assert metadata["url"] == "https://journal.observatory.example/2024/03/comet-balcony"
    assert metadata["extra"] == {"crawl": "spring-2024"}


def test_labels_can_be_kept_and_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", FERRY, "--keep", "consent-notice", "--drop", "deck"]) == OK
    out = capsys.readouterr().out
    assert "our 214 partners" in out
    assert "Crossings resume on Friday" not in out


def test_a_text_loses_only_what_a_rule_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{BODY}\n\nAdvertisement\n", "utf-8")
    assert main(["clean", str(path), "--rules-only", "--json"]) == OK
    origins = {removal["origin"] for removal in json.loads(capsys.readouterr().out)["removals"]}
    assert origins and all(origin.startswith(("core/", "any/", "en/")) for origin in origins)
    assert main(["clean", str(path), "--rules-only", "--cautious"]) == USAGE
    assert "cannot be said at once" in capsys.readouterr().err


def test_options_can_tell_what_is_not_written_anywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page"
    path.write_text(f"<html><body><article><p>{BODY}</p></article></body></html>", "utf-8")
    arguments = ["--type", "text/html", "--url", "https://example.org/a", "--language", "nl"]
    assert main(["clean", str(path), "--json", *arguments]) == OK
    metadata = json.loads(capsys.readouterr().out)["metadata"]
    said = (metadata["source_format"], metadata["url"], metadata["language"])
    assert said == ("text/html", "https://example.org/a", "nl")


def test_rules_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "rules" / "en"
    folder.mkdir(parents=True)
    example = "hits = ['The quay is closed']\nmisses = ['-']"
    rule = f"[quay]\nwhy = 'x'\nverdict = true\nall_of = ['^The quay is closed']\n{example}"
    (folder / "promo.toml").write_text(rule, "utf-8")
    text = tmp_path / "a.txt"
    text.write_text(f"{BODY}\n\nThe quay is closed.\n", "utf-8")
    assert main(["clean", str(text)]) == OK
    assert "The quay is closed." in capsys.readouterr().out
    assert main(["clean", str(text), "--rules", str(tmp_path / "rules")]) == OK
    assert capsys.readouterr().out == BODY + "\n"


# explain


def test_explain_shows_every_mark_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", FERRY]) == OK
    out = capsys.readouterr().out
    for word in (
        "consent-notice",
        "en/consent-notice/",
        "residue",
        "any/residue/lone-letter",
        "removed",
        "kept",
        "deck",
    ):
        assert word in out


def test_explain_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", FERRY, "--json"]) == OK
    record = json.loads(capsys.readouterr().out)
    letter = next(mark for mark in record["marks"] if mark["label"] == "residue" and mark["outcome"] == "removed")
    assert (letter["line"], letter["text"]) == (13, "f")
    deck = next(mark for mark in record["marks"] if mark["label"] == "deck")
    assert deck["outcome"] == "kept"
    assert {"name", "value", "origin", "confidence", "accepted"} <= set(record["facts"][0])


def test_explain_shows_why_a_document_would_be_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("We use cookies to count visits. By continuing to browse you accept our cookies.\n", "utf-8")
    assert main(["explain", str(path)]) == QUARANTINED
    out, err = capsys.readouterr()
    assert "consent-notice" in out
    assert one_line(err)
    assert "not published: consent-page" in err


def test_explain_shows_repairs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(ROOT / "raw" / "market-herald-cafe.txt")]) == OK
    out = capsys.readouterr().out
    assert "2 lines repaired" in out
    assert "â€œI didnâ€™t" in out


# ingest


def run(raw: Path, clean: Path, *options: str) -> int:
    return main(["ingest", str(raw), str(clean), "--prefect", "never", "--workers", "1", *options])


def test_ingest_prints_a_summary_that_fits_one_screen(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(raw, tmp_path / "clean") == OK
    out = capsys.readouterr().out
    assert "2 documents" in out
    assert "residue" in out
    assert out.count("\n") <= 24
    assert all(len(line) <= 80 or str(tmp_path) in line for line in out.splitlines())
    assert (tmp_path / "clean" / "documents" / "a.txt").read_text("utf-8") == BODY + "\n"


def test_ingest_again_has_nothing_to_do(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(raw, tmp_path / "clean") == OK
    capsys.readouterr()
    assert run(raw, tmp_path / "clean") == OK
    assert "nothing to do: 2 documents unchanged" in capsys.readouterr().out


def test_ingest_says_with_its_exit_code_that_something_is_set_aside(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "empty.txt").write_bytes(b"")
    assert run(raw, tmp_path / "clean") == QUARANTINED
    assert "in quarantine: empty 1" in capsys.readouterr().out


def test_ingest_quiet_and_json(raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(raw, tmp_path / "one", "--quiet") == OK
    assert capsys.readouterr() == ("", "")
    assert run(raw, tmp_path / "two", "--json") == OK
    summary = json.loads(capsys.readouterr().out)
    assert (summary["cleaned"], summary["exit_code"]) == (2, 0)


def test_ingest_of_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    assert run(tmp_path / "raw", tmp_path / "clean") == OK
    assert "nothing to do" in capsys.readouterr().out


def test_an_interrupt_before_the_program_is_loaded_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Loading(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "flows.cli.aftercare", Loading("flows.cli.aftercare"))
    assert main(["ingest"]) == INTERRUPTED
    assert capsys.readouterr().err == "winnow: interrupted\n"


UNHEARD = """
import sys, time, types, weakref
from flows.cli import main

class Loading(types.ModuleType):
    def __getattr__(self, name):
        def interrupted(_): raise KeyboardInterrupt
        loaded = weakref.ref(Loading("one"), interrupted)
        time.sleep(20)

sys.modules["flows.cli.app"] = Loading("flows.cli.app")
sys.exit(main(["ingest"]))
"""


def test_an_interrupt_that_python_ignores_is_heard() -> None:
    """It falls now and then between two modules that are loaded, and the run used to go on."""
    done = subprocess.run([sys.executable, "-c", UNHEARD], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (INTERRUPTED, "winnow: interrupted\n")


def test_nothing_that_takes_time_is_loaded_before_an_interrupt_is_heard() -> None:
    """Ctrl-C in the first third of a second used to be a traceback."""
    code = "import sys, flows.cli; sys.exit(bool({'cleaners', 'typer', 'email', 'ipaddress'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
