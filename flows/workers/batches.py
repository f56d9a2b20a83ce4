"""Which files a worker takes at a time.

Each batch holds a part of what is left, so that batches become smaller and all workers end at about the same time
(guided self-scheduling: Polychronopoulos and Kuck, 1987); files that would keep a worker busy when all others have
finished come first. What a file costs is not known before it is read; its size says most about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.books.plan import Job

PARTS = 4
"""A batch is one of so many parts of what a worker may expect to get of all that is left,"""
LARGE = 64
"""and a file that is more than one of so many parts is a batch by itself."""
LEAST, LEAST_AWAY = 80_000, 2_000_000
"""The bytes from which a batch is large enough: here, and on a cluster, where sending one costs as much as cleaning
some documents."""
OPENING = 5_000
"""Bytes of text that take as long as opening a file, and writing and booking what becomes of it."""


def batches_of(jobs: Sequence[Job], *, workers: int, most: int, least: int) -> Iterator[Sequence[Job]]:
    """Cut into batches of at most `most` files, none much smaller than `least` bytes. Large files come first, the
    others stay in order."""
    left = sum(map(_bytes, jobs))
    large = max(least, left // (workers * LARGE))
    for job in sorted((job for job in jobs if _bytes(job) > large), key=_bytes, reverse=True):
        left -= _bytes(job)
        yield [job]
    batch: list[Job] = []
    held = 0
    for job in jobs:
        if _bytes(job) > large:
            continue
        batch.append(job)
        held += _bytes(job)
        if len(batch) == most or held >= max(least, left // (workers * PARTS)):
            left -= held
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _bytes(job: Job) -> int:
    return job.source.size + OPENING
