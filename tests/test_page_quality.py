"""Floors under the quality of pages, on a sample of the development pages if they are there."""

from __future__ import annotations

import importlib.util
import os
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("WINNOW_BENCH") or ROOT.parent / "shared" / "benchmarks")
EVERY = 29
FLOOR = 0.86
"""Mean word F1 of the sample. The shipped model has seen these pages: this guards against breakage, and the
out-of-fold figures in the model's card say how good it is."""

pytestmark = pytest.mark.skipif(not (BENCH / "score_html.py").exists(), reason="no development pages here")


def _load(path: Path, name: str) -> object:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(monkeypatch_module: pytest.MonkeyPatch) -> list[dict[str, float]]:
    monkeypatch_module.syspath_prepend(str(ROOT / "benchmarks"))
    scorer, quality = (
        _load(BENCH / "score_html.py", "score_html"),
        _load(ROOT / "benchmarks/quality_html.py", "quality"),
    )
    gold = scorer.load_gold(BENCH / "wcxb-dev")  # type: ignore[attr-defined]
    found, _ = quality.answers(quality.winnow, BENCH, EVERY)  # type: ignore[attr-defined]
    return scorer.score({key: gold[key] for key in found}, found)  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(scope="module")
def monkeypatch_module() -> object:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_main_content_does_not_fall_below_the_floor(rows: list[dict[str, float]]) -> None:
    assert statistics.mean(row["f1"] for row in rows) >= FLOOR


def test_titles_and_dates_of_articles(rows: list[dict[str, float]]) -> None:
    for name, floor in (("title", 0.75), ("date", 0.75)):
        values = [row[name] for row in rows if row.get(name) is not None]
        assert statistics.mean(values) >= floor
