"""The learned judge of plain text: which blocks are residue, how sure that is, and what they probably are.

Evidence goes in as whole numbers (`features`, `features_words`), ensembles of small trees weigh it (`trees`), and what
comes out is a mark for every block that they doubt. English is judged with its words, and by a network over the lines
(`net`) beside the trees; every other language by trees, shape, place and rules alone. A text is judged by one
ensemble if it reads like an article with something left over (light), by another if it is the whole page of one
(heavy), and by a third if it is a whole page of another kind (other). What looks like the rest of a whole page (left)
is judged as an article, but more evidence is asked of it. Trained by `benchmarks/train_text.py`; the card is
`model/text.md`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.document import Document, Label, Mark, Span, bounds
from cleaners.mark import features, features_words
from cleaners.mark.contents import contents
from cleaners.mark.features_context import FAR, Places
from cleaners.mark.features_known import Known
from cleaners.mark.features_lines import Sheet
from cleaners.mark.guards import spared
from cleaners.mark.labels import PROTECTED, STAYING, guess
from cleaners.mark.net import Net
from cleaners.mark.net import from_arrays as net_from_arrays
from cleaners.mark.trees import Trees, from_arrays, unpack
from cleaners.mark.wording import bare_line, shown
from cleaners.policy import Policy

FILE = Path(__file__).parent.parent / "model" / "text.bin"
EDGES = (2, 4, 6, 10, 16, 31)
"""Lines are asked by their length in words: below the first edge, below the second, …"""
CLASSES = 2 * (len(EDGES) + 1) + 1
REGIMES = ("light", "heavy", "left", "other")
WHOLE = ("heavy", "other")
"""Whole pages: those around an article, and those of other kinds, where posts, tiles and lists are the content."""
JUDGES = ("light", "heavy", "light", "other")
"""By the number of a regime, whose ensembles judge it."""
COMMAS = (",", "،", "，", "、")
"""A line that ends so goes on in the next one."""
SHORT_CHARS = 80
"""A line that is not longer may come again without being a copy of a paragraph."""
FEW = 30
"""A text of fewer lines is never taken for a whole page: of 3,374 dumps of whole pages 22 are that short, and poems,
minutes and notes look like them."""


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: the ensembles by regime and tongue, the English lexicon, and the thresholds."""

    version: str
    words: features_words.Lexicon
    regime: Trees
    """Tells whole pages from articles."""
    rest: Trees
    """Tells what is left of whole pages from articles."""
    kind: Trees
    """Tells whole pages of other kinds (forums, listings, products) from those around an article."""
    trees: Mapping[str, Trees]
    """By ``light/en``, ``light/any``, and so on for ``heavy`` and ``other``."""
    nets: Mapping[str, Net]
    """By ``light/en``, ``heavy/en``, ``other/en``: what judges beside the trees."""
    limits: Mapping[str, Sequence[int]]
    """By ``light/en/normal`` and so on: the score that a line must exceed, for every class of length."""
    page: int
    """The score above which a text is taken for a whole page."""
    remains: Mapping[str, int]
    """By caution the score above which a text is taken for what is left of a whole page."""
    other: int
    """The score above which a whole page is taken for one of another kind."""
    sure: int
    """How far above its limit a line of a light text must be to go beyond the policy's budget."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model thinks of one document: the regime, the tongue, and for every line its score and its limit."""

    regime: str
    """One of `REGIMES`."""
    english: bool
    scores: NDArray[np.int64]
    limits: NDArray[np.int64]

    @property
    def heavy(self) -> bool:
        """Is the text a whole page?"""
        return self.regime in WHOLE


@lru_cache(maxsize=2)
def load(path: Path = FILE) -> Model:
    """Read a trained model."""
    head, arrays = unpack(path.read_bytes())

    def part(name: str) -> dict[str, NDArray[Any]]:
        return {key.removeprefix(name + "/"): value for key, value in arrays.items() if key.startswith(name + "/")}

    trees = {name: from_arrays(part(name)) for name in head["trees"]}
    return Model(
        version=head["version"],
        words=features_words.Lexicon.read(part("words")),
        regime=trees.pop("regime"),
        rest=trees.pop("rest"),
        kind=trees.pop("kind"),
        trees=trees,
        nets={name: net_from_arrays(part(f"net {name}")) for name in head["nets"]},
        limits=head["limits"],
        page=head["page"],
        remains=head["remains"],
        other=head["other"],
        sure=head["sure"],
    )


def judge(documents: Sequence[Document], policy: Policy, known: Known | None = None) -> list[Document]:
    """Add a mark for every block that the model holds for residue. The order and the texts stay as they are. `known`
    remembers lines that come again."""
    model = load()
    sheets = [sheet_of(document) for document in documents]
    opinions = weigh(model, sheets, policy.caution, known)
    judged: list[Document] = []
    for document, opinion in zip(documents, opinions, strict=True):
        if opinion is not None:
            document = document.with_marks(_marks(model, document, opinion, policy))
            # In a whole page the table stays: it holds the headings that it names, which look like those of tiles.
            document = contents(document) if opinion.regime == "light" else document
        judged.append(document)
    return judged


def sheet_of(document: Document) -> Sheet:
    """The document as lines, with what the rules and the header's reader said of them."""
    blocks = document.blocks
    starts, ends = bounds(blocks)
    rules = [0] * len(blocks)
    sure = 1 << len(features.LABELS)
    for mark in document.marks:
        at = bisect_right(starts, mark.span.start) - 1
        if at < 0 or mark.origin.startswith("model/") or mark.label in PROTECTED:
            continue
        if 2 * (mark.span.end - mark.span.start) >= blocks[at].end - blocks[at].start:
            rules[at] |= 1 << features.LABELS.index(mark.label)
            rules[at] |= sure if mark.verdict and mark.label not in STAYING else 0
    text = document.text
    between = [
        start - end > 1 and text.count("\n", end, start) > 1 for end, start in zip(ends, starts[1:], strict=False)
    ]
    lines = [shown(text[start:end]).replace("\n", " ") for start, end in zip(starts, ends, strict=True)]
    return Sheet(tuple(lines), (True, *between)[: len(lines)], tuple(rules), document.fact("language") == "en")


def weigh(
    model: Model, sheets: Sequence[Sheet], caution: str = "normal", known: Known | None = None
) -> list[Opinion | None]:
    """The opinions about documents; None about one without lines."""
    answers: list[Opinion | None] = [None] * len(sheets)
    full = [index for index, sheet in enumerate(sheets) if sheet.lines]
    if not full:
        return answers
    used = [sheets[index] for index in full]
    rows, words = matrices(model, used, known)
    lengths = [len(sheet.lines) for sheet in used]
    stops = np.cumsum(lengths)
    regimes = regimes_of(model, features.summary(rows, lengths), lengths, caution)
    tongues = ["en" if sheet.english else "any" for sheet in used]
    judges = [f"{JUDGES[number]}/{said}" for number, said in zip(regimes, tongues, strict=True)]
    scores = _scores(model, judges, lengths, rows, words)
    asked = [limits_of(model, REGIMES[n], said, caution) for n, said in zip(regimes, tongues, strict=True)]
    limits = np.array(asked)[np.repeat(np.arange(len(used)), lengths), classes(rows)]
    for index, sheet, stop, number in zip(full, used, stops.tolist(), regimes, strict=True):
        own = slice(stop - len(sheet.lines), stop)
        whole = REGIMES[number] in WHOLE
        answers[index] = Opinion(
            REGIMES[number],
            sheet.english,
            scores[own] if whole else as_one(sheet.lines, scores[own]),
            limits[own],
        )
    return answers


def as_one(lines: Sequence[str], scores: NDArray[np.int64]) -> NDArray[np.int64]:
    """The scores of a light text's lines, where short lines that say the same have one score, their mean: “Pros” is a
    part of every review in a list or of none, “Book a table” a button everywhere. (In a whole page the menu says what
    headings say.) Of lines in light texts of unseen sites it takes out 81 more of residue and 74 fewer of content."""
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if len(line) <= SHORT_CHARS:
            places.setdefault(bare_line(line) or line, []).append(index)
    again = [same for same in places.values() if len(same) > 1]
    if again:
        scores = scores.copy()
    for same in again:
        scores[same] = int(scores[same].sum()) // len(same)
    return scores


def _scores(
    model: Model, judges: Sequence[str], lengths: Sequence[int], rows: NDArray[np.int32], words: NDArray[np.int32]
) -> NDArray[np.int64]:
    """A score for every line. `judges`: for every document the name of the ensemble that is asked about its lines, and
    of the network, if there is one; `lengths`: how many lines it has."""
    scores = np.zeros(len(rows), dtype=np.int64)
    asked = np.repeat(np.array([list(model.trees).index(judge) for judge in judges]), lengths)
    for place, (judge, trees) in enumerate(model.trees.items()):
        here = np.flatnonzero(asked == place)
        if len(here):
            given = _together([rows, words] if judge.endswith("/en") else [rows], here)
            scores[here] = trees.predict(given)[:, 0]
            if judge in model.nets:
                those = [count for count, other in zip(lengths, judges, strict=True) if other == judge]
                scores[here] = agreed(scores[here], model.nets[judge].predict(given, those))
    return scores


def _together(tables: Sequence[NDArray[np.int32]], here: NDArray[np.int64]) -> NDArray[np.int32]:
    """Some rows of several tables, side by side; column by column in memory, as ensembles and networks want it."""
    widths = [table.shape[1] for table in tables]
    found = np.empty((sum(widths), len(here)), dtype=np.int32)
    for table, part in zip(tables, np.split(found, np.cumsum(widths)[:-1]), strict=True):
        table.T.take(here, axis=1, out=part, mode="clip")
    return found.T


def limits_of(model: Model, regime: str, tongue: str, caution: str) -> Sequence[int]:
    """The limits that hold, by class. In English whole pages no line goes that is not likelier residue than not: lower
    limits win nothing there and cost short lines. They were chosen on English pages, where it does not show what would
    be reckless in other languages: there, whole pages are always judged cautiously, and a line of six words or more
    goes only if it is likelier residue than not."""
    if tongue == "en":
        limits = model.limits[f"{regime}/en/{caution}"]
        return [max(limit, 0) for limit in limits] if regime in WHOLE else limits
    limits = model.limits[f"{regime}/any/{'cautious' if regime in WHOLE else caution}"]
    long = EDGES.index(6) + 1
    return [max(limit, 0) if place % (len(EDGES) + 1) >= long else limit for place, limit in enumerate(limits)]


def agreed(trees: NDArray[np.int64], net: NDArray[np.int64]) -> NDArray[np.int64]:
    """The scores of both witnesses → one score a line, their mean."""
    return (trees + net) // 2


def regimes_of(model: Model, rows: NDArray[np.int64], lengths: Sequence[int], caution: str) -> list[int]:
    """For every document, by its row of `features.summary` and its number of lines, its number in `REGIMES`."""
    heavy = (model.regime.predict(rows)[:, 0] > model.page) & (np.array(lengths) >= FEW)
    left = ~heavy & (model.rest.predict(rows)[:, 0] > model.remains[caution])
    other = heavy & (model.kind.predict(rows)[:, 0] > model.other)
    found: list[int] = (heavy + 2 * (left | other)).tolist()
    return found


def classes(rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """For every line the class by which its limit is looked up: its length, inside the prose or outside of it, and one
    class for tables, code and figures."""
    where = features.names().index
    length = np.searchsorted(EDGES, rows[:, where("quarters")] // 4, side="right")
    outside = (rows[:, where("since_prose")] == FAR) | (rows[:, where("until_prose")] == FAR)
    data = (rows[:, where("code")] | rows[:, where("table")] | rows[:, where("number")]) > 0
    return np.where(data & ~outside, CLASSES - 1, length + (len(EDGES) + 1) * outside)


def matrices(
    model: Model, sheets: Sequence[Sheet], known: Known | None = None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Rows of shape, place and rules for every line, and rows of what its words sound like (zeros if not English)."""
    lines = features.lines_of(sheets, known)
    rows = features.matrix(sheets, lines)
    sounds = np.zeros((len(rows), len(features_words.NAMES)), dtype=np.int32)
    lengths = [len(sheet.lines) for sheet in sheets]
    spoken = np.repeat([sheet.english for sheet in sheets], lengths)
    if spoken.any():
        own = model.words.score_of(lines, spoken)[spoken]
        quarters = rows[spoken, features.names().index("quarters")].astype(np.int64)
        places = Places([count for count, sheet in zip(lengths, sheets, strict=True) if sheet.english])
        sounds[spoken] = features_words.columns(own, quarters, places)
    return rows, sounds


def _marks(model: Model, document: Document, opinion: Opinion, policy: Policy) -> Iterator[Mark]:
    """The marks of one document."""
    spoken = {mark.span for mark in document.marks if mark.verdict}
    sizes = (
        []
        if opinion.heavy
        else [0 if span in spoken else span[1] - span[0] for span in zip(*bounds(document.blocks), strict=True)]
    )
    gone = unbroken(document, chosen(opinion, sizes, policy.budget, model.sure), spoken)
    told: dict[int, Label] = {}
    for mark in document.marks if gone else ():
        if mark.label not in STAYING:
            told.setdefault(mark.span.start, mark.label)
    if gone:
        gone = spared(document, gone, opinion.scores.tolist(), told, heavy=opinion.heavy)
        gone = unbroken(document, gone, spoken)  # what was to go with its next line may stand above one that stays
    if not gone:
        return
    taken = {mark.span: mark.label for mark in document.marks if mark.label in PROTECTED}
    lines = [shown(document.slice(document.blocks[index])) for index in gone]
    for index, line in zip(gone, lines, strict=True):
        block = document.blocks[index]
        if block.span in taken:
            continue
        score = int(opinion.scores[index])
        label, reason = guess(line, told.get(block.start))
        yield Mark(block.span, label, f"model/{model.version}", reason, chance(score))


def chosen(opinion: Opinion, sizes: Sequence[int], budget: float, sure: int) -> list[int]:
    """The lines that go: those above their limit. In a light text beyond `budget`, only those far above it; and in an
    English one none at all where no line is likelier residue than not, for a third of such texts are clean, and the
    limits of short lines, of which little is lost, lie below even odds. (In other languages, where no network speaks
    beside the trees, more than a fifth of some frames would stay.) The `sizes` of the lines are asked for in light
    texts alone."""
    above = (opinion.scores - opinion.limits).tolist()
    gone = [index for index, margin in enumerate(above) if margin > 0]
    if opinion.heavy:
        return gone
    if sum(sizes[index] for index in gone) > budget * sum(sizes):
        gone = [index for index in gone if above[index] > sure]
    spared = opinion.english and not any(opinion.scores[index] > 0 for index in gone)
    return [] if spared else gone


def unbroken(document: Document, gone: Sequence[int], spoken: Container[Span]) -> list[int]:
    """The same without lines that end in a comma while the line after them stays: it goes on with what they began.
    Letters, speeches and poems are full of such lines, and they look like those of a menu."""
    blocks = document.blocks
    found: list[int] = []
    for index in reversed(gone):
        after = index + 1
        goes_on = after < len(blocks) and after not in found[-1:] and blocks[after].span not in spoken
        if not (goes_on and document.slice(blocks[index]).rstrip().endswith(COMMAS)):
            found.append(index)
    return found[::-1]


_STEPS = (50, 55, 60, 65, 70, 75, 80, 85, 90, 93, 95, 97, 98, 99)
_ODDS = (0, 822, 1661, 2536, 3471, 4500, 5678, 7105, 9000, 10595, 12060, 14238, 15941, 18822)
"""`SCALE`-ths of log-odds at which the chance reaches each of `_STEPS` per cent."""


def chance(score: int) -> float:
    """A score → how likely it is residue, in a few steps that are the same on every machine.

    >>> chance(0), chance(3 * 4096)
    (0.5, 0.95)
    """
    at = bisect_right(_ODDS, abs(score)) - 1
    return _STEPS[at] / 100 if score >= 0 else round(1 - _STEPS[at] / 100, 2)
