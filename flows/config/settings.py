"""What a run is told: where raw/ and clean/ are, how to clean, and what a document may cost."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cleaners.errors import ConfigurationError
from cleaners.policy import Policy
from flows.config.clusters import cluster
from flows.readers.fields import FieldMapping

MIN_MEMORY = 300_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen, and small enough to travel to a worker."""

    raw: Path
    clean: Path
    raw_url: str = ""
    """An address where the raw files lie instead of in `raw`."""
    clean_url: str = ""
    """An address where the clean documents are brought instead of to `clean`."""
    policy: Policy = field(default_factory=Policy)
    sites: Mapping[str, Policy] = field(default_factory=dict)
    """Policies for single hosts and what lies below them; all other documents are cleaned by `policy`."""
    fields: tuple[FieldMapping, ...] = ()
    """Which columns of tables and keys of JSON hold what; what is not said is guessed by their names."""
    also: tuple[str, ...] = ()
    """Formats to write all documents in besides single files: ``jsonl``, ``jsonl.gz``, ``parquet``."""
    workers: int | None = None
    """Worker processes; None is one for each core."""
    on: str = ""
    """A cluster that cleans instead of this machine: ``dask`` or ``ray`` (one is started here), or its address."""
    wait: bool = True
    """Wait for another run on the same clean/, instead of giving way."""
    rest: float = 0.0
    """Seconds that a file must have been left alone before it is read; more than 0 also passes over files that somebody
    is writing."""
    gone: Literal["keep", "remove"] = "keep"
    """What becomes of a document whose raw file, or row in one, is no longer there."""
    only: frozenset[str] | None = None
    """Look at these raw files and leave whatever else is due to the next run; None: look at all."""
    retry: bool = False
    """Clean again what crashed a worker or took too long last time."""
    deadline: float = 60.0
    """Seconds that one document may take before its worker is killed."""
    memory: int = 2_000_000_000
    """Bytes of memory that one worker may take."""
    max_quarantine: float = 0.5
    """Share of the documents in raw/ that may lie in quarantine before the run counts as failed."""
    batch_size: int = 200
    """Documents that one worker takes at a time, at most. Has no influence on the result."""
    now: datetime | None = None
    """The time to write as `cleaned_at`, for tests; else SOURCE_DATE_EPOCH, else the clock."""

    @property
    def processes(self) -> int:
        """How many worker processes to use at most."""
        if self.workers is not None:
            return self.workers
        affinity = getattr(os, "sched_getaffinity", None)
        return max(1, len(affinity(0)) if affinity else os.cpu_count() or 1)

    @property
    def max_bytes(self) -> int:
        """A file (unpacked) with more bytes cannot be within the policy's limit of characters."""
        return 4 * self.policy.max_chars

    def timestamp(self) -> str:
        """The moment of the run, ISO 8601 in UTC, to the second. Raises `ConfigurationError`."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
        moment = self.now or (_epoch(epoch) if epoch else datetime.now(UTC))
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def check(self) -> None:
        """Raise `ConfigurationError` if the run cannot start like this."""
        if self.workers is not None and self.workers < 1:
            raise ConfigurationError(f"workers must be at least 1, not {self.workers}")
        cluster(self.on)
        self.timestamp()
        if self.deadline <= 0:
            raise ConfigurationError(f"the deadline must be more than 0 seconds, not {self.deadline:g}")
        if self.also:
            from flows.writers import shards  # they know where clean/ is, and need not be known to say what is wanted

            for name in self.also:
                shards.writer(name)
        if self.memory < MIN_MEMORY:
            raise ConfigurationError(f"a worker needs at least {MIN_MEMORY} bytes of memory, not {self.memory}")
        if self.batch_size < 1:
            raise ConfigurationError(f"a batch holds at least 1 document, not {self.batch_size}")
        self._check_places()
        if not self.clean_url:
            self.check_clean(self.clean)

    def check_clean(self, shown: str | Path) -> None:
        """Raise `ConfigurationError` if files of somebody else are in the way in clean/, which is called `shown`."""
        from flows.writers.strangers import strangers

        if path := next(strangers(self.clean, self.also), None):
            raise ConfigurationError(
                f"a run would overwrite or remove {shown}/{path.relative_to(self.clean)}, which no run has written; "
                "name a folder of its own for the clean documents, or move that away"
            )

    def _check_places(self) -> None:
        if self.raw_url and f"{self.raw_url.rstrip('/')}/".startswith(f"{self.clean_url.rstrip('/')}/"):
            raise ConfigurationError(f"{self.raw_url} lies inside {self.clean_url}; raw and clean must be apart")
        if not self.raw_url and not self.raw.is_dir():
            found = "is a file, not a folder" if self.raw.exists() else "does not exist"
            raise ConfigurationError(f"{self.raw} {found}; name the folder that holds the scraped files")
        if self.raw_url or self.clean_url:
            return
        if self.clean.exists() and not self.clean.is_dir():
            raise ConfigurationError(f"{self.clean} is a file, not a folder; name the folder for the clean documents")
        raw, clean = self.raw.resolve(), self.clean.resolve()
        if raw == clean:
            raise ConfigurationError(f"{self.raw} cannot be raw and clean at once; name another folder for the result")
        if _is_swapped(raw, clean):
            raise ConfigurationError(
                f"{self.raw} holds clean documents or nothing, and {self.clean} holds files that no run has written; "
                "first comes the folder to read, then the one to write"
            )
        if clean in raw.parents:
            raise ConfigurationError(f"{self.raw} lies inside {self.clean}; raw files must not lie among clean ones")


def _is_swapped(raw: Path, clean: Path) -> bool:
    """Is raw/ what a run has written, or empty, and clean/ a folder of somebody's files?"""
    from flows.writers.strangers import is_ours

    def holds_files(folder: Path) -> bool:
        if not folder.is_dir():
            return False
        return any(not path.name.startswith(".") and path.name != "README.md" for path in folder.iterdir())

    return (is_ours(raw) or not holds_files(raw)) and holds_files(clean) and not is_ours(clean)


def _epoch(text: str) -> datetime:
    """The moment that SOURCE_DATE_EPOCH names. Raises `ConfigurationError`."""
    with suppress(ValueError, OverflowError, OSError):
        if text.isdecimal():
            return datetime.fromtimestamp(int(text), UTC)
    raise ConfigurationError(
        f"SOURCE_DATE_EPOCH is {text[:40]!r}; set it to whole seconds since 1970, such as 1700000000, or unset it"
    )
