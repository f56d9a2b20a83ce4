"""What can be typed to follow clean/: changes. Registered on the same app, after those of `aftercare`."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.aftercare import Clean, app

__all__ = ["app"]


@app.command()
def changes(
    clean: Clean = None,
    since: Annotated[int, typer.Option(min=0, metavar="RUN", help="Only what came after this run (0: all).")] = 0,
) -> int:
    """Print what runs added, changed and removed: one JSON object a line.

    Remember the `run` of the last line, and ask for what came since next time.
    """
    import json

    from flows.changes import Feed
    from flows.cli import OK, keeping, say

    say.as_filter()
    for change in Feed(keeping.here(clean).clean).read(since=since):
        say.out(json.dumps(change, ensure_ascii=False))
    return OK
