"""Rules are data: one reason each to believe that a block is not body text, with texts it must catch and must spare.

They live in ``cleaners/rules/<language>/<label>.toml``; a rule's id is its address, such as
``en/consent-notice/we-use-cookies``. A rule is asked about a block only if the block holds one of its `words` (or, in
scripts without spaces, one of the pieces it `contains`), so a thousand rules cost little more than ten. Patterns are
compiled when they are first needed.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from cleaners.document import Block, Document, Fact, Label, Mark, Span
from cleaners.errors import RuleError
from cleaners.mark.neighbours import Answer, with_neighbours
from cleaners.mark.wording import bare, bare_line, beyond_ascii, words_in, words_of_line

Place = Literal["anywhere", "start", "late", "end", "edge"]

BUNDLED = Path(__file__).parent.parent / "rules"
ANY = "any"
"""The folder of rules that do not depend on a language."""
EVERYWHERE = frozenset({Label.CONSENT_NOTICE})
"""Labels whose rules of all languages always speak: consent pop-ups follow the visitor's language, not the page's."""
LINE_CHARS = 120
"""Longer blocks are not looked up among the `lines` of rules."""
NEAR_CHARS = 300
MAX_CHARS = 2000
"""No rule is asked about a longer block; this bounds the time of the worst pattern."""
REMEMBERED = 1 << 13
"""Blocks of which is remembered what the rules find in them: most blocks are asked about in several rounds."""

_ALL = re.compile(r"(?s).*")
_compile = lru_cache(maxsize=None)(re.compile)


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to believe that a block is not main content."""

    id: str
    label: Label
    language: str
    why: str
    all_of: tuple[str, ...] = ()
    """Regular expressions that must all be found. Named groups become facts, ``(?P<span>…)`` narrows the mark."""
    none_of: tuple[str, ...] = ()
    """Regular expressions of which none may be found."""
    lines: tuple[str, ...] = ()
    """Instead of `all_of`: what the whole block says; case, and punctuation at its ends, do not count."""
    words: tuple[str, ...] = ()
    """Lower-case words (runs of ``\\w``) of which the block must hold at least one."""
    contains: tuple[str, ...] = ()
    """The same for scripts without spaces: lower-case pieces of text. Without either, the rule is always asked."""
    where: Place = "anywhere"
    beside: tuple[Label, ...] = ()
    """The block before or after must carry a mark with one of these labels."""
    below: tuple[str, ...] = ()
    """Addresses without their language (``related/headings``): one of these rules must speak about the block before."""
    after: tuple[str, ...] = ()
    """Regular expressions of which one must be found in the block before (its last 300 characters, "" if none)."""
    before: tuple[str, ...] = ()
    """The same for the block that follows (its first 300 characters)."""
    at_most: int = 0
    """How many blocks of one document it may speak about; if it finds more, it speaks about none. 0: any number."""
    min_chars: int = 0
    max_chars: int = 1000
    verdict: bool = False
    """Sure enough to remove on its own word; otherwise evidence for the model."""
    believe: bool = False
    """The facts in its named groups are true even where the block is no residue."""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    def find(self, text: str) -> re.Match[str] | None:
        """The first pattern's match if the rule speaks about `text`, taken alone, wherever it stands."""
        return self.found(text) if self.takes(len(text)) and len(text) <= MAX_CHARS else None

    def found(self, text: str) -> re.Match[str] | None:
        """`find` for a text of a length that it speaks about."""
        if self.lines:
            return _ALL.match(text) if bare_line(text) in self.lines else None
        first = _compile(self.all_of[0]).search(text)
        if first is None:
            return None
        for pattern in self.all_of[1:]:
            if not _compile(pattern).search(text):
                return None
        for pattern in self.none_of:
            if _compile(pattern).search(text):
                return None
        return first

    def takes(self, size: int) -> bool:
        """Does it speak about so many characters?"""
        return self.min_chars <= size <= self.max_chars

    @property
    def wanted(self) -> tuple[str, ...]:
        """What a neighbour must have said, if the rule speaks only then."""
        return (*self.beside, *self.below)

    @property
    def address(self) -> str:
        """The id without its language."""
        return self.id.partition("/")[2]

    def fits(self, previous: str, following: str) -> bool:
        """Do the neighbours look as `after` and `before` ask?"""
        return (not self.after or any(_compile(pattern).search(previous[-NEAR_CHARS:]) for pattern in self.after)) and (
            not self.before or any(_compile(pattern).search(following[:NEAR_CHARS]) for pattern in self.before)
        )

    def speaks(self, text: str) -> bool:
        """Would the rule be asked about `text`, and say yes? What its hits and misses are tested with."""
        lower = text.lower()
        anchored = not (self.words or self.contains)
        anchored = anchored or not set(self.words).isdisjoint(words_in(lower))
        anchored = anchored or any(piece in lower for piece in self.contains)
        return anchored and self.find(text) is not None


_TYPES = {"why": str} | {f.name: type(f.default) for f in fields(Rule) if isinstance(f.default, str | int)}
"""The keys that hold a single value; all others hold lists of strings."""
_NAMES = {f.name for f in fields(Rule)} - {"id", "label", "language"}


def read_rule(rule_id: str, label: Label, language: str, table: Any) -> Rule:
    """One TOML table → `Rule`. Raises `RuleError` that names the rule and what is wrong."""
    if not isinstance(table, dict):
        raise RuleError(f"rule {rule_id}: expected a table such as [{rule_id.rsplit('/', 1)[-1]}]")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _NAMES:
            raise RuleError(f"rule {rule_id}: unknown key {key!r}; {nearest(key, _NAMES)}")
        if key in _TYPES:
            if type(value) is not _TYPES[key]:
                raise RuleError(f"rule {rule_id}: {key} must be a {_TYPES[key].__name__}, not {value!r}")
        elif not (isinstance(value, list) and all(isinstance(entry, str) for entry in value)):
            raise RuleError(f"rule {rule_id}: {key} must be a list of strings")
        values[key] = tuple(value) if isinstance(value, list) else value
    if not values.get("why") or bool(values.get("all_of")) == bool(values.get("lines")):
        raise RuleError(f"rule {rule_id}: 'why' and either 'all_of' or 'lines' are required")
    place = values.get("where", "anywhere")
    if place not in get_args(Place):
        raise RuleError(f"rule {rule_id}: where: no such place {place!r}; {nearest(place, get_args(Place))}")
    values["lines"] = tuple(dict.fromkeys(bare(line) for line in values.get("lines", ())))
    values["beside"] = tuple(read_label(name, f"rule {rule_id}: beside") for name in values.get("beside", ()))
    return Rule(id=rule_id, label=label, language=language, **values)


def read_label(name: str, place: str) -> Label:
    """The label of that name. Raises `RuleError` that starts with `place` and names the nearest label."""
    try:
        return Label(name)
    except ValueError:
        raise RuleError(f"{place}: no such label {name!r}; {nearest(name, tuple(Label))}") from None


def nearest(word: str, known: Iterable[str]) -> str:
    """What to say to somebody who wrote `word`: the known word that looks like it, or all of them.

    >>> nearest("all-of", ("all_of", "none_of"))
    'did you mean all_of?'
    """
    names = sorted(map(str, known))
    close = difflib.get_close_matches(word, names, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


def check_patterns(rule: Rule) -> None:
    """Raise `RuleError` if a pattern of the rule does not compile."""
    for pattern in (*rule.all_of, *rule.none_of, *rule.after, *rule.before):
        try:
            _compile(pattern)
        except re.error as error:
            raise RuleError(f"rule {rule.id}: bad pattern {pattern!r}: {error}") from None


def read_file(path: Path, language: str) -> Iterator[Rule]:
    """All rules of one TOML file; its name is their label."""
    label = read_label(path.stem, f"{language}/{path.name}")
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{language}/{path.name}: not valid TOML: {error}") from None
    for name, table in tables.items():
        yield read_rule(f"{language}/{label}/{name}", label, language, table)


@lru_cache(maxsize=256)
def load(folder: Path, language: str, labels: frozenset[Label] | None = None) -> tuple[Rule, ...]:
    """The rules of one language under `folder`, all or only those of some labels; sorted by file and order in it."""
    paths = sorted((folder / language).glob("*.toml"))
    wanted = [path for path in paths if labels is None or path.stem in labels]
    return tuple(rule for path in wanted for rule in read_file(path, language))


def postings(pairs: Iterable[tuple[str, int]]) -> dict[str, frozenset[int]]:
    """(key, number of a rule) → all numbers of each key."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for key, number in pairs:
        found[key].add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The rules that may speak about one document, ready to be asked."""

    rules: tuple[Rule, ...]
    _by_word: dict[str, frozenset[int]] = field(init=False, repr=False)
    _by_line: dict[str, frozenset[int]] = field(init=False, repr=False)
    _by_piece: dict[str, list[tuple[str, frozenset[int]]]] = field(init=False, repr=False)
    """First character beyond ASCII → pieces, and the rules of each."""
    _in_ascii: Sequence[tuple[str, frozenset[int]]] = field(init=False, repr=False)
    """The few other pieces, and the rules of each."""
    _sizes: Sequence[tuple[int, int]] = field(init=False, repr=False)
    """From and up to how many characters each rule speaks about."""
    always: frozenset[int] = field(init=False, repr=False)
    """Numbers of the rules that want no words."""
    _edges: Sequence[int] = field(init=False, repr=False)
    """Lengths at which others of these fit,"""
    _fitting: Sequence[list[int]] = field(init=False, repr=False)
    """and those that fit below the first edge, the second, …"""
    waiting: frozenset[int] = field(init=False, repr=False)
    """Numbers of the rules that are asked only where a neighbour has spoken."""

    def __post_init__(self) -> None:
        plain = [(n, rule) for n, rule in enumerate(self.rules) if not rule.lines]
        by_line = postings((line, n) for n, rule in enumerate(self.rules) for line in rule.lines)
        object.__setattr__(self, "_by_line", by_line)
        object.__setattr__(self, "_by_word", postings((word, n) for n, rule in plain for word in rule.words))
        by_piece: defaultdict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
        for piece, numbers in postings((piece, n) for n, rule in plain for piece in rule.contains).items():
            by_piece[piece[:1]].append((piece, numbers))
        in_ascii = [pair for first in filter(str.isascii, by_piece) for pair in by_piece[first]]
        object.__setattr__(self, "_in_ascii", in_ascii)
        object.__setattr__(self, "_by_piece", {first: each for first, each in by_piece.items() if not first.isascii()})
        object.__setattr__(self, "_sizes", [(rule.min_chars, rule.max_chars) for rule in self.rules])
        waiting = frozenset(n for n, rule in enumerate(self.rules) if rule.wanted and not rule.at_most)
        object.__setattr__(self, "waiting", waiting)
        always = frozenset(n for n, rule in plain if not (rule.words or rule.contains))
        object.__setattr__(self, "always", always)
        edges = sorted({edge for n in always for edge in (self.rules[n].min_chars, self.rules[n].max_chars + 1)})
        fitting = [[n for n in sorted(always) if self.rules[n].takes(edge)] for edge in (-1, *edges)]
        object.__setattr__(self, "_edges", edges)
        object.__setattr__(self, "_fitting", fitting)

    def candidates(self, text: str) -> Sequence[int]:
        """Numbers of the rules worth asking about `text`, in the order of the book."""
        size = len(text)
        lower = text.lower()
        found = self.met(lower, words_of_line(text, lower))
        if size <= LINE_CHARS:
            found |= self.said(bare_line(text))
        sizes = self._sizes
        fitting = [number for number in found if sizes[number][0] <= size <= sizes[number][1]]
        always = self._fitting[bisect_right(self._edges, size)]
        return sorted(fitting + always) if fitting else always

    def met(self, lower: str, words: Iterable[str]) -> set[int]:
        """Numbers of the rules whose words or pieces are in a text. `lower`: it in lower case; `words`: those of it."""
        found: set[int] = set()
        for word in self._by_word.keys() & words:
            found |= self._by_word[word]
        for piece, numbers in self._in_ascii:
            if piece in lower:
                found |= numbers
        if not lower.isascii():
            for first in self._by_piece.keys() & set(beyond_ascii(lower)):
                found.update(*(numbers for piece, numbers in self._by_piece[first] if piece in lower))
        return found

    def said(self, line: str) -> frozenset[int]:
        """Numbers of the rules that have `line` (as `bare` makes it) among their lines."""
        return self._by_line.get(line, frozenset())

    def ask(self, document: Document) -> Document:
        """Add a mark for every rule that speaks about a block, and the facts that its named groups hold."""
        marks: list[Mark] = []
        facts: list[Fact] = []
        for number, which, match in self._answers(document):
            rule = self.rules[which]
            marks.append(mark(rule, document.blocks[number], match))
            facts.extend(facts_of(rule, match))
        marks.sort(key=lambda m: (m.span, m.origin))
        return document.with_marks(marks).with_facts(facts)

    def _answers(self, document: Document) -> list[Answer]:
        """What the rules that speak say about which block; in the order of the blocks, and of the book."""
        answers: list[Answer] = []
        waiting: dict[int, Sequence[int]] = {}
        text = document.text
        for number, (start, end, _, _) in enumerate(document.blocks):
            if end - start <= MAX_CHARS:
                said, late = spoken(self, text[start:end])
                if late:
                    waiting[number] = late
                if said:
                    answers += [(number, *each) for each in said if self._fits(document, number, each[0])]
        often = Counter(self.rules[which].id for _, which, _ in answers if self.rules[which].at_most)
        answers = [a for a in answers if often[self.rules[a[1]].id] <= self.rules[a[1]].at_most]

        def ask(number: int, which: int) -> re.Match[str] | None:
            match = self.rules[which].find(document.slice(document.blocks[number]))
            return match if self._fits(document, number, which) else None

        return with_neighbours(self.rules, answers, waiting, ask)

    def _fits(self, document: Document, number: int, which: int) -> bool:
        """Does the rule speak about blocks that stand where this one does?"""
        rule, blocks = self.rules[which], document.blocks
        if rule.where != "anywhere" and not stands(rule.where, number, len(blocks)):
            return False
        if not (rule.after or rule.before):
            return True
        previous = document.slice(blocks[number - 1]) if number else ""
        following = document.slice(blocks[number + 1]) if number + 1 < len(blocks) else ""
        return rule.fits(previous, following)


@lru_cache(maxsize=REMEMBERED)
def spoken(book: RuleBook, text: str) -> tuple[Sequence[tuple[int, re.Match[str]]], Sequence[int]]:
    """The numbers of the rules that speak about `text` (of at most `MAX_CHARS`), wherever it stands and whatever is
    beside it, and what they find; and of those that want a neighbour before they are asked."""
    answers: list[tuple[int, re.Match[str]]] = []
    late: list[int] = []
    rules, waiting = book.rules, book.waiting
    for number in book.candidates(text):
        if number in waiting:
            late.append(number)
        elif match := rules[number].found(text):
            answers.append((number, match))
    return answers, late


def mark(rule: Rule, block: Block, match: re.Match[str]) -> Mark:
    """The mark that a rule leaves on a block, or on the part of it that the group `span` names."""
    span = block.span
    if "span" in match.re.groupindex and match["span"] is not None:
        span = Span(block.start + match.start("span"), block.start + match.end("span"))
    return Mark(span, rule.label, rule.id, rule.why, 1.0, rule.verdict)


def facts_of(rule: Rule, match: re.Match[str]) -> Iterator[Fact]:
    """The facts that the named groups of a rule's first pattern hold; those of a doubtful rule are not accepted yet."""
    for name, value in match.groupdict().items():
        if name != "span" and value and value.strip():
            yield Fact(
                name, value.strip(), rule.id, 0.8 if rule.verdict else 0.5, accepted=rule.verdict or rule.believe
            )


def stands(where: Place, index: int, count: int) -> bool:
    """Is block `index` of `count` where the rule wants it?

    >>> [stands("edge", i, 40) for i in (0, 5, 20, 28, 39)]
    [True, True, False, True, True]
    >>> [stands("late", i, 40) for i in (0, 15, 16, 39)]
    [False, False, True, True]
    """
    if where == "late":
        return index * 5 >= count * 2
    start = index < max(4, count * 3 // 20)
    end = index >= count - max(6, count * 3 // 10)
    return where == "anywhere" or (where != "end" and start) or (where != "start" and end)


@lru_cache(maxsize=64)
def rulebook(language: str, folders: tuple[Path, ...] = (BUNDLED,)) -> RuleBook:
    """The rules for a document in `language` (``"und"``: those of every language), users' folders after the bundled."""
    rules: list[Rule] = []
    for folder in folders:
        for name in languages(folder):
            if name in (ANY, language) or language == "und":
                rules.extend(load(folder, name))
            else:
                rules.extend(load(folder, name, EVERYWHERE))
    return RuleBook(tuple(rules))


def languages(folder: Path) -> Sequence[str]:
    """The languages that `folder` has rules for, ``any`` first."""
    names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return sorted(names, key=lambda name: (name != ANY, name))


def all_rules(folders: Sequence[Path] = (BUNDLED,)) -> tuple[Rule, ...]:
    """Every rule of every language, for listing and testing."""
    return tuple(rule for folder in folders for name in languages(folder) for rule in load(folder, name))
