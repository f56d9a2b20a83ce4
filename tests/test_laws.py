"""The seven laws of the house, on generated documents. `test_cases.py` holds them on written ones."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import CleanDocument, Label, Policy, Quarantined, RawDocument, clean, clean_many, restore
from cleaners.mark.rules import all_rules
from cleaners.policy import DEFAULT

PROSE = [
    "The council voted on Tuesday to repair the old bridge, after years of detours.",
    "“We waited for this,” said Mara Lindt, who runs the bakery at its northern end. “Now we wait for the diggers.”",
    "Work is to begin in March and to last until the autumn; the ferry will run every ten minutes meanwhile.",
    "Nobody could say what it will cost. The last estimate, from 2019, spoke of four million.",
    "Ihr Vorschlag, die Brücke für Autos zu sperren, fand keine Mehrheit, obwohl viele Anwohner ihn unterstützten.",
    "Les travaux commenceront au printemps et dureront jusqu'à l'automne, selon la mairie.",
    "橋の修理は三月に始まり、秋まで続く予定です。市役所によると、その間は渡し船が十分おきに運航します。",
    "Работы начнутся в марте и продлятся до осени, сообщили в мэрии; паром будет ходить каждые десять минут.",
]
RESIDUE = [
    "f",
    "We use cookies on this site. By continuing to browse you accept our cookies and our privacy policy.",
    "Wir verwenden Cookies, um unsere Website zu verbessern. Akzeptieren Sie alle Cookies?",
    "Share on Facebook",
    "Author: Mara Lindt",
    "By Mara Lindt",
    "Mara Lindt is a reporter at the Harbour Post. She has covered the town for ten years.",
    "Read more: Bridge stays closed",
    "Sign up for our newsletter",
    "© 2024 Harbour Post. All rights reserved.",
    "A lorry waits at the closed bridge. Photo: J. Roe/REUTERS",
    "Bridge to be repaired at last",
    "Advertisement",
    "It\u00e2\u20ac\u2122s a caf\u00c3\u00a9 &amp; a bar",
    "non\u00adbreaking\u00a0space\x0b and \x07 bells",
    "  - an indented entry",
    "\tand one with a tab",
]
GAPS = ["\n", "\n\n", "\n\n\n\n", "\r\n\r\n", " \n\t\n", "\n \n"]

lines = st.one_of(
    st.sampled_from(PROSE),
    st.sampled_from(PROSE),
    st.sampled_from(RESIDUE),
    st.text(st.sampled_from(string.printable + "éüñ“”’—…«»àÃ©â€™\u200b\u00ad\u202e\u3000字каع"), max_size=120),
    st.text(max_size=60),
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = []
    for line in draw(st.lists(lines, min_size=1, max_size=14)):
        pieces += [line, draw(st.sampled_from(GAPS))]
    return "".join(pieces)


def cleaned(text: str, policy: Policy = DEFAULT) -> CleanDocument | None:
    """The clean document, or None where the text is rightly set aside."""
    result = next(iter(clean_many([RawDocument(text, media_type="text/plain")], policy)))
    if isinstance(result, Quarantined):
        assert result.reason
        return None
    return result


@settings(deadline=None, max_examples=150)
@given(texts())
def test_the_laws_hold_for_one_document(text: str) -> None:
    document = cleaned(text)
    if document is None:
        return
    whole = document.document.text
    known = {rule.id for rule in all_rules()}

    # 1. Nothing is lost.
    assert document.restore() == whole
    # 2. Nothing is invented: what stays is the text without the removed spans.
    gone = [removal.span for removal in document.removals]
    assert [whole[a:b] for a, b in gone] == [removal.text for removal in document.removals]
    edges = [0, *(edge for span in gone for edge in span), len(whole)]
    assert edges == sorted(edges)
    assert "".join(whole[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)) == document.text
    # 3. Lines are true: what was repaired can be put back, line by line.
    decoded = document.document.decoded
    assert decoded.count("\n") == whole.count("\n")
    for removal in document.removals:
        seen = removal.span.start + len(removal.text) - len(removal.text.lstrip() or removal.text)
        assert removal.line == whole.count("\n", 0, seen) + 1
    # 6. Every removal names its origin and a label of the policy.
    for removal in document.removals:
        assert removal.label in Policy().drop
        assert removal.origin in known or removal.origin.startswith(("core/", "model/"))
        assert removal.label != Label.WHITESPACE or not removal.text.strip()
    # 7. The books balance.
    assert len(whole) == len(document.text) + document.metadata["removed_chars"]


@settings(deadline=None, max_examples=100)
@given(texts())
def test_cleaning_is_stable(text: str) -> None:
    document = cleaned(text)
    if document is None:
        return
    again = cleaned(document.text)
    assert again is not None
    assert again.text == document.text


@settings(deadline=None, max_examples=25)
@given(st.lists(texts(), min_size=2, max_size=5))
def test_company_does_not_matter(several: list[str]) -> None:
    """Law 5: a document comes out the same alone, in a batch, and in another order."""

    def shown(raws: list[str]) -> list[object]:
        out = clean_many([RawDocument(text, media_type="text/plain") for text in raws])
        return [str(r) if isinstance(r, Quarantined) else (r.text, r.removals, r.metadata) for r in out]

    together = shown(several)
    assert together == [shown([text])[0] for text in several]
    assert together == shown(several[::-1])[::-1]


@settings(deadline=None, max_examples=40)
@given(texts())
def test_a_policy_that_drops_nothing_changes_only_layout(text: str) -> None:
    document = cleaned(text, Policy(drop=frozenset()))
    if document is not None:
        assert {removal.label for removal in document.removals} <= {Label.WHITESPACE}
        assert document.text.split() == document.document.text.split()


def test_restore_needs_only_what_is_written_down() -> None:
    document = clean("Bridge open\n\nf\n\n" + PROSE[0] + "\n\nAuthor: Mara Lindt", media_type="text/plain")
    assert len(document.removals) > 2
    for pieces in (document.removals, document.removals[::-1]):
        assert restore(document.text, pieces) == document.document.text


@pytest.mark.parametrize(
    "body", ["", " \n\t", b"", b"\xef\xbb\xbf", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", b"\x00" * 50]
)
def test_what_is_no_text_is_set_aside_with_a_reason(body: str | bytes) -> None:
    with pytest.raises(Quarantined) as caught:
        clean(body)
    assert caught.value.reason in {"empty", "binary"}
    assert caught.value.detail
