"""Floors under the quality of pages, on a sample of the development pages if they are there."""

from __future__ import annotations

import importlib.util
import statistics

import pytest

from benchmarks import quality_html
from benchmarks.paths import bench_folder

BENCH = bench_folder()
EVERY = 29
FLOOR = 0.90
"""Mean word F1 of the sample. The shipped model has seen these pages: this guards against breakage, and the
out-of-fold figures in the model's card say how good it is."""

pytestmark = pytest.mark.skipif(not (BENCH / "score_html.py").exists(), reason="no development pages here")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, float]]:
    spec = importlib.util.spec_from_file_location("score_html", BENCH / "score_html.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = scorer.load_gold(BENCH / "wcxb-dev")
    found, _ = quality_html.answers(quality_html.winnow, BENCH, EVERY)
    rows: list[dict[str, float]] = scorer.score({key: gold[key] for key in found}, found)
    return rows


def test_main_content_does_not_fall_below_the_floor(rows: list[dict[str, float]]) -> None:
    assert statistics.mean(row["f1"] for row in rows) >= FLOOR


def test_titles_authors_and_dates_of_articles(rows: list[dict[str, float]]) -> None:
    for name, floor in (("title", 0.89), ("authors", 0.76), ("date", 0.88)):
        values = [row[name] for row in rows if row.get(name) is not None]
        assert statistics.mean(values) >= floor
