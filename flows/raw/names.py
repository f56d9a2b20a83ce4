"""The name of a document: its source key, its id, and where it lies under clean/.

A **source key** is the path below raw/, with ``/`` between the parts, as text that is safe to write on one line of
JSON: control characters and bytes that are not UTF-8 become ``%XX``, and so does ``#``, behind which the row or member
of a container is named. Two documents never share a key, two keys never share a path under clean/, and both can be told
without looking at any other file.

>>> source_key("news/caf\\u00e9 1.html")
'news/café 1.html'
>>> source_key(b"a\\xff\\n.txt".decode("utf-8", "surrogateescape"))
'a%FF%0A.txt'
>>> source_key("100%.txt"), source_key("a%FF.txt"), source_key("c#.txt")
('100%.txt', 'a%25FF.txt', 'c%23.txt')
"""

from __future__ import annotations

import hashlib
import re

OUTPUTS = (".txt", ".md", ".json", ".removals.jsonl")
"""What a writer may put behind a document's stem."""

_NOT_TO_BE_SHOWN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_UNREADABLE = re.compile(f"[{_NOT_TO_BE_SHOWN}]")
"""What no key has in it."""
_UNSAFE = re.compile(f"[#{_NOT_TO_BE_SHOWN}]|%(?=[0-9A-Fa-f]{{2}})")
_LOOKS_LIKE_OUTPUT = re.compile(r"\.(?:txt|md|json|removals\.jsonl)~*$")
_ENDS_IN_DOT = re.compile(r"\.~*$")
_SHORTENED = re.compile(r"~[0-9a-f]{16}$")
_PART_BYTES = 255 - max(map(len, OUTPUTS))
_STEM_BYTES = 1500


def source_key(relative: str) -> str:
    """The key of the file at `relative`, a path below raw/ as `os.fsdecode` gives it."""
    return _UNSAFE.sub(_escape, relative)


def readable(name: str) -> str:
    """A path or source as it can be shown to people, on one line: like a source key, but for what anybody can read.

    >>> readable(b"caf\\xe9\\n#1.txt".decode("utf-8", "surrogateescape")), readable("café 100%25.txt")
    ('caf%E9%0A#1.txt', 'café 100%25.txt')
    """
    return _UNREADABLE.sub(_escape, name)


def is_key(text: str) -> bool:
    """Could it be the key of a document? What was damaged, or made to lead elsewhere, is none.

    >>> is_key("news/rows.jsonl#12"), is_key("../../x"), is_key("a\\0b"), is_key("")
    (True, False, False, False)
    """
    return bool(text) and not _UNREADABLE.search(text) and ".." not in file_key(text).split("/")


def file_key(key: str) -> str:
    """The key of the file that a document comes from: its own, or that of its container.

    >>> file_key("news/rows.jsonl#12"), file_key("a.html")
    ('news/rows.jsonl', 'a.html')
    """
    return key.partition("#")[0]


def document_id(key: str) -> str:
    """A stable id of sixteen hex digits, with a letter in front: an all-digit id becomes a number in data frames.

    >>> document_id("news/a.html")
    'w1411ec1ede0d67bf'
    """
    return "w" + digest(key)


def stem(key: str) -> str:
    """Where the document lies below ``documents/`` or ``quarantine/``, without the output's own suffix.

    A plain ``a.txt`` keeps its name; everything else keeps its own suffix under the new one, so that no two documents
    meet: ``a.txt`` becomes ``a.txt``, ``a.html`` becomes ``a.html.txt``, ``a.html.txt`` becomes ``a.html.txt.txt``, and
    a file called ``a`` becomes ``a..txt``.

    >>> stem("news/a.html"), stem("news/a.txt"), stem("news/a"), stem("x.txt/a.html")
    ('news/a.html', 'news/a', 'news/a.', 'x.txt~/a.html')
    """
    *folders, name = key.split("/")
    if "." not in name:
        name += "."
    elif name.endswith(".txt") and name.count(".") == 1 and name != ".txt":
        name = name.removesuffix(".txt")
    elif _ENDS_IN_DOT.search(name):
        name += "~"
    # A folder called x.txt would stand where the text of a file called x belongs.
    parts = [_fit(f + "~" if _LOOKS_LIKE_OUTPUT.search(f) else f) for f in folders] + [_fit(name)]
    path = "/".join(parts)
    return path if len(path.encode()) <= _STEM_BYTES else "~" + digest(key)


def digest(text: str) -> str:
    """Sixteen hex digits of a text's hash."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fit(part: str) -> str:
    """A file name that a file system takes, that leads nowhere else, and that no other part shares."""
    encoded = part.encode()
    if part in ("", ".", ".."):
        return "~" + digest(part)
    if len(encoded) <= _PART_BYTES and not _SHORTENED.search(part):
        return part
    return encoded[: _PART_BYTES - 20].decode(errors="ignore") + "~" + digest(part)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if "\udc80" <= char <= "\udcff":
        return f"%{ord(char) - 0xDC00:02X}"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
