"""Which language is it? The only door to langdetect.

langdetect samples n-grams at random, loads its profiles on first use in a way that eight threads break, and lists them
in the order of the folder. Here the profiles are loaded once behind a lock in a fixed order, and the n-grams are taken
at fixed strides, so that the same text has the same language everywhere.
"""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from heapq import heapify, heappop
from operator import sub
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaners.characters import EAST_ASIAN
from cleaners.document import Document, Fact, Span, bounds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = "und"
SAMPLE_CHARS = 600
"""How much of the longest lines is looked at."""
ENOUGH_CHARS = 150
"""With so much prose, lines far shorter than the longest are left out."""
MIN_LETTERS = 24
"""Fewer letters say nothing; `MIN_LETTERS_DENSE` for scripts whose letters are syllables or words."""
MIN_LETTERS_DENSE = 8
MIN_LETTERS_TELLING = 12
"""Of scripts that few languages are written in; most write vowels as signs, which are no letters, or not at all."""
MIN_SCORE = 0.70
TRIALS = 3
STEPS = 240
"""N-grams looked at in a trial, at the most."""

_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|[\d_]+")
_WORDS = re.compile("[^ ]+ ?")
_SPACES = re.compile(" +")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_DENSE = re.compile(f"[{EAST_ASIAN}]")
_TELLING = re.compile("[\u0370-\u03ff\u0590-\u05ff\u0900-\u0dff\u0e00-\u0e7f]")
_LATIN = re.compile("[A-Za-z]+")
OWN_SCRIPT = {
    "ka": ("\u10a0", "\u10ff"), "hy": ("\u0531", "\u058a"), "am": ("\u1200", "\u139f"), "km": ("\u1780", "\u17ff"),
    "lo": ("\u0e80", "\u0eff"), "my": ("\u1000", "\u109f"), "si": ("\u0d80", "\u0dff"), "bo": ("\u0f00", "\u0fff"),
    "or": ("\u0b00", "\u0b7f"), "dv": ("\u0780", "\u07bf"),
}  # fmt: skip
"""Languages that langdetect does not know, and the script that mostly they are written in: it took Georgian and
Armenian for Estonian."""
_OWN = re.compile("[" + "".join(f"{first}-{last}" for first, last in OWN_SCRIPT.values()) + "]")
_SERBIAN, _MACEDONIAN = re.compile("[ђћЂЋ]"), re.compile("[ѓќѕЃЌЅ]")
_LETTERS = {
    "be": (re.compile("[ўЎ]"), ("ru", "uk", "bg")), "kk": (re.compile("[қғұҚҒҰ]"), ("ru", "uk", "bg", "mk")),
    "az": (re.compile("[əƏ]"), ("tr",)), "is": (re.compile("[þÞ]"), ("no", "da", "sv")),
}  # fmt: skip
"""Languages that langdetect does not know, a letter of theirs, and what they are taken for."""
_DANISH = re.compile(r"\b(?:af|efter|blev|uden|mere|ud|hvad|nu|noget|bliver|mig|dig|op|siger)\b", re.I)
_NORWEGIAN = re.compile(r"\b(?:av|etter|ble|uten|mer|ut|hva|nå|mye|noe|blir|meg|deg|opp|sier)\b", re.I)
_lock = threading.Lock()


class Guess(NamedTuple):
    """A language (ISO 639-1, or "und"), how sure that is (0 to 1), and why."""

    code: str
    score: float
    reason: str


def identify(document: Document, *, language: str | None = None) -> Document:
    """Add the facts `language` (ISO 639-1, or "und"), `language_score` (0 to 1) and `language_reason`.

    `language` overrides detection; so does a fact `language` that the source already states.
    """
    stated = language or document.fact("language")
    if stated:
        if document.fact("language_reason"):
            return document
        guess = Guess(str(stated), 1.0, "stated" if language is None else "set by policy")
    else:
        guess = language_of(sample(document))
    origin = "core/identify"
    facts = [Fact("language_score", guess.score, origin), Fact("language_reason", guess.reason, origin)]
    if document.fact("language") is None or language:
        facts.insert(0, Fact("language", guess.code, origin, 1.1 if language else 1.0))
    return document.with_facts(facts)


def sample(document: Document) -> str:
    """Up to `SAMPLE_CHARS` characters of the longest blocks, in reading order: prose rather than menus."""
    starts, ends = bounds(document.blocks)
    longest_first = list(zip(map(sub, starts, ends), starts, strict=True))
    heapify(longest_first)
    longest = -longest_first[0][0] if longest_first else 0
    taken: list[Span] = []
    total = 0
    while longest_first and total < SAMPLE_CHARS:
        size, start = heappop(longest_first)
        if total >= ENOUGH_CHARS and -size < longest // 6:
            break  # menus and buttons beside prose: often in another language
        taken.append(Span(start, start - size))
        total -= size
    share = SAMPLE_CHARS // max(1, len(taken))
    pieces = [document.text[start : min(end, start + max(share, 200))] for start, end in sorted(taken)]
    return " ".join(pieces)[: SAMPLE_CHARS + 200]


@lru_cache(maxsize=256)
def language_of(text: str) -> Guess:
    """The language of a short text.

    >>> language_of("Die Preise für Lebensmittel sind im vergangenen Jahr deutlich gestiegen.").code
    'de'
    >>> language_of("OK 2024")
    Guess(code='und', score=0.0, reason='too few letters')
    """
    text = _NOISE.sub(" ", text)
    if alone := _OWN.search(text):
        own = next(code for code, script in OWN_SCRIPT.items() if script[0] <= alone[0] <= script[1])
        first, last = OWN_SCRIPT[own]
        if sum(first <= char <= last for char in text) > 0.5 * sum(map(str.isalpha, text)):
            return Guess(own, 1.0, "written in a script of its own")
    if 2 * len(_DENSE.findall(text)) > sum(map(len, _LATIN.findall(text))):
        text = _LATIN.sub(" ", text)  # the names of things, each as long as a sentence in such a script
    letters = sum(map(str.isalpha, text))
    if letters < _least(text):
        return Guess(UNKNOWN, 0.0, "too few letters")
    if sum(map(str.isupper, text)) > 0.6 * letters:
        text = text.lower()  # langdetect skips words in capitals
    code, score = detect(text)
    if score < MIN_SCORE:
        return Guess(UNKNOWN, score, f"unsure, best guess {code}" if code else "no known n-grams")
    return Guess(code, score, "detected")


def _least(text: str) -> int:
    """How many letters say something in the script of the text."""
    if _DENSE.search(text):
        return MIN_LETTERS_DENSE
    return MIN_LETTERS_TELLING if _TELLING.search(text) else MIN_LETTERS


def detect(text: str) -> tuple[str, float]:
    """Best language and its probability, rounded to four digits; ("", 0.0) if no n-gram is known.

    langdetect's own model (n-gram naive Bayes with its smoothing, see its `Detector`), asked without dice.
    """
    detector = profiles().create()
    detector.text = appended(text)
    detector.cleaning_text()
    found = ngrams(detector.text, detector.word_lang_prob_map.known)
    if not found:
        return "", 0.0
    totals = [0.0] * len(detector.langlist)
    for trial in range(TRIALS):
        for index, share in enumerate(_posterior(detector, found, trial)):
            totals[index] += share / TRIALS
    shares: defaultdict[str, float] = defaultdict(float)
    written_as = mistaken(text)
    for name, total in zip(detector.langlist, totals, strict=True):
        code = name.partition("-")[0]
        shares[written_as.get(code, code)] += total
    best = max(shares, key=shares.__getitem__)
    both = shares["da"] + shares["no"]
    if shares[best] < MIN_SCORE <= both and (one := len(_DANISH.findall(text))) != (
        other := len(_NORWEGIAN.findall(text))
    ):
        return ("da" if one > other else "no"), round(both, 4)
    return best, round(shares[best], 4)


def appended(text: str) -> str:
    """What langdetect makes of a text that is given to it (`Detector.append`, which goes from character to
    character)."""
    from langdetect.detector import Detector
    from langdetect.utils.ngram import NGram

    bare = Detector.MAIL_RE.sub(" ", Detector.URL_RE.sub(" ", text))
    return _SPACES.sub(" ", NGram.normalize_vi(bare))


def mistaken(text: str) -> dict[str, str]:
    """Languages that `text` cannot be in, by its letters, and what they are mistaken for: langdetect takes traditional
    Chinese for Korean, whose profile is full of its signs, and Serbian in Cyrillic, which it does not know, for
    Macedonian.

    >>> mistaken("颱風過後港口重新開放"), mistaken("台風のあと港が開く"), mistaken("항구가 열렸다")
    ({'ko': 'zh', 'ja': 'zh'}, {'ko': 'ja'}, {})
    """
    if _HANGUL.search(text):
        return {}
    if _SERBIAN.search(text) and not _MACEDONIAN.search(text):
        return dict.fromkeys(("mk", "bg", "uk", "ru"), "sr")
    for code, (letter, others) in _LETTERS.items():
        if len(letter.findall(text)) * 150 > len(text):
            return dict.fromkeys(others, code)
    return {"ko": "ja"} if _KANA.search(text) else {"ko": "zh", "ja": "zh"}


def ngrams(text: str, known: frozenset[str]) -> list[str]:
    """The n-grams of `text` that langdetect would look up, in its order (`Detector._extract_ngrams`), but word by word:
    none of them goes over a space."""
    found: list[str] = []
    for word in _WORDS.findall("".join(map(_folded, text))):
        found += _of_word(word, known)
    return found


@lru_cache(maxsize=4096)
def _of_word(word: str, known: frozenset[str]) -> Sequence[str]:
    """The n-grams of one word, which ends with its space if it has one. Words in capitals say nothing."""
    found: list[str] = []
    recent, shouting = " ", False
    for char in word:
        shouting = char.isupper() and (shouting or recent[-1].isupper())
        recent = (recent + char)[-3:]
        if shouting:
            continue
        if char != " " and char in known:
            found.append(char)
        if recent[-2:] in known:
            found.append(recent[-2:])
        if len(recent) == 3 and recent in known:
            found.append(recent)
    return found


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    from langdetect.utils.ngram import NGram

    return str(NGram.normalize(char))


def _posterior(detector: Any, ngrams: list[str], trial: int) -> list[float]:
    """Naive Bayes over n-grams at a fixed stride. The stride is near the golden section of their number, which spreads
    any count of picks evenly over the text."""
    import numpy as np

    count = len(ngrams)
    stride = max(1, int(count * 0.6180339887)) | 1
    table = detector.word_lang_prob_map
    prob = np.array(detector._init_probability())
    for step in range(min(STEPS, count)):
        prob *= table[ngrams[(trial * count // TRIALS + step * stride) % count]]
        if step % 5 == 4:
            prob /= sum(prob.tolist())  # one after the other, as langdetect adds them
            if step > 25 and prob.max() > detector.CONV_THRESHOLD:
                break
    found: list[float] = (prob / sum(prob.tolist())).tolist()
    return found


def profiles() -> Any:
    """langdetect's factory with all profiles, built once a process, whichever thread comes first."""
    with _lock:
        return _factory()


@lru_cache(maxsize=1)
def _factory() -> Any:
    from langdetect import detector_factory

    # Sorted, because sums of floats and ties depend on the order, and a folder's order on the machine.
    paths = sorted(Path(detector_factory.PROFILES_DIRECTORY).iterdir())
    paths = [path for path in paths if not path.name.startswith(".") and path.is_file()]
    found = [json.loads(path.read_bytes()) for path in paths]
    factory = detector_factory.DetectorFactory()
    factory.langlist = [profile["name"] for profile in found]
    detector = factory.create()
    factory.word_lang_prob_map = Table(found, detector.alpha / detector.BASE_FREQ)
    return factory


class Table(dict[str, "NDArray[np.float64]"]):
    """langdetect's table, n-gram → its probability in each language, and what smooths it. Its 88,000 rows take five
    times as long to fill as the profiles take to read, and one text asks for a few hundred; so a row is filled when it
    is first asked for."""

    def __init__(self, profiles: Sequence[Mapping[str, Any]], smoothing: float) -> None:
        super().__init__()
        self._smoothing = smoothing
        self._counts = [(profile["freq"], profile["n_words"]) for profile in profiles]
        self.known: frozenset[str] = frozenset().union(*(counts for counts, _ in self._counts))

    def __contains__(self, ngram: object) -> bool:
        return ngram in self.known

    def __missing__(self, ngram: str) -> NDArray[np.float64]:
        import numpy as np

        kind = len(ngram) - 1
        shares = np.array([counts.get(ngram, 0) / totals[kind] for counts, totals in self._counts])
        self[ngram] = row = self._smoothing + shares
        return row
