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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from cleaners.document import Block, Document, Fact, Label, Mark, Span
from cleaners.errors import RuleError
from cleaners.mark.index import Index
from cleaners.mark.neighbours import Answer, with_neighbours
from cleaners.mark.wording import bare, bare_line, shown, words_in
from cleaners.policy import Policy

Place = Literal["anywhere", "start", "late", "end", "edge"]

BUNDLED = Path(__file__).parent.parent / "rules"
ANY = "any"
"""The folder of rules that do not depend on a language."""
MENU_CHARS, MENU_DENSE = 25, 6
"""Longer lines, of three words at most, are no entries of a menu; the second for scripts without spaces."""
EVERYWHERE = frozenset({Label.CONSENT_NOTICE})
"""Labels whose rules of all languages always speak: consent pop-ups follow the visitor's language, not the page's."""
NEAR_CHARS = 300
"""So much of the blocks beside it is shown to a rule that looks at them."""
MAX_CHARS = 2000
"""No rule is asked about a longer block; this bounds the time of the worst pattern."""
REMEMBERED = 1 << 13
"""Blocks of which is remembered what the rules find in them: most blocks are asked about in several rounds."""

_ALL = re.compile(r"(?s).*")
_compile = lru_cache(maxsize=None)(re.compile)
"""Each pattern is compiled once. It is asked for patterns of rules alone, so there are never more than these have."""


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
        first = self.sought(text)
        return first if first and self.agrees(text) else None

    @property
    def sought(self) -> Callable[[str], re.Match[str] | None]:
        """What looks for the first pattern, or for one of the lines."""
        if self.lines:
            return lambda text: _ALL.match(text) if bare_line(text) in self.lines else None
        return _compile(self.all_of[0]).search

    def agrees(self, text: str) -> bool:
        """Are the other patterns found in `text`, and none of those that may not be?"""
        for pattern in self.all_of[1:]:
            if not _compile(pattern).search(text):
                return False
        return not any(_compile(pattern).search(text) for pattern in self.none_of)

    def takes(self, size: int) -> bool:
        """Does it speak about so many characters?"""
        return self.min_chars <= size <= self.max_chars

    @property
    def tells(self) -> bool:
        """Has it facts to tell: an author, a day?"""
        return not self.lines and bool(_compile(self.all_of[0]).groupindex.keys() - {"span"})

    @property
    def wanted(self) -> tuple[str, ...]:
        """What a neighbour must have said, if the rule speaks only then."""
        return (*self.beside, *self.below)

    @property
    def address(self) -> str:
        """The id without its language."""
        return self.id.partition("/")[2]

    def follows(self, previous: str) -> bool:
        """Does the block before look as `after` asks?"""
        return not self.after or _any_of(self.after, previous[-NEAR_CHARS:])

    def precedes(self, following: str) -> bool:
        """Does the block that follows look as `before` asks?"""
        return not self.before or _any_of(self.before, following[:NEAR_CHARS])

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
        tables = tomllib.loads(path.read_text("utf-8-sig"))
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


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """The rules that may speak about one document, ready to be asked. Of Markdown's links they see what one reads."""

    rules: tuple[Rule, ...]
    index: Index = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index(self.rules))

    def ask(self, document: Document) -> Document:
        """Add a mark for every rule that speaks about a block, and the facts that its named groups hold."""
        marks: list[Mark] = []
        facts: list[Fact] = []
        for answer in self._answers(document):
            rule, block, match = self.rules[answer.rule], document.blocks[answer.block], answer.match
            if len(match.string) == block.end - block.start or "span" not in match.re.groupindex:
                marks.append(mark_of(rule, block, match))  # a part of what a link shows has no place in the text
            facts.extend(facts_of(rule, match))
        marks.sort(key=lambda m: (m.span, m.origin))
        return document.with_marks(marks).with_facts(facts)

    def _answers(self, document: Document) -> list[Answer]:
        """What the rules that speak say about which block; in the order of the blocks, and of the book."""
        answers: list[Answer] = []
        waiting: dict[int, Sequence[int]] = {}
        text, blocks, index, above = document.text, document.blocks, self.index, ""
        for number, (start, end, _, _) in enumerate(blocks):
            line = shown(text[start:end])
            if end - start <= MAX_CHARS:
                said, late, behind = spoken(self, line)
                if late:
                    waiting[number] = late
                if said:
                    answers += [Answer(number, *each) for each in said if self._fits(document, number, each[0])]
                for which in behind:
                    if self.rules[which].follows(above) and (match := self._found(document, number, which)):
                        answers.append(Answer(number, which, match))
            above = line
        often = Counter(self.rules[answer.rule].id for answer in answers if self.rules[answer.rule].at_most)
        if often:
            answers = [a for a in answers if often[self.rules[a.rule].id] <= self.rules[a.rule].at_most]
        return with_neighbours(index, answers, waiting, lambda number, which: self._found(document, number, which))

    def _found(self, document: Document, number: int, which: int) -> re.Match[str] | None:
        """What a rule finds in a block, if there is such a block and it stands where the rule wants it."""
        if not (0 <= number < len(document.blocks) and self._fits(document, number, which)):
            return None
        return self.rules[which].find(shown(document.slice(document.blocks[number])))

    def _fits(self, document: Document, number: int, which: int) -> bool:
        """Does the rule speak about blocks that stand where this one does?"""
        rule, blocks = self.rules[which], document.blocks
        if rule.after and not rule.follows(shown(document.slice(blocks[number - 1])) if number else ""):
            return False
        if rule.where != "anywhere" and not stands(rule.where, number, len(blocks)):
            menu = menu_above(document) if rule.tells and rule.where in ("edge", "start") else 0
            if not menu <= number or not stands("start", number - menu, len(blocks) - menu):
                return False
        last = number + 1 == len(blocks)
        return not rule.before or rule.precedes("" if last else shown(document.slice(blocks[number + 1])))


@lru_cache(maxsize=REMEMBERED)
def spoken(book: RuleBook, text: str) -> tuple[Sequence[tuple[int, re.Match[str]]], Sequence[int], Sequence[int]]:
    """The numbers of the rules that speak about `text` (of at most `MAX_CHARS`), wherever it stands and whatever is
    beside it, and what they find; of those that want a neighbour before they are asked; and of those that want
    something to stand above: that is looked into first, because it is rare."""
    answers: list[tuple[int, re.Match[str]]] = []
    late: list[int] = []
    behind: list[int] = []
    sought, waiting = book.index.sought, book.index.waiting
    for number in book.index.candidates(text):
        if number in waiting:
            late.append(number)
        elif book.rules[number].after:
            behind.append(number)
        elif (match := sought[number](text)) and book.rules[number].agrees(text):
            answers.append((number, match))
    return answers, late, behind


@lru_cache(maxsize=REMEMBERED)
def _any_of(patterns: tuple[str, ...], text: str) -> bool:
    """Is one of the patterns found?"""
    return any(_compile(pattern).search(text) for pattern in patterns)


def mark_of(rule: Rule, block: Block, match: re.Match[str]) -> Mark:
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


def menu_above(document: Document) -> int:
    """How many short entries stand one below the other where a text begins: what follows them is its head."""
    for number, (start, end, *_) in enumerate(document.blocks):
        entry = document.text[start:end]
        if len(entry) > (MENU_DENSE if max(entry) > "\u3000" else MENU_CHARS) or entry.count(" ") > 2:
            return number
    return 0


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


def rule_folders(policy: Policy) -> tuple[Path, ...]:
    """The bundled rules, then the user's. Raises `RuleError` for a folder that is none."""
    missing = [folder for folder in policy.rules if not Path(folder).is_dir()]
    if missing:
        raise RuleError(f"rules: {missing[0]} is no folder")
    return (BUNDLED, *map(Path, policy.rules))


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
