"""The README that a run writes into clean/: what lies there, for whoever finds it."""

import json
from collections.abc import Sequence
from pathlib import Path

from flows.books import contract
from flows.books.catalog import Catalog
from flows.writers.shards import FORMATS

BEST = ("parquet", "jsonl.gz", "jsonl")
"""The formats in the order in which a data set loader should take them; none of them: the texts alone."""


def readme(formats: Sequence[str], *, markdown: bool = False) -> bytes:
    """The README of a clean/ that also holds these formats; its texts may be Markdown."""
    shards = "".join(SHARDS.format(folder=FORMATS[name], name=name) for name in formats)
    said = README.format(shards=shards, version=contract.VERSION, fields="".join(map(fields, TABLES)))
    return (card(formats, markdown=markdown) + said).encode()


def fields(of: str) -> str:
    """The fields of one of the contract's records, as a table."""
    table = f"\n### {TABLES[of]}\n\n| field | kind | what it is |\n|---|---|---|\n"
    for field in contract.RECORDS[of]:
        kind = KINDS.get(field.kind, field.kind) + ("" if field.always else " or null")
        table += f"| `{field.name}` | {kind} | {field.about} |\n"
    return table


def card(formats: Sequence[str], *, markdown: bool = False) -> str:
    """What Hugging Face's `datasets` reads, so that ``load_dataset("clean")`` works, whatever column is empty."""
    best = next((name for name in BEST if name in formats), None)
    if best:
        files, features, more = f"{FORMATS[best]}/documents-*", contract.features(), ""
    else:
        files, features = f"documents/**/*{'.md' if markdown else '.txt'}", [{"name": "text", "dtype": "string"}]
        more = "\n    sample_by: document"
    columns = "".join(f"\n      - {json.dumps(feature)}" for feature in features)
    return CARD.format(files=files, more=more, columns=columns)


def is_anothers(root: Path) -> bool:
    """Has the folder a README that no run has written, and that the first run would overwrite?"""
    if Catalog(root).manifest.exists():
        return False
    try:
        return not (root / "README.md").read_bytes().startswith(OPENING.encode())
    except OSError:
        return False


OPENING = """\
---
pretty_name: Clean documents
"""
CARD = (
    OPENING
    + """\
configs:
  - config_name: default
    data_files:
      - split: train
        path: "{files}"{more}
dataset_info:
  - config_name: default
    features:{columns}
---
"""
)

TABLES = {
    "metadata": "Metadata of a document",
    "removals": "A line of what was taken out",
    "manifest": "A line of the manifest",
    "changes": "A line of the changes",
    "quarantine": "An entry in quarantine",
}
KINDS = {"strings": "list of strings", "counts": "object of integers"}

SHARDS = "| `{folder}/documents-*` | all documents as {name}, sorted by `id`, in files of bounded size |\n"

README = """\
# Clean documents

Written by `winnow ingest`; do not edit, the next run may overwrite it. The raw files are untouched.

| path | what it is |
|---|---|
| `manifest.jsonl` | one receipt per raw document, sorted by `source`: `cleaned`, `duplicate` or `quarantined` |
| `documents/<source>.txt` | the clean text: UTF-8, paragraphs one blank line apart, one line feed at the end |
| `documents/<source>.md` | the same as Markdown, instead of it, if that was asked for |
| `documents/<source>.json` | its metadata; every key is in every document |
| `documents/<source>.removals.jsonl` | what was taken out of it, where, and why; not there if nothing was |
| `quarantine/<source>.json` | why a document is not published |
| `changes.jsonl` | what each run `added`, `changed` and `removed`; grows at its end, a line a document |
| `exceptions.jsonl` | pieces that `winnow restore --piece` has put back, by hash; remove a line to let one go again |
| `forgotten.jsonl` | hashes of documents that `winnow forget` has removed and that no run takes again |
{shards}
`<source>` is the file's path below raw/: `a.txt` keeps its name, everything else keeps its own suffix too, so `a.html`
becomes `a.html.txt`, a file `a` becomes `a..txt`, and they never meet. Control characters and bytes
that are not UTF-8 are written as `%XX`; names that are too long end in `~` and a hash; a folder whose name looks
like one of the files above gets a `~`. The receipt's `path` says where a document lies.

- `id` is a hash of `source`: it stays the same as long as the file keeps its name.
- Of documents with the same clean text, the one whose source sorts first is published; the others are `duplicate`,
  with its id in `duplicate_of`.
- `cleaned_at` is the time at which this text came to be; cleaning it again with the same result does not change it.
- `fingerprint` stands for models, policy, versions and those rules that can match the document. When it or the raw file
  changes, the next run cleans the document again.
- `sha256_beside` in a receipt is what `cat <source>.json <source>.removals.jsonl | sha256sum` says (of the metadata
  alone if nothing was removed; for a document in quarantine of its entry there). So `winnow verify` sees every change.
- Put all removed pieces back, each at `at` (an offset in the clean text without its last line feed), and you have the
  text before cleaning.
- No file is ever seen half-written, neither during a run nor after a crash; `manifest.jsonl` is replaced last.
- Shards (if there are any) hold every field of the metadata in every row, `text` and `duplicate_of` besides, and
  `removals` and `extra` as JSON in a string; a shard is replaced when one of its documents changes, and never
  appended to.
- `.winnow/` is bookkeeping, of no use to readers.

## Fields

Null means not known: the source does not state it and the text does not show it. A list is empty then. This is version
{version} of the contract; `winnow schema` prints it as JSON Schema. Within a major version fields may be added; none is
removed, renamed or given another kind.
{fields}"""
