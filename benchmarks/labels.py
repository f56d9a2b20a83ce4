"""How well do our labels name what was taken out? Against three hundred lines labelled by hand (`labels.tsv`).

    python -m benchmarks.labels [--bench FOLDER]

Prints a confusion table: a row for each hand-given label, a column for what winnow did with the line. The shipped model
has seen these documents in training; labels are not what it was trained on, so the naming is a fair test, the share of
lines that were taken out is not (`quality_text.py` has that out-of-fold).
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.paths import bench_folder
from cleaners import CleanDocument, Quarantined, RawDocument, clean_many

HAND = Path(__file__).with_name("labels.tsv")
KEPT = "kept"


def hand_labels(path: Path = HAND) -> dict[str, dict[int, str]]:
    """Document id → 1-based line number → label."""
    found: dict[str, dict[int, str]] = {}
    for row in path.read_text("utf-8").splitlines():
        if not row.startswith("#"):
            document, line, label = row.split("\t")
            found.setdefault(document, {})[int(line)] = label
    return found


def documents(dumps: Path, wanted: set[str]) -> Iterator[RawDocument]:
    """The dumps that hold the labelled lines."""
    with gzip.open(dumps, "rt", encoding="utf-8") as rows:
        for row in rows:
            document = json.loads(row)
            if document["doc_id"] in wanted:
                yield RawDocument("\n".join(document["lines"]), document["doc_id"], "text/plain")


def confusion(dumps: Path) -> Counter[tuple[str, str]]:
    """(label by hand, label by winnow or ``kept``) → how many lines."""
    hand = hand_labels()
    table: Counter[tuple[str, str]] = Counter()
    raws = list(documents(dumps, set(hand)))
    for raw, result in zip(raws, clean_many(raws), strict=True):
        ours = {} if isinstance(result, Quarantined) else labels_by_line(result)
        for line, label in hand[raw.source].items():
            table[label, ours.get(line, KEPT)] += 1
    return table


def labels_by_line(result: CleanDocument) -> dict[int, str]:
    """The label under which each line was taken out."""
    found: dict[int, str] = {}
    for removal in result.removals:
        for number in range(removal.line, removal.line + removal.text.strip().count("\n") + 1):
            if removal.label != "whitespace":
                found[number] = str(removal.label)
    return found


def show(table: Counter[tuple[str, str]]) -> str:
    """The table as Markdown, with the share of removed lines that carry the right label."""
    rows = sorted({row for row, _ in table}, key=lambda row: (row == "content", row))
    columns = sorted({column for _, column in table}, key=lambda column: (column == KEPT, column))
    lines = ["| by hand | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {row} | " + " | ".join(str(table[row, c] or "") for c in columns) + " |" for row in rows]
    removed = sum(n for (row, column), n in table.items() if column != KEPT and row != "content")
    right = sum(n for (row, column), n in table.items() if row == column)
    general = sum(n for (row, column), n in table.items() if column == "boilerplate" and row != "content")
    kept = table["content", KEPT]
    content = sum(n for (row, _), n in table.items() if row == "content")
    lines += [
        "",
        f"{removed} of {sum(table.values()) - content} residue lines taken out: {right} under the right label, "
        f"{general} as boilerplate of no known kind. {kept} of {content} lines that a reader would keep were kept.",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=bench_folder())
    print(show(confusion(parser.parse_args().bench / "residue-dev.jsonl.gz")))


if __name__ == "__main__":
    main()
