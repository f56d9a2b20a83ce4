"""Which rules are worth asking about a block.

Most rules name words, pieces or whole lines: they are looked up by what is in a block. The few that name nothing are
asked about every block of their length; those of them that want a neighbour, only beside one that speaks for them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from functools import lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING

from cleaners.characters import beyond_ascii
from cleaners.mark.wording import bare_line, words_of_line

if TYPE_CHECKING:
    from cleaners.mark.rules import Rule

REMEMBERED = 1 << 14
"""Words of which is remembered what they make be asked."""
_WORD = re.compile(r"\w+")
LINE_CHARS = 120
"""Longer blocks are not looked up among the `lines` of rules."""


def postings(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    """(key, number of a rule) → all numbers of each key."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for key, number in pairs:
        found[key].add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _core(piece: str) -> str:
    """The longest run of letters and figures in a piece: where the piece stands, it stands in a single word."""
    return max(_WORD.findall(piece), key=len, default="")


class _BySize:
    """Rules, by how many characters they speak about."""

    def __init__(self, rules: Sequence[Rule], numbers: Iterable[int]) -> None:
        ordered = sorted(numbers)
        self._edges = sorted({edge for n in ordered for edge in (rules[n].min_chars, rules[n].max_chars + 1)})
        self._fitting = [[n for n in ordered if rules[n].takes(edge)] for edge in (-1, *self._edges)]
        """Those that fit below the first edge, the second, …"""

    def fitting(self, size: int) -> list[int]:
        """Those that speak about so many, in order."""
        return self._fitting[bisect_right(self._edges, size)]


class _Sought(dict[int, Callable[[str], "re.Match[str] | None"]]):
    """Number of a rule → what looks for its first pattern, compiled when it is first asked for."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, number: int) -> Callable[[str], re.Match[str] | None]:
        self[number] = sought = self._rules[number].sought
        return sought


class Index:
    """Rules, by what makes them be asked. All numbers are places in `rules`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        plain = [(n, rule) for n, rule in enumerate(rules) if not rule.lines]
        self._by_line = postings((line, n) for n, rule in enumerate(rules) for line in rule.lines)
        self._by_word = postings((word, n) for n, rule in plain for word in rule.words)
        pieces = postings((piece, n) for n, rule in plain for piece in rule.contains).items()
        in_ascii = [(_core(piece), piece, numbers) for piece, numbers in pieces if piece[:1].isascii()]
        self._in_words: defaultdict[str, list[tuple[str, str, frozenset[int]]]] = defaultdict(list)
        """Pieces that begin in ASCII, what of them stands in a single word, and the rules of each; by the first two
        letters of that."""
        for core, piece, numbers in in_ascii:
            if len(core) > 1:
                self._in_words[core[:2]].append((core, piece, numbers))
        self._in_signs = [(piece, numbers) for core, piece, numbers in in_ascii if len(core) < 2]
        """Those of which nothing does."""
        self._of_word = lru_cache(maxsize=REMEMBERED)(self._found_of_word)
        self._silent: set[str] = set()
        """Words that make no rule be asked: the same words come again in most lines."""
        self._by_piece: defaultdict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
        """Pieces that begin beyond ASCII, by their first character."""
        for piece, numbers in pieces:
            if not piece[:1].isascii():
                self._by_piece[piece[:1]].append((piece, numbers))
        self._sizes = [(rule.min_chars, rule.max_chars) for rule in rules]
        """From and up to how many characters each rule speaks about."""
        self.waiting = frozenset(n for n, rule in enumerate(rules) if rule.wanted and not rule.at_most)
        """Rules that are asked only where a neighbour has spoken."""
        self.wordless = frozenset(n for n, rule in plain if not (rule.words or rule.contains))
        """Rules that name no words by which they could be looked up."""
        self.wordless_waiting = sorted(self.wordless & self.waiting)
        self._asked = _BySize(rules, self.wordless - self.waiting)
        """Wordless rules that are asked about every block."""
        self.sought = _Sought(rules)
        self.names = [frozenset((rule.label, rule.address)) for rule in rules]
        """What each rule is called by those that want it for a neighbour."""
        self.wanted_below = [frozenset(rule.beside) for rule in rules]
        """By which names each rule wants one to speak about the block below its own."""
        self.wanted_above = [frozenset(rule.wanted) for rule in rules]
        """The same for the block above; each name wanted below will do there, too."""
        self.heard = frozenset[str]().union(*(self.wanted_above[n] for n in self.wordless_waiting))
        """Whom those want that are wordless and waiting."""

    def candidates(self, text: str) -> Sequence[int]:
        """The rules worth asking about `text` wherever it stands, in order; without the `wordless_waiting`."""
        size = len(text)
        lower = text.lower()
        found = self.of_words(lower, words_of_line(text, lower))
        if size <= LINE_CHARS:
            found |= self.of_line(bare_line(text))
        sizes = self._sizes
        fitting = [number for number in found if sizes[number][0] <= size <= sizes[number][1]]
        asked = self._asked.fitting(size)
        return sorted(fitting + asked) if fitting else asked

    def of_words(self, lower: str, words: Iterable[str]) -> set[int]:
        """The rules whose words or pieces are in a text. `lower`: it in lower case; `words`: those of it."""
        found: set[int] = set()
        longer = self._in_signs
        for word in filterfalse(self._silent.__contains__, words):
            told, begun = self._of_word(word)
            found |= told
            longer = longer + begun
            if not (told or begun) and len(self._silent) < REMEMBERED:
                self._silent.add(word)
        for piece, numbers in longer:
            if piece in lower:
                found |= numbers
        if not lower.isascii():
            for first in self._by_piece.keys() & set(beyond_ascii(lower)):
                found.update(*(numbers for piece, numbers in self._by_piece[first] if piece in lower))
        return found

    def _found_of_word(self, word: str) -> tuple[frozenset[int], list[tuple[str, frozenset[int]]]]:
        """The rules that name a word or a piece inside of it; and the longer pieces that it may be a part of."""
        found = set(self._by_word.get(word, ()))
        begun: list[tuple[str, frozenset[int]]] = []
        for at in range(len(word) - 1):
            for core, piece, numbers in self._in_words.get(word[at : at + 2], ()):
                if word.startswith(core, at):
                    if piece == core:
                        found |= numbers
                    else:
                        begun.append((piece, numbers))
        return frozenset(found), begun

    def of_line(self, line: str) -> Set[int]:
        """The rules that have `line` (as `bare` makes it) among their lines."""
        return self._by_line.get(line, frozenset())
