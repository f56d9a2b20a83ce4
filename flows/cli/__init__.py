"""The command line. This module holds only the way in and the way out; commands import what they need when they run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

OK, FAILED, USAGE, QUARANTINED = 0, 1, 2, 3
INTERRUPTED = 130
"""Exit codes: all is well; the run itself failed; wrong usage or configuration; finished, but some are set aside."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command (default: `sys.argv`) and return its exit code. Errors are one line on stderr; with
    ``WINNOW_DEBUG=1`` in the environment a traceback shows where they came from."""
    from flows.cli.following import app

    try:
        code: int = app(arguments, prog_name="winnow", standalone_mode=False) or OK
    except Exception as error:
        if os.environ.get("WINNOW_DEBUG"):
            raise
        return _tell(error)
    # An interrupt from the keyboard comes out of typer as this code or, in older versions, as an `Abort`.
    return _say("interrupted", INTERRUPTED) if code == INTERRUPTED else code


def _tell(error: Exception) -> int:
    """Say what went wrong in one line, and return the exit code for it."""
    from cleaners.errors import ConfigurationError, Quarantined, WinnowError

    if type(error).__name__ == "Abort":
        return _say("interrupted", INTERRUPTED)
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error}\n")
        return USAGE
    if hasattr(error, "format_message"):  # typer's own: an unknown option, a missing argument
        return _say(f"{error.format_message()} (try --help)", USAGE)
    if isinstance(error, Quarantined):
        return _say(f"not published: {error}", QUARANTINED)
    if isinstance(error, ConfigurationError):
        return _say(str(error), USAGE)
    if isinstance(error, WinnowError):
        return _say(str(error), FAILED)
    if isinstance(error, OSError):
        return _say(f"{error.filename or 'input or output'}: {error.strerror or error}", FAILED)
    return _say(f"a bug in winnow: {type(error).__name__}: {error} (WINNOW_DEBUG=1 shows where)", FAILED)


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"winnow: {' '.join(message.split())}\n")
    return code
