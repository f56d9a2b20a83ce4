"""A run in a process of its own that is killed at the n-th change it makes to the disk; see dying.py."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CODE = "import dying, pickle, sys; from ingesting import ingest; raw, clean, settings = pickle.load(sys.stdin.buffer); "
RUN = "ingest(raw, clean, **settings)"


def every(nth: int) -> int:
    """How far the writes that are killed lie apart: `nth` every day, each of them if WINNOW_THOROUGH is set."""
    return 1 if os.environ.get("WINNOW_THOROUGH") else nth


def killed_at(count: int, raw: Path, clean: Path, **settings: Any) -> bool:
    """Ingest with these settings, and die at the n-th change. False if there were fewer."""
    _counter(clean).unlink(missing_ok=True)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]),
        "WINNOW_WORKER_HOOK": "dying",
        "WINNOW_DIE_AT": str(count),
        "WINNOW_DIE_COUNT": str(_counter(clean)),
    }
    told = pickle.dumps((raw, clean, settings))
    done = subprocess.run([sys.executable, "-c", CODE + RUN], input=told, env=environment, check=False, timeout=120)
    assert done.returncode in (0, -9)
    return done.returncode != 0


def changes(clean: Path) -> int:
    """How many changes the last of these runs came to."""
    return _counter(clean).stat().st_size


def _counter(clean: Path) -> Path:
    return clean.parent / f"{clean.name}-count"
