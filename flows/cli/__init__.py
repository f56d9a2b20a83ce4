"""The command line. This module holds only the way in and the way out; commands import what they need when they run.

It imports nothing that takes time, so that an interrupt from the keyboard finds `main` there to answer it.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

OK, FAILED, USAGE, QUARANTINED = 0, 1, 2, 3
INTERRUPTED = 130
"""Exit codes: all is well; the run itself failed; wrong usage or configuration; finished, but some are set aside."""
PLAINLY = {
    "Value error, ": "",
    "Input should be a valid integer, unable to parse string as an integer": "it must be a whole number",
    "Input should be a valid number, unable to parse string as a number": "it must be a number",
    "Input should be greater than or equal to": "it must be at least",
}
"""What the libraries below say, and how we say it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command (default: `sys.argv`) and return its exit code. Errors are one line on stderr; with
    ``WINNOW_DEBUG=1`` in the environment a traceback shows where they came from."""
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _repeated
    if sys.stderr is None:  # closed by whoever started us, who wants to hear nothing but the exit code
        sys.stderr = io.StringIO()
    if sys.stdout is None:
        return _say("standard output is closed; send it to a file, a pipe or /dev/null", USAGE)
    arguments = sys.argv[1:] if arguments is None else arguments
    if (place := _empty(arguments)) is not None:
        # The current folder, or the default, in place of a folder whose name got lost would be a nasty surprise.
        return _say(f"argument {place} is empty; is a variable of your shell or script not set?", USAGE)
    try:
        from flows.cli.aftercare import app

        code: int = app(arguments, prog_name="winnow", standalone_mode=False) or OK
    except KeyboardInterrupt:  # before typer was there to see it
        code = INTERRUPTED
    except Exception as error:
        if os.environ.get("WINNOW_DEBUG"):
            raise
        return _tell(error, arguments)
    # An interrupt from the keyboard comes out of typer as this code or, in older versions, as an `Abort`.
    return _say("interrupted", INTERRUPTED) if code == INTERRUPTED else code


def _empty(arguments: Sequence[str]) -> int | None:
    """The place of the first argument, from 1, that says nothing: neither a name nor a value. None if all do.

    >>> _empty(["ingest", "", "clean"]), _empty(["clean", "--url=", "a.txt"]), _empty(["ingest", "raw"])
    (2, 2, None)
    """
    blank = (
        argument.partition("=")[2] if argument.startswith("--") and "=" in argument else argument
        for argument in arguments
    )
    return next((place for place, value in enumerate(blank, 1) if not value), None)


def _repeated(ignored: sys.UnraisableHookArgs) -> None:
    """Python ignores what is raised while it tidies up, as it does behind every module that it has loaded. An interrupt
    from the keyboard that falls there comes again a moment later."""
    if ignored.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(ignored)
        return
    from signal import SIGINT
    from threading import Timer

    Timer(0.01, os.kill, (os.getpid(), SIGINT)).start()


def _tell(error: Exception, arguments: Sequence[str]) -> int:
    """Say what went wrong in one line, and return the exit code for it."""
    from cleaners.errors import ConfigurationError, WinnowError
    from flows.cli.say import NotPublished

    if type(error).__name__ == "Abort":
        return _say("interrupted", INTERRUPTED)
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error}\n")
        return USAGE
    if hasattr(error, "format_message"):  # typer's own: an unknown option, a missing argument
        return _say(f"{_plainly(error.format_message())} ({_hint(error, arguments)})", USAGE)
    if isinstance(error, NotPublished):
        return _say(str(error), QUARANTINED)
    if isinstance(error, ConfigurationError):
        return _say(str(error), USAGE)
    if isinstance(error, WinnowError):
        return _say(str(error), FAILED)
    if isinstance(error, OSError):
        from flows.writers.atomic import explained

        return _say(explained(error), FAILED)
    return _say(f"a bug in winnow: {type(error).__name__}: {error} (WINNOW_DEBUG=1 shows where)", FAILED)


def _plainly(message: str) -> str:
    for theirs, ours in PLAINLY.items():
        message = message.replace(theirs, ours)
    return message


def _hint(error: Exception, arguments: Sequence[str]) -> str:
    """What to do about a wrong command line."""
    if arguments[:1] in (["clean"], ["explain"]) and "extra argument" in str(error):
        return "one document at a time; winnow ingest cleans a folder"
    return _dashed(error, arguments) or "try --help"


def _dashed(error: Exception, arguments: Sequence[str]) -> str | None:
    """How to name the file that was taken for the unknown option in `error`, if there is such a file."""
    option = getattr(error, "option_name", None)
    names = (name for name in arguments if option and name.startswith(option) and os.path.exists(name))
    return next((f"for the file of that name say ./{name}, or -- before it" for name in names), None)


def _say(message: str, code: int) -> int:
    from flows.raw.names import readable

    sys.stderr.write(f"winnow: {readable(' '.join(message.split()))}\n")
    return code
