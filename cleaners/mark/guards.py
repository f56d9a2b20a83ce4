"""What the learned judge of plain text may not take out: what people say, sentences at less than even odds, and a few
lines out of a piece of code.

Lines are judged one by one, and limits are set by how many words may be lost, so short ones go easily. But of the
lines of light development dumps that begin with a dialogue's dash none is residue, of those that begin with “Q:” or
“A:” 0.7%, of those in quotation marks 13%, most of these long praise of customers; on whole pages 3%, 5% and 24%. A
program without one of its lines is another program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.blocks import runs
from cleaners.document import Block, Document

QUOTED_CHARS = 120
"""Longer lines in quotation marks are often praise beside an article."""
MAX_PART = 40

_DASH = re.compile(r"[—–―] ?\w.*[.?!…]['’”»\"]?$", re.S)
_ASKED = re.compile(r"(?:[QA]|F|R|P|问|答|問)\s?[:：]\s?\S")
_QUOTED = re.compile(r"(?:[“„\"].+[”“\"]|«.+»|‹.+›|「.+」|『.+』|‘.+’)[.,。]?$", re.S)
_SENTENCE = re.compile(r"\w.*[.!?…。！？؟۔।։።]['’”»\"]?$", re.S)
_STATED = re.compile(r"\w.*[.…。۔।։።][’”»\"]?$", re.S)
_NAMED = (
    "zubereitung zutaten préparation ingrédients étapes elaboración preparación ingredientes procedimento preparazione "
    "ingredienti preparo bereiding bereidingswijze ingrediënten przygotowanie składniki yapılışı malzemeler "
    "hazırlanışı приготовление ингредиенты приготування інгредієнти postup ingredience suroviny elkészítés hozzávalók "
    "ingrediente preparare tillagning ingredienser fremgangsmåde fremgangsmåte ainekset valmistus εκτέλεση υλικά "
    "съставки приготвяне המרכיבים מצרכים المقادير المكونات التحضير 材料 作り方 用料 做法 步骤 재료 만드는법 "
    "nguyênliệu cáchlàm bahan caramembuat priprava pripravak sastojci састојци sestavine ingredients method "
    "طريقةالتحضير gutenappetit bonappétit buenprovecho buonappetito bomapetite eetsmakelijk smacznego "
    "afiyetolsun приятногоаппетита смачного dobrouchuť dobrúchuť jóétvágyat poftăbună smakligmåltid velbekomme "
    "hyvääruokahalua καλήόρεξη добърапетит בתיאבון بالهناءوالشفاء نوشجان いただきます 맛있게드세요 "
    "chúcngonmiệng selamatmakan dobartek добартек bonprofit skanaus labuapetīti headisu"
)
"""What heads the parts of a recipe, and wishes at its end, without the spaces in them: content wherever it stands."""
_PARTS = frozenset(_NAMED.split())
_CODE = re.compile(r"[{}<>;=\[\](),:]$|^(?:[{}\[\]<>$#@]|//|\w+\()|[=!]=|=>|->|\w\(.*\)$|\w = \S")


def says(line: str, *, heavy: bool) -> bool:
    """Is it what somebody says, or part of an interview? On whole pages (`heavy`) what stands in quotation marks may be
    anything.

    >>> says("— Ладно.", heavy=True), says("“No.”", heavy=False), says("Q: Why here?", heavy=False)
    (True, True, True)
    >>> says("– it’s free", heavy=False), says("“No.”", heavy=True), says("Share", heavy=False)
    (False, False, False)
    """
    if _DASH.match(line) or _ASKED.match(line):
        return True
    return not heavy and len(line) <= QUOTED_CHARS and bool(_QUOTED.match(line))


def is_sentence(line: str) -> bool:
    """Does it end like one, and consist of more than one word?"""
    return " " in line and bool(_SENTENCE.match(line))


def is_part(line: str) -> bool:
    """Does it head a part of a recipe, or wish a good meal?

    >>> is_part("Sposób przygotowania"), is_part("Przygotowanie:"), is_part("Smacznego!")
    (False, True, True)
    """
    return len(line) <= MAX_PART and "".join(filter(str.isalpha, line.lower())) in _PARTS


def code_of(document: Document) -> Iterator[range]:
    """The blocks that are code: two or more lines in a row, indented or shaped like code, and some of each kind.

    >>> from cleaners.blocks import blocks_of
    >>> text = "Open the file:\\n\\nwith open(name) as f:\\n    for line in f:\\n        continue\\n\\nThat is all."
    >>> [list(found) for found in code_of(Document(text, blocks=blocks_of(text)))]
    [[1, 2, 3]]
    """
    at = 0
    for run in runs(document.blocks):
        first, at = at, at + len(run)
        shaped = [bool(_CODE.search(document.slice(block))) for block in run]
        indented = [_is_indented(document, block) for block in run]
        start = None
        for place in range(len(run) + 1):
            inside = place < len(run) and (shaped[place] or indented[place])
            if inside and start is None:
                start = place
            elif not inside and start is not None:
                if place - start > 1 and any(shaped[start:place]) and any(indented[start:place]):
                    yield range(first + start, first + place)
                start = None


def _is_indented(document: Document, block: Block) -> bool:
    line = document.text.rfind("\n", 0, block.start) + 1
    return "\t" in document.text[line : block.start] or block.start - line >= 2


def spared(
    document: Document, gone: Sequence[int], scores: Sequence[int], *, heavy: bool, english: bool = True
) -> list[int]:
    """Of the blocks that are to go, by their numbers, those that may. `scores`: of every block, in log-odds. In other
    languages than English, of which the judge has read little, no sentence goes of which no rule says anything."""
    told = set() if english else {mark.span.start for mark in document.marks}
    doubted = set(gone)
    kept: set[int] = set()
    for index in gone:
        line = document.slice(document.blocks[index])
        unknown = not english and document.blocks[index].start not in told and bool(_STATED.match(line))
        doubtful = not heavy and scores[index] <= 0 and is_sentence(line)
        if unknown or doubtful or says(line, heavy=heavy) or is_part(line):
            kept.add(index)
    if not heavy and "\n" in document.text:
        for code in code_of(document):
            if sum(index in doubted for index in code) <= len(code) // 2:
                kept.update(code)
    return [index for index in gone if index not in kept]
