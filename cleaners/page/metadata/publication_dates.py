"""When a page was published and changed: what its markup states, what a reader sees, what its address says."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from datetime import date

from cleaners import dates
from cleaners.document import Fact
from cleaners.page.blocks.tree import FOOTER, HIDDEN, NAV, Page
from cleaners.page.listed import listed
from cleaners.page.metadata.date_words import EARLIER, OTHER, POSTED, RENEWED, UPDATED
from cleaners.page.metadata.embedded import EmbeddedMetadata

PUBLISHED = listed(
    "article:published_time og:published_time og:article:published_time datepublished date dc.date dc.date.issued",
    "dc.date.created dcterms.created dcterms.date dcterms.issued pubdate publishdate publish_date publish-date",
    "parsely-pub-date sailthru.date citation_publication_date citation_date article.published publication_date",
    "release_date originalpublicationdate bt:pubdate cxenseparse:recs:publishtime",
)
MODIFIED = listed(
    "article:modified_time og:updated_time og:article:modified_time datemodified last-modified dcterms.modified",
    "dc.date.modified lastmod revised",
)
_FURNITURE = HIDDEN | NAV | FOOTER
_ANSWERS = frozenset(listed("comment comments reply replies review reviews related teaser teasers"))
_DATE_WORDS = frozenset(listed("date published pubdate posted"))
_FIRST = re.compile(r"publish|entry-date|post-date|posted|created", re.I)
EVENT_ORIGIN = "json-ld/event"
"""The origin of days that are those of other things, kept as rejected candidates: a rule may come upon them, too."""
_DIGIT = re.compile(r"\d")
CELLS = 3
"""Cells of a row that says a day of what it lists."""
DEEPEST = 400
"""htmldate copies trees and walks them recursively; deeper pages are not handed to it."""
LATEST = "2035-12-31"
"""No page was published later: a fixed day, so that the same page gives the same answer on every day."""
AFTER, BEFORE = 10, 3
"""Blocks after and before the title in which a visible date is looked for."""
LONGEST_CALL, FIRST_WORDS = 80, 24
"""Characters of a text that says what its date is, and those in which it has to begin to say so."""


def date_facts(embedded: EmbeddedMetadata, page: Page, *, url: str, fetched: str) -> list[Fact]:
    """`published` and `modified` by every source; one of each is accepted."""
    day_first = not embedded.language.lower().startswith("en") or embedded.language.lower() in (
        "en-gb",
        "en-au",
        "en-in",
        "en-ie",
    )
    stated = _stated(embedded, "datePublished", PUBLISHED)
    changed = _stated(embedded, "dateModified", MODIFIED)
    seen, label = _visible(embedded, page, [moment for moment, _ in stated], day_first=day_first)
    if not seen:
        seen, label = _labelled_date(page, day_first=day_first)
    if label not in ("posted", "updated") and seen[:10] in event_days(embedded):
        seen = ""
    changed = changed or _changed_beside(embedded, page, seen, day_first=day_first)
    found: list[tuple[str, str, float]] = [(moment, origin, 0.9) for moment, origin in stated]
    if label == "updated":
        changed = changed or [(seen, "page/updated")]
        found.append((seen, "page/updated", 0.5))
    elif seen:
        found.append((seen, f"page/{label}", _trust_in_visible(seen, label, stated)))
    found += [(moment, "page/time", 0.7 if _FIRST.search(around) else 0.62)
              for around, value in embedded.times[:3] if (moment := dates.read(value, day_first=day_first))
              and not UPDATED.search(around)]  # fmt: skip
    found += [(moment, "page/date-element", 0.58) for moment in _date_element(page, day_first=day_first)]
    in_url = dates.in_url(url)
    if in_url and seen[:10] == _day_and_month_swapped(in_url):
        found.append((in_url, "url/date", 0.93))
    elif in_url:
        # A day beside the stated one: the address was made in the author's time zone.
        found.append((in_url, "url/date", 0.95 if stated and _days_between(in_url, stated[0][0]) == 1 else 0.65))
    found += [(moment, f"{origin} (changed)", 0.35) for moment, origin in changed]
    others = [Fact("published", day, EVENT_ORIGIN, 0.1, accepted=False) for day in sorted(event_days(embedded))]
    return [
        *_ranked("published", found, fetched),
        *others,
        *_ranked("modified", [(m, o, 0.9) for m, o in changed], fetched),
    ]


def _ranked(name: str, found: list[tuple[str, str, float]], fetched: str) -> list[Fact]:
    """One fact a distinct day, the most trusted accepted; the same day from a finer source brings its time."""
    facts: list[Fact] = []
    for moment, origin, confidence in sorted(found, key=lambda row: -row[2]):
        if not dates.plausible(moment, fetched):
            continue
        same = next((n for n, fact in enumerate(facts) if fact.value[:10] == moment[:10]), None)
        if same is None:
            facts.append(Fact(name, moment, origin, confidence, accepted=not facts))
        elif len(moment) > len(facts[same].value):
            old = facts[same]
            facts[same] = Fact(name, moment, old.origin, old.confidence, old.accepted)
    return facts


def _stated(embedded: EmbeddedMetadata, key: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """What structured data and meta elements state, in order of trust."""
    found = []
    for entry in embedded.articles():
        value = entry.get(key) or (entry.get("datePosted") if key == "datePublished" else None)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and (moment := _read(str(value))):
            found.append((moment, f"json-ld/{key}"))
            break
    for name in names:
        moment = next((m for value in embedded.meta.get(name, ()) if (m := _read(value))), "")
        if moment:
            found.append((moment, f"meta/{name}"))
            break
    for name, values in embedded.props.items():
        moment = next((m for value in values if (m := dates.read(value))), "") if name.endswith(key.lower()) else ""
        if moment:
            found.append((moment, f"microdata/{key}"))
            break
    return found


def _read(value: str) -> str:
    """The moment that a program wrote for programs."""
    return dates.read(value) or dates.stamp(value)


def _visible(embedded: EmbeddedMetadata, page: Page, stated: Sequence[str], *, day_first: bool) -> tuple[str, str]:
    """The date that a reader sees near the title, and whether it is called ``posted``, ``updated`` or nothing. Of two
    days that stand there side by side, the one that the markup states too."""
    title = embedded.title_at
    if title is None:
        return "", ""
    near = [*range(title + 1, title + AFTER), *range(title - 1, title - 1 - BEFORE, -1)]
    changed = ("", "")
    for n in near:
        if not 0 <= n < len(page.blocks):
            continue
        text = page.blocks[n].text
        if _is_answer(page, page.blocks[n].node) or (page.blocks[n].tag == "tr" and text.count(" | ") >= CELLS - 1):
            continue
        if len(text) > 160 or (len(text) > 70 and text.endswith(".") and not POSTED.search(text)):
            continue
        moment = dates.read(text, day_first=day_first)
        if not moment or EARLIER.search(text) or (not POSTED.search(text) and OTHER.search(text)):
            continue
        if posted := POSTED.search(text):
            # "Updated May 7. Originally published May 3": the day that follows the word, if another comes first.
            after = dates.read(text[posted.start() :], day_first=day_first)
            return (after if after and RENEWED.search(text, 0, posted.start()) else moment), "posted"
        if changed[0]:
            continue
        if _is_update(text, moment, day_first=day_first):
            changed = moment, "updated"
            continue
        moment = _also_stated(text, stated, day_first=day_first) or moment
        return moment, "date" if n > title else "date-over" if n == title - 1 else "date-above"
    return changed


def event_days(embedded: EmbeddedMetadata) -> set[str]:
    """The days on which what the page announces begins and ends, and until which an offer holds."""
    found = (
        str(entry.get(name) or "")[:10]
        for entry in embedded.data
        for name in ("startDate", "endDate", "validThrough")
        if name == "validThrough" or str(entry.get("@type")).endswith("Event")
    )
    return set(found) - {""}


def _is_label(page: Page, n: int) -> bool:
    """Does the block say no more than that a day of change follows?"""
    text = page.blocks[n].text if n >= 0 else ""
    return len(text) <= FIRST_WORDS and bool(RENEWED.search(text)) and not dates.read(text)


def _changed_beside(embedded: EmbeddedMetadata, page: Page, seen: str, *, day_first: bool) -> list[tuple[str, str]]:
    """The day of change in a line near the title, after a word or a label that calls it so."""
    title = embedded.title_at
    if title is None or not seen:
        return []
    for n, block in enumerate(page.blocks[title + 1 : title + AFTER], title + 1):
        text = block.text
        if _is_label(page, n - 1):
            # It stays the day of publication, too, where there is no other: on all four such development pages
            # annotators took it for that.
            moment = dates.read(text, day_first=day_first)
            if moment[:10] >= seen[:10]:
                return [(moment, "page/updated")]
        renewed = RENEWED.search(text)
        if renewed and len(text) <= 160 and (len(text) <= 70 or not text.endswith(".") or POSTED.search(text)):
            moment = dates.read(text[renewed.start() :], day_first=day_first)
            if moment and moment[:10] > seen[:10]:
                return [(moment, "page/updated")]
    return []


def _also_stated(text: str, stated: Sequence[str], *, day_first: bool) -> str:
    """The date in `text`, be it the first or a later one, that is the first of the stated ones."""
    starts = [0, *(space.end() for space in re.finditer(r"\s+", text))] if stated else []
    found = (dates.read(text[start:], day_first=day_first) for start in starts)
    return next((moment for moment in found if moment[:10] == stated[0][:10]), "")


def _labelled_date(page: Page, *, day_first: bool) -> tuple[str, str]:
    """The date of a short text that begins by calling it ``posted`` or ``updated``, wherever it stands.

    Only if all texts that do so name the same day: lists of other texts name several.
    """
    found: dict[str, dict[str, str]] = {"posted": {}, "updated": {}}
    for block in page.blocks:
        if len(block.text) > LONGEST_CALL or block.flags & _FURNITURE or not _DIGIT.search(block.text):
            continue
        for label, words in (("posted", POSTED), ("updated", RENEWED)):
            called = words.search(block.text, 0, FIRST_WORDS)
            if called and not _is_answer(page, block.node):
                moment = dates.read(block.text[called.start() :], day_first=day_first)
                found[label] |= {moment[:10]: moment} if moment else {}
                break
    return next(((next(iter(days.values())), label) for label, days in found.items() if len(days) == 1), ("", ""))


def _is_answer(page: Page, node: int) -> bool:
    """Does the element stand in what readers wrote below the text, or in what leads to another one?"""
    return not all(_ANSWERS.isdisjoint(page.tokens[near]) for near in page.self_and_ancestors(node, 6))


def _date_element(page: Page, *, day_first: bool) -> list[str]:
    """The date in the first short text of an element that is called a date, unless it is one of change."""
    for block in page.blocks:
        if len(block.text) <= 60 and not _DATE_WORDS.isdisjoint(page.tokens[block.node]) and not block.flags & HIDDEN:
            moment = dates.read(block.text, day_first=day_first)
            if moment and not _is_answer(page, block.node):
                return [] if _is_update(block.text, moment, day_first=day_first) else [moment]
    return []


def _is_update(text: str, moment: str, *, day_first: bool) -> bool:
    """Is the first date in `text`, which is `moment`, called one of change? "March 4. Updated: March 9" is not."""
    found = UPDATED.search(text)
    return found is not None and dates.read(text[: found.start()], day_first=day_first)[:10] != moment[:10]


def _trust_in_visible(seen: str, label: str, stated: list[tuple[str, str]]) -> float:
    """How far to trust a visible date, given what the markup states.

    A date under the title beats the markup: templates state when a page was built, and days in another time zone.
    """
    if not stated:
        return 0.75
    if label == "date-above":
        return 0.6
    if seen[:10] == _day_and_month_swapped(stated[0][0]):
        return 0.6
    return 0.85 if _days_between(seen, stated[0][0]) == 1 and label in ("posted", "date-over") else 0.92


def _days_between(one: str, other: str) -> int:
    """Days between two moments."""
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


def _day_and_month_swapped(moment: str) -> str:
    """The day with month and day of the month exchanged, as numbers without names can be misread."""
    year, month, day = moment[:10].split("-")
    return f"{year}-{day}-{month}"


def htmldate_facts(page: Page, url: str, fetched: str, besides: Collection[str] = ()) -> list[Fact]:
    """`published` as htmldate guesses it from the whole page, but for the days `besides`: slow, and asked only when
    nothing else tells."""
    from htmldate import find_date

    if page.root is None or page.deepest > DEEPEST:
        return []
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = find_date(page.root, original_date=True, url=url or None, max_date=fetched[:10] or LATEST)
    except Exception:
        # Odd pages make it raise whatever it pleases; no answer is an answer.
        return []
    # The first of January is how htmldate writes a year that stands somewhere on the page.
    if not found or found in besides or found.endswith("-01-01") or not dates.plausible(found, fetched):
        return []
    return [Fact("published", found, "htmldate", 0.4)]
