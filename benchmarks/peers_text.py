"""What others do to plain text, written anew from their papers: lines of a document → numbers of those they keep."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

Keeper = Callable[[Sequence[str]], set[int]]

_END = (".", "!", "?", '"', "”")
_COUNTER = re.compile(
    r"\W*\d[\d.,]*[KkMm]?\s+(?:likes?|shares?|comments?|retweets?|reposts?|bookmarks?|views?)\W*", re.I
)
_EDITED = re.compile(r"^sign[- ]?in|read more\W*$|items in cart", re.I)
_KEYWORDS = re.compile(
    r"\b(?:cookies?|newsletter|subscribe|sign up|sign in|log in|register now|follow us|share this|share on|tweet|"
    r"facebook|instagram|pinterest|whatsapp|linkedin|read more|related (?:articles?|stories|posts)|you may also like|"
    r"recommended for you|most read|trending|next article|previous article|advertisement|sponsored|affiliate|"
    r"all rights reserved|copyright|©|terms of (?:use|service)|privacy policy|photo by|photo credit|image credit|"
    r"getty images|shutterstock|min read|last updated|posted (?:on|by)|written by|leave a (?:comment|reply)|comments?:|"
    r"reply|click here|learn more|contact us|free trial|book now|buy now|add to cart|download the app|back to top|"
    r"skip to content|table of contents|view all|see all|load more|filed under|tagged|tags:|about the author)",
    re.I,
)
_STOP = frozenset(["the", "be", "to", "of", "and", "that", "have", "with"])


def identity(lines: Sequence[str]) -> set[int]:
    """Nothing goes."""
    return set(range(len(lines)))


def c4(lines: Sequence[str]) -> set[int]:
    """C4 (Raffel and others 2020): lines that end like a sentence and have five words."""
    return {
        i
        for i, line in enumerate(lines)
        if line.rstrip().endswith(_END) and len(line.split()) >= 5 and "javascript" not in line.lower()
    }


def refinedweb(lines: Sequence[str]) -> set[int]:
    """RefinedWeb (Penedo and others 2023): no counters, single words, capitals, numbers, buttons."""
    return {i for i, line in enumerate(lines) if not _refined(line.strip())}


def _refined(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    words = line.split()
    return (
        len(words) <= 1
        or not letters
        or sum(map(str.isupper, letters)) > 0.5 * len(letters)
        or _COUNTER.fullmatch(line) is not None
        or (len(words) <= 10 and _EDITED.search(line) is not None)
    )


def gopher(lines: Sequence[str]) -> set[int]:
    """Gopher (Rae and others 2021): whole documents by their statistics."""
    words = [word for line in lines for word in line.split()]
    full = [line for line in lines if line.strip()]
    if not words or not full:
        return set()
    repeated = sum(count - 1 for count in Counter(full).values()) / len(full)
    good = (
        50 <= len(words) <= 100_000
        and 3 <= sum(map(len, words)) / len(words) <= 10
        and sum(w.count("#") + w.count("…") + w.count("...") for w in words) <= 0.1 * len(words)
        and sum(line.lstrip()[:1] in "•-*" for line in full) <= 0.9 * len(full)
        and sum(line.rstrip().endswith(("…", "...")) for line in full) <= 0.3 * len(full)
        and sum(any(c.isalpha() for c in w) for w in words) >= 0.8 * len(words)
        and len(_STOP & {w.lower() for w in words}) >= 2
        and repeated <= 0.3
    )
    return set(range(len(lines))) if good else set()


def keywords(lines: Sequence[str]) -> set[int]:
    """Some sixty patterns, as in many home-made cleaners; in lines of up to 25 words."""
    return {i for i, line in enumerate(lines) if len(line.split()) > 25 or not _KEYWORDS.search(line)}


def justext(lines: Sequence[str]) -> set[int]:
    """jusText 3 (Pomikálek 2011), every line a paragraph without links."""
    import justext as package

    page = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    kept: set[int] = set()
    at = 0
    for paragraph in package.justext(page.encode(), package.get_stoplist("English")):
        text = " ".join(paragraph.text.split())
        while at < len(lines) and " ".join(lines[at].split()) != text:
            at += 1
        if at < len(lines) and not paragraph.is_boilerplate:
            kept.add(at)
        at = min(at + 1, len(lines))
    return kept


PEERS: Mapping[str, Keeper] = {
    "identity": identity,
    "C4 rules": c4,
    "RefinedWeb": refinedweb,
    "Gopher": gopher,
    "jusText": justext,
    "keyword rules": keywords,
}
