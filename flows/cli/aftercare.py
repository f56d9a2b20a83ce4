"""What can be typed once clean/ is there. Registered on the same app as `operate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.cli.app import Json, rules
from flows.cli.operate import app

__all__ = ["app"]

Clean = Annotated[Path | None, typer.Argument(metavar="CLEAN", help="The folder with the clean documents (clean).")]
FolderOption = Annotated[
    Path | None, typer.Option("--clean", metavar="DIR", help="The folder with the clean documents (clean).")
]
Raw = Annotated[Path | None, typer.Option("--raw", metavar="DIR", help="The folder with the raw files (raw).")]


@app.command()
def schema(
    of: Annotated[
        Literal["metadata", "manifest", "row", "removals", "changes", "quarantine"],
        typer.Argument(
            metavar="OF",
            help="metadata (a document's .json), a line of the manifest, a row of shards, a line of removals or of "
            "changes, an entry in quarantine.",
        ),
    ] = "metadata",
) -> int:
    """Print the JSON Schema of what is in clean/."""
    from flows.books import contract
    from flows.cli import say

    say.record(contract.schema(of))
    return 0


@app.command()
def verify(
    clean: Clean = None,
    raw: Annotated[
        Path | None, typer.Option("--raw", metavar="DIR", help="Also compare the raw files in this folder.")
    ] = None,
    json: Json = False,
) -> int:
    """Check that nothing in clean/ is missing, changed or left over.

    Looks at hashes, counts, stray files, schema and shards. Exit code 0: all is as it should be; 1: something is
    wrong, and named.
    """
    from dataclasses import asdict, replace

    from flows.aftercare import verify as verifying
    from flows.cli import FAILED, OK, configure, say

    settings = configure.existing(clean, raw)
    verdict = verifying.verify(settings.clean)
    if raw is not None:
        more = tuple(verifying.verify_raw(configure.with_raw(settings)))
        verdict = replace(verdict, faults=verdict.faults + more)
    say.as_filter()
    if json:
        say.record(asdict(verdict))
    else:
        for fault in verdict.faults:
            say.out(f"{fault.path}: {fault.what}")
        found = say.plural(len(verdict.faults), "fault") if verdict.faults else "all is as it should be"
        say.note(f"{say.plural(verdict.documents, 'document')}, {say.plural(verdict.files, 'file')}: {found}")
    return FAILED if verdict.faults else OK


@app.command()
def restore(
    document: Annotated[
        str, typer.Argument(metavar="ID", help="The id or source of a document, or the path of its raw file.")
    ],
    clean: FolderOption = None,
    removed: Annotated[bool, typer.Option("--removed", help="Print only what was taken out, and why.")] = False,
    piece: Annotated[
        int | None, typer.Option(metavar="N", help="Put this piece (as --removed counts them) back, for good.")
    ] = None,
    raw: Raw = None,
    json: Json = False,
) -> int:
    """Print a document as it was, or put a removed piece back.

    As it was before cleaning: decoded and repaired, with line feeds for line ends. With --piece the document is cleaned
    again at once, and later runs leave the piece in too. Of a duplicate or a document in quarantine clean/ holds no
    text: exit code 2, and --json says which document is published instead, or what the reason is.
    """
    from cleaners.errors import ConfigurationError
    from flows.aftercare import provenance
    from flows.cli import configure, say

    settings = configure.existing(clean, raw)
    if piece is not None:
        from flows.aftercare.put_back import put_back

        receipt, removal = put_back(configure.with_raw(settings), document, piece)
        where = receipt.path if receipt.outcome == "cleaned" else f"it is {receipt.outcome} now"
        what = f"piece {piece} ({removal.label}: {say.clipped(removal.text, 60)})"
        say.note(f"{what} stays in {receipt.source} from now on ({where}); clean/exceptions.jsonl remembers it")
        say.note(f"what is still taken out is numbered anew: winnow restore {document} --removed")
        return 0
    clean = settings.clean
    receipt = provenance.find(settings, document)
    say.as_filter()
    if json:
        say.record(provenance.record(clean, receipt))
    if why := provenance.unpublished(receipt):
        raise ConfigurationError(why)
    if removed and not json:
        for number, each in enumerate(provenance.removals(clean, receipt), 1):
            say.out(f"{number}. line {each.line}: {each.label}, {each.origin}: {each.text.strip()}")
    elif not json:
        say.out(provenance.uncleaned(clean, receipt))
    return 0


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
    from flows.cli import OK, configure, say

    feed = Feed(configure.existing(clean).clean)
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
    from dataclasses import asdict

    from cleaners.errors import ConfigurationError
    from flows.aftercare import forget as forgetting
    from flows.cli import FAILED, OK, configure, say
    from flows.raw.names import readable

    settings = configure.with_raw(configure.existing(clean, raw))
    if undo:
        name = readable(document)
        if not forgetting.remember(settings, document):
            raise ConfigurationError(f"{name} is not forgotten; name it by its source or its id")
        say.note(f"{name} is taken again by the next run")
        return OK
    proof = forgetting.forget(settings, document)
    if json:
        say.record(asdict(proof))
    else:
        for trace in proof.traces:
            say.out(f"{trace}: still speaks of it")
        what = say.plural(len(proof.sources), "document")
        found = say.plural(len(proof.traces), "trace") if proof.traces else "no trace"
        say.note(f"forgot {what}; searched {say.plural(proof.searched, 'file')}: {found} left; raw/ is as it was")
    return FAILED if proof.traces else OK


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
    from flows.cli import OK, configure, say

    done = write(configure.existing(clean).clean, target, to=to)
    say.note(f"{say.plural(done.documents, 'document')} in {say.plural(len(done.paths), 'file')} in {target}")
    return OK


@rules.command("learn")
def learn_rules(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder for the rules of one site.")],
    clean: FolderOption = None,
    site: Annotated[
        str | None, typer.Option(metavar="HOST", help="Whose documents to compare; not needed if all are from one.")
    ] = None,
    least: Annotated[
        int, typer.Option(min=2, metavar="N", help="In how many documents a line must stand.", show_default=True)
    ] = 5,
) -> int:
    """Propose rules for what clean documents of a site still share.

    Lines that stand word for word in many documents of a site belong to none of them. Nothing is taken out by this
    command: it writes rules, which you read first and then name in winnow.toml.
    """
    from flows.aftercare.learn import learn
    from flows.cli import configure, say

    learned = learn(configure.existing(clean).clean, folder, site, least)
    compared = f"{say.plural(learned.found.documents, 'document')} of {learned.site} compared"
    if learned.path is None:
        say.note(f"{compared}: no line of six words or more stands in {least} of them")
        return 0
    say.out(str(learned.path))
    say.note(f"{compared}: {say.plural(learned.lines, 'line')} in {least} or more of them")
    say.note(f'read the file; then [site."{learned.site}"] with rules = ["{folder}"] in winnow.toml has runs use it')
    return 0
