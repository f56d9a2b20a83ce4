"""Readers hold one document at a time, however many there are."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def reading() -> ModuleType:
    """The benchmark, with texts that are made in no time."""
    path = Path(__file__).parent.parent / "benchmarks" / "reading.py"
    spec = importlib.util.spec_from_file_location("reading_benchmark", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    vars(module)["text"] = lambda number, words=250: f"{number} ferry harbour wind island mayor" * (words // 5)
    return module


@pytest.mark.parametrize(
    ("kind", "count"), [("jsonl", 40_000), ("json", 40_000), ("csv", 40_000), ("zip", 500), ("tar.gz", 500)]
)
def test_ten_times_the_documents_take_no_more_memory(
    reading: ModuleType, kind: str, count: int, tmp_path: Path
) -> None:
    _, _, small = reading.measure(kind, count // 10, tmp_path)
    _, _, large = reading.measure(kind, count, tmp_path)
    assert large <= reading.LIMIT * small
