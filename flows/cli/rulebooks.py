"""``winnow rules``: list, test, show."""

from __future__ import annotations

import gzip
import json as json_format
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners.errors import ConfigurationError
from cleaners.mark.rules import BUNDLED, Rule, RuleBook, all_rules, check_patterns, nearest, read_label
from flows.cli import FAILED, OK, say
from flows.config.configuration import configured

if TYPE_CHECKING:
    from cleaners.mark.precision import Report, Tally


def folders(own: Sequence[Path] | None) -> tuple[Path, ...]:
    """The bundled rules and the user's, from the options or else from the configuration. Raises `ConfigurationError`
    for a folder that is none."""
    if own is None:
        own = [Path(folder) for folder in configured().policy.rules]
    for folder in own or ():
        if not folder.is_dir():
            raise ConfigurationError(f"--rules: {folder} is no folder")
    return (BUNDLED, *(own or ()))


def show_list(where: tuple[Path, ...], *, label: str | None, language: str | None, json: bool) -> int:
    """All rules, or those of one label or language: one line each. Raises `ConfigurationError` for a label that is
    none, and for a language that no rule speaks."""
    say.as_filter()
    wanted = read_label(label, "--label") if label else None
    rules = all_rules(where)
    spoken = dict.fromkeys(rule.language for rule in rules)
    if language is not None and language not in spoken:
        raise ConfigurationError(f"--language: no rules for {language!r}; there are some for {', '.join(spoken)}")
    found = [rule for rule in rules if wanted in (None, rule.label) and language in (None, rule.language)]
    if json:
        say.record([asdict(rule) for rule in found])
        return OK
    width = max((len(rule.id) for rule in found), default=0)
    console = say.console()
    from rich.text import Text

    for rule in found:
        voice = "speaks alone" if rule.verdict else "evidence"
        line = Text.assemble(
            (f"{rule.id:<{width}}  ", ""), (f"{voice:<12}  ", "green" if rule.verdict else "dim"), rule.why
        )
        console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
    alone = sum(rule.verdict for rule in found)
    languages = len({rule.language for rule in found})
    say.note(f"{say.plural(len(found), 'rule')} in {say.plural(languages, 'folder')}, {alone} of them speak alone")
    return OK


def failures(rules: Sequence[Rule]) -> Iterator[str]:
    """What is wrong with the rules: examples that they get wrong, and rules that have none."""
    for rule in rules:
        check_patterns(rule)
        if not rule.hits or not rule.misses:
            yield f"{rule.id}: needs at least one hit and one miss"
        yield from (f"{rule.id}: does not catch: {text}" for text in rule.hits if not rule.speaks(text))
        yield from (f"{rule.id}: does not spare: {text}" for text in rule.misses if rule.speaks(text))


def test(where: tuple[Path, ...], *, benchmark: Path | None, json: bool) -> int:
    """Run every hit and miss; on request, count how often each rule is right on labelled lines."""
    say.as_filter()
    rules = all_rules(where)
    report = measured(rules, benchmark) if benchmark else None
    wrong = list(failures(rules))
    if json and not report:
        say.record({"rules": len(rules), "failures": wrong})
        return FAILED if wrong else OK
    for line in wrong:
        say.note(line)
    examples = sum(len(rule.hits) + len(rule.misses) for rule in rules)
    verdict = f"{len(wrong)} wrong" if wrong else "all right"
    say.note(f"{say.plural(len(rules), 'rule')}, {say.plural(examples, 'example')}: {verdict}")
    if report:
        show_report(report, json=json)
    return FAILED if wrong else OK


def measured(rules: Sequence[Rule], benchmark: Path) -> Report:
    """Every rule asked about a file of labelled lines."""
    from cleaners.mark.precision import labelled, measure

    opened = gzip.open if benchmark.suffix == ".gz" else open
    try:
        with opened(benchmark, "rt", encoding="utf-8") as lines:
            return measure(RuleBook(tuple(rules)), (labelled(json_format.loads(line)) for line in lines))
    except OSError as error:
        raise ConfigurationError(f"{benchmark}: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, KeyError) as error:
        raise ConfigurationError(f"{benchmark}: no file of labelled lines: {error!r}") from None


def show_report(report: Report, *, json: bool) -> None:
    """Precision and support of every rule that spoke, then of all that speak alone."""
    if json:
        say.record(
            {"rules": {name: figures(tally) for name, tally in report.rules.items()}, "alone": figures(report.alone)}
        )
        return
    width = max(map(len, report.rules), default=0)
    say.out(f"{'rule':<{width}}  precision   right   wrong   sites")
    for name, tally in sorted(report.rules.items()):
        if tally.residue["all"] + tally.content["all"]:
            say.out(_row(name.ljust(width), tally))
    say.out(_row("all that speak alone".ljust(width), report.alone))
    say.out(f"they find {report.recall():.1%} of the residue lines and cost {report.loss():.3%} of the content words")


def figures(tally: Tally) -> dict[str, Any]:
    """The counts of one rule as a record."""
    right, wrong = tally.residue["all"], tally.content["all"]
    return {"precision": tally.precision(), "right": right, "wrong": wrong, "sites": len(tally.sites)}


def _row(name: str, tally: Tally) -> str:
    values = figures(tally)
    return f"{name}  {values['precision']:>9.3f}  {values['right']:>6,}  {values['wrong']:>6,}  {values['sites']:>6,}"


def _meant(rule_id: str, known: Iterable[str]) -> str:
    """What to say to somebody who named a rule that there is not, perhaps by the end of its id."""
    ends = [known_id for known_id in known if known_id.endswith(f"/{rule_id}")]
    if 0 < len(ends) <= 10:
        return f"did you mean {' or '.join(ends)}?"
    if ends:
        return f"did you mean {ends[0]}, or another of {len(ends)} of that name?"
    hint = nearest(rule_id, known)
    return hint if hint.startswith("did") else "winnow rules lists them"


def show(where: tuple[Path, ...], rule_id: str, *, json: bool) -> int:
    """One rule, in full. Raises `ConfigurationError` with the nearest id if there is none of that name."""
    say.as_filter()
    rules = {rule.id: rule for rule in all_rules(where)}
    rule = rules.get(rule_id)
    if rule is None:
        raise ConfigurationError(f"no such rule: {rule_id}; {_meant(rule_id, rules)}")
    values = {name: value for name, value in asdict(rule).items() if value not in ("", (), 0)}
    if json:
        say.record(values)
        return OK
    for name, value in values.items():
        entries = value if isinstance(value, tuple) else ("yes" if value is True else value,)
        for number, entry in enumerate(entries):
            say.out(f"{name if number == 0 else '':<10} {entry}")
    return OK
