"""The command line, as people and pipes use it."""

from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import FAILED, OK, QUARANTINED, USAGE, main

ROOT = Path(__file__).parent.parent
FERRY = str(ROOT / "raw" / "harbour-gazette-ferry.txt")
COMET = str(ROOT / "raw" / "observatory-journal-comet.html")
BODY = "The night ferry sails again on Friday, three years after the landing stage was condemned and given up."


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text(f"{BODY}\n\nf\n", "utf-8")
    (folder / "b.txt").write_text(
        "The council voted by nine to four to lease a vessel built for the lake trade.\n", "utf-8"
    )
    return folder


def winnow(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "flows", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, input=stdin, capture_output=True, env=variables, timeout=120)


def one_line(error: str) -> bool:
    return error.startswith("winnow: ") and error.count("\n") == 1 and error.endswith("\n")


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
    assert {"label": "residue", "text": "f"}.items() <= {
        **next(r for r in record["removals"] if r["label"] == "residue"), "text": "f"
    }.items()  # fmt: skip


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
    arguments = ["--type", "text/html", "--url", "https://example.org/a", "--language", "en"]
    assert main(["clean", str(path), "--json", *arguments]) == OK
    metadata = json.loads(capsys.readouterr().out)["metadata"]
    assert (metadata["source_format"], metadata["url"]) == ("text/html", "https://example.org/a")


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


# what goes wrong


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["clean", "no-such-file.txt"], USAGE, "no-such-file.txt: no such file"),
        (["clean", "."], USAGE, "is a directory"),
        (["clean"], USAGE, "Missing argument"),
        (["clean", FERRY, "--frobnicate"], USAGE, "--frobnicate"),
        (["clean", FERRY, "--drop", "creditt"], USAGE, "did you mean credit?"),
        (["clean", FERRY, "--rules", "no-such-folder"], USAGE, "--rules: no-such-folder does not exist"),
        (["clean", FERRY, "--drop", "deck", "--keep", "deck"], USAGE, "deck cannot be dropped and kept at once"),
        (["clean", FERRY, "--url", "notaurl"], USAGE, "--url: 'notaurl' is no address such as https://"),
        (["clean", f"{FERRY}#1"], USAGE, f"{FERRY} is one document and has no #1; name it as {FERRY}"),
        (["clean", FERRY, "--type", "html"], USAGE, "--type: 'html' is none of text/plain, text/markdown, text/html"),
        (["clean", FERRY, "--language", "english"], USAGE, "language: 'english' is no code"),
        (["cleen"], USAGE, "clean"),
        (["explain", "no-such-file.txt"], USAGE, "no-such-file.txt: no such file"),
        (["ingest", "no-such-folder", "out"], USAGE, "no-such-folder does not exist"),
        (["ingest", "--workers", "0"], USAGE, "--workers"),
        (["rules", "show", "en/consent-notice/we-use-cookie"], USAGE, "did you mean en/consent-notice/we-use-cookies?"),
        (["rules", "--label", "bylin"], USAGE, "did you mean byline?"),
        (["rules", "test", "--benchmark", "no-such-file"], USAGE, "no-such-file: no such file"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert one_line(err)
    assert says in err
    assert not out


@pytest.mark.parametrize("content", [b"", b"   \n\n", b"\x00\x01\x02\xff\xfe\x00binary\x00\x80" * 50])
def test_what_would_be_quarantined_is_not_printed(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    for command in ("clean", "explain"):
        assert main([command, str(path)]) == QUARANTINED
        out, err = capsys.readouterr()
        assert one_line(err)
        assert f"{path}: not published: " in err and "; " in err
        assert not out


def test_what_is_too_large_can_be_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(BODY, "utf-8")
    for limit in (10, 50):  # known by its bytes, and when it is decoded
        monkeypatch.setenv("WINNOW_POLICY_MAX_CHARS", str(limit))
        assert main(["clean", "a.txt"]) == QUARANTINED
        err = capsys.readouterr().err
        assert err.startswith("winnow: a.txt: not published: too-large: ") and one_line(err)
        assert "split it or raise max_chars in the policy" in err
    monkeypatch.setenv("WINNOW_POLICY_MAX_CHARS", "1000")
    assert main(["clean", "a.txt"]) == OK


def test_a_row_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"text": "{BODY}"}}\n' * 2, "utf-8")
    for name, says in ((f"{path}", "holds many documents"), (f"{path}#3", "has no #3")):
        assert main(["clean", name]) == USAGE
        assert f"{path} {says}; name one like {path}#1, or run winnow ingest" in capsys.readouterr().err
    err = winnow("clean", "-", stdin=path.read_bytes()).stderr.decode()
    assert "name one like -- -#1, or" in err
    assert winnow("clean", "--", "-#2", stdin=path.read_bytes()).stdout.decode() == BODY + "\n"


def test_a_file_whose_name_looks_like_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["clean", "-dash.txt"]) == USAGE
    assert "No such option: -d (try --help)" in capsys.readouterr().err
    Path("-dash.txt").write_text(BODY, "utf-8")
    assert main(["clean", "-dash.txt"]) == USAGE
    assert "say ./-dash.txt, or -- before it" in capsys.readouterr().err
    for arguments in (["./-dash.txt"], ["--", "-dash.txt"]):
        assert main(["clean", *arguments]) == OK


def test_names_that_cannot_be_shown_are_readable(tmp_path: Path) -> None:
    path = tmp_path / "first\nsecond.txt"
    path.write_text(BODY, "utf-8")
    assert winnow("explain", str(path)).stdout.decode().startswith(f"{tmp_path}/first%0Asecond.txt  text/plain, en")
    done = winnow("clean", os.fsdecode(b"no\xe9\n.txt"))
    assert done.stderr.decode() == "winnow: no%E9%0A.txt: no such file or directory\n"


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("clean - <&-", USAGE, "standard input is closed; pipe a document into it, or name a file"),
        (f"clean '{FERRY}' >&-", USAGE, "standard output is closed; send it to a file, a pipe or /dev/null"),
        ("clean no-such-file 2>&-", USAGE, None),
    ],
)
def test_streams_that_are_closed(command: str, code: int, says: str | None) -> None:
    line = f"'{sys.executable}' -m flows {command}"
    done = subprocess.run(line, shell=True, capture_output=True, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr.decode() == (f"winnow: {says}\n" if says else "")


def test_a_damaged_gzip_file_is_quarantined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(BODY.encode() * 100)[:60])
    assert main(["clean", str(path)]) == QUARANTINED
    assert one_line(capsys.readouterr().err)


def test_a_bug_is_one_line_and_a_traceback_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("flows.cli.one.cleaned", lambda raw, policy: 1 / 0)
    assert main(["clean", FERRY]) == FAILED
    err = capsys.readouterr().err
    assert one_line(err)
    assert "ZeroDivisionError" in err
    monkeypatch.setenv("WINNOW_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["clean", FERRY])


def test_an_interrupt_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.cli.one.clean", interrupt)
    assert main(["clean", FERRY]) == 130
    assert capsys.readouterr().err.strip() == "winnow: interrupted"


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == USAGE
    assert "Commands:" in "".join(capsys.readouterr())
    assert main(["--help"]) == OK
    out = capsys.readouterr().out
    assert all(f"\n  {command} " in out for command in ("clean", "explain", "ingest", "rules"))


@pytest.mark.parametrize("arguments", [["--help"], ["rules", "--help"], ["ingest", "--help"], ["verify", "--help"]])
def test_no_line_of_the_help_is_cut_off(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == OK
    out = capsys.readouterr().out
    assert not [line for line in out.splitlines()[1:] if line.endswith("...")] and "[[" not in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == OK
    assert capsys.readouterr().out.startswith("winnow 0.")


# pipes and terminals


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"{number}: {BODY}" for number in range(3000)), "utf-8")
    command = f"'{sys.executable}' -m flows clean '{path}' | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, cwd=ROOT, timeout=120)
    assert done.stdout.decode() == f"0: {BODY}\n"
    assert not done.stderr


def test_files_get_utf8_whatever_the_terminal_speaks() -> None:
    done = winnow("clean", FERRY, PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert done.returncode == OK
    assert "“Nobody pretends" in done.stdout.decode("utf-8")


def test_explanations_survive_a_poor_terminal() -> None:
    done = winnow("explain", FERRY, PYTHONIOENCODING="ascii", LC_ALL="C", TERM="dumb")
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
    assert "\x1b[31m" not in on_a_terminal("explain", FERRY)  # NO_COLOR is set for all tests
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[31m" in on_a_terminal("explain", FERRY)


def test_ingest_draws_a_bar_on_a_terminal(raw: Path, tmp_path: Path) -> None:
    written = on_a_terminal("ingest", str(raw), str(tmp_path / "clean"), "--prefect", "never", "--workers", "1")
    assert "cleaned" in written
    assert "━" in written or "looking through" in written


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
