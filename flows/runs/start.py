"""The front door to runs: one-off ingest, recorded by Prefect or not."""

from __future__ import annotations

import os
from typing import Literal

from cleaners.errors import ConfigurationError
from flows.config.settings import Settings
from flows.recorded import api_address
from flows.runs.direct import run_directly, waiting
from flows.runs.near import near
from flows.runs.summary import Summary, Watcher

Recording = Literal["auto", "always", "never"]
"""Is the run recorded by Prefect: if an API is configured and answers; in any case; not at all."""


def run(settings: Settings, *, prefect: Recording = "auto", progress: Watcher | None = None) -> Summary:
    """Clean what is due in raw/. Raises `ConfigurationError` if the run cannot start, `WorkFailed` if it cannot go on;
    everything about single documents is in the summary."""
    settings.check()
    with near(settings, waiting=waiting(progress)) as local:
        return _run_here(local, prefect=prefect, progress=progress)


def _run_here(settings: Settings, *, prefect: Recording, progress: Watcher | None) -> Summary:
    """The run, with clean/ on this machine."""
    if prefect == "never":
        if settings.on:
            raise ConfigurationError("batches are sent to a cluster by Prefect: --on does not go with --prefect never")
        return run_directly(settings, progress=progress)
    found = api_address.find()
    if found.url is None and prefect == "auto" and not settings.on:
        return run_directly(settings, progress=progress).with_notes(found.note)
    if found.url is not None:
        os.environ["PREFECT_API_URL"] = found.url  # Prefect itself does not look for the server of a project
    from flows.recorded import flow  # and with it Prefect

    return flow.recorded(settings, own_api=found.url is None, progress=progress)
