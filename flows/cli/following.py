"""What can be typed to follow clean/, to take documents out of it, to hand it on: changes, forget, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.cli.aftercare import Clean, FolderOption, Raw, app
from flows.cli.app import Json

__all__ = ["app"]


@app.command()
def changes(
    clean: Clean = None,
    since: Annotated[int, typer.Option(min=0, metavar="RUN", help="Only what came after this run (0: all).")] = 0,
) -> int:
    """Print what runs added, changed and removed, as JSON lines.

    Remember the `run` of the last line, and ask for what came since next time.
    """
    import json

    from cleaners.errors import ConfigurationError
    from flows.books.changes import Feed
    from flows.cli import OK, keeping, say

    feed = Feed(keeping.here(clean).clean)
    if since > (last := feed.last_run()):
        raise ConfigurationError(
            f"--since {since}: the last run in {feed.path} is {last}; if the feed began anew, follow it from --since 0"
        )
    say.as_filter()
    for change in feed.read(since=since):
        say.out(json.dumps(change, ensure_ascii=False))
    return OK


@app.command()
def forget(
    document: Annotated[
        str, typer.Argument(metavar="SOURCE", help="The source or id of a document, or the path of a raw file.")
    ],
    clean: FolderOption = None,
    raw: Raw = None,
    undo: Annotated[bool, typer.Option("--undo", help="Let the next run take it again.")] = False,
    json: Json = False,
) -> int:
    """Remove one document everywhere in clean/, for good.

    Then clean/ is searched to prove it; exit code 1: there is still a trace of it. The raw file stays where it is and
    is passed over from now on.
    """
    from flows.cli import keeping

    settings = keeping.with_raw(keeping.here(clean, raw))
    return keeping.remember(document, settings) if undo else keeping.forget(document, settings, json=json)


@app.command()
def export(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder. An earlier export goes.")],
    to: Annotated[Literal["dolma", "datatrove"], typer.Option(help="Which toolkit is to read it.")],
    clean: FolderOption = None,
) -> int:
    """Write all documents as dolma or datatrove read them.

    These are gzipped JSON lines, sorted by id.
    """
    from flows.aftercare.export import export as write
    from flows.cli import OK, keeping, say

    done = write(keeping.here(clean).clean, target, to=to)
    say.note(f"{say.plural(done.documents, 'document')} in {say.plural(len(done.paths), 'file')} in {target}")
    return OK
