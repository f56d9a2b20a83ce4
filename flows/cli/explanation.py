"""``winnow explain``: every mark on one document, with the text it is about and what became of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import accumulate, groupby
from textwrap import fill
from typing import TYPE_CHECKING, Any

from cleaners.document import CleanDocument, Fact, Label, Mark, RawDocument, Span
from cleaners.errors import Rejected
from cleaners.policy import Policy
from flows.cli import OK, say, single

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"removed": "red", "kept": "cyan", "overruled": "yellow", "evidence": "dim"}
"""What became of a mark: acted on; labelled and left in by the policy; a verdict that another opinion outweighed;
no verdict, something for the model to weigh."""


def explain(raw: RawDocument, policy: Policy, *, json: bool) -> int:
    """Print all marks, facts and repairs of one document; also of one that would be set aside, and why that is."""
    say.as_filter()
    refusal = None
    try:
        document = single.cleaned(raw, policy)
    except Rejected as error:
        refusal = error
        document = single.cleaned(raw, replace(policy, min_kept_chars=0, max_removed_share=1.0))
    if json:
        say.record(record(document, policy))
    else:
        show(document, policy, say.console())
    if refusal:
        raise refusal
    return OK


def record(document: CleanDocument, policy: Policy) -> dict[str, Any]:
    """All that is believed about a document, and what became of it."""
    whole = document.document
    line_at = line_numbers(whole.text)
    marks = [
        {"line": line_at(mark.span.start), **mark._asdict(), "span": list(mark.span)}
        | {"outcome": outcome(document, mark, policy), "text": whole.slice(mark.span)}
        for mark in ordered(whole.marks)
    ]
    return {
        "source": whole.source,
        "media_type": whole.media_type,
        "facts": [asdict(fact) for fact in whole.facts],
        "marks": marks,
        "repairs": [asdict(repair) for repair in whole.repairs],
        "removed_share": document.metadata["removed_share"],
    }


def line_numbers(text: str) -> Callable[[int], int]:
    """What tells the 1-based line that the character at an offset stands on."""
    return partial(bisect_right, list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0)))


def ordered(marks: Sequence[Mark]) -> list[Mark]:
    """In reading order, verdicts before evidence."""
    return sorted(marks, key=lambda m: (m.span, not m.verdict, -m.score, m.origin))


def outcome(document: CleanDocument, mark: Mark, policy: Policy) -> str:
    """What became of a mark: a key of `STYLES`."""
    if not mark.verdict:
        return "evidence"
    if gone(document, mark.span):
        return "removed"
    return "overruled" if mark.label in policy.drop else "kept"


def gone(document: CleanDocument, span: Span) -> bool:
    """Was a part of `span` taken out, more than space?"""
    return any(r.span.touches(span) for r in document.removals if r.label != Label.WHITESPACE)


def show(document: CleanDocument, policy: Policy, console: Console) -> None:
    """The explanation for people: what is known, then each piece of text with all opinions about it."""
    from rich.text import Text

    whole = document.document
    language = document.metadata["language"]
    console.print(Text(f"{whole.source}  {whole.media_type}, {language}, {len(whole.text):,} characters", "bold"))
    console.print(single.summed(document))
    accepted = [fact for fact in whole.facts if fact.accepted]
    for fact in accepted:
        console.print(fact_line(fact, console.width))
    line_at = line_numbers(whole.text)
    for span, marks in groupby(ordered(whole.marks), key=lambda mark: mark.span):
        console.print()
        text = say.clipped(whole.slice(span), max(20, console.width - 8))
        console.print(
            Text.assemble((f"{line_at(span.start):>6}  ", "bold"), (text, "red" if gone(document, span) else ""))
        )
        for mark in marks:
            console.print(mark_line(mark, outcome(document, mark, policy), console.width))
    for line in repair_lines(document):
        console.print(line)


def fact_line(fact: Fact, width: int) -> Any:
    """One fact: its name, its value, who says so."""
    from rich.text import Text

    value = ", ".join(map(str, fact.value)) if isinstance(fact.value, list | tuple) else str(fact.value)
    room = max(20, width - 25 - len(fact.origin))
    return Text.assemble((f"  {fact.name:<18} ", "cyan"), say.clipped(value, room), "  ", (fact.origin, "dim"))


def mark_line(mark: Mark, became: str, width: int) -> Any:
    """One opinion: what became of it, label, who says so, how sure, why."""
    from rich.text import Text

    score = "" if mark.score == 1 else f" {mark.score:.2f}"
    head, origin = f"        {became:<9} {mark.label:<14}", f"{mark.origin}{score}"
    head += f" {origin}" if len(head) + 1 + len(origin) <= width else f"\n{' ' * 10}{origin}"
    if len(head) + 2 + len(mark.reason) <= width:
        return Text.assemble((head, STYLES[became]), ": ", mark.reason)
    reason = fill(mark.reason, max(30, width), initial_indent=" " * 10, subsequent_indent=" " * 10)
    return Text.assemble((head, STYLES[became]), "\n", reason)


def repair_lines(document: CleanDocument) -> Iterator[str]:
    """The lines whose characters were mended."""
    repairs = document.document.repairs
    if repairs:
        yield ""
        yield f"{say.plural(len(repairs), 'line')} repaired"
    for repair in repairs:
        yield f"{repair.line:>6}  {say.clipped(repair.before, 90)}"
        yield f"     →  {say.clipped(repair.after, 90)}  ({repair.reason})"
