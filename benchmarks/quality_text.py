"""How clean is plain text? Ours beside others on the labelled dumps, in one table.

    python -m benchmarks.quality_text [--folds FOLDER] [--every 1] [--regime light,heavy] [--types article]
                                      [--caution normal] [--peers NAME,NAME] [--json FILE]

Without ``--folds`` the shipped model judges, which has learned from these very pages: good for spotting changes, not
for claims. With the folder that `train_text --folds` wrote, every dump is judged by the model that has not seen its
site. Ours goes through the whole pipeline, round after round until nothing more goes. Needs rapidfuzz, justext.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.paths import bench_folder
from benchmarks.peers_text import PEERS
from benchmarks.train_text_data import FOLDS, fold_of, records
from cleaners import clean_many
from cleaners.document import CleanDocument, RawDocument
from cleaners.mark import model
from cleaners.policy import Caution, Policy

OURS = "winnow"
COLUMNS = ("docs", "F1", "lP", "lR", "lF1", "dmg%", "dmgM%", ">2%", "any", "exact", "clean")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every nth page")
    parser.add_argument("--regime", default="light,heavy")
    parser.add_argument("--types", default="article")
    parser.add_argument("--caution", default="normal")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = {}
    for regime in options.regime.split(","):
        chosen = list(sample(options.every, regime, options.types.split(",")))
        rows = measured(chosen, options.peers.split(",") if options.peers else [], options.folds, options.caution)
        print(f"\n{regime}: {len(chosen)} dumps{'' if options.folds else ', THE SHIPPED MODEL HAS SEEN THEM'}\n")
        print(scorer().table(list(rows.items()), COLUMNS), flush=True)
        found[regime] = rows
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


def scorer() -> ModuleType:
    """The benchmark's own scorer, which lies beside the data."""
    spec = importlib.util.spec_from_file_location("score_text", bench_folder() / "score_text.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sample(every: int, regime: str, types: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The dumps of every nth page."""
    pages: dict[str, int] = {}
    for record in records():
        number = pages.setdefault(record["page"], len(pages))
        if number % every == 0 and record["regime"] == regime and record["page_type"] in types:
            yield record


def measured(
    chosen: Sequence[dict[str, Any]], peers: Sequence[str], folds: Path | None, caution: Caution
) -> Mapping[str, Mapping[str, float]]:
    """Name → figures, ours last."""
    score = scorer()
    rows = {}
    for name in peers:
        keeper = PEERS[name]
        scores = [score.score_doc(d, keep=keeper(d["lines"]) & set(score.prepare(d)["_nz"])) for d in chosen]
        rows[name] = score.fold(scores)
    texts = cleaned(chosen, folds, Policy(caution=caution))
    rows[OURS] = score.fold([score.score_doc(d, text=texts[d["doc_id"]]) for d in chosen])
    return rows


def cleaned(chosen: Sequence[dict[str, Any]], folds: Path | None, policy: Policy) -> dict[str, str]:
    """The clean text of every dump through the whole pipeline; nothing for one in quarantine."""
    texts: dict[str, str] = {}
    for fold in range(FOLDS) if folds else (None,):
        part = [d for d in chosen if fold is None or fold_of(d["domain"]) == fold]
        shipped = model.load
        if folds is not None:
            seen = shipped(folds / f"text-{fold}.bin")
            model.load = lambda seen=seen: seen  # type: ignore[assignment]
        try:
            raws = (RawDocument("\n".join(d["lines"]), d["doc_id"], "text/plain") for d in part)
            for record, result in zip(part, clean_many(raws, policy), strict=True):
                texts[record["doc_id"]] = result.text if isinstance(result, CleanDocument) else ""
        finally:
            model.load = shipped
    return texts


if __name__ == "__main__":
    main()
