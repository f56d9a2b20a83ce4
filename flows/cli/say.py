"""How the command line speaks: text to stdout, remarks to stderr, whatever terminal or pipe is at the other end."""

from __future__ import annotations

import json as json_format
import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING, Any, TextIO

from cleaners.errors import WinnowError

if TYPE_CHECKING:
    from rich.console import Console


class NotPublished(WinnowError):
    """The one document that a command is about is set aside; the message names its file."""


def as_filter() -> None:
    """Behave as a command in a pipe should: end silently when the reader goes away (``| head``), and write UTF-8 into
    files and pipes whatever the locale says, because that is what clean text is."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure and sys.stdout.isatty():
        reconfigure(errors="replace")
    elif reconfigure:
        reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")


def out(text: str) -> None:
    """One text to stdout, with a line end."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def note(text: str) -> None:
    """One remark to stderr."""
    sys.stderr.write(text + "\n")


def record(value: Any) -> None:
    """A record to stdout as JSON that people can read."""
    out(json_format.dumps(value, ensure_ascii=False, indent=2))


def console(stream: TextIO | None = None) -> Console:
    """A rich console that neither interprets markup in documents nor wraps what goes into a file."""
    from rich.console import Console

    stream = stream or sys.stdout
    # In a file or a pipe a line stays a line, however long it is.
    width = None if stream.isatty() or "COLUMNS" in os.environ else 10_000
    return Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False, width=width)


def width() -> int:
    """How many characters a line of the terminal has; 100 if there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def clipped(text: str, width: int) -> str:
    """A text on one line, at most `width` characters.

    >>> clipped("We and our\\n partners use cookies", 12)
    'We and our …'
    """
    line = " ".join(text.split())
    return line if len(line) <= width else line[: max(1, width - 1)] + "…"


def plural(count: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "rule"), plural(1200, "rule")
    ('1 rule', '1,200 rules')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
