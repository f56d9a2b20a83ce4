"""Characters are mended, lines are not, and what is fine is left alone."""

from __future__ import annotations

import ftfy
import pytest
from ftfy.badness import is_bad
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repair import _NOTHING_TO_DO, _PLAIN, _config, _ftfy, repair


@pytest.mark.parametrize(
    "broken, mended",
    [
        ("It\u00e2\u20ac\u2122s late", "It’s late"),
        ("caf\u00c3\u00a9 in \u00c3\u009cbersee", "café in Übersee"),
        ("Smith &amp; Sons &lt;b&gt;", "Smith & Sons <b>"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffstart", "start"),
        ("a\u202eb", "ab"),
        ("no\u00a0break\u2009thin", "no break thin"),
        ("page\x0cbreak", "page break"),
        ("zero\u200bwidth", "zerowidth"),
        ("cafe\u0301", "café"),
        ("bell\x07", "bell"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ],
)
def test_mended(broken: str, mended: str) -> None:
    text, repairs = repair(broken)
    assert text == mended
    assert [(r.line, r.before, r.after) for r in repairs] == [(1, broken, mended)]
    assert repairs[0].reason


@pytest.mark.parametrize(
    "fine",
    [
        "“Curly” quotes — and dashes…",
        "ﬁne ligatures",
        "ｗｉｄｅ　ｌｅｔｔｅｒｓ",
        "می\u200cخواهم",
        "क्\u200dष",
        "ภาษา\u200bไทย",
        "family \U0001f468\u200d\U0001f469\u200d\U0001f467",
        "flag \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "AT&T and Q&A",
        "two  spaces",
        "Äpfel & Öl",
    ],
)
def test_left_alone(fine: str) -> None:
    assert repair(fine) == (fine, ())


def test_entities_are_the_parsers_job_on_pages() -> None:
    assert repair("&amp;nbsp;", entities=False)[0] == "&amp;nbsp;"


def test_an_entity_cannot_break_a_line() -> None:
    assert repair("a&#10;b\nc")[0] == "a b\nc"


@given(st.text(st.one_of(st.characters(), st.sampled_from("âÃ€™©&#;am p\x85\n\u200b\u00ad")), max_size=80))
def test_lines_stay_and_mending_twice_changes_nothing(text: str) -> None:
    once, repairs = repair(text)
    assert once.count("\n") == text.count("\n")
    assert repair(once) == (once, ())
    lines = once.split("\n")
    for entry in repairs:
        lines[entry.line - 1] = entry.before
    assert "\n".join(lines) == text


@given(st.from_regex(_NOTHING_TO_DO, fullmatch=True))
def test_what_is_skipped_ftfy_would_not_touch(text: str) -> None:
    assert ftfy.fix_text(text, _config(True)) == text


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("âÃ€™©é&#;am p<\x1b[31\x92\ud83d\udca9e\u0301ＡﬁКраÐ")), max_size=40
    ),
    st.booleans(),
)
def test_what_is_answered_for_ftfy_it_would_answer_itself(line: str, entities: bool) -> None:
    expected, plan = ftfy.fix_and_explain(line, _config(entities))
    fixed, steps = _ftfy(line, entities=entities)
    assert (fixed, bool(steps)) == (expected, bool(plan))


MOJIBAKE = ("â€™", "Ã©", "Ã ", "×²", "ГўВЂВ.a", "√±", "Ø§ÙØ", "à²", "É°", "Œ.", "é", "’", "★", "Â ", "β€™", "\x85")
PLAIN = " a plain text that says nothing ?! 12"


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(MOJIBAKE) | st.text(max_size=3)), max_size=5))
def test_what_ftfy_calls_mojibake_stands_near_what_is_not_ascii(pieces: list[tuple[int, str]]) -> None:
    line = "".join(PLAIN[:length][::-1] + piece + PLAIN[:length] for length, piece in pieces)
    assert is_bad(_PLAIN.sub(r"\1\2", line)) == is_bad(line)
    assert not is_bad("".join(filter(str.isascii, line)))


def test_space_around_a_line_does_not_keep_it_from_being_mended() -> None:
    """“Â Ä” is mended, “Â Ä ” was not; cleaned text has no space there, so cleaning it again changed it."""
    for line in ("Â Ä", "Â Ä ", "  Â Ä", "\tÂ Ä \t"):
        assert repair(line)[0].strip() == "Ä"
        assert repair(repair(line)[0]) == (repair(line)[0], ())
    assert repair("cittÃ  ")[0].strip() == "città"
