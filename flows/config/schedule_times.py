"""When a schedule fires, and what it may be called, as people write it. Nothing is scheduled here."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass

from cleaners.errors import ConfigurationError
from cleaners.mark.rules import nearest

SHORTHANDS = ("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""How many days a month may have."""
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
WORDS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

_INTERVAL = re.compile(r"(\d+)\s*(([smhd])[a-z]*)", re.IGNORECASE)
_PIECE = re.compile(r"(\*|[0-9a-z]+)(?:-([0-9a-z]+))?(?:/(\d+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """One of the five columns of a cron expression."""

    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()

    def numbers(self, text: str) -> set[int]:
        """What `text` stands for in this column. Raises ValueError, in words, if it cannot stand there.

        >>> Field("month", 1, 12, MONTHS).numbers("feb-4,*/6")
        {1, 2, 3, 4, 7}
        """
        found: set[int] = set()
        for piece in text.split(","):
            match = _PIECE.fullmatch(piece)
            if match is None:
                raise ValueError(f"{self.name}: {piece!r} is neither *, a number, a range nor a step")
            first, last, step = match.groups()
            start, end = self.low, self.high
            if first != "*":
                start = self._number(first)
                end = self._number(last) if last is not None else start if step is None else self.high
                if end < start:
                    raise ValueError(f"{self.name}: the range {piece} runs backwards")
            elif last is not None:
                raise ValueError(f"{self.name}: {piece!r} is no range")
            if step is not None and not 1 <= int(step) <= self.high:
                raise ValueError(f"{self.name}: a step of {step} is not within 1 to {self.high}")
            found.update(range(start, end + 1, int(step or 1)))
        return found

    def _number(self, text: str) -> int:
        if text.lower() in self.words:
            return self.words.index(text.lower()) + (1 if self.words is MONTHS else 0)
        if not text.isdigit():
            known = f"; {nearest(text.lower(), self.words)}" if self.words else ""
            raise ValueError(f"{self.name}: {text!r} is no number{known}")
        if not self.low <= int(text) <= self.high:
            raise ValueError(f"{self.name}: {text} is not within {self.low} to {self.high}")
        return int(text)


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of the month", 1, 31),
    Field("month", 1, 12, MONTHS),
    Field("day of the week", 0, 7, DAYS),
)


def cron(text: str) -> str:
    """A cron expression with single spaces. Raises ValueError with the column that is wrong, or if its day never comes.

    >>> cron("*/15  9-17 * * mon-fri")
    '*/15 9-17 * * mon-fri'
    >>> cron("75 * * * *")
    Traceback (most recent call last):
    ...
    ValueError: minute: 75 is not within 0 to 59
    """
    columns = text.split()
    if text.startswith("@"):
        if text not in SHORTHANDS:
            raise ValueError(f"no such shorthand: {text}; {nearest(text, SHORTHANDS)}")
        return text
    if len(columns) != len(FIELDS):
        raise ValueError(
            f"a cron expression has five columns (minute hour day month weekday), {text!r} has {len(columns)}"
        )
    _, _, days, months, _ = (field.numbers(column) for field, column in zip(FIELDS, columns, strict=True))
    if columns[-1] == "*" and min(days) > max(LONGEST[month - 1] for month in months):
        raise ValueError(f"no such day ever comes: {columns[2]} in month {columns[3]}")
    return " ".join(columns)


def seconds(text: str) -> int:
    """An interval in seconds. Raises ValueError.

    >>> seconds("15m"), seconds("2 hours"), seconds("1d")
    (900, 7200, 86400)
    """
    match = _INTERVAL.fullmatch(text.strip())
    unit = match[3].lower() if match else ""
    if match is None or not WORDS[unit].startswith(match[2].lower().rstrip("s")):  # a month is no minute
        raise ValueError(f"{text!r} is no interval; write a number and s, m, h or d, such as 15m")
    # Overlapping runs give way to each other, so a short interval does no harm.
    if not (length := int(match[1]) * UNITS[unit]):
        raise ValueError("an interval lasts at least one second")
    return length


def called(name: str) -> str:
    """The name of a schedule. Raises ValueError for one that Prefect would refuse."""
    if not name.strip() or re.search("[/%&<>]", name):
        raise ValueError(f"{name!r} cannot be the name of a schedule; write it without / % & < >")
    return name


def timezone(name: str) -> str:
    """The name of a time zone. Raises ValueError with the nearest one."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        hint = nearest(name, zoneinfo.available_timezones())
        hint = hint if hint.startswith("did") else "write it like Europe/Berlin"
        raise ValueError(f"no such time zone: {name}; {hint}") from None
    return name


@dataclass(frozen=True, slots=True)
class When:
    """A schedule: either a cron expression (in a time zone) or an interval in seconds."""

    cron: str | None = None
    every: int | None = None
    timezone: str | None = None

    def __str__(self) -> str:
        """
        >>> str(When(every=900)), str(When(cron="0 6 * * *", timezone="Europe/Berlin"))
        ('every 15m', 'at 0 6 * * * (Europe/Berlin)')
        """
        if self.every is not None:
            unit = next(unit for unit in "dhms" if self.every % UNITS[unit] == 0)
            return f"every {self.every // UNITS[unit]}{unit}"
        return f"at {self.cron} ({self.timezone or 'UTC'})"


def when(*, cron_text: str | None, every: str | None, zone: str | None = None) -> When:
    """The schedule that was asked for. Raises `ConfigurationError` if it is none, or two."""
    if (cron_text is None) == (every is None):
        raise ConfigurationError('say when: either --cron "0 6 * * *" or --every 15m, not both and not neither')
    option = "--timezone"
    try:
        zone = timezone(zone) if zone else None
        option = "--every" if every else "--cron"
        return When(every=seconds(every)) if every else When(cron=cron(cron_text or ""), timezone=zone)
    except ValueError as error:
        raise ConfigurationError(f"{option}: {error}") from None
