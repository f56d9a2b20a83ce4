"""Threads of comments under an article: what stands between their names, times and buttons is what readers wrote.

Rules know a comment's frame (“Jane says:”, “April 12, 2023 at 8:14 am”, “Reply”) and not the comment, which may say
anything. With the frame gone and the comments kept they would read like paragraphs of the article, by its author; so a
thread goes as a whole, or stays. Posts of a forum are content, and so is an interview: a thread is only what stands
under a text, in three turns or more, with two kinds of frame.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from cleaners.document import Block, Document, Label, Mark
from cleaners.mark.wording import bare_line

TURNS = 3
"""So often must the frame come again."""
HEADS_ALONE = 6
"""So many names with “says” are a thread though nothing else is left of the frame, if they are of `PEOPLE` people."""
PEOPLE = 3
ABOVE_CHARS = 400
"""So much must stand above: where less does, what readers say is what the page is about."""
GAP_BLOCKS, GAP_CHARS = 15, 3000
"""No comment is longer, and no piece of an article between two of them shorter, than what one looks for here."""
FRAME_CHARS, BUTTON_CHARS = 80, 24
FORUM = ("comments/forum-words", "comments/posts-joined", "comments/edited-by")
"""Rules of whatever language that know a forum."""

_PRESENT = (
    "says|sagt|schreibt|meint|dit|dice|diu|diz|zegt|säger|skriver|siger|sier|sanoo|pisze|mówi|hovorí|szerint|spune|kaže|"
    "pravi|ütleb|saka|rašo|sako|каже|казва|говорит|пишет|коментує|говорить|λέει|diyor ki|berkata|mengatakan|viết|nói|"
    "يقول|می‌گوید|אומר|พูดว่า|कहते हैं"
)
_JOINED = "より|说道|說道|님의 말"
_PAST = "said|dijo|disse|a dit|ha detto"
_SAYING = tuple(f"{_PRESENT}|{_JOINED}|{_PAST}".split("|"))
_SAYS = re.compile(
    rf"^\W*\S{{1,30}}(?: \S{{1,30}}){{0,3}}? ?(?:(?<= )(?:{_PRESENT})|{_JOINED}) ?[:：]?$"
    rf"|^\S{{1,30}}(?: \S{{1,30}}){{0,3}} (?:{_PAST})(?:…|\.\.\.)$",
    re.IGNORECASE,
)
"""How WordPress and Blogger head a comment in their languages. “Jane wrote:” and “Jane said:” head a quotation, in a
post of a forum."""
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d\d\b|\d{1,2}月\d{1,2}日")
_HOUR = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
_SENTENCE = re.compile(r"[.!?…]\s*$")
_BUTTONS = frozenset({
    "reply", "replies", "reply delete", "delete", "delete replies", "log in to reply", "likelike", "like like",
    "liked by 1 person", "antworten", "répondre", "responder", "rispondi", "beantwoorden", "reageer", "reageren",
    "odpowiedz", "ответить", "відповісти", "yanıtla", "cevapla", "svara", "svar", "besvar", "vastaa", "odpovědět",
    "odpovedať", "válasz", "răspunde", "απάντηση", "odgovori", "отговор", "balas", "trả lời", "返信", "返信する",
    "回复", "回覆", "답글", "답글 달기", "رد", "الرد", "پاسخ", "השב", "הגב", "ตอบกลับ", "जवाब दें", "respon",
})  # fmt: skip
_STUCK = (
    "ReplyDelete", "DeleteReplies", "ReplyDeleteReplies", "AntwortenLöschen", "RépondreSupprimer", "ResponderExcluir",
    "ResponderBorrar", "ResponderEliminar", "ResponderApagar", "RispondiElimina", "BeantwoordenVerwijderen",
    "OdpowiedzUsuń", "ОтветитьУдалить", "YanıtlaSil", "SvaraRadera", "BalasHapus", "VálaszTörlés",
    "返信削除", "답글삭제",
)  # fmt: skip
"""The two buttons of Blogger, stuck together, and mostly to the end of what they stand under."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A run of blocks of the frame: the end of one comment, the beginning of the next, or both."""

    first: int
    last: int
    kinds: tuple[str, ...]
    """Of each of its blocks."""


def threads(document: Document) -> Document:
    """Mark as `comments` every block of a thread of comments that stands under a text."""
    return document.with_marks(list(_threads(document)))


@lru_cache(maxsize=1 << 13)
def frame(line: str) -> str:
    """What part of a comment's frame a line is: `head`, `time`, `button`, `stuck` at the end of a comment, or none.

    >>> frame("Jane Roe says:"), frame("April 12, 2023 at 8:14 am"), frame("Reply"), frame("We would.ReplyDelete")
    ('head', 'time', 'button', 'stuck')
    >>> frame("The mayor says: no."), frame("It left on April 12, 2023 at 8:14 am."), frame("Reply to all of them")
    ('', '', '')
    """
    if line.endswith(_STUCK):
        return "stuck"
    if len(line) > FRAME_CHARS:
        return ""
    if line.rstrip(" :：.…").lower().endswith(_SAYING) and _SAYS.match(line):
        return "head"
    if _HOUR.search(line):
        timed = _DAY.search(line) and len(line.split()) <= 8 and not _SENTENCE.search(line)
        return "time" if timed else ""
    return "button" if len(line) <= BUTTON_CHARS and bare_line(line) in _BUTTONS else ""


def _threads(document: Document) -> Iterator[Mark]:
    turns = _turns(document)
    if len(turns) < TURNS or any(mark.origin.endswith(FORUM) for mark in document.marks):
        return
    for run in _runs(document.blocks, turns):
        start = _start(document, run[0])
        if _is_thread(document, run) and document.blocks[start].start >= ABOVE_CHARS:
            reason = f"stands in a thread of comments, among {len(run)} of their names, times and buttons"
            for block in document.blocks[start : _end(document, run)]:
                yield Mark(block.span, Label.COMMENTS, "core/thread", reason, 0.95)


def _turns(document: Document) -> list[Turn]:
    """The blocks of frames, in order, those together that follow each other; what buttons are stuck to is a comment."""
    turns: list[Turn] = []
    for index, block in enumerate(document.blocks):
        if block.end - block.start > FRAME_CHARS and not document.text.endswith(_STUCK, block.start, block.end):
            continue
        kind = frame(document.slice(block).strip())
        if not kind:
            continue
        if kind != "stuck" and turns and turns[-1].last == index - 1:
            turns[-1] = Turn(turns[-1].first, index, (*turns[-1].kinds, kind))
        else:
            turns.append(Turn(index, index, (kind,)))
    return turns


def _runs(blocks: Sequence[Block], turns: Sequence[Turn]) -> Iterator[list[Turn]]:
    """The turns in groups: what lies between two of a group may be one comment."""
    run = [turns[0]]
    for before, after in pairwise(turns):
        near = after.first - before.last - 1 <= GAP_BLOCKS
        if near and blocks[after.first].start - blocks[before.last].end <= GAP_CHARS:
            run.append(after)
        else:
            yield run
            run = [after]
    yield run


def _is_thread(document: Document, turns: Sequence[Turn]) -> bool:
    """Do the turns come often enough, and is it comments that they frame? Two kinds of frame, or one that nothing else
    has: buttons alone, or times, stand under posts of all sorts."""
    count = Counter(kind for turn in turns for kind in set(turn.kinds))
    if count["stuck"] >= TURNS:
        return True
    if count["head"] >= HEADS_ALONE:
        said = {
            document.slice(document.blocks[turn.first + place])
            for turn in turns
            for place, kind in enumerate(turn.kinds)
            if kind == "head"
        }
        return len(said) >= PEOPLE
    return len(turns) >= TURNS and sum(number >= 2 for number in count.values()) >= 2


def _start(document: Document, turn: Turn) -> int:
    """Where the thread begins: at its first name or time. A time has the name in the line above."""
    first = turn.first
    if turn.kinds[0] == "time" and first:
        above = document.slice(document.blocks[first - 1]).strip()
        if len(above) <= 40 and above.count(" ") <= 3 and not _SENTENCE.search(above):
            return first - 1
    return first


def _end(document: Document, turns: Sequence[Turn]) -> int:
    """Where it ends. Buttons stand below a comment, names and times above one: behind these there is a last comment,
    which is taken to be no longer than the longest before it, and to hold nothing of which a rule speaks."""
    last = turns[-1].last
    if turns[-1].kinds[-1] in ("button", "stuck"):
        return last + 1
    longest = max((after.first - before.last - 1 for before, after in pairwise(turns)), default=0)
    spoken = {mark.span.start for mark in document.marks}
    end = last + 1
    while end < len(document.blocks) and end - last <= longest and document.blocks[end].start not in spoken:
        end += 1
    return end
