"""All documents in a few files: the same bytes again, one shard a change, whole at any moment; and the contract."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from ingesting import BANNER, ingest, put, receipts, story, tree

from cleaners.errors import ConfigurationError
from flows.books import contract
from flows.books.catalog import Catalog
from flows.books.ledger import Ledger
from flows.books.receipts import Receipt
from flows.writers import shards

jsonschema = pytest.importorskip("jsonschema")
NAMES = [f"Bird {n}" for n in range(12)]


def raw_folder(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    for name in NAMES:
        put(raw, f"{name}.txt", story(name))
    row = {"text": story("Auk"), "headline": "Late", "author": ["Jane Roe"], "half": "\ud83d", "n": [1, {"a": None}]}
    put(raw, "rows.jsonl", json.dumps(row).encode() + b"\n")
    return raw


def rows(clean: Path) -> list[dict[str, object]]:
    files = sorted((clean / "jsonl_gz").iterdir())
    return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]


def test_every_document_is_a_row_sorted_by_id(tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    ingest(raw_folder(tmp_path), clean, also=("jsonl.gz",))
    found = rows(clean)
    published = {r["id"]: r for r in receipts(clean).values() if r["outcome"] == "cleaned"}
    assert [row["id"] for row in found] == sorted(published)
    for row in found:
        assert list(row) == [field.name for field in contract.DOCUMENT]
        text = (clean / published[row["id"]]["path"]).read_text("utf-8")
        assert text == f"{row['text']}\n"
        jsonschema.validate(row, contract.schema("row"))
    (auk,) = (row for row in found if str(row["source"]).startswith("rows"))
    assert (auk["title"], auk["authors"]) == ("Late", ["Jane Roe"])
    assert json.loads(str(auk["extra"]))["half"] == "\ufffd"


def test_metadata_and_manifest_keep_the_contract(tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    raw = raw_folder(tmp_path)
    put(raw, "empty.txt", b"")
    put(raw, "twice.txt", story(NAMES[0]))
    put(raw, "notice.txt", f"{story('Knot')}\n\n{BANNER}")
    ingest(raw, clean)
    for path in (clean / "documents").rglob("*.json"):
        jsonschema.validate(json.loads(path.read_bytes()), contract.schema("metadata"))
    for line in (clean / "manifest.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), contract.schema("manifest"))
    assert [field.name for field in contract.RECEIPT] == list(json.loads(line))
    for of, paths in (
        ("removals", (clean / "documents").rglob("*.removals.jsonl")),
        ("changes", clean.glob("changes.jsonl")),
        ("quarantine", clean.glob("quarantine/*.json")),
    ):
        texts = [path.read_text("utf-8") for path in paths]
        found = [json.loads(line) for text in texts for line in ([text] if of == "quarantine" else text.splitlines())]
        assert [list(record) for record in found] == [[field.name for field in contract.RECORDS[of]]] * len(found) != []
        for record in found:
            jsonschema.validate(record, contract.schema(of))
    readme = (clean / "README.md").read_text("utf-8")
    assert all(f"| `{field.name}` |" in readme for fields in contract.RECORDS.values() for field in fields[2:])


def test_running_again_changes_no_byte_and_one_change_one_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 2)
    raw, clean = raw_folder(tmp_path), tmp_path / "clean"
    ingest(raw, clean, also=("jsonl.gz",))
    before = tree(clean, books=True)
    assert sum(path.startswith("jsonl_gz/") for path in before) == 8
    ingest(raw, clean)
    assert tree(clean, books=True) == before
    put(raw, f"{NAMES[3]}.txt", story("Heron"))
    ingest(raw, clean)
    after = tree(clean)
    changed = {path for path in before if path in after and before[path] != after[path]}
    assert sum(path.startswith("jsonl_gz/") for path in changed) == 1
    assert any("Heron" in str(row["text"]) for row in rows(clean))
    other = tmp_path / "other"
    ingest(raw, other, also=("jsonl.gz",))
    assert {path: digest for path, digest in tree(other).items() if path.startswith("jsonl_gz/")} == {
        path: digest for path, digest in after.items() if path.startswith("jsonl_gz/")
    }


def test_a_format_may_be_asked_for_later_and_is_dropped_with_its_folder(tmp_path: Path) -> None:
    raw, clean = raw_folder(tmp_path), tmp_path / "clean"
    ingest(raw, clean)
    assert "documents/**/*.txt" in (clean / "README.md").read_text("utf-8")
    ingest(raw, clean, also=("jsonl.gz",))
    assert len(rows(clean)) == len(NAMES) + 1
    assert "jsonl_gz/documents-*" in (clean / "README.md").read_text("utf-8")
    shutil.rmtree(clean / "jsonl_gz")
    put(raw, "new.txt", story("Heron"))
    ingest(raw, clean)
    assert not (clean / "jsonl_gz").exists()


@pytest.mark.parametrize("lost", ["Bird 3.txt", "Bird 3.json", "rows.jsonl#1.txt"])
def test_a_document_that_is_missing_is_cleaned_again_for_a_new_format(tmp_path: Path, lost: str) -> None:
    raw, clean, other = raw_folder(tmp_path), tmp_path / "clean", tmp_path / "other"
    ingest(raw, clean)
    ingest(raw, other, also=("jsonl.gz",))
    (clean / "documents" / lost).unlink()
    assert ingest(raw, clean, also=("jsonl.gz",)).cleaned == 1
    assert tree(clean) == tree(other)


def test_a_document_that_is_missing_is_named_with_the_remedy(tmp_path: Path) -> None:
    raw, clean, other = raw_folder(tmp_path), tmp_path / "clean", tmp_path / "other"
    ingest(raw, clean)
    (clean / "documents/Bird 3.json").unlink()
    with pytest.raises(ConfigurationError, match=r"touch the raw file Bird 3\.txt and run winnow ingest again"):
        shards.update(clean, ["jsonl.gz"], Catalog(clean).receipts(), earlier=Ledger())
    (raw / "Bird 3.txt").touch()
    ingest(raw, clean, also=("jsonl.gz",))
    ingest(raw, other, also=("jsonl.gz",))
    assert tree(clean) == tree(other)


@pytest.mark.parametrize("name", ["jsonl.gz", "jsonl", "parquet"])
def test_what_is_taken_from_the_old_shard_is_as_if_it_were_made_anew(name: str, tmp_path: Path) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    raw, clean, other = raw_folder(tmp_path), tmp_path / "clean", tmp_path / "other"
    ingest(raw, clean, also=(name,))
    row = {"text": story("Auk"), "headline": "Even later"}
    put(raw, "rows.jsonl", json.dumps(row).encode() + b"\n")
    (raw / f"{NAMES[5]}.txt").unlink()
    put(raw, "new.txt", story("Heron"))
    ingest(raw, clean, also=(name,))
    put(raw, f"{NAMES[5]}.txt", story(NAMES[5]))  # kept in clean/ though it was gone
    ingest(raw, other, also=(name,))
    folder = shards.FORMATS[name]
    (one,), (two,) = (clean / folder).iterdir(), (other / folder).iterdir()
    assert one.read_bytes() == two.read_bytes()
    assert "Even later" in {row["title"] for row in shards.writer(name).rows(one)}


def test_shards_are_exchanged_in_one_step_or_by_renaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for swap in (shards._swap, lambda one, other: False):
        monkeypatch.setattr(shards, "_swap", swap)
        for name, content in (("old", "1"), ("new", "2")):
            put(tmp_path, f"{name}/file", content)
        shards.exchange(tmp_path / "new", tmp_path / "old")
        assert (tmp_path / "old" / "file").read_text() == "2"
        assert not (tmp_path / "new").exists()


def test_shards_follow_from_ids_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD_DOCUMENTS", 50)
    found = (Receipt(source=f"{n}.txt", outcome="cleaned", fingerprint="f", chars=10) for n in range(300))
    published = shards.published({receipt.source: receipt for receipt in found})
    groups = shards.divided(published)
    assert len(groups) == 8
    assert [r for group in groups for r in group] == published
    shards_of = {r.id: k for k, group in enumerate(groups) for r in group}
    assert all(shards.shard_of(receipt.id, len(groups)) == shards_of[receipt.id] for receipt in published)


def test_unknown_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no format 'csv'"):
        ingest(raw_folder(tmp_path), tmp_path / "clean", also=("csv",))


def test_empty_shards_have_all_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, "empty.txt", b"")
    ingest(raw, clean, also=("parquet",))
    table = parquet.read_table(clean / "parquet")
    assert table.num_rows == 0
    assert table.column_names == [field.name for field in contract.DOCUMENT]
