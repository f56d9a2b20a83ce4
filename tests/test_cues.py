"""Subtitles and transcripts keep what is said and lose when it is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleaners import clean

SAID = ("You are late again.", "The train was late.", "No.", "The train is never late, Tomas.", "Who signs, then?")


def srt(n: int, said: str) -> str:
    return f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{said}\n\n"


def vtt(n: int, said: str) -> str:
    return (
        "WEBVTT\nKind: captions\nLanguage: en\n\n" if n == 1 else ""
    ) + f"00:{n:02}.000 --> 00:{n:02}.900 align:start\n{said}\n\n"


def sbv(n: int, said: str) -> str:
    return f"0:00:{n:02}.000,0:00:{n:02}.900\n{said}\n\n"


def copied(n: int, said: str) -> str:
    return f"0:{n:02}\n{said}\n"


@pytest.mark.parametrize("shape", [srt, vtt, sbv, copied])
def test_when_a_line_is_spoken_is_no_text(shape: Callable[[int, str], str]) -> None:
    document = clean("".join(shape(n, said) for n, said in enumerate(SAID, 1)))
    assert [line for line in document.text.split("\n") if line] == list(SAID)


def test_times_that_are_what_the_text_is_about_stay() -> None:
    race = "".join(f"{n + 3}:{n:02}\nRunner number {n}\n" for n in range(1, 9))
    assert clean(race).text == race.strip()
    guide = "A subtitle is a number, two times and a text, and a line without anything ends it.\n\n" + srt(
        1, "You are late."
    )
    assert "-->" in clean(guide).text
