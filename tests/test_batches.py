"""Batches: everything is in one of them, and no worker is left alone at the end."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from flows.books.plan import Job
from flows.raw.sources import Source
from flows.workers.batches import LEAST, LEAST_AWAY, OPENING, batches_of

SIZES = st.lists(st.integers(0, 3_000_000), max_size=300)


def jobs_of(sizes: Sequence[int]) -> list[Job]:
    return [Job(Source(f"{n:05}.html", f"{n:05}.html", size=size)) for n, size in enumerate(sizes)]


def time_of(batches: Sequence[Sequence[Job]], workers: int) -> float:
    """How long workers take who do a byte a second, each taking the next batch when it is done; 1 would be ideal."""
    free = [0] * workers
    for batch in batches:
        heapq.heapreplace(free, free[0] + cost(batch))
    return max(free) * workers / sum(map(cost, batches))


def cost(batch: Sequence[Job]) -> int:
    return sum(job.source.size + OPENING for job in batch)


@given(SIZES, st.integers(1, 9), st.integers(1, 40))
def test_every_file_is_in_exactly_one_shard(sizes: list[int], workers: int, most: int) -> None:
    jobs = jobs_of(sizes)
    batches = list(batches_of(jobs, workers=workers, most=most, least=LEAST))
    assert sorted(job.source.key for batch in batches for job in batch) == [job.source.key for job in jobs]
    assert all(0 < len(batch) <= most for batch in batches)


def test_pages_of_all_sizes_keep_all_workers_busy_to_the_end() -> None:
    chance = random.Random(4)
    for workers in (2, 8):
        jobs = jobs_of([round(chance.lognormvariate(12, 1)) for _ in range(150 * workers)])
        batches = list(batches_of(jobs, workers=workers, most=200, least=LEAST))
        assert time_of(batches, workers) < 1.02


def test_a_large_file_at_the_end_of_the_alphabet_does_not_keep_everybody_waiting() -> None:
    batches = list(batches_of(jobs_of([3_000] * 2_000 + [15_000_000]), workers=2, most=200, least=LEAST))
    assert [job.source.size for job in batches[0]] == [15_000_000]
    assert time_of(batches, 2) < 1.02


def test_small_files_are_not_sent_one_by_one() -> None:
    batches = list(batches_of(jobs_of([2_000] * 10_000), workers=2, most=200, least=LEAST))
    assert len(batches) < 10_000 / 100
    assert min(map(len, batches[:-1])) >= LEAST / (2_000 + OPENING)


def test_on_a_cluster_shards_are_worth_being_sent() -> None:
    batches = list(batches_of(jobs_of([200_000] * 1_000), workers=4, most=200, least=LEAST_AWAY))
    assert min(map(cost, batches[:-1])) >= LEAST_AWAY
    assert time_of(batches, 4) < 1.1
