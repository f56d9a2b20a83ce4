"""Imported by a run and its workers: the n-th change to the disk kills all of them, before it happens.

``WINNOW_DIE_AT`` is n, ``WINNOW_DIE_COUNT`` a file in which all processes count together.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from flows.writers import atomic


def dying(change: Callable[..., Any]) -> Callable[..., Any]:
    def changed(*arguments: Any, **options: Any) -> Any:
        descriptor = os.open(os.environ["WINNOW_DIE_COUNT"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, b".")
        count = os.fstat(descriptor).st_size
        os.close(descriptor)
        if count == int(os.environ["WINNOW_DIE_AT"]):
            os.kill(int(os.environ["WINNOW_DIE_PARENT"]), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return change(*arguments, **options)

    return changed


os.environ.setdefault("WINNOW_DIE_PARENT", str(os.getpid()))
os.replace = dying(os.replace)
atomic.append = dying(atomic.append)
atomic.remove = dying(atomic.remove)
