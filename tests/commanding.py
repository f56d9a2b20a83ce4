"""The command line as tests use it: documents to name, and the command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FERRY = str(ROOT / "raw" / "harbour-gazette-ferry.txt")
COMET = str(ROOT / "raw" / "observatory-journal-comet.html")
BODY = "The night ferry sails again on Friday, three years after the landing stage was condemned and given up."


def winnow(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "flows", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, input=stdin, capture_output=True, env=variables, timeout=120)


def one_line(error: str) -> bool:
    return error.startswith("winnow: ") and error.count("\n") == 1 and error.endswith("\n")


def two_texts(folder: Path) -> Path:
    """A folder of two raw files, made."""
    folder.mkdir()
    (folder / "a.txt").write_text(f"{BODY}\n\nf\n", "utf-8")
    (folder / "b.txt").write_text(
        "The council voted by nine to four to lease a vessel built for the lake trade.\n", "utf-8"
    )
    return folder
