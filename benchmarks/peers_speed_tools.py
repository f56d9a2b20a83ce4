"""The other side of benchmarks/peers_speed.py: each tool on a folder of documents, in processes of its own.

    python -m benchmarks.peers_speed_tools TOOL IN OUT WORKERS

The bare libraries run in a pool of spawned processes that reads, works and writes, and does nothing else: a lower bound
for any pipeline that is made of them.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from pathlib import Path

CHUNK = 8


def libraries(text: str) -> str:
    """ftfy and langdetect, as they are."""
    import ftfy
    import langdetect

    fixed = ftfy.fix_text(text)
    try:
        return f"{langdetect.detect(fixed)}\n{fixed}"
    except langdetect.LangDetectException:
        return fixed


def extraction(page: str) -> str:
    """trafilatura with metadata, as it is."""
    import trafilatura

    found = trafilatura.bare_extraction(page, with_metadata=True)
    if found is None or isinstance(found, dict):
        return ""
    return json.dumps(found.as_dict(), default=str, ensure_ascii=False)


def one(task: tuple[str, str, str]) -> int:
    """A document: read, work, write."""
    tool, source, target = task
    work = {"libraries": libraries, "extraction": extraction}[tool]
    text = Path(source).read_bytes().decode("utf-8", "replace")
    return Path(target).write_text(work(text), "utf-8", "replace")


def pooled(tool: str, folder: Path, out: Path, workers: int) -> None:
    """A bare library in a pool."""
    out.mkdir(parents=True)
    tasks = [(tool, str(path), str(out / f"{path.name}.txt")) for path in sorted(folder.iterdir())]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        sum(pool.imap_unordered(one, tasks, chunksize=CHUNK))
        pool.close()
        pool.join()


def datatrove(folder: Path, out: Path, workers: int, *, pages: bool, mend_first: bool = True) -> None:
    """datatrove's steps for web text, with its own settings. It reads JSON lines, of which `folder` holds one file for
    each task, and writes those of the documents that pass, with gzip. FTFY stands before the filters, so that every
    document is mended, as ours are, or behind them, where it costs less. The language filter is left out: its model has
    to be fetched from a hub."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.filters import C4QualityFilter, GopherQualityFilter, GopherRepetitionFilter
    from datatrove.pipeline.formatters import FTFYFormatter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    steps = [JsonlReader(str(folder)), *([Trafilatura(timeout=60)] if pages else [])]
    filters = [GopherRepetitionFilter(), GopherQualityFilter(), C4QualityFilter()]
    steps += [FTFYFormatter(), *filters] if mend_first else [*filters, FTFYFormatter()]
    steps += [JsonlWriter(str(out))]
    tasks = len(list(folder.iterdir()))
    LocalPipelineExecutor(steps, tasks=tasks, workers=workers, logging_dir=str(out / "logs")).run()


def main() -> None:
    tool, folder, out, workers = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    if tool.startswith("datatrove"):
        datatrove(folder, out, workers, pages="pages" in tool, mend_first="last" not in tool)
    else:
        pooled(tool, folder, out, workers)


if __name__ == "__main__":
    main()
