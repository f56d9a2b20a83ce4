"""Damaged clean documents: what puts them together again says which file it is and what to do; forget works on them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ingesting import ingest, outcomes, put, story

from cleaners.errors import ConfigurationError
from flows.aftercare import provenance
from flows.aftercare.forget import forget
from flows.aftercare.verify import verify
from flows.books.catalog import Catalog
from flows.cli import OK, USAGE, main
from flows.config.settings import Settings

NEXT = "touch the raw file a.txt and run winnow ingest again"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damaged")
    for name in "ab":
        put(folder / "raw", f"{name}.txt", story(name) + "\n\nShare this article")
    put(folder / "raw", "empty.txt", "")
    ingest(folder / "raw", folder / "clean")
    return folder


@pytest.fixture
def places(once: Path, tmp_path: Path) -> tuple[Path, Path]:
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "raw", tmp_path / "clean"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line of a command that cannot do what it should."""
    assert main(arguments) == USAGE
    out, err = capsys.readouterr()
    assert out == ""
    return err


def no_utf_8(path: Path) -> None:
    path.write_bytes(b"\xff\xfe")


def edited(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"One more line.\n")


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (no_utf_8, "a.txt is not what a run writes there"),
        (edited, "hash differs"),
        (gone, "a.txt is gone; touch the raw file a.txt"),
    ],
)
def test_a_damaged_text(
    places: tuple[Path, Path], damage: Callable[[Path], None], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, clean = places
    damage(clean / "documents/a.txt")
    for command in (["restore", "a.txt", "--clean"], ["export", str(raw.parent / "out"), "--to", "dolma", "--clean"]):
        line = said(capsys, *command, str(clean))
        assert "documents/a.txt" in line and says in line and NEXT in line
    assert main(["restore", "b.txt", "--clean", str(clean)]) == OK


@pytest.mark.parametrize("left", [b'{"start": 1, "en', b"[]\n", b"5\n", b'{"start": 1}\n', b"\xff\n", b""])
def test_damaged_removals(places: tuple[Path, Path], left: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    raw, clean = places
    (clean / "documents/a.removals.jsonl").write_bytes(left)
    for more in ([], ["--removed"], ["--json"], ["--piece", "1", "--raw", str(raw)]):
        line = said(capsys, "restore", "a.txt", "--clean", str(clean), *more)
        assert "documents/a.removals.jsonl" in line and NEXT in line
    assert verify(clean).faults


def test_what_is_broken_can_be_forgotten(places: tuple[Path, Path]) -> None:
    raw, clean = places
    no_utf_8(clean / "documents/a.txt")
    (clean / "documents/a.removals.jsonl").write_bytes(b'{"start": 1, "en')
    gone(clean / "documents/b.txt")
    for name in "ab":
        assert forget(Settings(raw, clean, workers=1), f"{name}.txt").traces == ()
    assert outcomes(clean) == {"empty.txt": "empty"}
    assert verify(clean).faults == ()


def test_a_file_that_cannot_be_read_is_a_fault_among_others(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = places[1]
    locked = {clean / "documents/a.txt", clean / "quarantine/empty.json"}
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path in locked:
            raise PermissionError(13, os.strerror(13), str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    (clean / "documents/b.json").write_text("[]")
    faults = {fault.path: fault.what for fault in verify(clean).faults}
    assert set(faults) == {"documents/a.txt", "documents/b.json", "quarantine/empty.json"}
    with pytest.raises(ConfigurationError, match=r"a\.txt cannot be read \(Permission denied\); check its permissions"):
        provenance.text(clean, Catalog(clean).receipts()["a.txt"])
    assert faults["documents/a.txt"] == "it cannot be read (Permission denied); check its permissions and the disk"


def test_what_is_lost_is_not_told_as_reached_by_changed_rules(places: tuple[Path, Path]) -> None:
    raw, clean = places
    gone(clean / "documents/a.txt")
    manifest = clean / "manifest.jsonl"
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:-1]))
    summary = ingest(raw, clean)
    assert (summary.cleaned, summary.quarantined, summary.notes) == (1, 1, ())
