"""How precise is each rule?

    python -m benchmarks.rules_precision FILE [--language en] [--rule en/…] [--mistakes N]

Prints a line a rule: precision on labelled lines (each text of a site counted once) for light and heavy dumps, articles
and other pages, the sites it was seen on, and the share of content words it costs; below, all rules that speak alone
taken together. FILE holds labelled lines
(residue-dev.jsonl.gz); nothing of it is kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from cleaners.mark.precision import Labelled, Report, Tally, labelled, measure
from cleaners.mark.rules import RuleBook, rulebook

GROUPS = ("light article", "light other", "heavy article", "heavy other")


def read(path: Path) -> Iterator[Labelled]:
    """The labelled documents of a residue file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield labelled(json.loads(line))


def figures(tally: Tally, group: str) -> str:
    """Right/all and precision of one tally in one group; a dot where it never spoke."""
    right, said = tally.residue[group], tally.residue[group] + tally.content[group]
    return f"{right}/{said} {tally.precision(group):.2f}" if said else "."


def show(report: Report, book: RuleBook, *, mistakes: int = 0) -> Iterator[str]:
    """The report as lines of text."""
    yield f"{'rule':52} v {'all':>14} " + " ".join(f"{g:>14}" for g in GROUPS) + "  sites  words lost"
    for rule in book.rules:
        tally = report.rules[rule.id]
        row = " ".join(f"{figures(tally, group):>14}" for group in ("all", *GROUPS))
        cost = report.loss(rule.id)
        yield f"{rule.id:52} {'V' if rule.verdict else ' '} {row}  {len(tally.sites):5}  {cost:.5%}"
        for text, count in tally.mistakes.most_common(mistakes):
            yield f"      {count:3} {text[:200]!r}"
    yield ""
    for group in ("all", *GROUPS):
        alone = report.alone
        yield (
            f"speaking alone, {group:14}: precision {alone.precision(group):.4f} ({figures(alone, group)}),"
            f" line recall {report.recall(group):.3f}, content words lost {report.loss(None, group):.4%}"
        )


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--rule", default="", help="only rules whose address starts like this")
    parser.add_argument("--mistakes", type=int, default=0, help="show so many content lines that each rule would hit")
    options = parser.parse_args()
    book = rulebook(options.language)
    book = RuleBook(tuple(rule for rule in book.rules if rule.id.startswith(options.rule)))
    print("\n".join(show(measure(book, read(options.file)), book, mistakes=options.mistakes)))


if __name__ == "__main__":
    main()
