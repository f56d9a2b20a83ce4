"""What a run sets out with: the plan that all its batches share, and the files that are due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from cleaners.policy import Policy
from flows.books.exemptions import of_file
from flows.books.forgotten import Forgotten
from flows.raw.names import digest
from flows.raw.sites import Recipe, for_host
from flows.raw.sources import Source, Trouble
from flows.readers.fields import FieldMapping


class Written(NamedTuple):
    """What a receipt says of a document that was written."""

    sha256_text: str | None
    cleaned_at: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What all batches of a run have in common."""

    raw: str
    clean: Path
    policy: Policy
    fingerprint: str
    now: str
    max_bytes: int
    by_host: Mapping[str, Recipe] = field(default_factory=dict)
    """Hosts whose documents are cleaned by a policy of their own."""
    fields: tuple[FieldMapping, ...] = ()
    spared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Pieces that stay in single documents, by source."""
    forgotten: Forgotten = field(default_factory=Forgotten)
    """Documents to pass over."""
    damaged: Mapping[str, Written] = field(default_factory=dict)
    """Documents whose files are not as they were written."""

    def recipe(self, host: str | None, source: str) -> Recipe:
        """How the document `source` from `host` is cleaned."""
        recipe = for_host(self.by_host, host) or Recipe(self.policy, self.fingerprint)
        pieces = self.spared.get(source)
        if not pieces:
            return recipe
        base = digest(f"{recipe.base} {sorted(pieces)}")[:8]
        return Recipe(replace(recipe.policy, spared=pieces), base + recipe.fingerprint[8:])

    def container_fingerprint(self, file: str) -> str:
        """Stands for everything but rules that decides how the documents of a container are read and cleaned."""
        sites = sorted((host, recipe.base) for host, recipe in self.by_host.items())
        everything = f"{self.fingerprint[:8]} {sites} {self.fields}"
        pieces = of_file(self.spared, file) + [(each, []) for each in self.forgotten.inside(file)]
        return digest(f"{everything} {pieces}" if pieces else everything)[:12]

    @property
    def rules(self) -> str:
        """Stands for all rules, of all sites."""
        sites = sorted((host, recipe.fingerprint[8:]) for host, recipe in self.by_host.items())
        return digest(f"{self.fingerprint[8:]} {sites}")


_NO_POISON: Mapping[str, Trouble] = {}


@dataclass(frozen=True, slots=True)
class Job:
    """A raw file that is due. The rest is for finding a document that kills its worker: where to go on in a container,
    and which documents not to touch."""

    source: Source
    skip: int = 0
    poison: Mapping[str, Trouble] = field(default_factory=lambda: _NO_POISON)
