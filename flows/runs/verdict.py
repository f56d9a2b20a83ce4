"""How a run ended, in one word and one line: the same for the exit code, for Prefect's state and for events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.runs.summary import Summary

Word = Literal["completed", "degraded", "failed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`completed`: all is well. `degraded`: finished, some documents are set aside. `failed`: nobody should go on as if
    nothing had happened."""

    word: Word
    line: str

    @property
    def exit_code(self) -> int:
        return {"completed": 0, "degraded": 3, "failed": 1}[self.word]


def verdict(summary: Summary, *, max_quarantine: float) -> Verdict:
    """Judge a run. `max_quarantine`: the share of all documents in raw/ that may lie in quarantine.

    >>> verdict(Summary(total=10, cleaned=4, unchanged=6), max_quarantine=0.5)
    Verdict(word='completed', line='4 cleaned, 6 unchanged')
    >>> verdict(Summary(total=10, cleaned=2, quarantined=8, in_quarantine=8, reasons={"empty": 8}), max_quarantine=0.5)
    Verdict(word='failed', line='8 of 10 documents are in quarantine (empty 8), more than max_quarantine allows (50%)')
    """
    if summary.bugs:
        named = ", ".join(summary.bugs[:3]) + (", …" if summary.bugs[3:] else "")
        many = _documents(len(summary.bugs))
        return Verdict("failed", f"a bug in winnow on {many} ({named}); quarantine/ says where")
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in summary.reasons.items())
    aside, total = summary.in_quarantine, max(summary.total, summary.in_quarantine)
    if aside and aside > max_quarantine * total:
        return Verdict(
            "failed",
            f"{aside:,} of {_documents(total)} are in quarantine ({reasons}), "
            f"more than max_quarantine allows ({max_quarantine:.0%})",
        )
    if aside:
        return Verdict("degraded", f"{counted(summary)}; in quarantine: {reasons}")
    return Verdict("completed", counted(summary))


def counts(summary: Summary) -> dict[str, int]:
    """What the run did, in numbers."""
    return {
        "cleaned": summary.cleaned,
        "duplicate": summary.duplicate,
        "set aside": summary.quarantined,
        "unchanged": summary.unchanged,
    }


def counted(summary: Summary) -> str:
    """The same in words; "nothing to do" if it had nothing to do and there is nothing."""
    return ", ".join(f"{count:,} {name}" for name, count in counts(summary).items() if count) or "nothing to do"


def _documents(count: int) -> str:
    return f"{count:,} document" + ("" if count == 1 else "s")
