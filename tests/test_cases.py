"""Written documents and what should become of each; the laws hold on all of them.

A case is a folder: the raw document (``raw.*``, or a sample that `raw` in ``expected.toml`` names), ``clean.txt`` as a
careful reader would make it, and ``expected.toml`` with facts and removals. What we still owe lies in
``known-failures/`` and must fail: once it passes, it moves.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners import CleanDocument, Label, Policy, RawDocument, clean, clean_many
from flows.cli import single

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
DONE = sorted(path.parent.name for path in (CASES / "documents").glob("*/expected.toml"))
OWED = sorted(path.parent.name for path in (CASES / "known-failures").glob("*/expected.toml"))


def folder(name: str) -> Path:
    return next(CASES.glob(f"*/{name}"))


@cache
def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((folder(name) / "expected.toml").read_text("utf-8"))


def raw_path(name: str) -> Path:
    """The raw document: beside the expectations, or a sample in raw/."""
    if "raw" in expected(name):
        return Path(ROOT, expected(name)["raw"])
    return next(path for path in sorted(folder(name).glob("raw.*")) if not path.name.endswith(".meta.json"))


@cache
def cleaned(name: str) -> CleanDocument:
    return single.cleaned(single.read(str(raw_path(name))), Policy())


def check_text(name: str) -> None:
    assert cleaned(name).text + "\n" == (folder(name) / "clean.txt").read_text("utf-8")


def check_facts(name: str) -> None:
    metadata = cleaned(name).metadata
    wanted = expected(name).get("facts", {})
    assert {key: metadata[key] for key in wanted} == wanted
    assert not [key for key in expected(name).get("absent", ()) if metadata[key]]


def check_removals(name: str) -> None:
    """Every expected piece went under its label; if `removed` is given at all, nothing else went."""
    found = [(str(r.label), r.text.strip()) for r in cleaned(name).removals if r.label != Label.WHITESPACE]
    for piece in expected(name).get("removed", ()):
        match = next((f for f in found if f[0] == piece["label"] and f[1].startswith(piece["starts"])), None)
        assert match, f"{piece} is not among {found}"
        found.remove(match)
    assert "removed" not in expected(name) or not found


@pytest.mark.parametrize("name", DONE)
def test_the_text_is_what_a_reader_would_keep(name: str) -> None:
    check_text(name)


@pytest.mark.parametrize("name", DONE)
def test_the_facts_are_known(name: str) -> None:
    check_facts(name)


@pytest.mark.parametrize("name", DONE)
def test_every_removal_has_its_label(name: str) -> None:
    check_removals(name)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xfail(strict=True)) for name in OWED])
def test_what_we_still_owe(name: str) -> None:
    check_text(name)
    check_facts(name)
    check_removals(name)


@pytest.mark.parametrize("name", DONE + OWED)
def test_nothing_is_lost_and_the_books_balance(name: str) -> None:
    document = cleaned(name)
    assert document.restore() == document.document.text
    removed = sum(len(removal.text) for removal in document.removals)
    assert len(document.document.text) == len(document.text) + removed
    for removal in document.removals:
        assert document.document.slice(removal.span) == removal.text
        seen = removal.span.start + len(removal.text) - len(removal.text.lstrip() or removal.text)
        assert document.document.text.count("\n", 0, seen) + 1 == removal.line


@pytest.mark.parametrize("name", DONE + OWED)
def test_cleaning_the_clean_text_changes_nothing(name: str) -> None:
    text = cleaned(name).text
    assert clean(text, media_type="text/plain").text == text


def test_company_makes_no_difference() -> None:
    """The same bytes come out whichever documents are in the batch, in whichever order."""
    raws = [single.read(str(raw_path(name))) for name in DONE]
    alone = [cleaned(name) for name in DONE]
    for order in (raws, raws[::-1]):
        results = {result.document.source: result for result in clean_many(order) if isinstance(result, CleanDocument)}
        assert [results[document.document.source].text for document in alone] == [document.text for document in alone]
        assert [results[d.document.source].metadata for d in alone] == [d.metadata for d in alone]


def test_lines_may_end_as_on_other_systems() -> None:
    """The text is the same with the line ends of Windows."""
    raw = single.read(str(raw_path("harbour-gazette-ferry")))
    assert isinstance(raw.body, bytes)
    windows = RawDocument(raw.body.replace(b"\n", b"\r\n"), media_type="text/plain")
    (result,) = clean_many([windows])
    assert isinstance(result, CleanDocument)
    assert result.text.replace("\r\n", "\n") == cleaned("harbour-gazette-ferry").text


def test_every_sample_in_raw_is_a_case() -> None:
    """What a newcomer sees first is what is tested."""
    samples = {p.relative_to(ROOT).as_posix() for p in (ROOT / "raw").rglob("*") if p.is_file()}
    samples = {name for name in samples if not name.endswith((".meta.json", ".gitkeep"))}
    assert len(samples) >= 8
    assert samples == {expected(name)["raw"] for name in DONE if "raw" in expected(name)}
