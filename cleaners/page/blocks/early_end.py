"""Pages that end before their text does: templates put together wrongly close the page and go on. Browsers read on."""

from __future__ import annotations

import re

_END = re.compile(rb"</(?:body|html)\s*>", re.I)
_UNREAD = re.compile(rb"<!--|<(script|style|noscript|template|iframe|svg)\b", re.I)
"""How something begins that is not read, up to where it is closed."""
_TAG = re.compile(rb"<[^<>]*>")


def without_early_end(page: bytes) -> bytes:
    """The page without the tags that close it, if text stands behind the first of them; else the page as it is.

    >>> without_early_end(b"<p>one</p></body></html><p>two</p></html>"), without_early_end(b"<p>one</p></body> <hr>")
    (b'<p>one</p><p>two</p>', b'<p>one</p></body> <hr>')
    """
    end = _END.search(page)
    if end is None or not _has_text(page[end.end() :]):
        return page
    return _END.sub(b"", page)


def _has_text(rest: bytes) -> bool:
    """Is there text that is read? Each piece is looked at once, whatever is left open in it."""
    at = 0
    while found := _UNREAD.search(rest, at):
        if _TAG.sub(b"", rest[at : found.start()]).strip():
            return True
        close = rb"-->" if found[1] is None else rb"(?i:</" + found[1] + rb"\s*>)"
        closed = re.compile(close).search(rest, found.end())
        if closed is None:
            return False
        at = closed.end()
    return bool(_TAG.sub(b"", rest[at:]).strip())
