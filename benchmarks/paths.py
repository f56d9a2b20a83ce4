"""Where the development data lies: ``WINNOW_BENCH``, or ``../shared/benchmarks`` beside the project."""

from __future__ import annotations

import os
from pathlib import Path


def bench_folder() -> Path:
    """The folder with the development data; it may not exist."""
    default = Path(__file__).resolve().parents[2] / "shared" / "benchmarks"
    return Path(os.environ.get("WINNOW_BENCH") or default)
