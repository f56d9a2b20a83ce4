"""Imported by workers that are told to: documents that say so loop, eat memory, or crash the process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import cleaners
import flows.workers.ingest
from cleaners import CleanDocument, Policy, Quarantined, RawDocument
from cleaners.policy import DEFAULT

really_clean = cleaners.clean_many


def clean_many(
    raws: Iterable[RawDocument | str | bytes], policy: Policy = DEFAULT
) -> Iterator[CleanDocument | Quarantined]:
    documents = [raw for raw in raws if isinstance(raw, RawDocument)]
    for raw in documents:
        body = raw.body if isinstance(raw.body, bytes) else raw.body.encode()
        if b"PLEASE-CRASH" in body:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"PLEASE-LOOP" in body or b"PLEASE-WAIT" in body:
            Path(os.environ["WINNOW_TEST_MARKER"]).write_text(str(os.getpid()))
        while b"PLEASE-LOOP" in body:
            pass
        if b"PLEASE-EAT" in body:
            eaten = [bytearray(10_000_000)]
            while len(eaten) < 1000:
                eaten.append(bytearray(eaten[-1]))
        if b"PLEASE-WAIT" in body:
            time.sleep(3600)
        if b"PLEASE-RAISE" in body:
            raise ZeroDivisionError(body)
        for wish, victim in ((b"PLEASE-DIE-ONCE", os.getpid()), (b"PLEASE-KILL-PARENT-ONCE", os.getppid())):
            if wish in body and not os.path.exists(marker := os.environ["WINNOW_TEST_MARKER"]):
                open(marker, "w").close()
                os.kill(victim, signal.SIGKILL)
                time.sleep(3600)  # whoever lost its parent is about to go, too
    return really_clean(documents, policy)


flows.workers.ingest.clean_many = clean_many  # type: ignore[attr-defined]
