"""A sidecar says what it wants in whatever shape its scraper writes; the document is cleaned all the same."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from ingesting import check, ingest, outcomes, put, story

from cleaners import CleanDocument, Policy, RawDocument, clean_many
from flows.books.catalog import EndOfFile
from flows.books.pending import content_of
from flows.books.plan import Job, Plan
from flows.raw.sources import discover
from flows.workers.loading import Loaded, load


def text(name: str) -> str:
    return f"{story(name)}\n\nShare this article"


def beside(tmp_path: Path, *sidecars: dict[str, Any]) -> list[dict[str, Any]]:
    """The metadata of texts with these sidecars."""
    names = [f"{number}.txt" for number in range(len(sidecars))]
    for name, fields in zip(names, sidecars, strict=True):
        put(tmp_path / "raw", name, text(name))
        put(tmp_path / "raw", f"{name}.meta.json", json.dumps(fields))
    ingest(tmp_path / "raw", tmp_path / "clean")
    assert outcomes(tmp_path / "clean") == dict.fromkeys(names, "cleaned")
    check(tmp_path / "clean")
    return [json.loads((tmp_path / f"clean/documents/{n}.json").read_bytes()) for n in range(len(sidecars))]


def test_authors_in_whatever_shape(tmp_path: Path) -> None:
    said: list[tuple[Any, list[str]]] = [
        ({"@type": "Person", "name": "Jane Roe"}, ["Jane Roe"]),
        ([{"name": "Jane Roe"}, {"name": "Max Poe"}], ["Jane Roe", "Max Poe"]),
        (["Jane Roe", 7, None, ["Max"]], ["Jane Roe"]),
        ("Jane Roe", ["Jane Roe"]),
        ([{"key": 1}], []),
    ]
    found = beside(tmp_path, *({"author": value} for value, _ in said))
    assert [each["authors"] for each in found] == [authors for _, authors in said]


def test_a_language_that_is_no_bare_code_does_not_switch_the_rules_off(tmp_path: Path) -> None:
    said: list[Any] = ["en-US", "EN", "en_GB", "eng", "English", "und", "mul", ["en"], " "]
    found = beside(tmp_path, *({"language": value} for value in said))
    assert [(each["language"], each["removals"]) for each in found] == [("en", {"share-bar": 1})] * len(said)


def test_what_cannot_be_a_fact_is_passed_on_and_every_value_can_be_written(tmp_path: Path) -> None:
    fields = {"title": {"main": "Rents"}, "published": 1_700_000_000, "url": 5, "score": float("nan"), "tag": "\ud800"}
    (found,) = beside(tmp_path, fields)
    assert (found["title"], found["published"], found["url"]) == (None, "2023-11-14T22:13:20+00:00", None)
    assert found["extra"] == {"title (sidecar)": {"main": "Rents"}, "url (sidecar)": 5, "tag": "\ufffd"}


def test_hints_of_the_library_that_are_no_names_do_not_raise() -> None:
    (found,) = clean_many([RawDocument(text("Anna"), hints={"authors": [{"name": "Jane Roe"}, 7]})])
    assert isinstance(found, CleanDocument)


def test_a_sidecar_that_vanishes_during_the_run_does_not_take_the_document_along(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", text("Anna"))
    beside = put(tmp_path, "a.txt.meta.json", "{}")
    (source,) = discover(tmp_path)
    beside.unlink()
    plan = Plan(raw=str(tmp_path), clean=tmp_path, policy=Policy(), fingerprint="", now="", max_bytes=1_000_000)
    loaded, end = load(Job(source), plan)
    assert isinstance(loaded, Loaded) and isinstance(loaded.document, RawDocument)
    assert isinstance(end, EndOfFile) and end.seen.content


def test_a_number_without_end_or_a_nest_without_bottom_costs_nothing_else(tmp_path: Path) -> None:
    deep = '{"url": "https://example.org/a", "deep": ' + '{"a":' * 900 + "1" + "}" * 901
    put(tmp_path / "raw", "a.txt", text("Anna"))
    put(tmp_path / "raw", "a.txt.meta.json", '{"title": "Anna", "published": ' + "9" * 400 + "}")
    put(tmp_path / "raw", "b.txt", text("Berta"))
    put(tmp_path / "raw", "b.txt.meta.json", deep)
    ingest(tmp_path / "raw", tmp_path / "clean")
    assert outcomes(tmp_path / "clean") == {"a.txt": "cleaned", "b.txt": "cleaned"}
    check(tmp_path / "clean")
    first, second = (json.loads((tmp_path / f"clean/documents/{n}.json").read_bytes()) for n in "ab")
    assert (first["title"], first["extra"]) == ("Anna", {"published (sidecar)": "9" * 400})
    assert second["url"] == "https://example.org/a" or second["extra"] == {"sidecar": "unreadable"}


def extras(clean: Path, *names: str) -> list[dict[str, Any]]:
    return [json.loads((clean / f"documents/{name}.json").read_bytes())["extra"] for name in names]


def test_a_sidecar_that_is_no_file_in_raw_costs_only_what_it_says(tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    for name in "abcd":
        put(raw, f"{name}.txt", text(name))
    put(raw, ".shared.json", '{"title": "x"}')
    (raw / "a.txt.meta.json").symlink_to(".shared.json")
    (raw / "b.txt.meta.json").symlink_to("nowhere")
    (raw / "c.txt.meta.json").symlink_to(put(tmp_path, "outside.json", '{"title": "secret"}'))
    os.mkfifo(raw / "d.txt.meta.json")
    for _ in range(2):
        ingest(raw, clean)
        assert outcomes(clean) == {f"{name}.txt": "cleaned" for name in "abcd"}
        check(clean)
    assert ingest(raw, clean).unchanged == 4
    assert json.loads((clean / "documents/a.json").read_bytes())["title"] == "x"
    said = [extra["sidecar"].partition(":")[0] for extra in extras(clean, *"bcd")]
    assert said == ["dangling-link", "outside-raw", "not-a-file"]
    (raw / "b.txt.meta.json").unlink()
    (raw / "c.txt.meta.json").unlink()
    put(raw, "c.txt.meta.json", "{}")
    assert ingest(raw, clean).cleaned == 2
    assert extras(clean, "b", "c") == [{}, {}]


def test_a_sidecar_that_may_not_be_read_costs_only_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.txt", text("Anna"))
    put(tmp_path, "a.txt.meta.json", '{"title": "x"}')
    (source,) = discover(tmp_path)
    plan = Plan(raw=str(tmp_path), clean=tmp_path, policy=Policy(), fingerprint="", now="", max_bytes=1_000_000)
    readable = content_of(source, plan.raw)
    real = os.open

    def closed(path: Any, *arguments: Any, **more: Any) -> int:
        if str(path).endswith(".meta.json"):
            raise PermissionError(13, os.strerror(13), path)
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "open", closed)
    loaded, end = load(Job(source), plan)
    assert isinstance(loaded, Loaded) and isinstance(loaded.document, RawDocument)
    assert loaded.document.hints["sidecar"].startswith("unreadable: the sidecar cannot be read (Permission denied)")
    assert isinstance(end, EndOfFile) and end.seen.signature == ""
    assert end.seen.content == content_of(source, plan.raw) != readable
