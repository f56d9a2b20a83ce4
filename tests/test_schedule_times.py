"""Cron expressions and intervals, and what becomes of a file on its way."""

from __future__ import annotations

import pytest

from cleaners.errors import ConfigurationError
from flows.config.schedule_times import When, cron, seconds, when


@pytest.mark.parametrize(
    "text",
    [
        "* * * * *",
        "*/5 0-6,22,23 1-31/2 jan-mar,dec mon-fri",
        "0 0 * * 7",
        "@daily",
        "5/15 * * * *",
        "0 6 1 1 SUN",
        "0 6 29 2 *",
        "0 6 31 */2 *",
        "0 6 30,31 feb mon",
        "0 6 */30 4 *",
    ],
)
def test_expressions_that_people_write_are_taken(text: str) -> None:
    assert cron(text) == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("60 * * * *", "minute"),
        ("* 24 * * *", "hour"),
        ("* * 0 * *", "day of the month"),
        ("* * * 13 *", "month"),
        ("* * * * 8", "day of the week"),
        ("5-1 * * * *", "backwards"),
        ("*/0 * * * *", "step"),
        ("* * * jann *", "did you mean jan"),
        ("1,,2 * * * *", "minute"),
        ("*-5 * * * *", "minute"),
        ("@dayly", "did you mean @daily"),
        ("0 6 31 2 *", "no such day ever comes: 31 in month 2"),
        ("0 6 31 apr,jun,9 *", "no such day ever comes"),
        ("", "five columns"),
        ("* * * * * *", "has 6"),
    ],
)
def test_others_are_refused_by_column(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        cron(text)


def test_prefect_takes_what_we_take() -> None:
    from prefect.client.schemas.schedules import CronSchedule

    for text in ("*/5 0-6,22,23 1-31/2 jan-mar,dec mon-fri", "0 0 * * 7", "@daily", "5/15 * * * *"):
        assert CronSchedule(cron=text).cron == text


@pytest.mark.parametrize("text", ["15", "m", "1.5h", "-5m", "5 parsecs", "0s", ""])
def test_intervals_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"interval|second"):
        seconds(text)


def test_a_schedule_says_when() -> None:
    assert str(when(cron_text=None, every="90m")) == "every 90m"
    assert when(cron_text="0 6 * * *", every=None, zone="Europe/Berlin") == When(
        cron="0 6 * * *", timezone="Europe/Berlin"
    )
    with pytest.raises(ConfigurationError, match="no such time zone"):
        when(cron_text="0 6 * * *", every=None, zone="Mars/Olympus")
