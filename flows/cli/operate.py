"""What can be typed to keep flows going: schedule, trigger, watch, config, rules new. Registered on the same app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.app import LABELS, Cleaning, Json, Log, Run, Workers, app, rules, with_options

__all__ = ["app"]

Raw = Annotated[str | None, typer.Option(metavar="PLACE", help="The folder to read (raw); never written to.")]
Clean = Annotated[str | None, typer.Option(metavar="PLACE", help="The folder to write (clean).")]


@app.command()
@with_options
def config(
    raw: Raw = None,
    clean: Clean = None,
    workers: Workers = None,
    *,
    cleaning: Cleaning,
    json: Json = False,
) -> int:
    """Show every setting in force here, and where it comes from.

    Settings come from winnow.toml or [tool.winnow] in pyproject.toml, here or above, then from the environment
    (WINNOW_POLICY_BUDGET=0.1 is budget in [policy]), then from options.
    """
    from flows.cli import configure

    stated: dict[str, tuple[str, Any]] = {
        "--raw": ("ingest.raw", raw),
        "--clean": ("ingest.clean", clean),
        "--workers": ("ingest.workers", workers),
        "--drop": ("policy.drop", cleaning.drop),
        "--keep": ("policy.keep", cleaning.keep),
        "--rules-only" if cleaning.rules_only else "--cautious": ("policy.caution", configure.caution(cleaning)),
        "--rules": ("rules.folders", [str(folder) for folder in cleaning.rules or ()] or None),
    }
    flags = []
    for option, (key, value) in stated.items():
        section, _, name = key.partition(".")
        if value is not None:
            flags.append((option, {section: {name: value}}))
    return configure.show(flags, json=json)


@rules.command("new")
def new_rule(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder for rules of your own.")],
    label: Annotated[str, typer.Option(help="What the rules are about, such as promo or byline.")] = "promo",
    language: Annotated[str, typer.Option(metavar="CODE", help="Whose language they speak (any: all).")] = "en",
) -> int:
    """Start a file of rules of your own, with an example to change."""
    from flows.cli import say
    from flows.config.rule_folders import write_example

    path = write_example(folder, language=language, label=label)
    say.out(str(path))
    say.note(f"try it: winnow rules --rules {folder} test")
    return 0


@app.command(epilog=LABELS)
@with_options
def watch(
    run: Run,
    cleaning: Cleaning,
    rest: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="How long a file must be left alone to be complete.")
    ] = 3.0,
    once: Annotated[bool, typer.Option("--once", help="Stop after the first run that had something to do.")] = False,
) -> int:
    """Clean what arrives in a folder, until stopped with Ctrl-C.

    A file is cleaned as soon as it is complete.
    """
    from flows.cli import watching

    return watching.watch(run.settings(cleaning, rest=rest), run.wishes(), once=once)


@app.command()
def schedule(
    cron: Annotated[str | None, typer.Option(metavar="EXPR", help='When, as a cron expression: "0 6 * * *".')] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="How often: 90s, 15m, 2h, 1d.")] = None,
    timezone: Annotated[str | None, typer.Option(metavar="ZONE", help="Of the cron expression (UTC).")] = None,
    raw: Raw = None,
    clean: Clean = None,
    name: Annotated[str | None, typer.Option(help="What to call it (ingest).")] = None,
    workers: Workers = None,
    log: Log = None,
    queue: Annotated[
        bool,
        typer.Option("--queue", help="A run that is due while another one is going waits, instead of being cancelled."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but how runs end.")] = False,
) -> int:
    """Clean a folder on a schedule, until stopped with Ctrl-C.

    Prefect runs it. If no Prefect API is configured, a server is started here and kept in .prefect/.
    """
    import os
    import sys

    from cleaners.errors import ConfigurationError
    from flows.cli import OK, configure, say
    from flows.config.configuration import configured
    from flows.config.schedule_times import called, when
    from flows.operation.schedule import Served, serve
    from flows.operation.watch import stopped_by_signals
    from flows.runs.lines import line

    found = configured()
    try:
        name = found.name if name is None else called(name)
    except ValueError as error:
        raise ConfigurationError(f"--name: {error}") from None
    if cron is None and every is None:
        cron, every = found.cron, found.every
    if timezone and every:
        raise ConfigurationError("--timezone: an interval has none; leave it out, or say when with --cron")
    due = when(cron_text=cron, every=every, zone=timezone or found.timezone)
    settings = configure.settings(raw=raw, clean=clean, workers=workers)
    settings.check()
    format = log or found.log
    os.environ["WINNOW_LOG_FORMAT"] = format  # the processes that it starts speak alike

    def tell(message: str) -> None:
        if not quiet:
            say.note(line("schedule", message, format=format))

    def report(message: str) -> None:
        say.out(message)
        sys.stdout.flush()

    served = Served(
        name=name,
        raw=settings.raw_url or str(settings.raw.absolute()),
        clean=settings.clean_url or str(settings.clean.absolute()),
        when=due,
        workers=workers,
        overlap="queue" if queue else "skip",
    )
    serve(served, Path.cwd(), stopped_by_signals(), say=tell, report=report)
    return OK


@app.command()
def trigger(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A deployment (ingest).")] = "ingest",
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the end; the exit code is the run's.")] = False,
    raw: Raw = None,
    clean: Clean = None,
    json: Json = False,
) -> int:
    """Start one run of a deployment now."""
    import json as json_format
    from dataclasses import asdict

    from flows.cli import OK, say
    from flows.operation.trigger import Ended
    from flows.operation.trigger import trigger as start
    from flows.raw.places import is_url

    places = {"raw": raw, "clean": clean}
    parameters = {
        role: place if is_url(place) else str(Path(place).absolute()) for role, place in places.items() if place
    }

    def tell(run: Ended) -> None:
        say.note(f"{run.name}: {run.state.lower()}, see {run.page}")

    ended = start(name, Path.cwd(), wait=wait, parameters=parameters, started=tell)
    if json:
        say.out(json_format.dumps(asdict(ended), ensure_ascii=False))
    elif wait:
        say.out(ended.line)
    return ended.exit_code if wait else OK
