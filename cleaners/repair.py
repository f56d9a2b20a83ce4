"""Mend characters, never lines: mojibake, entities, control characters. The only door to ftfy.

What is deliberately left alone: curly quotes, character width, ligatures, ZWJ and ZWNJ (they spell words in Persian
and Hindi), the ideographic space, runs of spaces. See DECISIONS.md.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from cleaners.characters import SOUTH_EAST_ASIAN
from cleaners.document import Repair
from cleaners.misread import legacy_again, utf8_again

_NOTHING_TO_DO = re.compile(r"[\n\t\x20-\x25\x27-\x7e‘’“”–—…•]*")
"""Characters that none of our repairs touches. The punctuation cannot be mojibake without a letter beside it that is
not in this set (Ã, â, Р …), so a line of these needs no look. ``&`` is missing: it may begin an entity."""
_ENTITY = re.compile(r"&(?:#\d|#[xX][\da-fA-F]|[A-Za-z])")
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\v\f\x1c-\x1f\x85"
_SPACE = re.compile(f"[{_SPACES}]")
_DROP = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u202a-\u202e\u2060\u2066-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb]")
_ZERO_WIDTH = re.compile("\u200b")
_BREAKS = re.compile("[\n\r\u2028\u2029]+")
_SOUTH_EAST_ASIAN = re.compile(f"[{SOUTH_EAST_ASIAN}]")
"""Scripts in which U+200B marks where a line may break and is part of the spelling."""
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]")
"""Invisible letters, which spell the names of flags, and elsewhere what nobody is to see."""
_SELECTED = re.compile("([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
"""More than one variation selector: only the first can select a shape."""
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()*+][0-9A-Z]")
"""What terminals are told: colours and cursor, links and titles, sets of characters."""
_BOMS = re.compile("^(?:ï»¿|п»ї|ďťż)")
"""The mark at the start of UTF-8, read as windows-1252, 1251 and 1250."""
_SHAPED = re.compile("[\ufb50-\ufbb1\ufbd3-\ufbff\ufe80-\ufefc]")
_SHAPES = re.compile(f"{_SHAPED.pattern}{{2}}")
"""Arabic letters in the shapes that they take in a word, as they come out of PDFs: nobody types them in a row."""
_EAST = "[\u3041-\u30ff\u4e00-\u9fff]"
_RADICAL = re.compile(f"(?<={_EAST})[\u2f00-\u2fd5]|[\u2f00-\u2fd5](?={_EAST})")
"""Likewise the parts that dictionaries sort characters by, in the place of the characters that look like them."""
_RARE = re.compile("[\u2f00-\u2fd5\ufb50-\ufe0f\ufe80-\ufefc\U000e0000-\U000e01ef]")
"""What one of the four is about."""
_MATTERS = (
    "mojibake", "utf-8", "utf8", "latin-1", "iso-8859", "windows-125", "cp125", "html", "文字化け", "乱码",
    "亂碼", "кракозябр",
)  # fmt: skip
"""What a text names that explains broken characters, and shows some."""
_QUOTED = re.compile(r"""[“„"'‘«»(\[`][^\s]+[”“"'’»«)\]`][.,;:?!]*""")
_MORE = re.compile("[&\x1b\x80-\x9f\ud800-\udfff]")
"""What ftfy mends, with our settings, in lines that are not mojibake: entities, escapes of terminals, C1 controls and
halves of surrogate pairs; and it composes."""
_PLAIN = re.compile(r"([ -~]{8})[ -~]+([ -~]{8})")
"""A stretch of ASCII, and what of it stands at its ends. What ftfy takes for mojibake is shorter than these, and some
of it is not ASCII; so it need not look, sign by sign and in forty ways, at what stands between them."""
_CONTROL = re.compile(f"{_DROP.pattern}|\u200b|[\ud800-\udfff]")


def repair(text: str) -> tuple[str, tuple[Repair, ...]]:
    """`text` with its characters mended, and one `Repair` for every changed line.

    The number of lines stays the same, and mending twice changes nothing more.

    >>> repair("It\\u00e2\\u20ac\\u2122s a caf\\u00c3\\u00a9 &amp; bar")[0]
    'It’s a café & bar'
    """
    if _NOTHING_TO_DO.fullmatch(text):
        return text, ()
    lines = text.split("\n")
    again = dict(legacy_again(text))
    repairs: list[Repair] = []
    for index, line in enumerate(lines):
        if _NOTHING_TO_DO.fullmatch(line) or (line.isascii() and not _needs_look(line)):
            continue
        mended, reason = mend(again.get(index, line))
        reason = f"wrong encoding, {reason}".rstrip(", ") if index in again else reason
        if mended != line:
            repairs.append(Repair(index + 1, line, mended, reason))
            lines[index] = mended
    if repairs and _explains(text):
        return _folded(text)
    return ("\n".join(lines), tuple(repairs)) if repairs else (text, ())


def _explains(text: str) -> bool:
    """Is it a text about broken characters, in which all that look broken are samples: in quotation marks, or signs
    that stand alone?"""
    from ftfy.badness import is_bad

    low = text.lower()
    if not any(matter in low for matter in _MATTERS):
        return False
    broken = [word for word in text.split() if is_bad(word) or _ENTITY.search(word)]
    return bool(broken) and all(_QUOTED.fullmatch(word) or _is_sign(word) for word in broken)


def _is_sign(word: str) -> bool:
    """Is it one broken character, and no word with one in it?"""
    return len(word) <= 4 and not any(char.isascii() and char.isalnum() for char in word)


def _folded(text: str) -> tuple[str, tuple[Repair, ...]]:
    """A text of which nothing is mended but spaces and invisible characters."""
    lines = text.split("\n")
    folded = [line if line.isascii() and not _CONTROL.search(line) else fold(line) for line in lines]
    changed = [(number, pair) for number, pair in enumerate(zip(lines, folded, strict=True), 1) if pair[0] != pair[1]]
    return "\n".join(folded), tuple(Repair(number, *pair, "characters") for number, pair in changed)


def _needs_look(line: str) -> bool:
    """An ASCII line needs a look only for entities and control characters."""
    return bool(_ENTITY.search(line) or _CONTROL.search(line) or _SPACE.search(line))


def mend(line: str) -> tuple[str, str]:
    """One line without its line end, mended, and the reason in a few words. What is mended once the space around it is
    gone is mended with that space, too: that space goes later."""
    mended, reasons = _mended(line)
    bare = mended.strip(" \t")
    if bare != mended:
        found, more = _mended(bare)
        mended = mended.replace(bare, found, 1)
        reasons += [reason for reason in more if reason not in reasons]
    return mended, ", ".join(reasons) if mended != line else ""


def _mended(line: str) -> tuple[str, list[str]]:
    reasons: list[str] = []
    for _ in range(8):  # a mended character can complete another sequence; in practice one round is enough
        read = utf8_again(_BOMS.sub("", line))
        fixed, steps = _ftfy(read)
        steps = ["mojibake", *steps] if read != line else steps
        fixed = _BREAKS.sub(" ", fixed)
        folded = fold(fixed)
        reasons += [step for step in steps if step not in reasons]
        if folded != fixed and "characters" not in reasons:
            reasons.append("characters")
        if folded == line:
            break
        line = folded
    return line, reasons


def fold(line: str) -> str:
    """Fold exotic spaces, drop invisible characters, compose (NFC)."""
    line = _SPACE.sub(" ", _ESCAPES.sub("", line) if "\x1b" in line else line)
    line = _DROP.sub("", line)
    if _RARE.search(line):
        line = _RADICAL.sub(_plainly, _SELECTED.sub(r"\1", _TAGS.sub(r"\1", line)))
        line = _SHAPED.sub(_plainly, line) if _SHAPES.search(line) else line
    if "\u200b" in line and not _SOUTH_EAST_ASIAN.search(line):
        line = _ZERO_WIDTH.sub("", line)
    return unicodedata.normalize("NFC", line)


def _plainly(found: re.Match[str]) -> str:
    """A sign that Unicode has only because other standards have it, as what it stands for."""
    return unicodedata.normalize("NFKC", found[0])


def _ftfy(line: str) -> tuple[str, list[str]]:
    import ftfy  # most lines never need it; half of them decide so above
    from ftfy.badness import is_bad

    if not (_MORE.search(line) or is_bad(_PLAIN.sub(r"\1\2", line))) and unicodedata.is_normalized("NFC", line):
        return line, []  # ftfy would say the same after a dozen more questions
    fixed, plan = ftfy.fix_and_explain(line, _config())
    names = {"encode": "mojibake", "decode": "mojibake", "transcode": "mojibake", "normalize": "characters"}
    steps = [names.get(step.action, step.parameter.replace("_", " ")) for step in plan or ()]
    return fixed, list(dict.fromkeys(steps))


@lru_cache(maxsize=1)
def _config() -> Any:
    """What ftfy is to mend."""
    import ftfy

    return ftfy.TextFixerConfig(
        unescape_html="auto",
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,  # ours, so that what goes and what becomes a space stands in one place
        normalization="NFC",
    )
