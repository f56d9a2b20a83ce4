"""Lines for people and lines for machines: the same events, as plain text or as one JSON object each."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Literal

Format = Literal["plain", "json"]


def spoken(name: str) -> str:
    """The name of a state as people would say it.

    >>> spoken("GaveWay"), spoken("Completed")
    ('gave way', 'completed')
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def line(event: str, message: str, *, format: Format = "plain", **fields: Any) -> str:
    """One event as a line. Plain: the message, with the time of day before it; JSON: everything, time in UTC.

    >>> line("note", "all is well", format="json", cleaned=2)[:8], line("note", "all is well")[8:]
    ('{"time":', '  all is well')
    """
    now = datetime.now(UTC)
    if format == "plain":
        return f"{now.astimezone():%H:%M:%S}  {message}"
    record = {"time": now.isoformat(timespec="milliseconds"), "event": event, "message": message, **fields}
    return json.dumps(record, ensure_ascii=False, default=str)
