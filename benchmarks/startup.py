"""How long until something happens? Our commands against the bare imports that they cannot do without.

Both sides of a pair run in turn, so that what else the machine does weighs on both; what counts is the ratio of the
medians. ``python -m benchmarks.startup [--runs 15] [--json FILE]``; exit code 1 if a ratio is above its limit. At its
end: a run over one document without Prefect, recorded by a server that is warm, and with an API of its own.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.prefect_server import server

ROOT = Path(__file__).parent.parent
TEXT = """Night ferry returns after three years

The night ferry to the island will sail again on Friday, three years after the landing stage was condemned.

“It leaves at ten, it arrives at six, and you can sleep on it,” said the harbour master.

f
"""
DETECT = "import ftfy, langdetect; langdetect.detect('a short english text to read')"


@dataclass(frozen=True, slots=True)
class Pair:
    """A command of ours, what it is measured against, and how many times as long it may take."""

    name: str
    ours: Sequence[str]
    bare: Sequence[str]
    limit: float


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds (medians) of both sides of a pair."""

    name: str
    ours: float
    bare: float
    limit: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def pairs(text: Path) -> list[Pair]:
    """What is measured; `text` is a file to clean."""
    python = sys.executable
    script = Path(python).parent / "winnow"
    winnow = [str(script)] if script.exists() else [python, "-m", "flows"]
    return [
        Pair("winnow --help", [*winnow, "--help"], [python, "-c", "import typer, rich"], 1.5),
        Pair("winnow clean FILE.txt", [*winnow, "clean", str(text)], [python, "-c", DETECT], 1.5),
    ]


def seconds(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def measure(pair: Pair, runs: int) -> Result:
    """Run both sides in turn, once unmeasured."""
    ours, bare = [], []
    for number in range(runs + 1):
        sample = seconds(pair.ours), seconds(pair.bare)
        if number:
            ours.append(sample[0])
            bare.append(sample[1])
    return Result(pair.name, statistics.median(ours), statistics.median(bare), pair.limit)


def ingests(runs: int) -> dict[str, float]:
    """Seconds (medians) of a run over one document, by who records it."""
    found: dict[str, list[float]] = {"direct": [], "warm server": [], "embedded API": []}
    with server() as url, tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        raw.mkdir()
        (raw / "a.txt").write_text(TEXT, "utf-8")
        ours = {**os.environ, "PREFECT_HOME": str(Path(folder) / "home")}
        ours.pop("PREFECT_API_URL", None)
        for number in range(runs + 1):
            for (name, taken), prefect in zip(found.items(), ("never", "auto", "always"), strict=True):
                environment = {**ours, "PREFECT_API_URL": url} if name == "warm server" else ours
                clean = Path(folder) / f"{number}-{prefect}"
                command = [sys.executable, "-m", "flows", "ingest", str(raw), str(clean), "--prefect", prefect, "-q"]
                taken.append(seconds(command, environment))
    return {name: statistics.median(taken[1:]) for name, taken in found.items()}


def main() -> int:
    """Print the table; 1 if anything is too slow."""
    parser = argparse.ArgumentParser(description="Start-up times as ratios.")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    for package in ("cleaners", "flows"):  # as pip does with what it installs, and did with the other side
        compileall.compile_dir(ROOT / package, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "a.txt"
        text.write_text(TEXT, "utf-8")
        results = [measure(pair, arguments.runs) for pair in pairs(text)]
    print(f"{'':<24}{'ours':>9}{'bare':>9}{'ratio':>8}{'limit':>8}")
    for result in results:
        print(f"{result.name:<24}{result.ours:>8.3f}s{result.bare:>8.3f}s{result.ratio:>8.2f}{result.limit:>8.2f}")
    ways = ingests(max(1, arguments.runs // 5))
    for way, taken in ways.items():
        print(f"{'winnow ingest, ' + way:<33}{taken:>8.3f}s")
    if arguments.json:
        record = [asdict(r) | {"ratio": r.ratio} for r in results]
        arguments.json.write_text(json.dumps({"pairs": record, "ingest": ways}, indent=2) + "\n", "utf-8")
    return int(any(result.ratio > result.limit for result in results))


if __name__ == "__main__":
    sys.exit(main())
