"""``winnow schedule`` and ``winnow trigger``: what people see of them."""

from __future__ import annotations

import json as json_format
import os
import sys
from dataclasses import asdict
from pathlib import Path

from flows.cli import OK, say
from flows.config.configuration import Configuration
from flows.config.schedule_times import When, when
from flows.operation.schedule import Served, Voice, serve
from flows.operation.trigger import Ended, trigger
from flows.operation.watch import stopped_by_signals
from flows.raw.places import is_url
from flows.runs.lines import Format, line


def chosen(found: Configuration, *, cron: str | None, every: str | None, zone: str | None) -> When:
    """The schedule on the command line, else the configured one. Raises `ConfigurationError` if there is none."""
    if cron is None and every is None:
        cron, every = found.cron, found.every
    return when(cron_text=cron, every=every, zone=zone or found.timezone)


def schedule(served: Served, *, quiet: bool, log: Format) -> int:
    """Serve until stopped; returns the exit code."""
    os.environ["WINNOW_LOG_FORMAT"] = log  # the processes that it starts speak alike

    def tell(message: str) -> None:
        if not quiet:
            say.note(line("schedule", message, format=log))

    def report(message: str) -> None:
        say.out(message)
        sys.stdout.flush()

    serve(served, Path.cwd(), stopped_by_signals(), Voice(tell, report))
    return OK


def start(name: str, *, wait: bool, json: bool, raw: str | None, clean: str | None) -> int:
    """Trigger a deployment; returns the exit code of the run if it was waited for."""
    places = {"raw": raw, "clean": clean}
    parameters = {
        role: place if is_url(place) else str(Path(place).absolute()) for role, place in places.items() if place
    }

    def tell(run: Ended) -> None:
        say.note(f"{run.name}: {run.state.lower()}, see {run.page}")

    ended = trigger(name, Path.cwd(), wait=wait, parameters=parameters, started=tell)
    if json:
        say.out(json_format.dumps(asdict(ended), ensure_ascii=False))
    elif wait:
        say.out(ended.line)
    return ended.exit_code if wait else OK
