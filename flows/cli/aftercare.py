"""What can be typed once clean/ is there: verify, restore, rules learn. Registered on the same app as `operate`."""

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
        Literal["metadata", "manifest", "row"],
        typer.Argument(metavar="OF", help="metadata (a document's .json), manifest (its lines) or row (of shards)."),
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
    """Check that clean/ is what it says it is, and name what is off.

    Looks at hashes, counts, orphans, schema and shards. Exit code 0: all is as it should be; 1: something is off.
    """
    from dataclasses import asdict

    from flows.aftercare.verify import Verdict
    from flows.aftercare.verify import verify as look
    from flows.cli import FAILED, OK, keeping, say

    settings = keeping.here(clean, raw)
    verdict = look(settings.clean)
    if raw is not None:
        from flows.aftercare.verify_raw import verify_raw

        more = tuple(verify_raw(keeping.with_raw(settings)))
        verdict = Verdict(verdict.documents, verdict.files, verdict.faults + more)
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
    from flows.cli import keeping, say

    settings = keeping.here(clean, raw)
    if piece is not None:
        return keeping.put_back(document, piece, settings)
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
    from flows.cli import keeping, say

    settings = keeping.here(clean)
    learned = learn(settings.clean, folder, site, least)
    compared = f"{say.plural(learned.found.documents, 'document')} of {learned.site} compared"
    if learned.path is None:
        say.note(f"{compared}: no line of six words or more stands in {least} of them")
        return 0
    say.out(str(learned.path))
    say.note(f"{compared}: {say.plural(learned.lines, 'line')} in {least} or more of them")
    say.note(f'read the file; then [site."{learned.site}"] with rules = ["{folder}"] in winnow.toml has runs use it')
    return 0
