"""What is published, and what is set aside as hardly more than residue."""

from __future__ import annotations

import pytest

from cleaners import clean
from cleaners.document import Document
from cleaners.errors import Rejected
from cleaners.gate import gate
from cleaners.policy import Policy

SENTENCE = (
    "A jacket of waxed cotton with four pockets, made in the north for those who fish in the rain and in the dark."
)
MENU = "Jackets\n\n" * 4_000


@pytest.mark.parametrize("kept", [SENTENCE, SENTENCE * 9])
def test_a_page_with_a_large_frame_is_published(kept: str) -> None:
    whole = Document(MENU + kept, media_type="text/html")
    assert gate(whole, kept, (), Policy()).text == kept


@pytest.mark.parametrize(
    ("media_type", "kept", "reason"),
    [
        ("text/html", "Cart (0)", "mostly-residue"),
        ("text/html", "", "nothing-left"),
        ("text/plain", SENTENCE, "mostly-residue"),
    ],
)
def test_what_is_hardly_more_than_residue_is_set_aside(media_type: str, kept: str, reason: str) -> None:
    with pytest.raises(Rejected) as refused:
        gate(Document(MENU + kept, media_type=media_type), kept, (), Policy())
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("policy", "published"),
    [
        (Policy(max_removed_share=1.0), True),
        (Policy(max_removed_share=1.0, min_kept_chars=len(SENTENCE)), False),
        (Policy(max_removed_share=1.0, min_kept_chars=len(SENTENCE.replace(" ", ""))), True),
    ],
)
def test_how_much_has_to_stay_is_for_the_policy_to_say(policy: Policy, published: bool) -> None:
    whole = Document(MENU + SENTENCE, media_type="text/plain")
    if published:
        assert gate(whole, SENTENCE, (), policy).text == SENTENCE
    else:
        with pytest.raises(Rejected, match="relax the policy"):
            gate(whole, SENTENCE, (), policy)


def test_a_page_that_is_taken_for_no_document_can_be_published() -> None:
    source = f"<title>Not found</title><body><h1>Not found</h1><p>{SENTENCE}</p></body>".encode()
    with pytest.raises(Rejected) as refused:
        clean(source, media_type="text/html")
    assert refused.value.reason == "error-page"
    assert 'problem_pages = "publish"' in str(refused.value)
    published = clean(source, media_type="text/html", policy=Policy(problem_pages="publish"))
    assert published.text == SENTENCE
    assert published.metadata["flags"] == ["error-page"]
