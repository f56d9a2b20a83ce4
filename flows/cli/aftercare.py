"""What can be typed once clean/ is there: verify, restore, schema. Registered on the same app as `operate`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.app import Json
from flows.cli.operate import app

__all__ = ["app"]

Clean = Annotated[Path, typer.Argument(metavar="[CLEAN]", help="The folder with the clean documents (clean).")]
FolderOption = Annotated[Path, typer.Option("--clean", metavar="DIR", help="The folder with the clean documents.")]


class Record(StrEnum):
    """What clean/ holds, by its schema."""

    METADATA = "metadata"
    MANIFEST = "manifest"
    ROW = "row"


@app.command()
def schema(
    of: Annotated[
        Record,
        typer.Argument(metavar="[OF]", help="metadata (a document's .json), manifest (its lines) or row (of shards)."),
    ] = Record.METADATA,
) -> int:
    """Print the JSON Schema of what is in clean/."""
    from flows import contract
    from flows.cli import say

    say.record(contract.schema(of.value))
    return 0


@app.command()
def verify(clean: Clean = Path("clean"), json: Json = False) -> int:
    """Check hashes, counts, orphans, schema and shards of clean/, and name what is off."""
    from dataclasses import asdict

    from flows.cli import FAILED, OK, say
    from flows.verify import verify as look

    verdict = look(clean)
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
    document: Annotated[str, typer.Argument(metavar="ID", help="The id or source of a document.")],
    clean: FolderOption = Path("clean"),
    removed: Annotated[bool, typer.Option("--removed", help="Print only what was taken out, and why.")] = False,
    json: Json = False,
) -> int:
    """Print a document as it was before it was cleaned."""
    from dataclasses import asdict

    from flows import provenance
    from flows.cli import say

    receipt = provenance.find(clean, document)
    pieces = provenance.removals(clean, receipt)
    say.as_filter()
    if json:
        text = provenance.uncleaned(clean, receipt)
        say.record({"id": receipt.id, "source": receipt.source, "text": text, "removals": [asdict(p) for p in pieces]})
    elif removed:
        for piece in pieces:
            say.out(f"{piece.line}: {piece.label}, {piece.origin}: {piece.text.strip()}")
    else:
        say.out(provenance.uncleaned(clean, receipt))
    return 0
