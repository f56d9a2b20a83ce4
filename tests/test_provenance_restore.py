"""What restore and forget take for the name of a document: what one has at hand, unless it may be two. And what restore
gives."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from ingesting import ingest, outcomes, put, story

from flows.cli import OK, USAGE, main
from flows.raw.names import document_id


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with raw/ and clean/, where raw/ holds a folder of the same name."""
    folder = tmp_path_factory.mktemp("here")
    raw = folder / "raw"
    for name in ("crlf.txt", "news/a.txt", "news/b#1.txt", "twice.txt", "raw/twice.txt", "sports/late/c.txt", "c.txt"):
        put(raw, name, story(name) + "\r\n")
    put(raw, "later-copy.txt", story("crlf.txt"))
    put(raw, "empty.txt", "")
    put(raw, "rows.jsonl", "".join(json.dumps({"text": story(f"row {n}")}) + "\n" for n in range(2)))
    (folder / "link").symlink_to("raw")
    ingest(raw, folder / "clean")
    return folder


@pytest.fixture(autouse=True)
def here(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to stand in."""
    shutil.copytree(once, tmp_path / "here", symlinks=True)
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("raw/crlf.txt", "crlf.txt"),
        ("./raw/news/../crlf.txt", "crlf.txt"),
        ("{here}/raw/news/a.txt", "news/a.txt"),
        ("link/crlf.txt", "crlf.txt"),
        ("raw/news/b#1.txt", "news/b#1.txt"),
        ("raw/news/b%231.txt", "news/b#1.txt"),
        ("raw/rows.jsonl#2", "row 1"),
        ("clean/documents/news/a.txt", "news/a.txt"),
    ],
)
def test_restore_takes_a_path(here: Path, path: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", path.format(here=here)]) == OK
    assert capsys.readouterr().out == story(word) + "\n"


def test_where_raw_is_not_known_the_end_of_the_path_decides(capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = ["--raw", "no-such-folder"]
    assert main(["restore", "/mnt/scraped/news/a.txt", *elsewhere]) == OK
    assert capsys.readouterr().out == story("news/a.txt") + "\n"
    assert main(["restore", "/mnt/scraped/sports/late/c.txt", *elsewhere]) == USAGE
    err = capsys.readouterr().err
    assert f"may be sports/late/c.txt ({document_id('sports/late/c.txt')}) or c.txt ({document_id('c.txt')})" in err
    assert "name it by its id" in err


@pytest.mark.parametrize(
    ("source", "said", "tells"),
    [
        ("later-copy.txt", {"outcome": "duplicate", "duplicate_of": document_id("crlf.txt")}, "winnow restore w"),
        ("empty.txt", {"outcome": "quarantined", "reason": "empty"}, "is in quarantine (empty)"),
    ],
)
def test_restore_says_of_what_is_not_published_where_its_text_is(
    source: str, said: dict[str, str], tells: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in ([], ["--removed"], ["--json"]):
        assert main(["restore", source, *option]) == USAGE
        out, err = capsys.readouterr()
        assert tells in err and err.count("\n") == 1
    record = json.loads(out)
    assert (record["source"], record["text"], record["removals"]) == (source, None, [])
    assert said.items() <= record.items()


def test_the_record_of_a_document_says_what_became_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "crlf.txt", "--json"]) == OK
    record = json.loads(capsys.readouterr().out)
    assert (record["id"], record["outcome"]) == (document_id("crlf.txt"), "cleaned")
    assert record["text"] == story("crlf.txt") + "\n"  # its raw file has other line ends, as the help says


def test_what_may_be_two_documents_is_not_forgotten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """raw/twice.txt is the source of one document and the path of another."""
    before = outcomes(here / "clean")
    assert main(["forget", "raw/twice.txt"]) == USAGE
    assert f"raw/twice.txt may be raw/twice.txt ({document_id('raw/twice.txt')}) or twice" in capsys.readouterr().err
    assert outcomes(here / "clean") == before


def test_a_file_that_lies_somewhere_else_is_not_forgotten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may be another one of the same name."""
    put(here, "downloads/c.txt", story("mine"))
    assert main(["forget", "downloads/c.txt"]) == USAGE
    assert "downloads/c.txt; it does not lie in raw; name the folder that it was read" in capsys.readouterr().err


def test_forget_takes_a_path_and_so_does_its_way_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = here / "clean"
    for path, source in (("raw/news/a.txt", "news/a.txt"), (f"{here}/raw/rows.jsonl#1", "rows.jsonl#1")):
        assert source in outcomes(clean)
        assert main(["forget", path]) == OK
        assert "no trace left" in capsys.readouterr().err
        assert source not in outcomes(clean)
        assert main(["forget", path, "--undo"]) == OK
        assert main(["forget", path, "--undo"]) == USAGE
    assert main(["forget", "raw/rows.jsonl"]) == OK
    ingest(here / "raw", clean)
    left = outcomes(clean)
    assert "news/a.txt" in left and not [source for source in left if source.startswith("rows.jsonl")]
