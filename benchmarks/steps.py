"""Where the time goes: the share of every stop on the way of plain texts, and marking against ftfy on the same text.

    python -m benchmarks.steps [--every 40] [--regime light] [--runs 3] [--json FILE]

All stops are timed in one process on the same documents, in turn, and the least of the runs counts. The exit code is 1
if marking costs more than `LIMIT` times what ftfy costs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ftfy

from benchmarks.train_text_data import records
from cleaners.blocks import blocks_of
from cleaners.decode import decode
from cleaners.document import Document, RawDocument
from cleaners.identify import identify, language_of
from cleaners.mark import model, vocabulary
from cleaners.mark.cues import cues
from cleaners.mark.decide import decide
from cleaners.mark.header import header
from cleaners.mark.numbered import numbered
from cleaners.mark.people import bios
from cleaners.mark.preamble import preamble
from cleaners.mark.printed import printed
from cleaners.mark.repeats import repeats
from cleaners.mark.rules import rulebook, spoken
from cleaners.mark.threads import threads
from cleaners.policy import Policy
from cleaners.repair import repair
from cleaners.sweep import sweep

LIMIT = 2.0
BATCH = 64
REMEMBERED = (language_of, spoken, vocabulary._words_of)
"""What remembers documents that come again."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=40)
    parser.add_argument("--regime", default="light")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = [r for n, r in enumerate(records()) if n % options.every == 0 and r["regime"] == options.regime]
    bodies = ["\n".join(record["lines"]).encode() for record in found]
    measured(bodies[:4])  # the first call pays for imports and files
    runs = [measured(bodies) for _ in range(options.runs)]
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    ratio = best["mark: model"] / best["ftfy alone"]
    size = sum(map(len, bodies)) / 2000
    stops = sum(seconds for name, seconds in best.items() if name != "ftfy alone")
    print(f"{len(bodies)} {options.regime} documents, {2 * size / 1000:.1f} MB")
    for name, seconds in best.items():
        share = "" if name == "ftfy alone" else f"{seconds / stops:6.1%}"
        print(f"{name:20} {1000 * seconds / size:7.3f} ms per 2 kB  {share}")
    print(f"marking by the model costs {ratio:.2f} times ftfy (limit {LIMIT})")
    if options.json:
        options.json.write_text(json.dumps({"seconds": best, "ratio": ratio, "documents": len(bodies)}, indent=1))
    sys.exit(ratio > LIMIT)


def measured(bodies: Sequence[bytes]) -> dict[str, float]:
    """Seconds spent at every stop."""
    clock = Clock()
    for remembered in REMEMBERED:
        remembered.cache_clear()
    policy = Policy()
    texts = clock("decode", lambda: [decode(RawDocument(body, media_type="text/plain"))[0] for body in bodies])
    clock("ftfy alone", lambda: [ftfy.fix_text(text) for text in texts])
    mended = clock("repair", lambda: [repair(text)[0] for text in texts])
    documents = clock("blocks", lambda: [Document(text, blocks=blocks_of(text)) for text in mended])
    documents = clock("identify", lambda: [identify(document) for document in documents])
    documents = clock("mark: rules", lambda: [rulebook(d.fact("language", "und")).ask(d) for d in documents])
    documents = clock("mark: tools", lambda: [preamble(numbered(printed(cues(document)))) for document in documents])
    documents = clock("mark: header", lambda: [threads(repeats(bios(header(document)))) for document in documents])
    documents = clock("mark: model", lambda: judged(documents, policy))
    clock("sweep", lambda: [sweep(d.text, d.blocks, decide(d, policy)) for d in documents])
    return clock.seconds


def judged(documents: Sequence[Document], policy: Policy) -> list[Document]:
    """In batches, as the pipeline does."""
    return [d for at in range(0, len(documents), BATCH) for d in model.judge(documents[at : at + BATCH], policy)]


class Clock:
    """Runs a stop and remembers what it took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, stop: Callable[[], Any]) -> Any:
        begin = time.process_time()
        result = stop()
        self.seconds[name] = time.process_time() - begin
        return result


if __name__ == "__main__":
    main()
