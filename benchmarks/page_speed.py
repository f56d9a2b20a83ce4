"""The whole cleaning of a page against `trafilatura.bare_extraction` with metadata: one process, processor time.

    python -m benchmarks.page_speed [--bench FOLDER] [--every 24] [--warm 16]

The two take turns on every page, so that a busy machine is as busy for both. Other pages come before, so that what is
loaded once (rules, model, languages) is not counted; and no page comes twice, because trafilatura remembers what it has
seen: on a second run over the same pages it takes little more than half the time.
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
    parser.add_argument("--warm", type=int, default=16, help="pages that come before, and are not counted")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    both = (winnow, by_trafilatura())
    found = list(pages(options.bench, options.every))
    known = {key for key, _, _ in found}
    others = [page for page in pages(options.bench, max(1, 1400 // options.warm)) if page[0] not in known]
    for _, source, url in others:
        for extract in both:
            extract(source, url)
    ours, theirs = (
        1000 * sum(column) / len(found)
        for column in zip(*([spent(extract, *page[1:]) for extract in both] for page in found), strict=True)
    )
    print(f"{len(found)} pages: winnow {ours:.1f} ms, trafilatura {theirs:.1f} ms, {theirs / ours:.2f} x as fast")


if __name__ == "__main__":
    main()
