"""Messages in Internet mail format: mails, and the page archives that browsers save."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from cleaners.errors import Unreadable
from flows.readers.rows import whole_characters

TRIPPED = (ValueError, LookupError, TypeError, AttributeError)
"""What the standard library's parser of structured headers raises over broken ones."""


def parse(content: bytes) -> EmailMessage:
    """The message. Raises `Unreadable` if there is none."""
    message = message_from_bytes(content.lstrip(b"\r\n \t"), policy=policy.default)
    if not message.keys():
        raise Unreadable("no-message", "the file does not begin with the headers of a message")
    return message


def best_part(message: EmailMessage) -> EmailMessage:
    """The page if there is one, else the plain text. Raises `Unreadable`."""
    parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_attachment()]
    root = (message.get_param("start") or "") if message.get_content_type() == "multipart/related" else ""
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    pages.sort(key=lambda part: part.get("Content-ID", "").strip() != root)
    texts = [part for part in parts if part.get_content_type() == "text/plain"]
    if not pages and not texts:
        raise Unreadable("no-text", "the message has neither a page nor a text in it")
    part = (pages or texts)[0]
    unclosed = any(isinstance(d, CloseBoundaryNotFoundDefect) for one in message.walk() for d in one.defects)
    last = [one for one in parts if not one.is_multipart()][-1]
    if unclosed and part is last:
        raise Unreadable("corrupt", "the message is cut short in the part that holds the text; fetch it again")
    return part


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
    return " ".join(whole_characters(str(value)).split()) or None if value is not None else None


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
