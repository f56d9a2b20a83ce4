"""The last stop: is this worth publishing? If so it gets its metadata; if not, the reason is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleaners.characters import solid
from cleaners.document import CleanDocument, Document, Label, Removal
from cleaners.errors import Rejected
from cleaners.metadata import metadata
from cleaners.policy import Policy

SENTENCE = 80
"""Characters that are no space. A page that keeps so many is published: the share that is gone is that of its frame."""


def gate(document: Document, text: str, removals: Sequence[Removal], policy: Policy) -> CleanDocument:
    """A clean document with its metadata, or `Rejected` with the reason.

    Reasons: ``consent-page``, ``mostly-residue``, ``nothing-left``, or what the page was recognised as
    (fact `page_problem`).
    """
    problem = document.fact("page_problem")
    if problem and policy.problem_pages == "quarantine":
        what = str(problem).replace("-", " ")
        raise Rejected(
            str(problem),
            f"it looks like {'an' if what[0] in 'aeiou' else 'a'} {what}, not like a document; scrape it again, or "
            'publish such pages: problem_pages = "publish" under [policy] in winnow.toml, or under [site."its host"]',
        )
    total, left = solid(document.text), solid(text)
    framed = document.is_page and left >= SENTENCE
    if left < policy.min_kept_chars or (not framed and total and (total - left) / total > policy.max_removed_share):
        swept = Counter[Label]()
        for removal in removals:
            swept[removal.label] += len(removal.text.strip())
        if swept[Label.CONSENT_NOTICE] > 0.5 * sum(swept.values()):
            raise Rejected(
                "consent-page", "nothing but a consent notice; the scraper has to accept or decline it first"
            )
        reason = "nothing-left" if left == 0 else "mostly-residue"
        raise Rejected(reason, f"{left} of {total} characters would be left; scrape it again or relax the policy")
    return CleanDocument(document, text, tuple(removals), metadata(document, text, removals))
