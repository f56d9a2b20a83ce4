"""Pages as Safari saves them, with everything they need in one property list. One document a file."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from cleaners.decode import stated_type
from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.opened import RawFile, whole

SUFFIXES = (".webarchive",)


def read(stream: BinaryIO, file: RawFile) -> Iterator[RawDocument]:
    """The one page; its pictures, styles and frames stay behind."""
    try:
        page = plistlib.loads(whole(stream, file))["WebMainResource"]
        body, media_type = bytes(page["WebResourceData"]), str(page["WebResourceMIMEType"])
    except (plistlib.InvalidFileException, ExpatError, ValueError, LookupError, TypeError, OverflowError):
        raise Unreadable("corrupt", "not a whole web archive of Safari's; save the page again") from None
    url, charset = page.get("WebResourceURL"), page.get("WebResourceTextEncodingName")
    hints = {**file.hints, **({"charset": charset} if isinstance(charset, str) else {})}
    yield RawDocument(body, file.source, stated_type(media_type), url if isinstance(url, str) else file.url, hints)
