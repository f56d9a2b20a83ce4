"""``winnow forget``: nothing of a document is left, it does not come back, and a search proves it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from ingesting import ingest, outcomes, put, receipts, story, tree

from cleaners.errors import ConfigurationError
from flows.aftercare.forget import forget
from flows.aftercare.put_back import put_back
from flows.aftercare.verify import verify
from flows.books.changes import Feed
from flows.cli import OK, USAGE, main
from flows.config.settings import Settings
from flows.raw.names import document_id


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "secret.txt", story("secret") + "\n\nf")
    put(raw, "b.txt", story("b"))
    put(raw, "copy.txt", story("b"))
    put(raw, "empty.txt", "")
    put(raw, "rows.jsonl", "".join(json.dumps({"text": story(f"row {n}")}) + "\n" for n in range(3)))
    ingest(raw, clean, also=("jsonl.gz",))
    return Settings(raw, clean, workers=1)


def everything(clean: Path) -> bytes:
    """All that stands in clean/, unpacked, with the names of the files."""
    paths = sorted(path for path in clean.rglob("*") if path.is_file())
    contents = [path.read_bytes() for path in paths]
    names = [str(path.relative_to(clean)).encode() for path in paths]
    return b"\n".join(names + [gzip.decompress(c) if c.startswith(b"\x1f\x8b") else c for c in contents])


def test_nothing_is_left_and_it_does_not_come_back(settings: Settings) -> None:
    raw, clean = settings.raw, settings.clean
    receipt = receipts(clean)["secret.txt"]
    assert b"secret" in everything(clean)
    proof = forget(settings, "secret.txt")
    assert (proof.sources, proof.traces) == (("secret.txt",), ())
    assert proof.searched > 10
    left = everything(clean)
    for trace in (b"secret", receipt["sha256_text"].encode(), receipt["sha256_raw"].encode()):
        assert trace not in left
    assert verify(clean).faults == ()
    with pytest.raises(
        ConfigurationError, match=r"knows no document secret\.txt; it is forgotten; winnow forget --undo"
    ):
        forget(settings, "secret.txt")
    before = tree(clean, books=True)
    assert ingest(raw, clean).cleaned == 0
    put(raw, "secret.txt", story("secret and newer"))
    assert ingest(raw, clean).cleaned == 0
    assert tree(clean, books=True) == before
    assert (raw / "secret.txt").exists()


def test_the_feed_says_that_it_went_and_not_what_it_was(settings: Settings) -> None:
    forget(settings, document_id("secret.txt"))
    added, removed = [c for c in Feed(settings.clean).read() if c["id"] == document_id("secret.txt")]
    assert (added["change"], added["source"], added["sha256_text"]) == ("added", None, None)
    assert (removed["change"], removed["reason"], removed["source"]) == ("removed", "forgotten", None)


def test_a_duplicate_takes_its_place(settings: Settings) -> None:
    assert forget(settings, "b.txt").traces == ()
    assert outcomes(settings.clean)["copy.txt"] == "cleaned"
    assert "b.txt" not in outcomes(settings.clean)
    assert verify(settings.clean).faults == ()


def test_quarantine_entries_go_too(settings: Settings) -> None:
    assert forget(settings, "empty.txt").traces == ()
    assert not (settings.clean / "quarantine/empty.json").exists()


def test_what_was_put_back_into_it_is_forgotten_too(settings: Settings) -> None:
    put_back(settings, "secret.txt", 1)
    assert b"secret.txt" in (settings.clean / "exceptions.jsonl").read_bytes()
    assert forget(settings, "secret.txt").traces == ()
    assert not (settings.clean / "exceptions.jsonl").exists()


def test_one_row_or_all_of_a_file(settings: Settings) -> None:
    assert forget(settings, "rows.jsonl#2").traces == ()
    rows = {source for source in outcomes(settings.clean) if source.startswith("rows")}
    assert rows == {"rows.jsonl#1", "rows.jsonl#3"}
    ingest(settings.raw, settings.clean)
    put(settings.raw, "rows.jsonl", (settings.raw / "rows.jsonl").read_text("utf-8") + "\n")
    ingest(settings.raw, settings.clean)
    assert {source for source in outcomes(settings.clean) if source.startswith("rows")} == rows
    assert forget(settings, "rows.jsonl").sources == ("rows.jsonl#1", "rows.jsonl#3")
    ingest(settings.raw, settings.clean)
    assert not [source for source in outcomes(settings.clean) if source.startswith("rows")]
    assert verify(settings.clean).faults == ()


def test_other_files_that_are_due_are_left_to_the_next_run(settings: Settings) -> None:
    put(settings.raw, "new.txt", story("new"))
    forget(settings, "secret.txt")
    assert "new.txt" not in outcomes(settings.clean)
    assert ingest(settings.raw, settings.clean).cleaned == 1


def test_what_is_merely_gone_stays_whatever_is_configured(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a raw/ that is not the one that clean/ was made from, everything else looks as if it were gone."""
    put(tmp_path / "elsewhere", "other.txt", story("other"))
    put(tmp_path, "winnow.toml", '[ingest]\nraw = "elsewhere"\ngone = "remove"\n')
    monkeypatch.chdir(tmp_path)
    before = set(outcomes(settings.clean))
    assert main(["forget", "secret.txt", "--clean", "clean"]) == OK
    assert set(outcomes(settings.clean)) == before - {"secret.txt"}
    assert verify(settings.clean).faults == ()


def test_a_run_that_was_killed_before_it_is_made_up_for(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.aftercare.forget.run", killed)
    with pytest.raises(KeyboardInterrupt):
        forget(settings, "secret.txt")
    ingest(settings.raw, settings.clean)
    assert b"secret" not in everything(settings.clean)


def test_a_trace_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(settings.clean, ".winnow/notes", "somebody wrote down: " + story("secret").split("\n")[0] + "\n")
    assert forget(settings, "secret.txt").traces == (".winnow/notes",)


def test_the_command_and_its_way_back(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--clean", str(settings.clean), "--raw", str(settings.raw)]
    assert main(["forget", "secret.txt", "--json", *where]) == OK
    assert json.loads(capsys.readouterr().out)["traces"] == []
    assert main(["forget", "secret.txt", *where]) == USAGE
    assert main(["forget", "secret.txt", "--undo", *where]) == OK
    assert ingest(settings.raw, settings.clean).cleaned == 1
    assert main(["forget", "secret.txt", "--undo", *where]) == USAGE
