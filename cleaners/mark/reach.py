"""Which rules can have a say about a document, by its words alone: so a changed rule concerns only those it can reach.

A rule is asked about blocks; what the blocks will be in which round, and what a pattern finds in them, is not looked
into here. A rule reaches a document if what makes it be asked is somewhere in the whole text: one of its words or
pieces, or a line of it, in whatever language. Rules without words reach every document. Where a part was torn out of
the middle of a line, words may have met that stood apart: such a document every rule can reach. So it can one with
links of Markdown, of which rules see what is shown.
"""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields
from functools import lru_cache
from itertools import product
from pathlib import Path

from cleaners.blocks import MIN_WIDTH
from cleaners.document import Label, Removal, Span
from cleaners.mark.index import LINE_CHARS, postings
from cleaners.mark.rules import BUNDLED, Rule, RuleBook, rulebook
from cleaners.mark.wording import bare_line, different_words, may_be_dropped, shown, unaccented, words_in
from cleaners.policy import Policy

_NOTHING = Span(sys.maxsize, sys.maxsize)
SAYING = tuple(field.name for field in fields(Rule) if field.name not in ("hits", "misses"))


@dataclass(frozen=True, slots=True)
class Reach:
    """All rules of some folders, in order, each with a short stand-in for what it says."""

    book: RuleBook
    digests: Sequence[str]
    beginnings: Set[str]
    """What the lines of rules may begin with: each up to a sign that may stand behind a line, or between two."""
    long: Mapping[str, frozenset[int]]
    """A word, with the signs beside it, of every line that may be a paragraph wrapped over several lines, and the rules
    of these."""
    _inside: Mapping[str, Set[str]] = field(init=False, repr=False)
    """The runs of letters in these words."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_inside", {word: frozenset(words_in(word)) for word in self.long})

    def of(self, text: str, removals: Iterable[Removal]) -> str:
        """Eight hex digits that stand for the rules that can reach a document. `text`: the whole of it; `removals`:
        what was taken out. The same if no rule has changed that has, or could now have, a say."""
        numbers = self.numbers(text, removals)
        said = ["everything", *self.digests] if numbers is None else [self.digests[n] for n in sorted(numbers)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]

    def numbers(self, text: str, removals: Iterable[Removal]) -> set[int] | None:
        """Numbers of the rules that can reach a document; None stands for all."""
        lines = _lines_in_parts(text, removals) if "](" not in text else None
        if lines is None:
            return None
        lower = text.lower()
        words = different_words(lower)
        found = self.book.index.of_words(lower, words) | self.book.index.wordless | self._wrapped(lower, words)
        short = {way: bare_line(way) for ways in lines for way in ways if len(way) <= LINE_CHARS}
        shown_lines = [shown(way) for ways in lines for way in ways if "://" in way] if "://" in text else []
        found.update(*map(self.book.index.of_line, [*short.values(), *map(bare_line, shown_lines)]))
        begin = {way for way, line in short.items() if line in self.beginnings}
        for first, ways in enumerate(lines) if begin else ():
            if not begin.isdisjoint(ways):
                found |= self._begun(lines[first : first + LINE_CHARS])
        return found

    def _wrapped(self, lower: str, words: Set[str]) -> set[int]:
        """Numbers of the rules with a line that a whole paragraph may say. `words`: those of the text."""
        plain = unaccented(lower)
        said = words if plain == lower else different_words(plain)
        heard = [word for word, inside in self._inside.items() if inside <= said and word in plain]
        return set().union(*(self.long[word] for word in heard if not word or _stands_apart(word, plain)))

    def _begun(self, lines: Sequence[Sequence[str]]) -> set[int]:
        """Numbers of the rules with a line that a block may say which begins with the first of these lines and goes on
        in those that follow. Every line has the ways in which it may be left."""
        found: set[int] = set()
        so_far = [""]
        for ways in lines:
            longer = [f"{start}\n{way}" if start else way for start, way in product(so_far, ways)]
            said = [(bare_line(line), line) for line in longer if len(line) <= LINE_CHARS]
            found.update(number for line, _ in said for number in self.book.index.of_line(line))
            so_far = [line for start, line in said if start in self.beginnings]
            if not so_far:
                break
        return found


def _stands_apart(word: str, text: str) -> bool:
    """Is the word somewhere in the text with nothing but space on both sides?"""
    at = text.find(word)
    while at >= 0:
        around = text[max(0, at - 1) : at] + text[at + len(word) : at + len(word) + 1]
        if not around or around.isspace():
            return True
        at = text.find(word, at + 1)
    return False


def _lines_in_parts(text: str, removals: Iterable[Removal]) -> Sequence[Sequence[str]] | None:
    """The lines of a text that are not empty: each as it is, and as what stays of it where something was taken off one
    of its ends. None if words may have come to stand beside each other that did not in the text."""
    gone = [removal for removal in removals if removal.label != Label.WHITESPACE]
    if all(_is_of_lines(text, removal) or _is_whole(text, _inked(removal)) for removal in gone):
        return [(line,) for line in map(str.strip, text.split("\n")) if line]
    torn = sorted(map(_inked, gone))
    lines: list[list[str]] = []
    start = at = 0
    for line in text.split("\n"):
        end = start + len(line)
        while at < len(torn) and torn[at].end <= start:
            at += 1
        if bare := line.strip():
            ways = [bare]
            first = torn[at] if at < len(torn) else _NOTHING
            if first.start < end and not (first.start <= start and end <= first.end):
                rest = _rest(text, Span(start, end), torn[at : bisect_left(torn, (end,), at)])
                if rest is None:
                    return None
                ways += [rest] if rest else []
            lines.append(ways)
        start = end + 1
    return lines


def _is_of_lines(text: str, removal: Removal) -> bool:
    """Does a piece begin where a line does and end where one does? Most do; the others have to be looked at closely."""
    start, end = removal.span
    begins = start == 0 or text[start - 1] == "\n"
    ends = end == len(text) or "\n" in text[end - 1 : end + 1]
    return begins and ends and not removal.text.isspace()


def _inked(removal: Removal) -> Span:
    """Where a piece stands without the space around it, which reaches into lines that it has no part in."""
    start = removal.span.start + len(removal.text) - len(removal.text.lstrip())
    return Span(start, start + len(removal.text.strip()))


def _is_whole(text: str, span: Span) -> bool:
    """Does a piece without space around it make whole lines, but for their indentation and the space at their ends?"""
    start, end = span
    line_end = text.find("\n", end)
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : line_end if line_end >= 0 else len(text)]
    return start < end and not before.strip() and not after.strip()


def _rest(text: str, line: Span, cuts: Sequence[Span]) -> str | None:
    """What stays of a line when one piece goes; "" if nothing does, None if more is torn than one end."""
    start, end = max(line.start, cuts[0].start), min(line.end, cuts[0].end)
    before, after = text[line.start : start], text[end : line.end]
    if not before.strip() and not after.strip():
        return "" if len(cuts) == 1 else None
    if len(cuts) > 1 or (before.strip() and after.strip()):
        return None
    gone = text[start:end]
    within_a_word = _in_word(before[-1:] + gone[:1]) or _in_word(gone[-1:] + after[:1])
    return None if within_a_word else (before + after).strip()


def _in_word(pair: str) -> bool:
    return len(pair) == 2 and all(char.isalnum() or char == "_" for char in pair)


@lru_cache(maxsize=16)
def reach(folders: tuple[Path, ...]) -> Reach:
    """The reach of the rules in these folders."""
    book = rulebook("und", folders)
    beginnings = frozenset(start for rule in book.rules for line in rule.lines for start in _beginnings(line))
    return Reach(book, tuple(map(_digest, book.rules)), beginnings, postings(_long(book.rules)))


def reach_of(policy: Policy) -> Reach:
    """The reach of the rules that documents are cleaned by under a policy."""
    return reach((BUNDLED, *map(Path, policy.rules)))


def _digest(rule: Rule) -> str:
    """Stands for everything in a rule that makes a difference to a document; its examples make none."""
    said = [getattr(rule, name) for name in SAYING]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _beginnings(line: str) -> Iterator[str]:
    """What a line of a rule may begin with when its first part stands in a line of its own: what is bare ends before a
    space or before a sign that does not count there.

    >>> list(_beginnings("read more: news"))
    ['', 'read', 'read more', 'read more:']
    """
    yield ""
    yield from (line[:at] for at, char in enumerate(line) if at and may_be_dropped(char))


def _long(rules: Iterable[Rule]) -> Iterator[tuple[str, int]]:
    """Of lines that are long enough to be wrapped, a word from their middle, and the number of their rule."""
    for number, rule in enumerate(rules):
        for line in rule.lines:
            if len(line) >= MIN_WIDTH:
                yield max(line.split()[1:-1] or [""], key=len), number
