"""The whole cleaning of a page against `trafilatura.bare_extraction` with metadata: one process, processor time.

    python -m benchmarks.page_speed [--bench FOLDER] [--every 24] [--runs 3]

The two take turns on every page, so that a busy machine is as busy for both; of each page's runs the least counts. What
is loaded once (rules, model, languages) is so left out; the first run, which pays for it, is printed beside it.
"""

from __future__ import annotations

import argparse
import logging
import time
from pathlib import Path

from benchmarks.paths import bench_folder
from benchmarks.quality_html import Extractor, by_trafilatura, pages, winnow


def spent(extract: Extractor, source: str, url: str) -> float:
    """Processor seconds for one page."""
    start = time.process_time()
    extract(source, url)
    return time.process_time() - start


def main() -> None:
    """Print milliseconds a page, and how many pages ours does in the time of one of theirs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=bench_folder())
    parser.add_argument("--every", type=int, default=24, help="only every n-th page")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    both = (winnow, by_trafilatura())
    found = list(pages(options.bench, options.every))
    for extract in both:
        extract(*found[0][1:])
    runs = [
        [[spent(extract, source, url) for extract in both] for _, source, url in found] for _ in range(options.runs)
    ]
    for name, rows in (
        ("first run", runs[0]),
        ("best of all", [list(map(min, *page)) for page in zip(*runs, strict=True)]),
    ):
        ours, theirs = (sum(column) / len(rows) * 1000 for column in zip(*rows, strict=True))
        print(f"{name:<12} {len(rows)} pages: winnow {ours:.1f} ms, trafilatura {theirs:.1f} ms, x {theirs / ours:.2f}")


if __name__ == "__main__":
    main()
