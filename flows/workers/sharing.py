"""Which files a worker takes at a time.

Each shard holds a part of what is left, so that shards become smaller and all workers end at about the same time
(guided self-scheduling: Polychronopoulos and Kuck, 1987); files that would keep a worker busy when all others have
finished come first. What a file costs is not known before it is read; its size says most about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.books.plan import Job

PARTS = 4
"""A shard is one of so many parts of what a worker may expect to get of all that is left,"""
LARGE = 64
"""and a file that is more than one of so many parts is a shard by itself."""
LEAST, LEAST_AWAY = 80_000, 2_000_000
"""The bytes from which a shard is large enough: here, and on a cluster, where sending one costs as much as cleaning
some documents."""
OPENING = 5_000
"""Bytes of text that take as long as opening a file, and writing and booking what becomes of it."""


def shards_of(jobs: Sequence[Job], *, workers: int, most: int, least: int) -> Iterator[Sequence[Job]]:
    """Cut into shards of at most `most` files, none much smaller than `least` bytes. Large files come first, the others
    stay in order."""
    left = sum(map(_bytes, jobs))
    large = max(least, left // (workers * LARGE))
    for job in sorted((job for job in jobs if _bytes(job) > large), key=_bytes, reverse=True):
        left -= _bytes(job)
        yield [job]
    shard: list[Job] = []
    held = 0
    for job in jobs:
        if _bytes(job) > large:
            continue
        shard.append(job)
        held += _bytes(job)
        if len(shard) == most or held >= max(least, left // (workers * PARTS)):
            left -= held
            yield shard
            shard, held = [], 0
    if shard:
        yield shard


def _bytes(job: Job) -> int:
    return job.source.size + OPENING
