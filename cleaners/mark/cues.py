"""When the lines of a film or a talk are spoken: times and numbers that subtitles and transcripts put between them.

An article may show a line or two of such a file, and results of a race are times, too. So times go only where they run
through the whole text: it begins with one, they never run backwards, and hardly three lines stand between two of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleaners.document import Document, Label, Mark

MIN_CUES, SPACED = 5, 4
"""So many times at least, and at least one in so many lines."""
FIRST_SECONDS = 15
"""A transcript begins so early; a list that begins later may be of anything. Subtitles say when each line ends, too."""
HEAD = 4
"""How many lines of a head may stand above the first time."""

_CUE = re.compile(
    r"(?:(\d{1,2}):)?(\d{1,2}):(\d\d)(?:[.,]\d{3}(?: --> |,)(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{3}(?: +\w+:\S+)*)?$"
)
_NUMBER = re.compile(r"\d{1,5}$")
_HEAD = re.compile(r"WEBVTT\b.*|Kind: \w+|Language: [\w-]+|\d{1,5}")


def cues(document: Document) -> Document:
    """Mark the times of such a text, the numbers above them and the head of the file."""
    blocks = document.blocks
    if len(blocks) < 2 * MIN_CUES:
        return document
    lines = [document.slice(block) if block.end - block.start < 80 else "" for block in blocks]
    times = {index: match for index, line in enumerate(lines) if line[:1].isdigit() and (match := _CUE.match(line))}
    if not _run_through(len(blocks), [_seconds(match) for match in times.values()]):
        return document
    first = next(iter(times))
    opens = lines[first][-4] in ".," or _seconds(times[first]) <= FIRST_SECONDS
    if not opens or first > HEAD or not all(_HEAD.fullmatch(line) for line in lines[:first]):
        return document
    counted = {index - 1 for index, match in times.items() if ">" in match[0] and _NUMBER.match(lines[index - 1])}
    gone = sorted({*times, *counted, *range(first)})
    reason = "says when the lines below are spoken"
    return document.with_marks(Mark(blocks[index].span, Label.RESIDUE, "core/cues", reason) for index in gone)


def _seconds(cue: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in cue.groups())
    return 3600 * hours + 60 * minutes + seconds


def _run_through(lines: int, seconds: Sequence[int]) -> bool:
    enough = len(seconds) >= max(MIN_CUES, lines / SPACED)
    return enough and all(earlier <= later for earlier, later in pairwise(seconds))
