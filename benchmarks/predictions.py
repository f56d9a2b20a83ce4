"""Turn a clean/ folder into predictions for the page scorer.

    winnow ingest …/wcxb-dev/html OUT
    python -m benchmarks.predictions OUT > pred.jsonl
    python …/score_html.py --pages …/wcxb-dev --pred winnow=pred.jsonl

Documents are found through the manifest, as any consumer would find them; a duplicate has the text of its original, a
document in quarantine has none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def predictions(clean: Path) -> Iterator[dict[str, Any]]:
    """One record ``{"id", "text", "title", "authors", "date"}`` for every raw file; `id` is its name up to the dot."""
    with (clean / "manifest.jsonl").open(encoding="utf-8") as lines:
        receipts = [json.loads(line) for line in lines]
    paths = {receipt["id"]: receipt["path"] for receipt in receipts if receipt["outcome"] == "cleaned"}
    for receipt in receipts:
        name = receipt["source"].rsplit("/", 1)[-1].split(".", 1)[0]
        path = paths.get(receipt["duplicate_of"] or receipt["id"])
        if path is None:
            yield {"id": name, "text": ""}
            continue
        text = clean / path
        known = json.loads(text.with_suffix(".json").read_text("utf-8"))
        yield {
            "id": name,
            "text": text.read_text("utf-8"),
            "title": known["title"],
            "authors": known["authors"],
            "date": known["published"],
        }


def main() -> None:
    for record in predictions(Path(sys.argv[1])):
        print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
