"""What all tests share: a place for Prefect that is not the user's; colours and widths that do not depend on them."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything imports Prefect, here and in the processes that tests start.
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="winnow-prefect-")
os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
for name in ("PREFECT_API_URL", "PREFECT_PROFILE", "SOURCE_DATE_EPOCH", "WINNOW_DEBUG", "FORCE_COLOR", "COLUMNS"):
    os.environ.pop(name, None)
os.environ["NO_COLOR"] = "1"

collect_ignore = [path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")]
"""Modules that tests import or start; some of them misbehave on purpose."""


LONGEST = (
    "prefect", "flows_pool", "operation", "flows_torn", "cluster", "reach", "writers_torn", "flows_torn_rules",
    "quality_text", "page_quality", "provenance_torn", "readers_memory", "cli", "laws", "page",
)  # fmt: skip
"""Files that take longest, many of them by waiting: begun first, or one core would be idle at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {f"test_{name}.py": rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are no name: those of gzip hold the second at which they were made, and processes that collect the tests at
    different ones did not agree on what there is to test."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs in this process take over the workers of earlier ones. Where workers are what is tested, a module says
    otherwise with a fixture of this name."""
    from kept import Kept

    from flows.runs import run

    monkeypatch.setattr(run, "Pool", Kept)


@pytest.fixture(autouse=True)
def same_signals() -> Iterator[None]:
    """Commands let a closed pipe end the process; the test process has to survive that."""
    before = signal.getsignal(signal.SIGPIPE)
    yield
    signal.signal(signal.SIGPIPE, before)
