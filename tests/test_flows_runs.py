"""Runs over raw/: what is due, what stays, and that clean/ does not depend on how the work was cut."""

from __future__ import annotations

import errno
import gzip
import json
import os
import random
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from ingesting import NOW, check, ingest, outcomes, put, receipts, story, text, tree, write

from cleaners import ConfigurationError, Policy
from flows.books.plan import Job
from flows.cli import USAGE, main
from flows.cli.progress import Lines
from flows.config.settings import Settings
from flows.runs.lock import Busy, locked
from flows.runs.run import Run
from flows.runs.start import run
from flows.runs.summary import Progress
from flows.workers.pool import WorkFailed

PAGE = "<html><head><title>On boats</title></head><body><article><p>{}</p><p>{}</p></article></body></html>"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write(tmp_path / "raw", a__txt=story("a"), b__txt=story("b"), empty__txt="")


def test_every_document_gets_a_receipt_and_its_files(raw: Path, tmp_path: Path) -> None:
    put(raw, "news/c.html", PAGE.format(*story("c").split("\n\n")))
    put(raw, "news/d.html.gz", gzip.compress(PAGE.format(*story("d").split("\n\n")).encode()))
    summary = ingest(raw, tmp_path / "clean")
    assert outcomes(tmp_path / "clean") == {
        "a.txt": "cleaned", "b.txt": "cleaned", "empty.txt": "empty", "news/c.html": "cleaned",
        "news/d.html.gz": "cleaned",
    }  # fmt: skip
    assert (summary.total, summary.cleaned, summary.quarantined, summary.in_quarantine) == (5, 4, 1, 1)
    assert text(tmp_path / "clean", "a.txt") == story("a")
    assert text(tmp_path / "clean", "news/d.html.gz") == story("d")
    check(tmp_path / "clean")


def test_a_second_run_changes_no_byte(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    before = tree(clean, books=True)
    times = {path: path.stat().st_mtime_ns for path in clean.rglob("*") if path.name != "lock"}
    summary = ingest(raw, clean, now=None)
    assert (summary.cleaned, summary.quarantined, summary.unchanged, summary.in_quarantine) == (0, 0, 3, 1)
    assert tree(clean, books=True) == before
    assert {path: path.stat().st_mtime_ns for path in clean.rglob("*") if path.name != "lock"} == times


def test_only_what_changed_is_cleaned_again(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    before = tree(clean)
    put(raw, "b.txt", story("bee"))
    os.utime(raw / "a.txt", ns=(1, 1))  # touched, not changed
    summary = ingest(raw, clean)
    assert (summary.cleaned, summary.unchanged) == (1, 2)
    changed = {path for path, digest in tree(clean).items() if before.get(path) != digest}
    assert changed == {"documents/b.txt", "documents/b.json", "manifest.jsonl"}
    check(clean)


def test_the_same_size_and_time_do_not_hide_a_change(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    status = (raw / "a.txt").stat()
    content = (raw / "a.txt").read_bytes().replace(b"ferry", b"barge")
    (raw / "a.txt").write_bytes(content)
    os.utime(raw / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    ingest(raw, clean)
    assert "barge" in text(clean, "a.txt")


def test_another_policy_cleans_again_and_unchanged_content_keeps_its_time(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    before = receipts(clean)
    summary = ingest(raw, clean, policy=Policy(caution="cautious"), now=None)
    assert summary.unchanged == 0
    after = receipts(clean)
    assert after["a.txt"]["fingerprint"] != before["a.txt"]["fingerprint"]
    assert after["a.txt"]["cleaned_at"] == before["a.txt"]["cleaned_at"] == "2026-11-20T12:00:00Z"
    check(clean)


def test_a_sidecar_speaks_for_its_page(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    put(raw, "a.txt.meta.json", json.dumps({"url": "https://example.org/a", "fetched_at": "2026-01-02", "shelf": 7}))
    put(raw, "b.txt.meta.json", "{broken")
    put(raw, "lost.html.meta.json", "{}")
    ingest(raw, clean)
    metadata = json.loads((clean / "documents/a.json").read_bytes())
    assert (metadata["url"], metadata["fetched_at"]) == ("https://example.org/a", "2026-01-02")
    assert metadata["extra"] == {"shelf": 7}
    assert outcomes(clean)["b.txt"] == "cleaned"
    assert outcomes(clean)["lost.html.meta.json"] == "lonely-sidecar"
    put(raw, "a.txt.meta.json", json.dumps({"url": "https://example.org/other"}))
    assert ingest(raw, clean).cleaned == 1
    assert json.loads((clean / "documents/a.json").read_bytes())["url"] == "https://example.org/other"
    check(clean)


def test_of_equal_texts_the_first_source_is_published(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    write(raw, c__txt=story("b"), d__txt=story("b"))
    ingest(raw, clean)
    assert outcomes(clean) == {
        "a.txt": "cleaned", "b.txt": "cleaned", "c.txt": "duplicate", "d.txt": "duplicate", "empty.txt": "empty",
    }  # fmt: skip
    assert receipts(clean)["d.txt"]["duplicate_of"] == receipts(clean)["b.txt"]["id"]
    check(clean)
    put(raw, "aa.txt", story("b"))  # a new first one
    ingest(raw, clean)
    assert outcomes(clean)["b.txt"] == "duplicate"
    check(clean)


def test_a_duplicate_takes_the_place_of_its_original(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    write(raw, c__txt=story("b"), d__txt=story("b"))
    ingest(raw, clean)
    put(raw, "b.txt", story("something else"))
    ingest(raw, clean)
    assert outcomes(clean)["c.txt"] == "cleaned"
    assert text(clean, "c.txt") == story("b")
    assert receipts(clean)["d.txt"]["duplicate_of"] == receipts(clean)["c.txt"]["id"]
    check(clean)
    fresh = tmp_path / "fresh"
    ingest(raw, fresh)
    assert tree(clean) == tree(fresh)


def test_what_is_gone_from_raw_is_kept_and_counted(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    (raw / "a.txt").unlink()
    put(raw, "new.txt", story("new"))
    summary = ingest(raw, clean)
    assert (summary.gone, summary.total, summary.cleaned) == (1, 3, 1)
    assert text(clean, "a.txt") == story("a")


def test_a_document_moves_into_quarantine_and_out_again(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    put(raw, "a.txt", b"\x00\x01\x02\x03" * 50)
    assert ingest(raw, clean).in_quarantine == 2
    check(clean)
    put(raw, "a.txt", story("a"))
    put(raw, "empty.txt", story("not empty any more"))
    assert ingest(raw, clean).in_quarantine == 0
    check(clean)


def test_the_result_does_not_depend_on_workers_shards_or_order(tmp_path: Path) -> None:
    numbers = list(range(40))
    trees = []
    for seed, settings in enumerate([{}, {"workers": 2, "batch_size": 3}, {"workers": 2, "batch_size": 7}]):
        raw = tmp_path / f"raw{seed}"
        for n in random.Random(seed).sample(numbers, len(numbers)):
            put(raw, f"{n % 4}/{n}.txt", story(str(n % 30)) + "\n\nf\n" * (n % 3))
        ingest(raw, tmp_path / f"clean{seed}", **settings)
        check(tmp_path / f"clean{seed}")
        trees.append(tree(tmp_path / f"clean{seed}"))
    assert trees[0] == trees[1] == trees[2]


def test_containers_hold_many_documents(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    rows = [{"url": f"https://example.org/{n}", "text": story(str(n))} for n in range(50)]
    put(raw, "rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    summary = ingest(raw, clean)
    assert (summary.total, summary.cleaned) == (53, 52)
    check(clean)
    assert ingest(raw, clean).unchanged == 53
    rows[7]["text"] = story("seven")
    put(raw, "rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    before = tree(clean)
    assert ingest(raw, clean).unchanged == 3
    assert len({path for path, digest in tree(clean).items() if before.get(path) != digest}) == 3
    check(clean)


def test_raw_is_never_written_to(raw: Path, tmp_path: Path) -> None:
    before = tree(raw)
    ingest(raw, tmp_path / "clean")
    assert tree(raw) == before
    ingest(raw, raw / "clean")  # inside raw/: not taken for input by the next run
    assert ingest(raw, raw / "clean").total == 3


def test_wrong_settings_are_told_in_a_line(raw: Path, tmp_path: Path) -> None:
    put(tmp_path, "file", "")
    for wrong in (
        {"raw": tmp_path / "nowhere"}, {"raw": tmp_path / "file"}, {"clean": tmp_path / "file"}, {"clean": raw},
        {"clean": tmp_path}, {"workers": 0}, {"deadline": 0}, {"batch_size": 0},
    ):  # fmt: skip
        arguments = {"raw": raw, "clean": tmp_path / "clean"} | wrong
        with pytest.raises(ConfigurationError) as caught:
            ingest(**arguments)
        assert len(str(caught.value).splitlines()) == 1


def test_a_folder_with_somebodys_readme_is_no_clean(raw: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "docs", "README.md", "# My notes")
    with pytest.raises(ConfigurationError, match=r"would overwrite or remove .*docs/README\.md"):
        ingest(raw, tmp_path / "docs")
    assert mine.read_text() == "# My notes" and list(mine.parent.iterdir()) == [mine]
    clean = tmp_path / "clean"
    ingest(raw, clean)
    (clean / "manifest.jsonl").unlink()  # the README is ours all the same
    assert ingest(raw, clean).cleaned == 2


@pytest.mark.parametrize("name", ["documents/a.txt", "quarantine/x/b.json", "jsonl_gz/notes", "jsonl_gz/kept/x"])
def test_files_that_no_run_has_written_are_never_overwritten(raw: Path, tmp_path: Path, name: str) -> None:
    clean = tmp_path / "clean"
    mine = put(clean, name, "precious")
    (clean / ".winnow").mkdir()  # left by a command that found nothing to do here
    arguments = ["ingest", str(raw), str(clean), "--also", "jsonl.gz", "--prefect", "never", "--workers", "1"]
    with pytest.raises(ConfigurationError, match=f"clean/{name}.*name a folder of its own"):
        ingest(raw, clean, also=("jsonl.gz",))
    assert main(arguments) == USAGE
    assert mine.read_text() == "precious"
    assert tree(clean, books=True).keys() == {name}
    if name.startswith("jsonl_gz"):
        ingest(raw, clean)  # it is in nobody's way
        with pytest.raises(ConfigurationError, match="clean/jsonl_gz/"):
            ingest(raw, clean, also=("jsonl.gz",))
        assert mine.read_text() == "precious"


def test_a_damaged_manifest_is_named(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    (clean / "manifest.jsonl").write_text("{}\nnonsense\n")
    with pytest.raises(ConfigurationError, match=r"line 1 of .*manifest\.jsonl"):
        ingest(raw, clean)


@pytest.mark.parametrize(("number", "is_tried_again"), [(errno.EIO, True), (errno.ENOSPC, False)])
def test_a_disk_that_stumbles_is_tried_again_and_a_full_one_is_not(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_tried_again: bool
) -> None:
    clean, real, tried = tmp_path / "clean", Run.clean, []

    def stumbles(run: Run, jobs: Sequence[Job]) -> None:
        tried.append(len(jobs))
        if len(tried) == 1:
            raise WorkFailed(number, os.strerror(number))
        real(run, jobs)

    monkeypatch.setattr(Run, "clean", stumbles)
    monkeypatch.setattr("flows.runs.direct.time.sleep", lambda _: None)
    if not is_tried_again:
        with pytest.raises(WorkFailed, match="No space left"):
            ingest(raw, clean)
    assert ingest(raw, clean).cleaned == 2
    assert tried == [3, 3]
    check(clean)


def test_losing_the_bookkeeping_costs_nothing_but_time(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw, clean)
    before = tree(clean)
    (clean / ".winnow" / "seen").unlink()
    assert ingest(raw, clean).unchanged == 3
    assert tree(clean) == before


def test_a_second_run_gives_way_if_told_to(raw: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    with locked(clean / ".winnow" / "lock", wait=True), pytest.raises(Busy, match=r"wait = true in winnow\.toml"):
        ingest(raw, clean, wait=False)
    assert ingest(raw, clean, wait=False).cleaned == 2


def test_a_run_that_waits_says_so_when_it_begins_to_wait(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held, lines, clean = ExitStack(), Lines(), tmp_path / "clean"
    ingest(raw, clean)
    held.enter_context(locked(clean / ".winnow" / "lock", wait=True))

    def watch(progress: Progress) -> None:
        lines(progress)
        held.close()

    summary = run(Settings(raw, clean, now=NOW), prefect="never", progress=watch)
    assert capsys.readouterr().err == "waiting for another run on the same clean documents\n"
    assert summary.notes[0].startswith("waited 0 s for another run on")
