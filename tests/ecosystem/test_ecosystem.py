"""Other people's tools open clean/: counts, types and text are right in each of them.

These need packages that nobody else here does (``make test-ecosystem`` installs them); each test is skipped where its
own is missing.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from ingesting import ingest, put, story

from flows.aftercare.export import export
from flows.books import contract

COUNT = 6
TYPES = {"string": str, "integer": int, "number": float, "strings": list, "counts": str, "object": str}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six documents in every format; no document has a subtitle, one has authors, names look like traps."""
    folder = tmp_path_factory.mktemp("ecosystem")
    for name in ("covid-test-results", "train", "2024", "größer/Möwe"):
        put(folder / "raw", f"{name}.txt", story(name))
    first = {"text": story("Auk"), "author": "Jane Roe", "score": 1, "tags": ["a"]}
    second = {"text": story("Skua"), "score": "high", "tags": {"b": 1}}
    put(folder / "raw", "rows.jsonl", f"{json.dumps(first)}\n{json.dumps(second)}\n")
    put(folder / "raw", "empty.txt", b"")
    ingest(folder / "raw", folder / "clean", also=("parquet", "jsonl", "jsonl.gz"))
    return folder / "clean"


@pytest.fixture(scope="module")
def texts(clean: Path) -> set[str]:
    """What is published, read by hand."""
    return {path.read_text("utf-8").removesuffix("\n") for path in (clean / "documents").rglob("*.txt")}


def check(rows: list[dict[str, Any]], texts: set[str]) -> None:
    """The rows as some tool gives them, against the contract."""
    assert len(rows) == COUNT == len(texts)
    assert {row["text"] for row in rows} == texts
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    for row in rows:
        assert list(row) == [field.name for field in contract.DOCUMENT]
        for field in contract.DOCUMENT:
            value = row[field.name]
            value = value.tolist() if hasattr(value, "tolist") else value
            missing = value is None or value != value
            assert not (missing and field.always), field.name
            assert missing or isinstance(value, TYPES.get(field.kind, bool)), (field.name, value)
    assert any(list(row["authors"]) == ["Jane Roe"] for row in rows)


def test_pyarrow(clean: Path, texts: set[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    dataset = pytest.importorskip("pyarrow.dataset")
    check(parquet.read_table(clean / "parquet").to_pylist(), texts)
    assert dataset.dataset(clean / "parquet").count_rows() == COUNT


@pytest.mark.parametrize("kind", ["parquet", "jsonl_gz", "jsonl"])
def test_pandas(clean: Path, texts: set[str], kind: str) -> None:
    pandas = pytest.importorskip("pandas")
    (path,) = (clean / kind).iterdir()
    if kind == "parquet":
        frame = pandas.read_parquet(path)
    else:
        if kind == "jsonl":
            pytest.importorskip("zstandard")
        frame = pandas.read_json(
            path, lines=True, convert_dates=False, compression="gzip" if kind == "jsonl_gz" else "zstd"
        )
    assert pandas.api.types.is_object_dtype(frame["id"]) or pandas.api.types.is_string_dtype(frame["id"])
    assert pandas.api.types.is_integer_dtype(frame["chars"])
    assert set(frame["text"]) == texts
    if kind == "parquet":
        check(frame.to_dict("records"), texts)


@pytest.mark.parametrize("kind", ["parquet", "jsonl_gz", "jsonl"])
def test_duckdb(clean: Path, texts: set[str], kind: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    reader = "read_parquet" if kind == "parquet" else "read_json"
    connection = duckdb.connect()
    found = connection.sql(f"SELECT id, text, chars, authors FROM {reader}('{clean}/{kind}/*') ORDER BY id").fetchall()
    assert {row[1] for row in found} == texts
    assert all(isinstance(row[0], str) and isinstance(row[2], int) and isinstance(row[3], list) for row in found)
    manifest = connection.sql(f"SELECT count(*) FROM read_json('{clean}/manifest.jsonl') WHERE outcome = 'cleaned'")
    assert manifest.fetchall() == [(COUNT,)]


def test_polars(clean: Path, texts: set[str]) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.scan_parquet(clean / "parquet" / "*.parquet").sort("id").collect()
    check(frame.to_dicts(), texts)
    assert frame.schema["authors"] == polars.List(polars.String)
    assert frame.schema["subtitle"] == polars.String
    assert polars.read_ndjson(clean / "manifest.jsonl", infer_schema_length=None).height == COUNT + 1


def test_what_the_documentation_shows(clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("duckdb", "pandas", "polars"):
        pytest.importorskip(name)
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    monkeypatch.chdir(clean.parent)
    names: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], names)
    assert len(names["frame"]) == len(names["days"]) == COUNT


@pytest.mark.parametrize("only", ["parquet", "jsonl.gz", "jsonl", None])
def test_datasets(tmp_path: Path, only: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    if only == "jsonl":
        pytest.importorskip("zstandard")
    put(tmp_path / "raw", "covid-test-results.txt", story("one"))
    put(tmp_path / "raw", "b.txt", story("two"))
    ingest(tmp_path / "raw", tmp_path / "clean", also=(only,) if only else ())
    found = datasets.load_dataset(str(tmp_path / "clean"), cache_dir=str(tmp_path / "cache"))
    assert list(found) == ["train"]
    train = found["train"]
    assert len(train) == 2
    assert {text.strip() for text in train["text"]} == {story("one"), story("two")}
    if only:
        assert train.column_names == [field.name for field in contract.DOCUMENT]
        assert str(train.features["subtitle"].dtype) == "string"
        assert list(train["authors"]) == [[], []]


def test_langchain(clean: Path, texts: set[str]) -> None:
    loaders = pytest.importorskip("langchain_community.document_loaders")
    found = loaders.DirectoryLoader(
        str(clean / "documents"), glob="**/*.txt", loader_cls=loaders.TextLoader, loader_kwargs={"encoding": "utf-8"}
    ).load()
    assert {document.page_content.removesuffix("\n") for document in found} == texts
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(clean / "parquet")
    rows = loaders.DataFrameLoader(frame, page_content_column="text").load()
    assert {row.page_content for row in rows} == texts
    assert all(row.metadata["id"].startswith("w") for row in rows)


def test_llama_index(clean: Path, texts: set[str]) -> None:
    core = pytest.importorskip("llama_index.core")
    found = core.SimpleDirectoryReader(str(clean / "documents"), recursive=True, required_exts=[".txt"]).load_data()
    assert {document.text.removesuffix("\n") for document in found} == texts
    paths = {os.path.basename(document.metadata["file_path"]) for document in found}
    assert "covid-test-results.txt" in paths


def test_haystack(clean: Path, texts: set[str]) -> None:
    converters = pytest.importorskip("haystack.components.converters")
    paths = sorted((clean / "documents").rglob("*.txt"))
    meta = [json.loads(path.with_suffix(".json").read_bytes()) for path in paths]
    found = converters.TextFileToDocument().run(sources=paths, meta=meta)["documents"]
    assert {document.content.removesuffix("\n") for document in found} == texts
    assert all(document.meta["language"] == "en" for document in found)


def test_datatrove(clean: Path, texts: set[str], tmp_path: Path) -> None:
    pytest.importorskip("orjson")
    readers = pytest.importorskip("datatrove.pipeline.readers")
    export(clean, tmp_path / "out", to="datatrove")
    documents = list(readers.JsonlReader(str(tmp_path / "out")).run())
    assert {document.text for document in documents} == texts
    assert [document.id for document in documents] == sorted(document.id for document in documents)
    assert all(document.metadata["words"] > 0 for document in documents)
