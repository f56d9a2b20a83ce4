"""The command line when something is wrong: one clear line, and an exit code."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commanding import BODY, FERRY, ROOT, one_line, winnow

from flows.cli import FAILED, OK, QUARANTINED, USAGE, main
from flows.workers.pool import WorkFailed


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["clean", "no-such-file.txt"], USAGE, "no-such-file.txt: no such file"),
        (["clean", "."], USAGE, "is a directory; name one file in it, or clean them all: winnow ingest ."),
        (["clean", ""], USAGE, "argument 2 is empty; is a variable of your shell or script not set?"),
        (["ingest", "raw", ""], USAGE, "argument 3 is empty"),
        (["verify", "--raw="], USAGE, "argument 2 is empty"),
        (["clean", "https://example.org/a"], USAGE, "https://example.org/a is an address; save the page"),
        (["clean", FERRY, FERRY], USAGE, "one document at a time; winnow ingest cleans a folder"),
        (["clean", FERRY, "--format", "md"], USAGE, "'md' is not one of 'text', 'markdown'"),
        (["ingest", "raw", "--workers", "two"], USAGE, "'--workers': it must be a whole number (try --help)"),
        (["rules", "show", "promo/affiliate"], USAGE, "en/promo/affiliate"),
        (["rules", "new", FERRY], USAGE, "is a file, no folder"),
        (["clean"], USAGE, "Missing argument"),
        (["clean", FERRY, "--frobnicate"], USAGE, "--frobnicate"),
        (["clean", FERRY, "--drop", "creditt"], USAGE, "did you mean credit?"),
        (["clean", FERRY, "--rules", "no-such-folder"], USAGE, "--rules: no-such-folder does not exist"),
        (["clean", FERRY, "--drop", "deck", "--keep", "deck"], USAGE, "deck cannot be dropped and kept at once"),
        (["clean", FERRY, "--keep", "whitespace"], USAGE, "whitespace cannot be kept: it is the space around"),
        (["clean", FERRY, "--url", "notaurl"], USAGE, "--url: 'notaurl' is no address such as https://"),
        (["clean", f"{FERRY}#1"], USAGE, f"{FERRY} is one document and has no #1; name it as {FERRY}"),
        (["clean", FERRY, "--type", "html"], USAGE, "--type: 'html' is none of text/plain, text/markdown, text/html"),
        (["clean", FERRY, "--language", "english"], USAGE, "language: 'english' is no code"),
        (["cleen"], USAGE, "clean"),
        (["explain", "no-such-file.txt"], USAGE, "no-such-file.txt: no such file"),
        (["ingest", "no-such-folder", "out"], USAGE, "no-such-folder does not exist"),
        (["ingest", "--workers", "0"], USAGE, "--workers"),
        (["schedule", "--every", "15m", "--timezone", "Europe/Berlin"], USAGE, "--timezone: an interval has none"),
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
    assert winnow("clean", "--rules-only", "--", "-#2", stdin=path.read_bytes()).stdout.decode() == BODY + "\n"


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
    shown = winnow("explain", "--rules-only", str(path)).stdout.decode()
    assert shown.startswith(f"{tmp_path}/first%0Asecond.txt  text/plain, en")
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
    monkeypatch.setattr("flows.cli.single.cleaned", lambda raw, policy: 1 / 0)
    assert main(["clean", FERRY]) == FAILED
    err = capsys.readouterr().err
    assert one_line(err)
    assert "ZeroDivisionError" in err
    monkeypatch.setenv("WINNOW_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["clean", FERRY])


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (WorkFailed(28, "a worker cannot go on"), "winnow: a worker cannot go on\n"),
        (
            OSError(28, "No space left on device", "clean/a.txt"),
            "winnow: clean/a.txt: No space left on device; make room",
        ),
    ],
)
def test_what_keeps_a_run_from_going_on_is_one_line_and_a_failure(
    error: OSError, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("flows.cli.single.cleaned", fails)
    assert main(["clean", FERRY]) == FAILED
    err = capsys.readouterr().err
    assert one_line(err)
    assert err.startswith(says)


def test_an_interrupt_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.cli.single.clean", interrupt)
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


def test_watching_is_not_announced_where_its_package_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["watch", "--raw", str(tmp_path)]) == USAGE
    assert capsys.readouterr().err == "winnow: winnow watch needs watchfiles: pip install 'winnow-text[watch]'\n"
