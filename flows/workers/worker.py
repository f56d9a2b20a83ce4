"""A worker process: takes batches from its parent over a pipe, reports after every chunk, and dies with its parent.

``WINNOW_WORKER_HOOK=module`` has it import a module first; the tests put documents that loop, eat and crash there.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import logging
import os
import resource
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection

from cleaners.errors import ConfigurationError

WARM_UP = "Rents in the old town rose again last year, by a tenth, and nobody knows why."


def main() -> None:
    """Started with two arguments: the descriptor of its pipe, and the bytes of memory it may take (0: no limit)."""
    connection = Connection(int(sys.argv[1]))
    _bound_memory(int(sys.argv[2]))
    _die_with_parent(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    logging.disable(logging.CRITICAL)  # libraries quote the page they stumble over
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        serve(connection)


def serve(connection: Connection) -> None:
    """Answer until the parent hangs up.

    In: ``(plan, journal, jobs, alone)``. Out: ``("ready",)`` once; ``("chunk", tally)`` after each chunk;
    ``("trying", source)`` before a document is cleaned alone; ``("end",)``; ``("failed", errno, message)`` if clean/
    cannot be written; ``("wrong", message)`` if the configuration does not fit the files; ``("broken", message)`` if
    the worker cannot even start.
    """
    try:
        if hook := os.environ.get("WINNOW_WORKER_HOOK"):
            importlib.import_module(hook)
        from cleaners import clean
        from flows.workers.ingest import ingest
        from flows.workers.loading import kind_and_place
        from flows.writers.atomic import explained

        clean(WARM_UP)  # what is loaded by the first document should not cost it its time
        _spare_what_stays()
    except Exception as error:
        connection.send(("broken", f"{type(error).__name__}: {error}"))
        return
    connection.send(("ready",))

    while True:
        plan, journal, jobs, alone = connection.recv()
        trying = (lambda source: connection.send(("trying", source))) if alone else None
        try:
            ingest(jobs, plan, journal, tell=lambda tally: connection.send(("chunk", tally)), trying=trying)
        except (BrokenPipeError, ConnectionResetError):
            return
        except OSError as error:
            connection.send(("failed", error.errno or 0, explained(error)))
        except ConfigurationError as error:
            connection.send(("wrong", str(error)))
        except Exception as error:
            connection.send(("failed", 0, f"{kind_and_place(error)} in a worker; please report it"))
        else:
            connection.send(("end",))


def _spare_what_stays() -> None:
    """Rules, models and profiles live as long as the worker, and documents make few cycles: looking for garbage less
    often, and never among what stays, saves a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 20)


def _bound_memory(limit: int) -> None:
    """A document that takes more gets a MemoryError, and the machine does not have to choose whom to kill."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _die_with_parent(parent: int) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
