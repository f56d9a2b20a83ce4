"""Pages that tell in pictures: where captions are most of what a page says, they are its text.

Captions leave a text because they say beside it what a picture shows. A photo essay has nothing else to say.
"""

from __future__ import annotations

from dataclasses import replace

from cleaners.document import Document, Evidence, Fact, Label, Mark

FLAG = Fact("flag", "told-in-captions", "core/captions")
LINKED = 0.5
"""The share of links in what leads to another page, as tiles of teasers do."""
FEWEST, SENTENCE = 3, 8
"""Captions of a page that tells in pictures, and words of one that says more than a name or a credit."""
NO_CHANCE = 0.02
"""The judge's chance below which a caption is in the frame: menus that unfold have pictures with captions, too."""
BESIDE = 0.25
"""Of the words that the judge keeps, the share that more than `FEWEST` captions by class may have: where it is larger,
a style sheet calls its small type so."""


def captions_that_tell(document: Document) -> set[int]:
    """The captions of a page, by the number of their block, if they say more than all else that is main content."""
    called = {mark.span for mark in document.marks if mark.label == Label.CAPTION and mark.verdict}
    captions: dict[int, int] = {}
    beside = 0
    for n, block in enumerate(document.blocks):
        seen = block.evidence
        if seen is None or not seen.features:
            continue
        kept, words = "model" in seen.kept_by, len(document.slice(block).split())
        if block.span in called or is_caption(seen):
            captions[n] = words if seen.link_share < LINKED and seen.features[0] >= NO_CHANCE else 0
        elif kept:
            beside += words
    said = {n: words for n, words in captions.items() if words >= SENTENCE}
    return set(said) if len(said) >= FEWEST and sum(said.values()) > beside else set()


def is_caption(seen: Evidence) -> bool:
    """Does the markup call a block a caption? Where its class does, the judge's word does not count: of 223 such blocks
    that it kept on development articles it had not seen, annotators had left out 193."""
    return "caption" in seen.words or ("model" not in seen.kept_by and "figcaption" in seen.path.split("/"))


def are_beside(document: Document) -> bool:
    """Are the captions by class that the judge keeps few enough to stand beside a text?"""
    words: dict[bool, list[int]] = {True: [], False: []}
    for block in document.blocks:
        if (seen := block.evidence) and "model" in seen.kept_by:
            words[is_caption(seen)].append(len(document.slice(block).split()))
    captions, others = words[True], words[False]
    return len(captions) <= FEWEST or sum(captions) <= BESIDE * sum(captions + others)


def spare_captions(document: Document, whole: Document) -> Document:
    """The document with its captions spared, if it is (what is left of) a page that tells in pictures."""
    if not any(FLAG in one.facts for one in (document, whole)):
        return document
    spared = {block.span for block in document.blocks if len(document.slice(block).split()) >= SENTENCE}
    marks = (_without_verdict(mark) if mark.span in spared else mark for mark in document.marks)
    return replace(document, marks=tuple(marks))


def _without_verdict(mark: Mark) -> Mark:
    return mark._replace(verdict=False) if mark.label == Label.CAPTION else mark
