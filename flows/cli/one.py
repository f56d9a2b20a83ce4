"""``winnow clean``: one document, from a file or a pipe to stdout. No Prefect, no state."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cleaners.decode import MEDIA_TYPES
from cleaners.document import CleanDocument, Label, RawDocument, Removal
from cleaners.errors import ConfigurationError, Quarantined
from cleaners.policy import Caution, Policy
from flows.cli import OK, say


def policy(
    *,
    drop: Sequence[str] | None = None,
    keep: Sequence[str] | None = None,
    caution: Caution | None = None,
    language: str | None = None,
    rules: Sequence[Path] | None = None,
) -> Callable[[Policy], Policy]:
    """What the options change of a configured policy. Raises `ConfigurationError` for a label or a folder that is
    none."""
    more, less = _labels(drop, "--drop"), _labels(keep, "--keep")
    folders: tuple[str, ...] = ()
    if rules:
        from flows.config.rule_folders import checked_folder

        folders = tuple(str(checked_folder(folder, "--rules")) for folder in rules)

    def change(chosen: Policy) -> Policy:
        return replace(
            chosen,
            drop=(chosen.drop | more) - less,
            language=language or chosen.language,
            caution=caution or chosen.caution,
            rules=(*chosen.rules, *folders),
        )

    return change


def caution(*, cautious: bool, rules_only: bool) -> Caution | None:
    """The caution that two options ask for, if any. Raises `ConfigurationError` for both at once."""
    if cautious and rules_only:
        raise ConfigurationError(
            "--cautious and --rules-only cannot be said at once: without the model none is cautious"
        )
    return "rules" if rules_only else "cautious" if cautious else None


def formatted(change: Callable[[Policy], Policy], format: str | None, *, links: bool) -> Callable[[Policy], Policy]:
    """The same change of a policy, and that documents are written in this format; with `links`, pages keep theirs."""

    def further(chosen: Policy) -> Policy:
        chosen = change(chosen)
        markdown = chosen.markdown if format is None else format == "markdown"
        if links and not markdown:
            raise ConfigurationError("--links needs --format markdown")
        return replace(chosen, markdown=markdown, keep_links=chosen.keep_links or links)

    return further


def _labels(names: Sequence[str] | None, option: str) -> frozenset[Label]:
    if not names:
        return frozenset()
    from cleaners.mark.rules import read_label

    return frozenset(read_label(name, option) for name in names)


def read(file: str, media_type: str | None = None, url: str | None = None) -> RawDocument:
    """The document in a file with its sidecar, or in standard input for ``-``, as `winnow ingest` would read it; of a
    container one row or member, such as ``rows.jsonl#17``.

    Raises `ConfigurationError` if the file cannot be read or holds many documents, `Unreadable` if it holds none.
    """
    from flows import readers
    from flows.readers import opened, sidecar

    if media_type and media_type not in MEDIA_TYPES:
        raise ConfigurationError(f"--type: {media_type!r} is none of {', '.join(MEDIA_TYPES)}")
    path = file if file == "-" or Path(file).exists() else file.partition("#")[0]
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(path).read_bytes()
        beside = b"" if file == "-" else _sidecar(path, sidecar.SUFFIX)
    except OSError as error:
        raise ConfigurationError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    hints = sidecar.parse(beside) or {}
    found = opened.RawFile(path, 4 * Policy().max_chars, url or sidecar.url(hints), hints)
    raw = next((one for one in readers.read(opened.in_memory(content), found) if one.source == file), None)
    if raw is None:
        what = "holds many documents" if path == file else f"has no {file.removeprefix(path)}"
        raise ConfigurationError(f"{path} {what}; name one like {path}#1, or run winnow ingest")
    if isinstance(raw, opened.Unread):
        raise raw.error
    return replace(raw, media_type=media_type or raw.media_type)


def _sidecar(file: str, suffix: str) -> bytes:
    """What lies beside a file, or nothing."""
    from flows.readers.compression import uncompressed_name

    for name in dict.fromkeys((file, uncompressed_name(file))):
        path = Path(name + suffix)
        if path.is_file():
            return path.read_bytes()
    return b""


def cleaned(raw: RawDocument, chosen: Policy) -> CleanDocument:
    """The document, cleaned. Raises `Quarantined`."""
    from cleaners.pipeline import clean_many

    result = next(clean_many([raw], chosen))
    if isinstance(result, Quarantined):
        raise result
    return result


def clean(raw: RawDocument, chosen: Policy, *, json: bool, report: bool) -> int:
    """Print one clean document, or its whole record; with `report`, tell on stderr what went."""
    say.as_filter()
    document = cleaned(raw, chosen)
    if report:
        tell(document)
    if json:
        say.record(record(document))
    else:
        say.out(document.text)
    return OK


def record(document: CleanDocument) -> dict[str, Any]:
    """Everything that is known about a clean document."""
    return {
        "text": document.text,
        "metadata": dict(document.metadata),
        "removals": [removal._asdict() | {"span": list(removal.span)} for removal in document.removals],
        "repairs": [asdict(repair) for repair in document.document.repairs],
    }


def tell(document: CleanDocument) -> None:
    """What was taken out of a document, on stderr."""
    pieces = findings(document)
    gone = sum(len(removal.text) for removal in document.removals)
    total = len(document.document.text)
    say.note(
        f"{say.plural(len(pieces), 'piece')} taken out, {gone:,} of {total:,} characters ({gone / max(1, total):.1%})"
    )
    for removal in pieces:
        head = f"{removal.line:>6}  {removal.label:<14}  {removal.origin}  "
        say.note(head + say.clipped(removal.text, max(20, say.width() - len(head))))
    if document.document.repairs:
        say.note(f"{say.plural(len(document.document.repairs), 'line')} repaired")


def findings(document: CleanDocument) -> list[Removal]:
    """The removals that say something: all but left-over space."""
    return [removal for removal in document.removals if removal.label != Label.WHITESPACE]
