"""What a run did, in numbers: counts and names of labels, never text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `stage` is ``wait`` (for another run), ``discover``, ``clean`` or ``commit``."""

    stage: str
    done: int = 0
    total: int = 0
    cleaned: int = 0
    quarantined: int = 0


Watcher = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The result of a run over raw/.

    `cleaned`, `duplicate` and `quarantined` count what this run looked at; `unchanged` what it did not have to look
    at; `gone` the documents whose raw file is no longer there (they are kept). The other counts describe this run's
    documents.
    """

    total: int = 0
    cleaned: int = 0
    duplicate: int = 0
    quarantined: int = 0
    unchanged: int = 0
    gone: int = 0
    in_quarantine: int = 0
    """Of all documents in raw/, whether looked at in this run or not."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """How many documents are in quarantine for which reason, over all of raw/."""
    removals: Mapping[str, int] = field(default_factory=dict)
    """Pieces taken out in this run, by label."""
    languages: Mapping[str, int] = field(default_factory=dict)
    """Documents cleaned in this run, by language."""
    chars_before: int = 0
    chars_after: int = 0
    seconds: float = 0.0
    workers: int = 0
    bugs: tuple[str, ...] = ()
    """Sources on which the code itself failed: the run fails at its end."""
    notes: tuple[str, ...] = ()
    """Lines for a person, such as why no Prefect run was recorded."""

    def with_notes(self, *notes: str) -> Summary:
        """The same with more lines for a person; empty ones are left out."""
        return replace(self, notes=(*self.notes, *filter(None, notes)))
