"""What the learned judge of plain text may not take out: what people say, headings that are underlined, sentences at
less than even odds, short lines of a text that consists of such lines, a few lines out of a piece of code or a numbered
list, a critic's stars, what a table of contents names, and what opens an article like its title.

Lines are judged one by one, and limits are set by how many words may be lost, so short ones go easily. But of the
lines of light development dumps that begin with a dialogue's dash none is residue, of those that begin with “Q:” or
“A:” 0.7%, of those in quotation marks 13%, most of these long praise of customers; on whole pages 3%, 5% and 24%. A
program without one of its lines is another program. And where little is prose (menus of a restaurant, tables, poems,
plays), that a line is short and stands alone tells nothing: of those short lines of light English dumps that the judge
would take there at such odds, 45% are content, and of such texts of our own nearly all. Development dumps seldom hold
their title, so the judge knows it as one more short line above the prose; with a date and buttons below it went.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from cleaners.blocks import runs
from cleaners.document import Block, Document, Label
from cleaners.mark.contents import headings
from cleaners.mark.header import is_prose, is_title
from cleaners.mark.labels import by_words
from cleaners.mark.vocabulary import words_of

QUOTED_CHARS = 120
"""Longer lines in quotation marks are often praise beside an article."""
MAX_PART = 40
PROSE = 0.5
"""A text of which less stands in paragraphs of prose, by its characters, is one of short lines."""
SHORT = 5
"""Lines of so many words are short."""
SURE, LIKELY = 7105, 4500
"""Log-odds of 85 and 75 in a hundred: what is asked there of a line that says nothing, and of one whose words tell."""

_DASH = re.compile(r"[—–―] ?\w.*[.?!…]['’”»\"]?$", re.S)
_ASKED = re.compile(r"(?:[QA]|F|R|P|问|答|問)\s?[:：]\s?\S")
_QUOTED = re.compile(r"(?:[“„\"].+[”“\"]|«.+»|‹.+›|「.+」|『.+』|‘.+’)[.,。]?$", re.S)
_REPORTED = re.compile(
    r"[“\"«„].{3,}?[,.!?…][”\"»“],? (?:[\w’'.-]+ ){0,4}?"
    r"(?:says?|said|adds?|added|told|tells|explain(?:s|ed)|ask(?:s|ed)|recall(?:s|ed)|wrote|writes|note[sd])\b"
    r".*[.!?”\"]$",
    re.S,
)
"""What somebody is quoted with in English: of 700 such lines of articles' dumps, light and heavy, none is residue."""
_SENTENCE = re.compile(r"\w.*[.!?…。！？؟۔।։።]['’”»\"]?$", re.S)
_STATED = re.compile(r"\w.*[.…。۔।։።][’”»\"]?$", re.S)
_NOTHING = (None, Label.BYLINE)
"""Labels that words of a statement may have: months are words of bylines."""
_PERSONAL = re.compile(r"(?i)\b(?:you|your|we|our|us|i|my|me|please)\b|[@©]|https?:|www\.")
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
_RULE = re.compile(r"([-=~^*+#])\1{2,}$")
"""What stands below a heading where a text is set in plain characters."""
_GREETING = re.compile(
    r"(?:dear|hi|hello|sehr geehrte[rs]?|liebe[rs]?|hallo|ch(?:er|ère)s?|bonjour|estimad[oa]s?|hola|querid[oa]s?|"
    r"car[oaie]|gentile|beste|geachte|kära|hej|kære|prezad[oa]s?)\b.{0,60}[,!:]$",
    re.I,
)
"""What opens a letter."""
CLOSING, LETTER = 40, 12
"""How long its last words may be, and among how many lines it has to begin."""
_ENTRY = re.compile(r"\W{0,3}(\d{1,2})[.)]\s+\w")
LISTED = 3
"""So many numbers that follow each other make a list."""
_STARS = re.compile(r"[★☆⭐✮½][★☆⭐✮½ ]{1,9}[★☆⭐✮½]")
_CODE = re.compile(r"[{}<>;=\[\](),:]$|^(?:[{}\[\]<>$#@]|//|\w+\()|[=!]=|=>|->|\w\(.*\)$|\w = \S")


def says(line: str, *, heavy: bool) -> bool:
    """Is it what somebody says, or part of an interview? On whole pages (`heavy`) what stands in quotation marks may be
    anything.

    >>> says("— Ладно.", heavy=True), says("“No.”", heavy=False), says("Q: Why here?", heavy=False)
    (True, True, True)
    >>> says("– it’s free", heavy=False), says("“No.”", heavy=True), says("Share", heavy=False)
    (False, False, False)
    >>> says("“We kept the rope,” says Menna Price, 90.", heavy=True), says("“The Rope”, a novel", heavy=True)
    (True, False)
    """
    if _DASH.match(line) or _ASKED.match(line) or _REPORTED.match(line):
        return True
    return not heavy and len(line) <= QUOTED_CHARS and bool(_QUOTED.match(line))


def is_sentence(line: str) -> bool:
    """Does it end like one, and consist of more than one word?"""
    return " " in line and bool(_SENTENCE.match(line))


def reports(line: str) -> bool:
    """Is it a statement of some length that speaks of nobody here, and of nothing that is done with texts?

    >>> said = "The bill now goes to the full Senate."
    >>> reports(said), reports(f"We say: {said}"), reports("Subscribe to the newsletter of the Senate.")
    (True, False, False)
    """
    return (
        len(line.split()) > SHORT
        and bool(_STATED.match(line))
        and not _PERSONAL.search(line)
        and by_words(words_of(line)) in _NOTHING
    )


def signs(lines: Sequence[str], index: int) -> bool:
    """Is the line a part of what opens or ends a letter: a short one that ends in a comma, or what follows such a one?

    >>> [signs(["Dear Jane,", "It rains.", "Share", "Yours,", "Per"], index) for index in range(5)]
    [True, True, False, True, True]
    """
    short = (line for line in lines[max(0, index - 1) : index + 1] if len(line) <= CLOSING)
    return any(line.endswith(",") for line in short) and any(map(_GREETING.match, lines[:LETTER]))


def is_part(line: str) -> bool:
    """Does it head a part of a recipe, or wish a good meal?

    >>> is_part("Sposób przygotowania"), is_part("Przygotowanie:"), is_part("Smacznego!")
    (False, True, True)
    """
    return len(line) <= MAX_PART and "".join(filter(str.isalpha, line.lower())) in _PARTS


def opens(document: Document, told: Container[int]) -> int | None:
    """The number of the first block, rules' residue aside, if it looks like a title.

    >>> from cleaners.blocks import blocks_of
    >>> text = "Share\\n\\nA station in the desert plays only rain\\n\\nTranscript"
    >>> opens(Document(text, blocks=blocks_of(text)), {0}), opens(Document(text, blocks=blocks_of(text)), ())
    (1, None)
    """
    first = next((index for index, block in enumerate(document.blocks) if block.start not in told), None)
    return first if first is not None and is_title(document.slice(document.blocks[first])) else None


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


def heads(document: Document, index: int) -> int | None:
    """The block that the heading of a plain text stands above: underlined, or in capitals above what is indented. None
    if the block is no such heading.

    >>> from cleaners.blocks import blocks_of
    >>> text = "License\\n-------\\n\\nMIT.\\n\\nAUTHOR\\n       Kari Falk\\n\\nSHARE\\nBye."
    >>> document = Document(text, blocks=blocks_of(text))
    >>> [heads(document, index) for index in range(len(document.blocks))]
    [2, None, None, 4, None, None, None]
    """
    if index + 1 >= len(document.blocks):
        return None
    block, below = document.blocks[index : index + 2]
    if below.line != block.line + 1 or _is_indented(document, block):
        return None
    line, under = document.slice(block), document.slice(below)
    if _RULE.match(under) and len(under) >= len(line) - 2:
        return index + 2
    return index + 1 if line.isupper() and _is_indented(document, below) and not _CODE.search(under) else None


def numbered(lines: Sequence[str]) -> list[int]:
    """The lines that are numbered on from one, if there are three or more: entries of a list, or headings of its parts.

    >>> numbered(["1. Tea", "It is hot.", "2. Milk", "7. Rum", "3. Bread"]), numbered(["1. Tea", "2. Milk"])
    ([0, 2, 4], [])
    """
    found: list[int] = []
    for index, line in enumerate(lines):
        entry = _ENTRY.match(line)
        if entry and int(entry[1]) == len(found) + 1:
            found.append(index)
    return found if len(found) >= LISTED else []


def answered(lines: Sequence[str], doubted: Container[int]) -> Iterator[int]:
    """The questions of a series below which an answer stays.

    >>> lines = ["Who pays?", "All who park on the pavement do, and have to pay at once.", "Why?", "When?", "Log in?"]
    >>> list(answered(lines, {2, 3, 4})), list(answered(lines[:1] + ["Log in."], {0}))
    ([0], [])
    """
    asked = [index for index, line in enumerate(lines) if line.endswith(("?", "？"))]
    below = (index for index in asked if index + 1 < len(lines) and index + 1 not in doubted)
    return (
        index
        for index in below
        if len(asked) >= LISTED and (is_prose(lines[index + 1]) or is_sentence(lines[index + 1]))
    )


def rating(lines: Sequence[str]) -> list[int]:
    """The row of stars that says what a critic thinks, if it is the only one; shops and lists have many.

    >>> rating(["It was long.", "★★☆☆☆", "Tickets: £20"]), rating(["★★★★☆ (27)"]), rating(["★★★", "★★", "★★★★★"])
    ([1], [], [])
    """
    found = [index for index, line in enumerate(lines) if _STARS.fullmatch(line)]
    return found if len(found) == 1 else []


def _is_indented(document: Document, block: Block) -> bool:
    line = document.text.rfind("\n", 0, block.start) + 1
    return "\t" in document.text[line : block.start] or block.start - line >= 2


def of_short_lines(lines: Sequence[str]) -> bool:
    """Is little of a text prose?

    >>> of_short_lines(["Soup", "£4", "Pie", "£12"]), of_short_lines(["Soup", "It is made of what is there. " * 5])
    (True, False)
    """
    prose = sum(len(line) for line in lines if is_prose(line) or (is_sentence(line) and len(line.split()) > SHORT))
    return prose < PROSE * sum(map(len, lines))


def asked(line: str, *, told: bool) -> int | None:
    """The log-odds above which a line may go from a text of short lines; None if no more is asked than elsewhere,
    because it is long, or because a rule has `told` what it is. (Of what has no letters, rules tell only the shape.)

    >>> asked("Pension", told=False), asked("Read more", told=False), asked("Tags", told=True), asked("42", told=True)
    (7105, 4500, None, 7105)
    """
    if len(line.split()) > SHORT or (told and any(map(str.isalpha, line))):
        return None
    return LIKELY if by_words(words_of(line)) else SURE


def spared(
    document: Document, gone: Sequence[int], scores: Sequence[int], told: Container[int] = (), *, heavy: bool
) -> list[int]:
    """Of the blocks that are to go, by their numbers, those that may. `scores`: of every block, in log-odds; `told`:
    where the blocks start of which a rule says that they are residue. In other languages than English, of which the
    judge has read little, no statement goes of which no rule says so."""
    lines = [document.slice(block) for block in document.blocks]
    kept = {index for index in gone if says(lines[index], heavy=heavy) or is_part(lines[index]) or signs(lines, index)}
    english = document.fact("language") == "en"
    if not english:
        untold = (index for index in gone if document.blocks[index].start not in told)
        kept.update(index for index in untold if _STATED.match(lines[index]))
    doubted = set(gone)
    kept.update(index for index in gone if (headed := heads(document, index)) is not None and headed not in doubted)
    kept.update(headings(document))
    if heavy:
        return [index for index in gone if index not in kept]
    kept.update(index for index in (opens(document, told),) if english and index is not None)
    listed = english and of_short_lines(lines)
    for index in gone:
        line, ruled = lines[index], document.blocks[index].start in told
        least = asked(line, told=ruled) if listed else None
        if least is None and is_sentence(line):
            least = LIKELY if english and not ruled and reports(line) else 0
        if least is not None and scores[index] <= least:
            kept.add(index)
    kept.update(answered(lines, doubted))
    kept.update(rating(lines))
    entries = numbered(lines)
    if sum(index in doubted for index in entries) <= len(entries) // 2:
        kept.update(entries)
        kept.update(index + 1 for index in entries if index + 1 < len(lines) and _STATED.match(lines[index + 1]))
    for code in code_of(document) if "\n" in document.text else ():
        if sum(index in doubted for index in code) <= len(code) // 2:
            kept.update(code)
    return [index for index in gone if index not in kept]
