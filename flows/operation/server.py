"""Prefect's server for those who have none: started for a project, kept in its folder `.prefect/`, stopped with it.

Nothing of Prefect is imported here. Who starts the server watches over it; others find it by a small file.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaners.errors import WinnowError
from flows.recorded import api_address
from flows.recorded.embedded import ENVIRONMENT
from flows.runs.lock import Busy, locked

FOLDER = ".prefect"
PORT = 4200
START_SECONDS = 120.0
"""The first start makes the database, which takes long on a busy machine."""
SILENT_SECONDS = 60.0
"""A server that has not answered for so long is ended and started again."""
STOP_SECONDS = 15.0
SETTINGS = {
    **ENVIRONMENT,
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_CLI_PROMPT": "false",
}
"""Telemetry off; records of runs are dropped after 90 days (Prefect's own default, once it is switched on)."""


class ServerFailed(WinnowError):
    """Prefect's server does not start, or a configured one does not answer."""


def environment(folder: Path) -> dict[str, str]:
    """The environment in which Prefect keeps everything in the project. What the user has set wins."""
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    return {**SETTINGS, "PREFECT_HOME": str(folder.absolute() / FOLDER), **os.environ, "PYTHONPATH": path}


def reachable(folder: Path) -> str:
    """The address of the API to talk to: the configured one, else the project's own. Raises `ServerFailed`."""
    url = api_address.configured_url(folder=folder)
    if url is None:
        found = api_address.own_server(folder)
        if found is None:
            raise ServerFailed(
                "no Prefect API is configured, and no winnow schedule is running in this folder; start one here, "
                "or set PREFECT_API_URL"
            )
        return found
    if not api_address.answers(url):
        raise ServerFailed(
            f"Prefect's API at {api_address.without_secrets(url)} does not answer; see to its server or PREFECT_API_URL"
        )
    return url


@dataclass(slots=True)
class Child:
    """A process that is kept running: in a session of its own, so that only we decide when it ends."""

    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    hands_on: tuple[int, ...] = ()
    """Open descriptors that it inherits."""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it. What it has to say goes to its log."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.hands_on,
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, then make it; nothing that it started is left."""
        if self.process is None:
            return
        if self.alive:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Server:
    """The server of a project: found if somebody else runs it, else started and kept running by us."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self.configured = api_address.configured_url(folder=folder)
        self._child: Child | None = None
        self._silent_since: float | None = None
        self._claims = contextlib.ExitStack()

    @property
    def home(self) -> Path:
        return self.folder / FOLDER

    def ensure(self) -> str:
        """Have a server that answers; its address. Raises `ServerFailed`."""
        if self.configured:
            self.url = reachable(self.folder)
        elif found := api_address.own_server(self.folder):
            self.url = found
        else:
            self._start()
        return self.url

    def tend(self) -> str:
        """Look after the server. Returns a line if something had to be done. Raises `ServerFailed`."""
        if self._child is not None and not self._child.alive:
            self._child.start()
            self._await()
            return "Prefect's server had ended; it runs again"
        if api_address.answers(self.url):
            self._silent_since = None
            return ""
        now = time.monotonic()
        self._silent_since = self._silent_since or now
        if self.configured or now - self._silent_since < (SILENT_SECONDS if self._child else 5):
            return ""
        self._silent_since = None
        if self._child is None:  # somebody else's, and gone
            self.ensure()
            return "Prefect's server was gone; it runs again"
        self._child.stop()
        self._child.start()
        self._await()
        return "Prefect's server did not answer any more; it was started again"

    def stop(self) -> None:
        """Stop the server if it is ours."""
        if self._child is not None:
            self._child.stop()
            self._child = None
            with contextlib.suppress(FileNotFoundError):
                (self.home / "server.json").unlink()
        self._claims.close()

    def _start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            self._claims.enter_context(locked(self.home / "server.lock", wait=False))
        except Busy:
            self.url = self._await_other()
            return
        # The socket is ours as long as we live: nobody else's server can slip in while this one is started again.
        listening = self._claims.enter_context(free_socket(self._last_port()))
        port = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/api"
        log = self.home / "server.log"
        log.write_bytes(b"")
        variables = environment(self.folder) | {"PREFECT_SERVER_API_PORT": str(port), "PREFECT_UI_API_URL": self.url}
        variables.pop("PREFECT_API_URL", None)
        code = "from flows.operation.server_process import main; main()"
        command = [sys.executable, "-P", "-c", code, str(listening.fileno())]
        self._child = Child(command, variables, log, hands_on=(listening.fileno(),))
        self._child.start()
        self._await()
        (self.home / "server.json").write_text(json.dumps({"url": self.url, "pid": os.getpid()}), "utf-8")

    def _last_port(self) -> int:
        """The port at which a server of this project was last known, so that its users find it again."""
        port = self.url.removesuffix("/api").rpartition(":")[2]
        return int(port) if port.isdigit() else PORT

    def _await(self) -> None:
        """Until it answers."""
        assert self._child is not None
        until = time.monotonic() + START_SECONDS
        while not api_address.answers(self.url):
            if not self._child.alive or time.monotonic() > until:
                self._child.stop()
                raise ServerFailed(f"Prefect's server did not start; {self._child.log} says why")
            time.sleep(0.2)

    def _await_other(self) -> str:
        """Somebody else is starting it in this folder."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if url := api_address.own_server(self.folder):
                return url
            time.sleep(0.5)
        raise ServerFailed(
            f"another winnow schedule holds {self.home}, but its server does not answer; stop it and start it again"
        )


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server for as long as the block lasts. Raises `ServerFailed`."""
    server = Server(folder)
    try:
        server.ensure()
        yield server
    finally:
        server.stop()


def free_socket(wanted: int) -> socket.socket:
    """A socket on this machine's own address, at port `wanted` if nobody else has it, else at any free one. It listens
    at once: a port that is only bound can be bound by others, too, and belongs to the first who listens."""
    for port in (wanted, 0):
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", port))
            found.listen()
        except OSError:
            found.close()
        else:
            return found
    raise ServerFailed("no port is free on this machine; end a program that listens, and try again")
