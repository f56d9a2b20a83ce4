"""Names, receipts and books: whatever a file is called, and in whatever order things come."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.books.catalog import Catalog, EndOfFile, Seen, ended, entry
from flows.books.duplicates import settle
from flows.books.ledger import Ledger
from flows.books.pending import History
from flows.books.receipts import Receipt, checked
from flows.raw.names import OUTPUTS, document_id, file_key, source_key, stem
from flows.raw.sources import discover
from flows.writers import atomic

file_names = (
    st.binary(min_size=1, max_size=300)
    .filter(lambda name: not {0, ord("/")} & set(name) and name not in (b".", b".."))
    .map(os.fsdecode)
)
paths = st.lists(file_names, min_size=1, max_size=4).map("/".join)
texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(paths)
def test_a_key_is_one_line_of_unicode_and_leads_back_to_its_file(path: str) -> None:
    key = source_key(path)
    assert os.fsdecode(unquote_to_bytes(key)) == path
    assert key.encode().decode() == key
    assert len(key.splitlines()) == 1
    assert "#" not in key and file_key(key + "#12") == key


@given(paths)
def test_a_stem_can_be_written(path: str) -> None:
    parts = stem(source_key(path)).split("/")
    assert not {"", ".", ".."} & set(parts)
    assert all(len((part + suffix).encode()) <= 255 for part in parts for suffix in OUTPUTS)
    assert len("/".join(parts).encode()) < 2000


@given(st.lists(st.sampled_from(["", ".", "..", "etc", "a"]), min_size=1, max_size=5).map("/".join))
def test_a_member_of_an_archive_cannot_climb_out(member: str) -> None:
    parts = stem("a.zip#" + member).split("/")
    assert not {"", ".", ".."} & set(parts)


@given(st.sets(paths, min_size=2, max_size=8))
def test_no_two_files_share_an_id_or_a_path(many: set[str]) -> None:
    keys = {source_key(path) for path in many}
    assert len(keys) == len(many)
    assert len({document_id(key) for key in keys}) == len(keys)
    assert len({stem(key) for key in keys}) == len(keys)


receipts = st.builds(
    Receipt,
    source=texts.map(lambda t: "s" + "".join(t.splitlines())),
    outcome=st.sampled_from(["cleaned", "duplicate", "quarantined"]),
    fingerprint=texts,
    detail=st.none() | texts,
    sha256_raw=st.none() | texts,
    chars=st.none() | st.integers(0),
    removals=st.dictionaries(texts, st.integers(1), max_size=3),
)


def ledger(*entries: Receipt) -> Ledger:
    found = Ledger()
    for receipt in entries:
        found[receipt.source] = receipt
    return found


@given(st.lists(receipts, max_size=5), st.lists(receipts, max_size=5), st.data())
def test_a_ledger_is_a_dictionary_that_leaves_the_one_below_alone(
    below: list[Receipt], above: list[Receipt], data: st.DataObject
) -> None:
    lower, plain = ledger(*below), {receipt.source: receipt for receipt in below}
    upper, expected = Ledger(lower), dict(plain)
    for receipt in above:
        upper[receipt.source] = expected[receipt.source] = receipt
        gone = data.draw(st.none() | st.sampled_from(sorted(expected)))
        if gone is not None:
            del upper[gone], expected[gone]
            assert gone not in upper
    assert lower == plain
    assert upper == expected
    assert len(upper) == len(expected) == len(list(upper))
    assert dict(upper.columns("outcome")) == {source: (receipt.outcome,) for source, receipt in expected.items()}
    differing = {s for s in plain.keys() | expected.keys() if plain.get(s) != expected.get(s)}
    assert differing <= upper.touched()
    assert differing == {s for s in upper.touched() if not upper.is_as_in(lower, s)}


@given(receipts)
def test_a_receipt_survives_its_line(receipt: Receipt) -> None:
    line = receipt.line()
    read = Ledger()
    read.enter(receipt.source, checked(json.loads(line)))
    assert read[receipt.source] == receipt
    assert "\n" not in line
    assert list(json.loads(line)) == list(json.loads(Receipt(source="", outcome="cleaned", fingerprint="").line()))


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"), st.booleans()), unique_by=lambda t: t[0]),
    st.randoms(use_true_random=False),
)
def test_who_is_a_duplicate_does_not_depend_on_order(
    documents: list[tuple[str, str, bool]], chance: random.Random
) -> None:
    made = [
        Receipt(source=s, outcome="cleaned" if published else "duplicate", fingerprint="f", sha256_text=text)
        for s, text, published in documents
    ]
    present = {receipt.source for receipt in made}
    first = ledger(*made)
    promoted = settle(first, present=present)
    chance.shuffle(made)
    second = ledger(*made)
    assert settle(second, present=present) == promoted
    assert first == second
    firsts = {text: min(s for s, t, _ in documents if t == text) for _, text, _ in documents}
    assert promoted == tuple(sorted(s for s, text, published in documents if s == firsts[text] and not published))
    for source, text, _ in documents:
        if source != firsts[text]:
            assert (first[source].outcome, first[source].duplicate_of) == ("duplicate", document_id(firsts[text]))


def test_a_duplicate_whose_raw_file_is_gone_goes_with_its_text() -> None:
    gone = Receipt(source="b", outcome="duplicate", fingerprint="f", sha256_text="x")
    alone = ledger(gone)
    assert settle(alone, present={"b"}) == ("b",)
    assert settle(alone, present=set()) == ()
    assert alone == {}


@pytest.mark.parametrize(
    ("reason", "asked", "tried"),
    [
        ("bug", False, True), ("missing-package", False, True), ("unreadable", False, True), ("timeout", False, False),
        ("timeout", True, True), ("crashed", True, True), ("out-of-memory", True, True), ("empty", True, False),
    ],
)  # fmt: skip
def test_what_may_go_better_today_is_tried_again(reason: str, asked: bool, tried: bool) -> None:
    aside = Receipt(source="a.zip#b.txt", outcome="quarantined", fingerprint="f", reason=reason)
    assert History(ledger(aside), iter(())).worth_another_try(retry=asked) == ({"a.zip"} if tried else set())


def test_the_torn_end_of_a_journal_is_not_believed(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    catalog.journals.mkdir(parents=True)
    receipt = Receipt(source="a.txt", outcome="cleaned", fingerprint="f")
    journal = catalog.journal(3, 1)
    atomic.append(journal, entry(receipt) + ended(EndOfFile("a.txt", Seen("1:2:3", "c"))))
    atomic.append(journal, entry(receipt)[:-9])
    found = catalog.journaled()
    assert dict(found.receipts) == {"a.txt": receipt}
    assert found.seen == {"a.txt": Seen("1:2:3", "c")}
    assert catalog.next_run() == 4
    assert catalog.journaled(since=4).receipts == {}


def test_a_batch_shows_whole_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = tmp_path / "staging"
    atomic.empty(staging)
    staged = atomic.StagedFiles(staging)
    staged.add(tmp_path / "out/a", b"new")
    staged.add(tmp_path / "out/b", b"new")
    assert not (tmp_path / "out").exists()
    staged.publish()
    assert (tmp_path / "out/a").read_bytes() == (tmp_path / "out/b").read_bytes() == b"new"
    assert not list(staging.iterdir())
    before = (tmp_path / "out/a").stat()
    assert atomic.write(tmp_path / "out/a", b"new", staging=staging) is False
    assert (tmp_path / "out/a").stat() == before

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        atomic.write(tmp_path / "out/a", b"newer", staging=staging)
    assert (tmp_path / "out/a").read_bytes() == b"new"


def test_many_files_are_synced_one_by_one_where_the_system_cannot_do_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_syncfs", lambda: None)
    atomic.empty(tmp_path / "staging")
    staged = atomic.StagedFiles(tmp_path / "staging")
    for n in range(9):
        staged.add(tmp_path / str(n), str(n).encode())
    staged.publish()
    assert [(tmp_path / str(n)).read_text() for n in range(9)] == list("012345678")


def test_discovery_is_sorted_and_knows_sidecars(tmp_path: Path) -> None:
    for name in (
        "b.html",
        "b.html.meta.json",
        "a/c.txt",
        "a/c.txt.gz",
        "a/c.txt.gz.meta.json",
        "a/d.txt.meta.json",
        ".x",
    ):
        atomic.empty((tmp_path / name).parent) if not (tmp_path / name).parent.exists() else None
        (tmp_path / name).write_text("x")
    found = {source.key: (source.sidecar, source.trouble and source.trouble[0]) for source in discover(tmp_path)}
    assert list(found) == sorted(found)
    assert found == {
        "a/c.txt": (None, None), "a/c.txt.gz": ("a/c.txt.gz.meta.json", None),
        "a/d.txt.meta.json": (None, "lonely-sidecar"), "b.html": ("b.html.meta.json", None),
    }  # fmt: skip


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux that is always full")
def test_a_full_disk_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic.StagedFiles, "_next", lambda _: Path("/dev/full"))
    writes: dict[Path, Callable[[], object]] = {
        tmp_path / "a": lambda: atomic.write(tmp_path / "a", b"x", staging=tmp_path),
        tmp_path / "b": lambda: atomic.write_lines(tmp_path / "b", [b"x"], staging=tmp_path),
        Path("/dev/full"): lambda: atomic.append(Path("/dev/full"), b"x"),
    }
    for path, write in writes.items():
        with pytest.raises(OSError) as raised:
            write()
        assert atomic.explained(raised.value).startswith(f"{path}: No space left on device; make room there and run")
