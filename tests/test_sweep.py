"""Taking pieces out: what stays keeps its distance, and every piece can go back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.labels import labels_by_line
from cleaners import clean
from cleaners.blocks import blocks_of
from cleaners.document import Label, Mark, Span, restore
from cleaners.sweep import cut, removals, sweep, translate, united


def marks_on(text: str, *pieces: str) -> list[Mark]:
    spans = [Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]
    return [Mark(span, Label.PROMO, f"en/promo/{index}", "a test") for index, span in enumerate(spans)]


@pytest.mark.parametrize(
    "text, pieces, left",
    [
        ("One.\n\nTwo.\n\nThree.", ["Two."], "One.\n\nThree."),
        ("One.\n\nTwo.\n\nThree.", ["One."], "Two.\n\nThree."),
        ("One.\n\nTwo.\n\nThree.", ["Two.", "Three."], "One."),
        ("One.\nTwo.\n\nThree.", ["Two."], "One.\n\nThree."),
        ("One.\nTwo.\nThree.", ["Two."], "One.\nThree."),
        ("One.\n\n\n\n \t\nTwo.", [], "One.\n\nTwo."),
        ("\n\n  One.  \nTwo.\n", [], "One.\nTwo."),
        ("Text here. Read more", [" Read more"], "Text here."),
        ("Text (Photo: X) here.", ["(Photo: X)"], "Text here."),
        ("OSLO (AP) — Text here.", ["OSLO (AP) —"], "Text here."),
        ("  - a\n    - b\n  - c", [], "- a\n  - b\n- c"),
        ("  - a\n    - b\n  - c", ["- a", "- c"], "- b"),
        ("def f():\n    return 1", [], "def f():\n    return 1"),
        ("All of it.", ["All of it."], ""),
    ],
)
def test_what_stays(text: str, pieces: list[str], left: str) -> None:
    marks = marks_on(text, *pieces)
    clean, kept = sweep(text, blocks_of(text), marks)
    assert clean == left
    assert restore(clean, removals(text, kept, marks)) == text


def test_each_piece_is_filed_under_its_own_mark() -> None:
    text = "One.\n\nHome\n\nShare\n\nTwo."
    marks = marks_on(text, "Home", "Share")
    _, kept = sweep(text, blocks_of(text), marks)
    found = removals(text, kept, marks)
    assert [(r.text.strip(), r.origin, r.line) for r in found] == [
        ("Home", "en/promo/0", 3),
        ("Share", "en/promo/1", 5),
    ]


def test_space_alone_is_filed_as_whitespace() -> None:
    text = "One.\n\n\n\nTwo.  \n"
    _, kept = sweep(text, blocks_of(text), [])
    assert {r.label for r in removals(text, kept, [])} == {Label.WHITESPACE}


@given(st.text("ab \n\t", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=6))
def test_any_spans_of_any_text(text: str, spans: list[tuple[int, int]]) -> None:
    blocks = blocks_of(text)
    marks: list[Mark] = []
    for start, length in spans:
        for block in blocks:
            a, b = max(block.start, start), min(block.end, start + length)
            if a < b and not any(mark.span.touches(Span(a, b)) for mark in marks):
                marks.append(Mark(Span(a, b), Label.PROMO, "en/promo/x", "a test"))
    clean, kept = sweep(text, blocks, marks)
    pieces = removals(text, kept, marks)
    assert restore(clean, pieces) == text
    assert "\n\n\n" not in clean and clean == clean.strip()
    assert sweep(clean, blocks_of(clean), [])[0] == clean
    removed = sum(len(r.text.strip()) for r in pieces if r.label == Label.PROMO)
    assert removed <= sum(mark.span.end - mark.span.start for mark in marks)
    assert not any(mark.span.touches(span) for mark in marks for span in kept)


@given(
    st.lists(st.tuples(st.sampled_from(["One.", "Two, too", "  - three"]), st.sampled_from(["\n", "\n\n"]))), st.data()
)
def test_a_tidy_text_is_cut_like_any_other(lines: list[tuple[str, str]], data: st.DataObject) -> None:
    """Most texts are tidy, and of those only the lines are looked at of which something goes."""
    text = "".join(line + end for line, end in lines) + "The end."
    gone = []
    for block in blocks_of(text):
        start, end = sorted(data.draw(st.tuples(*[st.integers(block.start, block.end)] * 2)))
        gone += [span for span in (Span(start, end), block.span) if start < end][: data.draw(st.integers(0, 2))][-1:]
    untidy = text + "\n "
    assert cut(text, blocks_of(text), gone) == cut(untidy, blocks_of(untidy), gone)


@given(st.text("ab \n\t", max_size=60))
def test_a_text_of_which_nothing_goes_is_laid_out_like_any_other(text: str) -> None:
    longer = f"{text}\n\nz"
    rest = cut(longer, blocks_of(longer), [Span(len(longer) - 1, len(longer))])
    assert cut(text, blocks_of(text), []) == rest


def test_translate_goes_back_through_a_sweep() -> None:
    kept = [Span(2, 4), Span(6, 9)]
    assert translate([Span(0, 5)], kept) == kept
    assert translate([Span(1, 3)], kept) == [Span(3, 4), Span(6, 7)]


def test_united() -> None:
    assert united([Span(4, 6), Span(0, 2), Span(1, 3), Span(3, 3), Span(6, 7)]) == [Span(0, 3), Span(4, 7)]


def test_a_piece_says_the_line_on_which_one_sees_it() -> None:
    """The space before a piece that ends a text goes with it; the piece was said to stand where that space began."""
    prose = "Rents in the old town rose again last year, by a tenth, and nobody knows why."
    document = clean(f"Rents rise again\n\n{prose}\n\n\nShare on Facebook\n", media_type="text/plain")
    assert [(r.line, r.text.strip()) for r in document.removals if r.text.strip()][-1] == (6, "Share on Facebook")
    assert labels_by_line(document) == {6: "share-bar"}
    assert document.restore().endswith("why.\n\n\nShare on Facebook\n")
