"""Prefect's own API in a thread of this process, for runs that have none to report to.

Its default temporary server takes twice as long to start and is killed while it still writes, which loses most of a
run's records. Here everything is drained before the end. Also the place where Prefect's environment is set.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.runs.lock import locked

ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "0.2",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "100",
}
"""Telemetry off, and a recorder that does not fall behind. The user's own settings win, except for telemetry."""

START_SECONDS = 180.0
"""Six seconds on a quiet machine; with six processes waiting for each core, more than a minute."""


def prepare() -> None:
    """Set the environment; has to happen before Prefect is imported for the first time."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


@contextlib.contextmanager
def api() -> Iterator[str]:
    """Run the API as long as the block lasts, and have Prefect use it; yields its address."""
    prepare()
    home = Path(os.environ.get("PREFECT_HOME") or Path("~/.prefect").expanduser())
    home.mkdir(parents=True, exist_ok=True)
    # Two servers that create one database at the same time break each other.
    with locked(home / "winnow-start.lock", wait=True):
        server, thread = _start()
    port = server.servers[0].sockets[0].getsockname()[1]
    from prefect.settings import PREFECT_API_URL, temporary_settings

    url = f"http://127.0.0.1:{port}/api"
    try:
        with temporary_settings({PREFECT_API_URL: url}):
            try:
                yield url
            finally:
                drain()
    finally:
        server.should_exit = True
        thread.join(10)


def drain() -> None:
    """Wait until this process has sent all its events and logs."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=10)
    APILogWorker.drain_all(timeout=10)


def _start() -> tuple[Any, threading.Thread]:
    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(
        create_app(ephemeral=True, final=True), host="127.0.0.1", port=0, log_level="error", lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True, name="winnow-prefect-api")
    thread.start()
    until = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("the embedded Prefect API did not start; use --prefect never")
        time.sleep(0.01)
    return server, thread
