"""Bytes → text, with the evidence for the codec. Nothing is dropped on the way: never ``errors="ignore"``.

The order of evidence: byte order mark, the shape of UTF-16 or ISO-2022-JP, strict UTF-8, the declared charset (HTML
meta, XML declaration, the reader's hint), UTF-8 with a few stray bytes, lines of UTF-8 among others, the codec in which
the text reads like a language (`charset`), and last a guess by charset-normalizer over a short list of codecs.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from cleaners.charset import likely
from cleaners.document import HTML, MARKDOWN, PLAIN, Fact, RawDocument
from cleaners.errors import Unreadable

MEDIA_TYPES = (PLAIN, MARKDOWN, HTML)
ALLOWED = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "iso8859_2", "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949",
)  # fmt: skip
"""What a guess may answer: the legacy encodings that browsers support and that still occur on the web."""
SAMPLE = 64 * 1024
"""Bytes that the guess looks at."""
MIN_SIGNS, MIN_SHARE = 4, 0.1
"""So many characters, and so much of all that is not ASCII, must be UTF-8 in a file that is only partly so."""
MAX_CONTROLS = 0.05
"""Share of control characters above which a text is taken for a binary file."""
NO_TEXT = "it is no text: convert it, or leave it out"
"""What the error for a binary file says in the end."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Signatures of files that are never text, from their format specifications.
_MAGIC = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"MZ\x90",
    b"\xca\xfe\xba\xbe", b"OggS", b"ID3", b"RIFF", b"\xd0\xcf\x11\xe0", b"SQLite format 3\x00", b"7z\xbc\xaf", b"BZh",
    b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"Rar!", b"PAR1", b"wOFF", b"wOF2",
)  # fmt: skip
# The WHATWG Encoding Standard reads these labels as their Windows or national supersets.
_SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
# Labels of the same standard that Python does not know.
_LABELS = {
    "windows-874": "cp874", "dos-874": "cp874", "x-sjis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932",
    "x-euc-jp": "euc_jp", "x-gbk": "gb18030", "windows-949": "cp949", "ks_c_5601-1987": "cp949", "x-x-big5": "big5",
    "iso-8859-8-i": "cp1255", "iso-8859-8-e": "cp1255", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "x-mac-ukrainian": "mac_cyrillic", "unicode-1-1-utf-8": "utf-8",
    **{f"x-cp125{digit}": f"cp125{digit}" for digit in range(9)},
}  # fmt: skip
_NOT_TEXT = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "utf-7", "idna", "punycode", "undefined",
     "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
)  # fmt: skip
"""Codecs of Python's that a page may name, and that are none of text."""
_JAPANESE_MAIL = re.compile(rb"\x1b\$[@B]")
"""With these bytes ISO-2022-JP changes to two bytes a character; all of its bytes are ASCII."""
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_LEADING_SPACE = " \t\r\n\ufeff"
_TAG = re.compile(r"<[a-z!?/]", re.IGNORECASE)
_LOOKS_HTML = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|(?:<(?:p|div|span|meta|a|h[1-6]|table|ul|br|article)\b[^>]{0,300}>.*?){3}",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NEWLINE = re.compile("\r\n|\r|\u2028|\u2029")


class Decoded(NamedTuple):
    """A text, the codec that it was read with, and what speaks for that codec."""

    text: str
    codec: str
    evidence: str


def _stray_byte(error: UnicodeError) -> tuple[str | bytes, int]:
    """Codec error handler: read a byte that is not UTF-8 as windows-1252, a torn last character as U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if "end of data" in error.reason:
        return "\ufffd", len(error.object)
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", errors="replace"), error.start + 1


codecs.register_error("winnow-stray-byte", _stray_byte)


def decode(raw: RawDocument) -> tuple[str, str, tuple[Fact, ...]]:
    """The text of `raw`, its media type (``text/plain``, ``text/markdown`` or ``text/html``), and the facts
    `encoding`, `encoding_evidence` and, where lines did not end in LF, `newlines`.

    Raises `Unreadable` with the reason ``empty``, ``binary``, ``undecodable`` or ``unsupported-format``.

    >>> decode(RawDocument("Größe\\r\\n".encode("cp1252")))[0]
    'Größe\\n'
    """
    stated = stated_type(raw.media_type) if raw.media_type else None
    if isinstance(raw.body, str):
        decoded = Decoded(raw.body.removeprefix("\ufeff"), "text", "given as text")
    else:
        decoded = decode_bytes(raw.body, str(raw.hints.get("charset") or "") or None)
    text = decoded.text
    if not text.strip(_LEADING_SPACE + "\x00\u00a0\u200b"):
        raise Unreadable("empty", "the file holds no text; check the scraper that wrote it")
    sample = text[:SAMPLE]
    if len(_CONTROL.findall(sample)) > MAX_CONTROLS * len(sample):
        raise Unreadable("binary", f"the file is full of control characters; {NO_TEXT}")
    media_type = stated or sniff(text)
    if media_type == HTML and not _TAG.search(text):
        media_type = PLAIN  # as a page its paragraphs would run together
    facts = [
        Fact("encoding", decoded.codec, "core/decode"),
        Fact("encoding_evidence", decoded.evidence, "core/decode"),
    ]
    if media_type != HTML:
        text, newlines = unix_lines(text)
        if newlines:
            facts.append(Fact("newlines", newlines, "core/decode"))
    return text, media_type, tuple(facts)


def stated_type(name: str) -> str:
    """The media type that somebody states, perhaps in the words of a server. Raises `Unreadable` if it is none of ours.

    >>> stated_type("text/html; charset=utf-8"), stated_type("application/xhtml+xml")
    ('text/html', 'text/html')
    """
    known = name.partition(";")[0].strip().lower()
    known = HTML if known == "application/xhtml+xml" else known
    if known not in MEDIA_TYPES:
        raise Unreadable("unsupported-format", f"{name!r} is none of the media types {', '.join(MEDIA_TYPES)}")
    return known


def decode_bytes(body: bytes, hint: str | None = None) -> Decoded:
    """Bytes as text. `hint`: the codec that somebody states. Raises `Unreadable`."""
    if not body.strip():
        raise Unreadable("empty", "the file holds no text; check the scraper that wrote it")
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return _strictly(body[len(bom) :], codec, "byte order mark")
    if body.startswith(_MAGIC):
        raise Unreadable("binary", f"the file begins like a binary format ({body[:4]!r}); {NO_TEXT}")
    wide = wide_codec(body)
    if wide:
        return _strictly(body, wide, "spaces and line ends are two bytes wide")
    if _JAPANESE_MAIL.search(body) and (japanese := _iso_2022_jp(body)) is not None:
        return Decoded(japanese, "iso2022_jp_ext", "it changes between ASCII and two bytes a character")
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "valid UTF-8")
    except UnicodeDecodeError:
        pass
    for label, evidence in declared(body, hint):
        try:
            return Decoded(body.decode(label), label, evidence)
        except UnicodeDecodeError:
            continue
    stray = mostly_utf8(body)
    if stray:
        return Decoded(body.decode("utf-8", "winnow-stray-byte"), "utf-8", f"UTF-8 but for {stray} stray bytes")
    return mixed(body) or guess(body)


def _strictly(body: bytes, codec: str, evidence: str) -> Decoded:
    if codec == "utf-8":
        return Decoded(body.decode(codec, "winnow-stray-byte"), codec, evidence)
    try:
        return Decoded(body.decode(codec), codec, evidence)
    except UnicodeDecodeError as error:
        why = f"it says {codec} ({evidence}) but breaks at byte {error.start}; fetch it again or save it as UTF-8"
        raise Unreadable("undecodable", why) from None


def _iso_2022_jp(body: bytes) -> str | None:
    try:
        return body.decode("iso2022_jp_ext")
    except UnicodeDecodeError:
        return None


def wide_codec(body: bytes) -> str | None:
    """UTF-16 without a byte order mark: Latin letters, or else spaces and line ends, show as zeros at every other byte.

    >>> wide_codec("plain words".encode("utf-16-be")), wide_codec("Мост открыт.\\n".encode("utf-16-le"))
    ('utf-16-be', 'utf-16-le')
    >>> wide_codec(b"plain words")
    """
    head = body[: min(1000, len(body)) & ~1]
    half = len(head) // 2
    if half < 4 or b"\x00" not in head:
        return None
    for codec, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if high.count(0) > 0.7 * half and low.count(0) < 0.1 * half:
            return codec
        narrow = bytes(below for above, below in zip(high, low, strict=True) if not above)
        if set(narrow) & set(b" \n") and min(narrow) > 8 and _is_text(head, codec):
            return codec
    return None


def _is_text(head: bytes, codec: str) -> bool:
    """Are these letters, signs and spaces and nothing else?"""
    text = head.decode(codec, "replace")
    return all(char.isalnum() or char.isspace() or unicodedata.category(char)[0] in "PSM" for char in text)


def declared(body: bytes, hint: str | None) -> list[tuple[str, str]]:
    """Codecs that the reader or the page itself names, with where they are named; unknown names are passed over."""
    found: list[tuple[str, str]] = []
    for name, evidence in ((hint, "stated by the source"), (_declared_in(body), "declared in the page")):
        try:
            codec = codecs.lookup(_LABELS.get(name.lower(), name)).name if name else ""
        except LookupError:
            continue
        # A page that can be read up to its declaration cannot be UTF-16, whatever it says.
        if codec and not codec.startswith(("utf-16", "utf-32", "utf-8")) and codec not in _NOT_TEXT:
            found.append((_SUPERSETS.get(codec, codec), evidence))
    return found


def _declared_in(body: bytes) -> str | None:
    match = _DECLARED.search(body[:4096])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def mostly_utf8(body: bytes) -> int:
    """How many bytes are not UTF-8, if the rest plainly is: more whole multi-byte characters than stray bytes, and
    at most one stray byte in a hundred. 0 if not so."""
    text = body.decode("utf-8", "replace")
    stray = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f") - stray
    return stray if whole > stray and stray <= max(1, len(body) // 100) else 0


def mixed(body: bytes) -> Decoded | None:
    """Lines in UTF-8 and lines in a legacy encoding, as files have them that were put together: each is read as what it
    is. None if too little is UTF-8 for that to be no accident."""
    lines = body.splitlines(keepends=True)
    others = b"".join(line for line in lines if not _is_utf8(line))
    whole = [line for line in lines if not line.isascii() and _is_utf8(line)]
    signs = sum(char > "\x7f" for line in whole for char in line.decode())
    beyond = sum(byte > 0x7F for byte in body)
    if signs < MIN_SIGNS or sum(byte > 0x7F for line in whole for byte in line) < MIN_SHARE * beyond:
        return None
    found = likely(others)
    if found is None:
        return None
    try:
        text = "".join(line.decode("utf-8" if _is_utf8(line) else found) for line in lines)
    except UnicodeDecodeError:
        return None
    return Decoded(text, found, f"{len(whole)} of its lines are UTF-8, the others read like a language in {found}")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guess(body: bytes) -> Decoded:
    """The codec in which the text reads like a language; else charset-normalizer's answer over the allow-list. Raises
    `Unreadable`."""
    found = likely(body)
    if found is not None:
        try:
            return Decoded(body.decode(found), found, "reads like a language")
        except UnicodeDecodeError:  # behind what was looked at
            pass
    import charset_normalizer  # the only door to it; rarely needed, so not paid for at start-up

    matches = charset_normalizer.from_bytes(body[:SAMPLE], cp_isolation=list(ALLOWED), preemptive_behaviour=False)
    order = [match.encoding for match in matches]
    if b"\x00" in body and not order:
        raise Unreadable("binary", f"the file holds zero bytes and fits no text encoding; {NO_TEXT}")
    for codec in order:
        try:
            return Decoded(body.decode(codec), codec, "guessed by charset-normalizer")
        except UnicodeDecodeError:
            continue
    raise Unreadable("undecodable", "no known text encoding fits; save it as UTF-8 or give its charset in the sidecar")


def sniff(text: str) -> str:
    """``text/html`` if the text begins like a page, else ``text/plain``.

    >>> sniff("<!DOCTYPE html><p>Hi"), sniff("Use <b> for bold, not <strong>.")
    ('text/html', 'text/plain')
    """
    head = text[:4096].lstrip(_LEADING_SPACE)
    return HTML if head.startswith("<") and _LOOKS_HTML.search(head) else PLAIN


def unix_lines(text: str) -> tuple[str, str | None]:
    """Every line end as LF, and which others there were (``crlf``, ``cr``, ``mixed``, or None)."""
    if "\r" not in text and "\u2028" not in text and "\u2029" not in text:
        return text, None
    kinds = {"\r\n": "crlf", "\r": "cr"}
    found = {kinds.get(end, "unicode") for end in _NEWLINE.findall(text)}
    if "\n" in text.replace("\r\n", ""):
        found.add("lf")
    return _NEWLINE.sub("\n", text), found.pop() if len(found) == 1 else "mixed"
