"""What commands on a clean/ that is there have in common, ``winnow restore --piece`` and ``winnow forget``."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from cleaners.errors import ConfigurationError
from flows.books.catalog import Catalog
from flows.cli import FAILED, OK, configure, say
from flows.config.settings import Settings
from flows.raw.names import readable


def here(clean: str | Path | None, raw: str | Path | None = None) -> Settings:
    """The settings, with clean/ in a folder of this machine. Raises `ConfigurationError` if there is none."""
    settings = configure.settings(clean=clean, raw=raw)
    if settings.clean_url:
        raise ConfigurationError(f"{settings.clean_url} is not on this machine; copy it into a folder and name that")
    catalog = Catalog(settings.clean)
    if not catalog.manifest.is_file():
        raise ConfigurationError(f"{settings.clean} {catalog.why_no_manifest()}")
    return replace(settings, clean=settings.clean.absolute())


def with_raw(settings: Settings) -> Settings:
    """The same, if raw/ is a folder of this machine. Raises `ConfigurationError`."""
    if settings.raw_url or not settings.raw.is_dir():
        raise ConfigurationError(f"{settings.raw_url or settings.raw} is no folder on this machine; name it with --raw")
    return settings


def put_back(document: str, piece: int, settings: Settings) -> int:
    """Put one piece back; says what became of the document."""
    from flows.aftercare.put_back import put_back as back

    receipt = back(with_raw(settings), document, piece)
    where = receipt.path if receipt.outcome == "cleaned" else f"it is {receipt.outcome} now"
    say.note(f"piece {piece} stays in {receipt.source} from now on ({where}); clean/exceptions.jsonl remembers it")
    return OK


def forget(document: str, settings: Settings, *, json: bool) -> int:
    """Forget a document; says what is left of it, which should be nothing."""
    from flows.aftercare.forget import forget as leave

    proof = leave(settings, document)
    if json:
        say.record(asdict(proof))
    else:
        for trace in proof.traces:
            say.out(f"{trace}: still speaks of it")
        what = say.plural(len(proof.sources), "document")
        found = say.plural(len(proof.traces), "trace") if proof.traces else "no trace"
        say.note(f"forgot {what}; searched {say.plural(proof.searched, 'file')}: {found} left; raw/ is as it was")
    return FAILED if proof.traces else OK


def remember(document: str, settings: Settings) -> int:
    """Have the next run take a forgotten document again."""
    from flows.aftercare.forget import remember as take

    name = readable(document)
    if not take(settings, document):
        raise ConfigurationError(f"{name} is not forgotten; name it by its source or its id")
    say.note(f"{name} is taken again by the next run")
    return OK
