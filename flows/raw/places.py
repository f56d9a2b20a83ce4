"""Where raw and clean documents lie: a folder of this machine, or an address that fsspec knows."""

from __future__ import annotations

import os.path
import re
from pathlib import Path
from typing import Any

_URL = re.compile(r"[a-z][a-z0-9+.-]+://")


def is_url(text: str) -> bool:
    """Is it an address, and not a path?

    >>> is_url("s3://bucket/raw"), is_url("raw"), is_url("C:/raw")
    (True, False, False)
    """
    return bool(_URL.match(text))


def named(**places: str | Path | None) -> dict[str, Any]:
    """The fields of the settings for places that the user names, a path or an address each; none for None.

    >>> named(raw="s3://bucket/raw", clean=None)
    {'raw_url': 's3://bucket/raw'}
    >>> named(clean="clean")
    {'clean': PosixPath('clean'), 'clean_url': ''}
    """
    fields: dict[str, Any] = {}  # `~` is for the shell to replace, but not every shell does so in `make RAW=~/scraped`
    for name, place in places.items():
        if place is not None and is_url(str(place)):
            fields[f"{name}_url"] = str(place)
        elif place is not None:
            fields |= {name: Path(os.path.expanduser(place)), f"{name}_url": ""}
    return fields
