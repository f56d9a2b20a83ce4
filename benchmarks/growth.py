"""Does it stay as quick and as small? Runs over more and more documents, then over all of them again.

    python -m benchmarks.growth [--sizes 1000 10000] [--workers 2] [--json FOLDER] [--recorded [--rounds 3]]

The documents are light text dumps of the development data of 0.5 to 3 kB (or up to `--longest` characters, or with
`--whole-pages` all dumps that are so long), over and over with another name and another last sentence. For each size:
processor and wall time for each document, the memory of the largest worker in the last half of the run against its
first half, the memory of the parent, the size of the books, and a second run that finds nothing to do. `--recorded`
measures what Prefect costs instead: the same documents by a flow on a warm server and without Prefect, in turn or, with
`--together`, at the same time, so that a busy machine is as busy for both (each has `--workers` processes).
`--untouched` leaves the cleaning out, so that a hundred thousand documents show in minutes how everything else grows.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.cost import Cost, measured
from benchmarks.prefect_server import server
from benchmarks.train_text_data import records

ROOT = Path(__file__).resolve().parent.parent
SHORT, LONG = 500, 3000
"""Characters."""
A_FOLDER = 1000
"""Documents in one folder."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Growth.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--recorded", action="store_true")
    parser.add_argument("--untouched", action="store_true")
    parser.add_argument("--longest", type=int, default=LONG, help="characters of a text at most")
    parser.add_argument("--whole-pages", action="store_true", help="heavy dumps too")
    parser.add_argument("--together", action="store_true", help="with --recorded: both runs of a pair at once")
    parser.add_argument("--rounds", type=int, default=3, help="of --recorded")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.untouched:
        os.environ["WINNOW_WORKER_HOOK"] = "benchmarks.untouched"
    regimes = {"light", "heavy"} if options.whole_pages else {"light"}
    texts = ["\n".join(r["lines"]) for r in records() if r["regime"] in regimes]
    texts = [text for text in texts if SHORT <= len(text) <= options.longest]
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            raw = Path(folder) / f"raw-{size}"
            write(raw, texts, size)
            time.sleep(3)  # a file that was written a moment ago is not yet trusted to be what it was
            row = recorded(raw, size, options) if options.recorded else grown(raw, size, options.workers)
            found.append(row | {"load": os.getloadavg()[0]})
            print(json.dumps(found[-1]), flush=True)
            for used in (raw, raw.parent / f"clean-{size}"):
                shutil.rmtree(used, ignore_errors=True)
    if options.json:
        options.json.mkdir(parents=True, exist_ok=True)
        kind = "-recorded" * options.recorded + "-untouched" * options.untouched
        (options.json / f"growth{kind}.json").write_text(json.dumps(found, indent=1) + "\n")


def write(raw: Path, texts: list[str], size: int) -> None:
    """`size` documents, no two alike."""
    for number in range(size):
        path = raw / f"{number // A_FOLDER:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        again = f"\n\nThis was told in edition {number} of the paper, and nobody has taken it back since then."
        path.write_text(texts[number % len(texts)] + again, "utf-8")


def command(raw: Path, clean: Path, workers: int, prefect: str = "never") -> list[str]:
    arguments = ["ingest", str(raw), str(clean), "--workers", str(workers), "--prefect", prefect, "-q"]
    return [sys.executable, "-m", "flows", *arguments]


def grown(raw: Path, size: int, workers: int) -> dict[str, Any]:
    """One size: the run, and the run after it."""
    clean = raw.parent / f"clean-{size}"
    run = measured(command(raw, clean, workers), cwd=ROOT)
    size_of = {path.name: path.stat().st_size for path in (clean / ".winnow" / "seen", clean / "manifest.jsonl")}
    again = measured(command(raw, clean, workers), cwd=ROOT)
    first, last = halves(run)
    return {
        "documents": size,
        "cpu_ms": round(1000 * run.cpu / size, 2),
        "wall_ms": round(1000 * run.wall / size, 2),
        "worker_mb": round(run.largest_child() / 1e6),
        "worker_mb_third_quarter": round(first / 1e6, 1),
        "worker_mb_last_quarter": round(last / 1e6, 1),
        "parent_mb": round(max(parent for _, parent, _ in run.samples) / 1e6),
        "manifest_bytes": round(size_of["manifest.jsonl"] / size),
        "seen_bytes": round(size_of["seen"] / size),
        "again_cpu_ms": round(1000 * again.cpu / size, 3),
        "again_share_of_cpu": round(again.cpu / run.cpu, 4),
        "again_share_of_wall": round(again.wall / run.wall, 4),
    }


def halves(run: Cost) -> tuple[float, float]:
    """The median memory of the largest worker in the third quarter of a run, and in the fourth."""
    quarter = max(1, len(run.samples) // 4)
    third, fourth = run.samples[2 * quarter : 3 * quarter], run.samples[3 * quarter :]
    return tuple(statistics.median(child for _, _, child in part if child) for part in (third, fourth))  # type: ignore[return-value]


def recorded(raw: Path, size: int, options: argparse.Namespace) -> dict[str, Any]:
    """Prefect's own cost: runs by a flow and without Prefect, in turn or at once, on a server that is warm."""
    pairs = []
    with server() as url, ProcessPoolExecutor(2, get_context("spawn")) as pool:
        os.environ["PREFECT_API_URL"] = url  # the processes of the pool start later and inherit it
        for _ in range(options.rounds):
            runs = []
            for prefect in ("auto", "never"):
                clean = raw.parent / f"clean-{size}-{prefect}"
                runs.append(pool.submit(measured, command(raw, clean, options.workers, prefect), cwd=ROOT))
                if not options.together:
                    wait(runs)
            pairs.append([run.result() for run in runs])
            for prefect in ("auto", "never"):
                shutil.rmtree(raw.parent / f"clean-{size}-{prefect}")
            print(
                *(f"{cost.cpu:.1f} s, {cost.wall:.1f} s" for cost in pairs[-1]), sep="; ", file=sys.stderr, flush=True
            )
    wall = statistics.median(flow.wall / direct.wall for flow, direct in pairs)
    cpu = statistics.median(flow.cpu / direct.cpu for flow, direct in pairs)
    flow, direct = pairs[-1]
    seconds = {"flow_cpu": flow.cpu, "direct_cpu": direct.cpu, "flow_wall": flow.wall, "direct_wall": direct.wall}
    return seconds | {"documents": size, "flow_over_direct_wall": round(wall, 4), "flow_over_direct_cpu": round(cpu, 4)}


if __name__ == "__main__":
    main()
