"""Remove a document everywhere in clean/, see to it that it does not come back, and prove it by a search.

Text, metadata, removals, quarantine entry, receipt, rows in shards, exceptions and what the change feed said of its
source and text go; ids stay, which are hashes. The raw file is not ours to remove.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from flows.aftercare.lookup import meant, only, spellings
from flows.books import exemptions, forgotten
from flows.books.catalog import Catalog
from flows.books.forgotten import Forgotten
from flows.books.receipts import Receipt
from flows.config.settings import Settings
from flows.raw.names import document_id, file_key
from flows.runs.lock import locked
from flows.runs.start import run
from flows.writers import files, shards

PROBE = 30
"""A line of the text that is at least so long is searched for."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was forgotten, how many files were searched, and where there is still a trace of it."""

    sources: tuple[str, ...]
    searched: int
    traces: tuple[str, ...]


def forget(settings: Settings, name: str) -> Proof:
    """Forget the document called `name` (its id, source or path), or all documents of a raw file with several.
    Raises `ConfigurationError` if there is none."""
    root = settings.clean
    with locked(Catalog(root).lock, wait=settings.wait):
        receipts = Catalog(root).receipts()
        source = meant(settings, name, {*receipts, *map(file_key, receipts)})
        found = [r for r in receipts.values() if source in (r.source, file_key(r.source))]
        names = [needle for receipt in found for needle in _names(receipt)]
        texts = [needle for receipt in found for needle in _texts(root, receipt, receipts.values())]
        sources = {source, *(receipt.source for receipt in found)}
        known = forgotten.read(root)
        forgotten.write(root, Forgotten(known.by_id | forgotten.entries(sources)))
        exemptions.write(root, [one for one in exemptions.read(root) if one.source not in sources])
    run(replace(settings, only=frozenset()), prefect="never")
    return _search(root, sorted(receipt.source for receipt in found), names, texts)


def remember(settings: Settings, name: str) -> bool:
    """Have runs take the document or raw file called `name` again; False if it was not forgotten."""
    root = settings.clean
    with locked(Catalog(root).lock, wait=settings.wait):
        known = forgotten.read(root)
        ids = {*known.by_id, *known.by_id.values()}
        found = [each for each in spellings(settings, name) if document_id(each) in ids]
        wanted = document_id(only(name, found)) if found else name
        left = {key: file for key, file in known.by_id.items() if wanted not in (key, file)}
        if len(left) == len(known.by_id):
            return False
        forgotten.write(root, Forgotten(left))
        return True


def _names(receipt: Receipt) -> Iterator[bytes]:
    """How the books write a source."""
    yield json.dumps(receipt.source, ensure_ascii=False).encode()
    yield f"\n{receipt.source}\t".encode()


def _texts(root: Path, receipt: Receipt, all_of_them: Iterable[Receipt]) -> Iterator[bytes]:
    """The text's hash and its longest line, unless another document has the same text."""
    alike = sum(other.sha256_text == receipt.sha256_text for other in all_of_them)
    if receipt.path and receipt.outcome == "cleaned" and alike == 1:
        yield str(receipt.sha256_text).encode()
        with suppress(OSError):  # it may be damaged or gone, and is to be forgotten all the same
            longest = max((root / receipt.path).read_bytes().split(b"\n"), key=len)
            text = longest.decode("utf-8", "replace")
            if len(text) >= PROBE:
                yield longest
                yield json.dumps(text, ensure_ascii=False)[1:-1].encode()


def _search(root: Path, sources: Sequence[str], names: Sequence[bytes], texts: Sequence[bytes]) -> Proof:
    """Look into every file, and into every row of the shards. Other documents may quote the text; what they say is
    theirs."""
    traces = {path for source in sources for path in files.possible_paths(source) if (root / path).exists()}
    searched = 0
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        searched += 1
        content = b"\n" + path.read_bytes()
        theirs = path.is_relative_to(root / files.DOCUMENTS)
        if any(needle in content for needle in (names if theirs else [*names, *texts])):
            traces.add(path.relative_to(root).as_posix())
    ids = {document_id(source) for source in sources}
    for name in shards.kept_up(root, ()):
        for path in sorted((root / shards.FORMATS[name]).iterdir()):
            if any(row["id"] in ids for row in shards.writer(name).rows(path)):
                traces.add(path.relative_to(root).as_posix())
    return Proof(tuple(sources), searched, tuple(sorted(traces)))
