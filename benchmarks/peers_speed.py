"""How fast beside others? The same documents, the same number of workers, one tool after the other, in rounds.

    python -m benchmarks.peers_speed [--every 24] [--rounds 3] [--workers 2] [--json FOLDER] [--peers PYTHON]
                                     [--only texts|pages]

Texts: ours, datatrove (FTFY, its two Gopher filters and C4's, with FTFY before or behind them), ftfy and langdetect
alone. Pages: ours, datatrove with its trafilatura extractor, trafilatura's command line, bare
`trafilatura.bare_extraction`. Ours is the whole of `winnow ingest`; `STEPS` says who does what. What counts are ratios
within a round, of processor seconds and of wall time; the medians over the rounds are shown. Start-up is taken off, for
every tool, by a run over the first `FEW` documents, enough to warm every worker. `--peers` is a Python that has
datatrove (requirements-peers.lock); without it datatrove is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cost import Cost, measured
from benchmarks.paths import bench_folder
from benchmarks.train_text_data import records

ROOT = Path(__file__).resolve().parent.parent
TASKS = 8
"""Files of JSON lines for datatrove."""
FEW = 32
"""Documents of the run that is taken off."""
STEPS = {
    "winnow": "mends, finds the language, asks rules and models line by line; three files a document, books, fsync",
    "winnow, 1 worker": "the same",
    "winnow, rules only": "the same without the model: the steps that datatrove takes, and the language",
    "datatrove": "(pages: trafilatura,) FTFY, two Gopher filters, C4's; what passes, as gzipped JSON; no language",
    "datatrove, FTFY last": "the same, but mends only what the filters let pass",
    "ftfy + langdetect": "fix_text, detect; one file a document",
    "trafilatura's CLI": "text and metadata as JSON, one file a page",
    "bare_extraction": "text and metadata, one file a page; no language, nothing taken out afterwards",
}
"""What each does."""
Command = Callable[[Path, Path], list[str]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A name, the command for (documents, output), and whether it reads JSON lines."""

    name: str
    command: Command
    lines: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed beside other tools.")
    parser.add_argument("--every", type=int, default=24, help="take each n-th text, and each n/3-th page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=["texts", "pages"])
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("texts", "pages"):
            if options.only in (None, kind):
                place = Path(folder) / kind
                (write_texts if kind == "texts" else write_pages)(place, options.every)
                found = compared(tools(kind, options.workers, options.peers), place, options.rounds)
                show(kind, found, place)
                if options.json:
                    options.json.mkdir(parents=True, exist_ok=True)
                    record: dict[str, object] = {
                        name: [cost.record() for cost in costs] for name, costs in found.items()
                    }
                    record |= {"documents": len(list((place / "all").iterdir())) - FEW, "load": os.getloadavg()}
                    (options.json / f"speed-{kind}.json").write_text(json.dumps(record, indent=1) + "\n")


def tools(kind: str, workers: int, peers: str) -> list[Tool]:
    """Ours first."""
    python, script = sys.executable, Path(sys.executable).parent

    def ours(number: int, *more: str) -> Command:
        return lambda raw, out: [
            python, "-m", "flows", "ingest", str(raw), str(out), "--workers", str(number), "--prefect", "never", "-q",
            *more,
        ]  # fmt: skip

    def other(name: str, with_python: str = python) -> Command:
        module = [with_python, "-m", "benchmarks.peers_speed_tools", name]
        return lambda raw, out: [*module, str(raw), str(out), str(workers)]

    found = [Tool("winnow", ours(workers)), Tool("winnow, 1 worker", ours(1))]
    if kind == "texts":
        found.append(Tool("winnow, rules only", ours(workers, "--rules-only")))
    suffix = "" if kind == "texts" else "-pages"
    if subprocess.run([peers, "-c", "import datatrove"], capture_output=True).returncode == 0:
        found.append(Tool("datatrove", other(f"datatrove{suffix}", peers), lines=True))
        found.append(Tool("datatrove, FTFY last", other(f"datatrove-last{suffix}", peers), lines=True))
    else:
        print("datatrove is not here; see --peers")
    if kind == "texts":
        return [*found, Tool("ftfy + langdetect", other("libraries"))]
    command_line = str(script / "trafilatura")
    found.append(
        Tool("trafilatura's CLI", lambda raw, out: [
            command_line, "--input-dir", str(raw), "--output-dir", str(out), "--with-metadata", "--json",
            "--parallel", str(workers),
        ])
    )  # fmt: skip
    return [*found, Tool("bare_extraction", other("extraction"))]


def compared(contenders: list[Tool], place: Path, rounds: int) -> dict[str, list[Cost]]:
    """Costs of every tool in every round, its start-up taken off."""
    found: dict[str, list[Cost]] = {tool.name: [] for tool in contenders}
    for _ in range(rounds):
        for tool in contenders:
            suffix = "-lines" if tool.lines else ""
            start = once(tool, place / f"few{suffix}")
            cost = once(tool, place / f"all{suffix}")
            cost.wall, cost.cpu = cost.wall - start.wall, cost.cpu - start.cpu
            found[tool.name].append(cost)
    return found


def once(tool: Tool, documents: Path) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        return measured(tool.command(documents, Path(folder) / "out"), cwd=ROOT, environment={"PYTHONPATH": str(ROOT)})


def show(kind: str, found: dict[str, list[Cost]], place: Path) -> None:
    documents = len(list((place / "all").iterdir())) - FEW
    size = sum(path.stat().st_size for path in (place / "all").iterdir()) / 1e6
    print(f"\n{documents} {kind} after the first {FEW}, {size:.1f} MB in all; load {os.getloadavg()[0]:.1f}")
    print("ratios: winnow's rate over the tool's")
    print(f"{'':22}{'docs/CPU s':>11}{'docs/s':>8}{'CPU ratio':>11}{'wall ratio':>11}{'peak MB':>9}{'all MB':>8}")
    ours = found["winnow"]
    for name, costs in found.items():
        cpu = statistics.median(documents / cost.cpu for cost in costs)
        wall = statistics.median(documents / cost.wall for cost in costs)
        by_cpu = statistics.median(theirs.cpu / mine.cpu for theirs, mine in zip(costs, ours, strict=True))
        by_wall = statistics.median(theirs.wall / mine.wall for theirs, mine in zip(costs, ours, strict=True))
        peak, total = (max(getattr(cost, part) for cost in costs) / 1e6 for part in ("largest", "total"))
        print(f"{name:22}{cpu:>11.1f}{wall:>8.1f}{by_cpu:>11.2f}{by_wall:>11.2f}{peak:>9.0f}{total:>8.0f}")
    for name in found:
        print(f"{name:22}{STEPS[name]}")


def write_texts(place: Path, every: int) -> None:
    """Plain files, and the same as JSON lines."""
    texts = {
        f"{record['doc_id'].replace('/', '_')}.txt": "\n".join(record["lines"]).encode()
        for number, record in enumerate(records())
        if number % every == 0
    }
    write(place, texts)


def write_pages(place: Path, every: int) -> None:
    paths = sorted((bench_folder() / "wcxb-dev" / "html").glob("*.html.gz"))[:: max(1, every // 3)]
    write(place, {path.name.removesuffix(".gz"): gzip.decompress(path.read_bytes()) for path in paths})


def write(place: Path, documents: dict[str, bytes]) -> None:
    few = dict(list(documents.items())[:FEW])
    for name, chosen in (("all", documents), ("few", few)):
        folder, lines = place / name, place / f"{name}-lines"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        lines.mkdir(parents=True)
        for path, content in chosen.items():
            (folder / path).write_bytes(content)
        for number in range(min(TASKS, len(chosen))):
            with open(lines / f"{number:02}.jsonl", "w", encoding="utf-8") as file:
                for path, content in list(chosen.items())[number::TASKS]:
                    text = content.decode("utf-8", "replace")
                    file.write(json.dumps({"text": text, "id": path}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
