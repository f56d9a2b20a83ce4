"""Imported by workers (``WINNOW_WORKER_HOOK``): every document counts as clean as it is. What is left of a run's
cost is everything but the cleaning: reading, hashing, writing, the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import flows.workers.ingest
from cleaners import CleanDocument, Policy, Quarantined, RawDocument, clean

MODEL = clean("Rents in the old town rose again last year, by a tenth, and nobody knows why.")


def untouched(raws: Iterable[RawDocument], _: Policy) -> Iterator[CleanDocument | Quarantined]:
    for raw in raws:
        text = raw.body.decode() if isinstance(raw.body, bytes) else raw.body
        yield replace(MODEL, text=text)


flows.workers.ingest.clean_many = untouched  # type: ignore[assignment, attr-defined]
