"""Rules for one site, proposed from what its clean documents still have in common."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaners.errors import ConfigurationError
from cleaners.mark.index import LINE_CHARS
from cleaners.mark.rules import ANY
from cleaners.mark.site import Site, recurring
from cleaners.mark.wording import words_in
from flows.books.catalog import Catalog
from flows.books.receipts import Receipt
from flows.raw.sites import hosts_above
from flows.writers import files, shards

SHOWN = 40
"""So many lines that are too short to be sure are named in the file, as remarks."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was found: the site, the file if there was anything to write, and the lines in it."""

    site: str
    found: Site
    path: Path | None

    @property
    def lines(self) -> int:
        """How many lines the rules speak about."""
        return sum(line.sure for line in self.found.lines)


def learn(clean: Path, folder: Path, site: str | None, least: int) -> Learned:
    """Write rules for the lines that stand in at least `least` published documents of a site (a host and those below
    it) into `folder`, beside rules that are there. Raises `ConfigurationError` if it is not clear which site is
    meant."""
    receipts = shards.published(Catalog(clean).receipts())
    site = site.lower() if site else _only_site(receipts)
    mine = [receipt for receipt in receipts if site in hosts_above(receipt.host or "")]
    if not mine:
        raise ConfigurationError(f"no document in {clean} is from {site}; {_sites(receipts)}")
    found = recurring((_text(clean, receipt) for receipt in mine), least)
    learned = Learned(site, found, None)
    if not learned.lines:
        return learned
    path = folder / ANY / "site.toml"
    try:
        there = path.read_text("utf-8-sig") if path.exists() else ""
        taken = frozenset(tomllib.loads(there))
    except ValueError as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from None
    text = "\n".join(_tables(learned, least, taken))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:  # what somebody wrote there is not written again
        file.write(f"\n{text}" if there else text)
    return Learned(site, found, path)


def _text(clean: Path, receipt: Receipt) -> str:
    try:
        return (clean / str(receipt.path)).read_text("utf-8")
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{receipt.path} {files.unreadable(error, receipt.source)}") from None


def _only_site(receipts: Sequence[Receipt]) -> str:
    """The site that all documents are from. Raises `ConfigurationError` if there are several, or none is known."""
    names = {receipt.host for receipt in receipts}
    if len(names) != 1 or not (name := names.pop()):
        raise ConfigurationError(f"which site? Name it with --site; {_sites(receipts)}")
    return name


def _sites(receipts: Sequence[Receipt]) -> str:
    """The sites with the most documents, for a message."""
    counts = Counter(receipt.host for receipt in receipts if receipt.host)
    most = sorted(counts, key=lambda name: (-counts[name], name))[:5]
    named = ", ".join(f"{name} ({counts[name]})" for name in most)
    return f"there are documents of {named}" if named else "the site of no document is known (see docs/formats.md)"


def _tables(learned: Learned, least: int, taken: frozenset[str]) -> Iterator[str]:
    """The lines of the file: one rule for all short lines, one for each paragraph, and as remarks what is too short."""
    yield f"# What {least} or more of {learned.found.documents} documents of {learned.site} say, cleaned as they are."
    yield "# Read it before you use it, and take out what readers come for."
    sure = [line for line in learned.found.lines if line.sure]
    why = _quoted(f"Stands word for word in many documents of {learned.site}.")
    near = learned.found.near
    if short := [line for line in sure if len(line.text) <= LINE_CHARS]:
        yield f"\n[{_free('lines', taken)}]\nwhy     = {why}\nlines   = ["
        yield from (f"    {_quoted(line.text)},  # {line.documents} documents" for line in short)
        yield f"]\n{_examples([line.text for line in short[:2]], near)}"
    for number, line in enumerate((line for line in sure if line not in short), len(taken) + 1):
        yield f"\n[{_free(f'text-{number}', taken)}]  # {line.documents} documents\nwhy     = {why}"
        yield f"{_pattern(line.text)}\n{_examples([line.text], near)}"
    if perhaps := [line for line in learned.found.lines if not line.sure][:SHOWN]:
        yield "\n# Short lines that recur, too. They may be headings; what is no content can move up."
        yield from (f"#   {_quoted(line.text)}  ({line.documents} documents)" for line in perhaps)
    yield ""


def _pattern(text: str) -> str:
    """The keys that find a whole paragraph, too long for `lines`, by the longest of its words."""
    pattern = r"(?i)^\W*" + r"\s+".join(map(re.escape, text.split())) + r"\W*$"
    word = max(sorted(words_in(text.lower())), key=len)
    written = _quoted(pattern) if "'''" in pattern or not pattern.isprintable() else f"'''{pattern}'''"
    return f"all_of  = [{written}]\nwords   = [{_quoted(word)}]\nmax_chars = {len(text) + 50}"


def _examples(hits: Sequence[str], misses: Sequence[str]) -> str:
    shown = (", ".join(map(_quoted, texts)) for texts in (hits, misses))
    return "verdict = true\nhits    = [{}]\nmisses  = [{}]".format(*shown)


def _free(name: str, taken: frozenset[str]) -> str:
    """A name for a rule that no other in the file has."""
    number = 1
    while (free := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return free


def _quoted(text: str) -> str:
    """A text as TOML writes it; of JSON's way only the delete sign differs."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
