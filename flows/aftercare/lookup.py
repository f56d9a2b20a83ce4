"""Which document somebody means: by its id, its source, or a path, that of its raw file or that of its clean text."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from cleaners.errors import ConfigurationError
from flows.books import forgotten
from flows.config.settings import Settings
from flows.raw.names import document_id, readable, source_key
from flows.writers import files

_ID = re.compile("w[0-9a-f]{16}")
_NO_SOURCE = re.compile("[\ud800-\udfff]")


def meant(settings: Settings, name: str, known: Collection[str]) -> str:
    """The one of the `known` sources that `name` stands for. Raises `ConfigurationError` if there is none, or if it may
    be several."""
    if _ID.fullmatch(name):
        found = [source for source in known if document_id(source) == name]
    else:
        found = [source for source in spellings(settings, name) if source in known]
    found = found or _published_at(settings.clean, name, known)
    if not found:
        raise ConfigurationError(f"{settings.clean} knows no document {readable(name)}; {_hint(settings, name)}")
    return only(name, found)


def only(name: str, found: Collection[str]) -> str:
    """The one source in `found`. Raises `ConfigurationError` if there are several, which names their ids."""
    if len(found) > 1:
        listed = " or ".join(f"{source} ({document_id(source)})" for source in found)
        raise ConfigurationError(f"{readable(name)} may be {listed}; name it by its id")
    return next(iter(found))


def spellings(settings: Settings, name: str) -> list[str]:
    """The sources that `name` may stand for: itself, and as the path of a raw file, or of a row or member in one, what
    it is below raw/."""
    file, sign, inside = name.rpartition("#")
    paths = [(name, ""), (file, sign + inside)] if file else [(name, "")]
    # A path may be spelled as the file system has it, or as a source, in which some characters are escaped.
    below = ((key, rest) for path, rest in paths for key in _below_raw(settings, path))
    keys = (spelled + rest for key, rest in below for spelled in (key, source_key(key)))
    return [key for key in dict.fromkeys([name, *keys]) if not _NO_SOURCE.search(key)]


def _below_raw(settings: Settings, path: str) -> Iterator[str]:
    """What a path is below raw/, if it lies there; where nobody knows which folder raw/ is, each of its tails."""
    if settings.raw_url:
        root = settings.raw_url.rstrip("/") + "/"
        yield from [path.removeprefix(root)] if path.startswith(root) else []
    elif settings.raw.is_dir():
        yield from _below(settings.raw, path)
    else:
        parts = Path(path).parts
        yield from ("/".join(parts[start:]) for start in range(len(parts)))


def _below(folder: Path, path: str) -> Iterator[str]:
    """The rest of a path that leads into a folder. A link at its end is a file of its own and not followed."""
    parent, name = os.path.split(path)
    rest = os.path.relpath(os.path.join(os.path.realpath(parent), name), os.path.realpath(folder))
    if not rest.startswith(os.pardir):
        yield rest


def _published_at(clean: Path, path: str, known: Collection[str]) -> list[str]:
    """The source that is published at a path in clean/."""
    return [source for place in _below(clean, path) for source in known if place in files.possible_paths(source)]


def _hint(settings: Settings, name: str) -> str:
    """What to do about a name that stands for nothing."""
    known = forgotten.read(settings.clean)
    if name in known.by_id or any(source in known for source in spellings(settings, name)):
        return "it is forgotten; winnow forget --undo has the next run take it again"
    if Path(name).is_file() and settings.raw.is_dir() and not [*_below(settings.raw, name)]:
        return f"it does not lie in {settings.raw}; name the folder that it was read from with --raw"
    return "look for its id or source in manifest.jsonl"
