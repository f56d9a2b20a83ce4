"""What trafilatura holds for main content, said about our own blocks. The only door to trafilatura's extraction."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any

DEEPEST = 400
"""trafilatura copies trees and walks them recursively; deeper pages are not handed to it."""
LARGEST = 5_000_000
"""Characters of source; larger pages would cost minutes."""

_WORD = re.compile(r"\w+")


def main_text(tree: Any) -> str:
    """trafilatura's main content as text, "" where it finds none. `tree` is a parsed page and is left as it is."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(tree, include_comments=False)
    except Exception:
        # Odd pages make it raise whatever it pleases; no answer is an answer, and the blocks stay ours.
        return ""
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""


def blocks_kept(texts: Sequence[str], main: str) -> list[bool]:
    """For each of our blocks, in reading order: does it stand in the main content?

    Words are compared, not characters. A short block counts when it is a line of the main text, another when its words
    stand there as a run, and a long one also when most of its runs of four words do.
    """
    lines = [" ".join(_WORD.findall(line)) for line in main.lower().split("\n")]
    whole, words = f" {' '.join(lines)} ", " ".join(lines).split(" ")
    alone, runs = set(lines), frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))
    at, answers = 0, []
    for text in texts:
        own = _WORD.findall(text.lower())
        wanted = f" {' '.join(own)} "
        if len(own) < 4:
            answers.append(bool(own) and wanted.strip() in alone)
            continue
        found = whole.find(wanted, at)
        if found < 0:
            found = whole.find(wanted)
        if found >= 0:
            at = found + len(wanted) - 1
        elif len(own) >= 12:
            mine = list(zip(own, own[1:], own[2:], own[3:], strict=False))
            found = 0 if sum(run in runs for run in mine) * 2 > len(mine) else -1
        answers.append(found >= 0)
    return answers
