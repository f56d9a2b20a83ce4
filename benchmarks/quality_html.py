"""Main content and metadata of annotated pages: ours beside the extractors that Python has, in one table.

    python -m benchmarks.quality_html [--bench FOLDER] [--unseen FILE] [--every N] [--only NAME,NAME]

Our shipped model has learned from these very pages, so its row flatters it; the honest row comes from `--unseen`, the
texts published with out-of-fold chances that ``train_page.py --predictions FILE`` writes. Peers that are not installed
are left out. Needs readability-lxml, resiliparse, newspaper4k and jusText for all rows.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.paths import bench_folder

Answer = Mapping[str, Any]
Extractor = Callable[[str, str], Answer]


def winnow(source: str, url: str) -> Answer:
    """Ours: what `cleaners.clean` publishes."""
    from cleaners import clean
    from cleaners.errors import Quarantined

    try:
        done = clean(source, media_type="text/html", url=url or None)
    except Quarantined:
        return {"text": ""}
    about = done.metadata
    return {
        "text": done.text,
        "title": about.get("title"),
        "authors": about.get("authors"),
        "date": about.get("published"),
    }


def by_trafilatura(**settings: Any) -> Extractor:
    """trafilatura with these settings."""

    def extract(source: str, url: str) -> Answer:
        from trafilatura import bare_extraction

        found = bare_extraction(source, url=url or None, include_comments=False, with_metadata=True, **settings)
        if found is None or isinstance(found, dict):
            return {"text": ""}
        authors = [name.strip() for name in (found.author or "").split(";")]
        return {"text": found.text or "", "title": found.title, "authors": authors, "date": found.date}

    return extract


def readability(source: str, url: str) -> Answer:
    """readability-lxml."""
    from lxml import html
    from readability import Document

    page = Document(source)
    return {"text": html.fromstring(page.summary()).text_content(), "title": page.short_title()}


def resiliparse(source: str, url: str) -> Answer:
    """resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return {"text": extract_plain_text(source, main_content=True)}


def newspaper(source: str, url: str) -> Answer:
    """newspaper4k."""
    from newspaper import Article

    article = Article(url or "http://localhost/", fetch_images=False)
    article.download(input_html=source)
    article.parse()
    date = article.publish_date
    return {
        "text": article.text,
        "title": article.title,
        "authors": article.authors,
        "date": date.isoformat() if hasattr(date, "isoformat") else date,
    }


def justext(source: str, url: str) -> Answer:
    """jusText with its English stop words."""
    import justext as peer

    paragraphs = peer.justext(source.encode(), peer.get_stoplist("English"), encoding="utf-8")
    return {"text": "\n".join(p.text for p in paragraphs if not p.is_boilerplate)}


EXTRACTORS: dict[str, tuple[str, Extractor]] = {
    "winnow": ("cleaners", winnow),
    "trafilatura": ("trafilatura", by_trafilatura()),
    "trafilatura precision": ("trafilatura", by_trafilatura(favor_precision=True)),
    "trafilatura recall": ("trafilatura", by_trafilatura(favor_recall=True)),
    "readability-lxml": ("readability", readability),
    "resiliparse": ("resiliparse", resiliparse),
    "newspaper4k": ("newspaper", newspaper),
    "jusText": ("justext", justext),
}


def pages(bench: Path, every: int) -> Iterator[tuple[str, str, str]]:
    """Id, source and address of every n-th page."""
    folder = bench / "wcxb-dev"
    for path in sorted((folder / "html").glob("*.html.gz"))[::every]:
        key = path.name.split(".")[0]
        url = json.loads((folder / "ground-truth" / f"{key}.json").read_text("utf-8")).get("url") or ""
        yield key, gzip.decompress(path.read_bytes()).decode("utf-8", "replace"), url


def answers(extract: Extractor, bench: Path, every: int) -> tuple[dict[str, Answer], float]:
    """An extractor's answer for every page, and the processor seconds it took a page."""
    found: dict[str, Answer] = {}
    spent = 0.0
    for key, source, url in pages(bench, every):
        start = time.process_time()
        try:
            found[key] = extract(source, url)
        except Exception:
            if extract is winnow:
                raise
            found[key] = {"text": ""}  # a peer that fails on a page has no answer for it
        spent += time.process_time() - start
    return found, spent / max(1, len(found))


def row(name: str, rows: list[dict[str, Any]], seconds: float | None) -> str:
    """One line of the table."""
    kinds = ("article", "service", "product", "collection", "forum", "listing", "documentation")

    def mean(key: str, kind: str | None = None) -> str:
        values = [r[key] for r in rows if r.get(key) is not None and kind in (None, r["type"])]
        return f"{statistics.mean(values):.3f}" if values else "–"

    cells = [name, mean("f1"), mean("p"), mean("r"), *(mean("f1", kind) for kind in kinds)]
    cells += [mean("title"), mean("authors"), mean("date"), f"{1000 * seconds:.0f}" if seconds else "–"]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=bench_folder())
    parser.add_argument("--unseen", type=Path, help="our out-of-fold texts, as train_page.py writes them")
    parser.add_argument("--every", type=int, default=1, help="only every n-th page")
    parser.add_argument("--only", default="", help="names of extractors, comma separated")
    options = parser.parse_args()
    sys.path.insert(0, str(options.bench))
    import score_html

    logging.disable(logging.CRITICAL)
    gold = score_html.load_gold(options.bench / "wcxb-dev")
    gold = {key: gold[key] for key in sorted(gold)[:: options.every]}
    print("| extractor | F1 | P | R | article | service | product | collection | forum | listing | documentation "
          "| title | authors | date | ms a page |")  # fmt: skip
    print("|---|" + "---|" * 14)
    if options.unseen:
        with options.unseen.open(encoding="utf-8") as file:
            unseen = {line["id"]: line for line in map(json.loads, file)}
        rows = score_html.score(gold, unseen)
        texts = [{key: r[key] for key in r.keys() - {"title", "authors", "date"}} for r in rows]
        print(row("winnow, sites unseen", texts, None), flush=True)
    wanted = [name for name in options.only.split(",") if name]
    for name, (package, extract) in EXTRACTORS.items():
        if (not wanted or name in wanted) and find_spec(package):
            found, seconds = answers(extract, options.bench, options.every)
            print(row(name, score_html.score(gold, found), seconds), flush=True)


if __name__ == "__main__":
    main()
