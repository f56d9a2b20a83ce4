"""The process in which Prefect's server of a project runs; it ends when the process that started it does."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys

from flows.recorded import embedded


def main() -> None:
    """``python -c "from flows.operation.server_process import main; main()" DESCRIPTOR``, of a socket that is bound."""
    end_with_parent()
    embedded.prepare()
    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app(), log_level="warning", timeout_keep_alive=5, timeout_graceful_shutdown=5)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


def end_with_parent() -> None:
    """Have the kernel send SIGTERM when the parent is gone, however it went."""
    parent = os.getppid()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        raise SystemExit(1)
