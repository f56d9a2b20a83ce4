"""Messages in Internet mail format: mails, and the page archives that browsers save."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from html import escape
from typing import Any

from cleaners.decode import decode_bytes
from cleaners.document import RawDocument
from cleaners.errors import Unreadable
from flows.readers.opened import RawFile
from flows.readers.rows import whole_characters

TRIPPED = (ValueError, LookupError, TypeError, AttributeError)
"""What the standard library's parser of structured headers raises over broken ones."""


def parse(content: bytes) -> EmailMessage:
    """The message. Raises `Unreadable` if there is none."""
    message = message_from_bytes(content.lstrip(b"\r\n \t"), policy=policy.default)
    if not message.keys():
        raise Unreadable("no-message", "the file does not begin with the headers of a message")
    return message


def inline(message: EmailMessage) -> list[EmailMessage]:
    """The parts that somebody reads, in order: of several ways to say the same the page, of a page and what belongs to
    it the page. What is attached is not among them. Raises `Unreadable` if there is none, or if the last is cut short.
    """
    parts = list(_inline(message))
    if not parts or (attached(message) and not any(map(_words, parts))):
        raise Unreadable("no-text", "the message has neither a page nor a text in it; attachments are not read")
    unclosed = any(isinstance(d, CloseBoundaryNotFoundDefect) for one in message.walk() for d in one.defects)
    last = [one for one in message.walk() if not one.is_multipart()][-1]
    if unclosed and parts[-1] is last:
        raise Unreadable("corrupt", "the message is cut short in the part that holds the text; fetch it again")
    return parts


def _inline(part: Any) -> Iterator[EmailMessage]:
    kind = part.get_content_type()
    if not isinstance(part, EmailMessage) or _is_attached(part):
        return
    if kind in TEXTS:
        yield part
    elif part.is_multipart():
        said = [found for child in part.iter_parts() if (found := list(_inline(child)))]
        if kind == "multipart/alternative":
            pages = [parts for parts in said if any(one.get_content_type() != "text/plain" for one in parts)]
            said = [parts for parts in pages[::-1] + said if any(map(_words, parts))][:1] or said[:1]
        elif kind == "multipart/related":
            said = sorted(said, key=lambda parts: not _is_root(parts[0], part))[:1]
        for parts in said:
            yield from parts


TEXTS = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_TAGS = re.compile(rb"<(style|script|title)\b.*?</\1\s*>|<[^>]*>|&nbsp;|\s+", re.S | re.I)


def _is_attached(part: EmailMessage) -> bool:
    """A mail that was sent on is read, however it was added."""
    return part.is_attachment() and part.get_content_type() != "message/rfc822"


def _words(part: EmailMessage) -> bool:
    """Does the part say anything?"""
    payload = part.get_payload(decode=True)
    return isinstance(payload, bytes) and bool(_TAGS.sub(b"", payload))


def _is_root(part: EmailMessage, whole: EmailMessage) -> bool:
    """Is it the page that the others belong to? By its id, or by its address."""
    if start := whole.get_param("start"):
        return bool(header(part, "Content-ID") == start)
    address = header(whole, "Snapshot-Content-Location") or header(whole, "Content-Location")
    return address is not None and header(part, "Content-Location") == address


def attached(message: EmailMessage) -> list[str]:
    """What the attachments are called, or else what they are."""
    parts = (part for part in message.walk() if isinstance(part, EmailMessage) and _is_attached(part))
    return [whole_characters(part.get_filename() or part.get_content_type()) for part in parts]


def joined(parts: Sequence[EmailMessage]) -> tuple[str | bytes, str, dict[str, str]]:
    """The body that several parts make together, its media type, and its charset as a hint. If one of them is a page,
    so is the whole."""
    page = any(part.get_content_type() != "text/plain" for part in parts)
    media_type = "text/html" if page else "text/plain"
    if len(parts) == 1:
        return body_of(parts[0]), media_type, charset_of(parts[0])
    texts = [(part, decode_bytes(body_of(part), charset_of(part).get("charset"))[0]) for part in parts if _words(part)]
    if page:
        texts = [(part, _as_page(text) if part.get_content_type() == "text/plain" else text) for part, text in texts]
    return "\n\n".join(text.strip("\r\n") for _, text in texts), media_type, {}


def _as_page(text: str) -> str:
    return "".join(f"<p>{escape(piece)}</p>\n" for piece in re.split(r"(?:\r?\n){2,}", text) if piece.strip())


def document(content: bytes, source: str, file: RawFile) -> RawDocument:
    """The document that a mail is, with subject, senders and date as facts. Raises `Unreadable`."""
    message = parse(content)
    parts = inline(message)
    body, media_type, charset = joined(parts)
    found = {
        "title": header(message, "Subject"),
        "authors": senders(message),
        "published": date_of(message),
        "attachments": attached(message),
    }
    url = header(parts[0], "Content-Location") or header(parts[0], "Content-Base") or file.url
    return RawDocument(body, source, media_type, url, {**file.hints, **charset, **dict(filled(found))})


def body_of(part: EmailMessage) -> bytes:
    """The part's bytes, out of their transfer encoding."""
    payload = part.get_payload(decode=True)
    if any(isinstance(d, InvalidBase64LengthDefect | InvalidBase64PaddingDefect) for d in part.defects):
        raise Unreadable("corrupt", "the text's transfer encoding is damaged or cut short; fetch it again")
    return payload if isinstance(payload, bytes) else b""


def charset_of(part: EmailMessage) -> dict[str, str]:
    """The charset that the part states, as a hint."""
    charset = part.get_param("charset")
    return {"charset": charset} if isinstance(charset, str) and charset else {}


def header(message: EmailMessage, name: str) -> str | None:
    """A header as words, decoded, on one line; None if it is missing or cannot be read."""
    try:
        value = message.get(name)
    except TRIPPED:
        return None
    if value is None:
        return None
    raw = next(raw for known, raw in message.raw_items() if known.lower() == name.lower())
    if isinstance(raw, str) and not raw.isascii():  # written as it is, in whatever encoding
        value = decode_bytes(raw.encode("utf-8", "surrogateescape"))[0]
    return " ".join(whole_characters(str(value)).split()) or None


def date_of(message: EmailMessage) -> str | None:
    """The date of the message in ISO 8601."""
    try:
        return parsedate_to_datetime(header(message, "Date") or "").isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def senders(message: EmailMessage) -> list[str]:
    """The names of those whom the message is from."""
    value = header(message, "From")
    return [name for name, address in getaddresses([value]) if name and "@" in address] if value else []


def filled(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields that have a value."""
    return ((name, value) for name, value in fields.items() if value)
