"""Words are cut out of a text alike in every script, by the short way and by the long one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.mark.features_lines import frames, shapes
from cleaners.mark.vocabulary import words_of
from cleaners.mark.wording import bare, different_words, words_in, words_of_line

TEXTS = (
    "To be, or not to be: that's the question_mark",
    "don’t — “the café’s” open, 'tis rock'n'roll, dogs' x''y",
    "Die Straße\u00a0nach Köln/Bonn, 3½ km; naïve\u2003œuvre",
    "Ночью шёл снег, а утром — дождь.",
    "हिन्दी में लिखा है।",
    "台風のあと ferry 3便が moved_on",
    "half a pair \ud83d and a \U0001f600, control\x1ccodes\x85here",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_words_for_rules_are_runs_of_letters_digits_and_underscores(text: str) -> None:
    assert sorted(words_in(text)) == sorted(re.findall(r"\w+", text))
    assert different_words(text) == set(words_in(text))


@given(st.text(st.sampled_from("aZ0_'’ .-éßİK台व\u0939ि\x1c\u00a0"), max_size=20) | st.sampled_from(TEXTS))
def test_words_of_a_line_are_those_of_any_text(line: str) -> None:
    assert sorted(words_of_line(line, line.lower())) == sorted(words_in(line.lower()))


@pytest.mark.parametrize("text", [text for text in TEXTS if "台" not in text])
def test_words_for_the_model_may_hold_an_apostrophe(text: str) -> None:
    assert list(words_of(text)) == re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())


SIGNS = st.characters(exclude_characters="\n") | st.sampled_from("aZ0_ -éßİΣσ台٣½🙂𝟎𝒜𠀀\ud83d")


@settings(deadline=None)  # the first call makes the tables
@given(st.lists(st.text(SIGNS, max_size=90), min_size=1, max_size=4))
def test_what_lines_share_is_found_for_many_at_once_as_for_each(lines: list[str]) -> None:
    assert list(shapes(lines)) == [re.sub(r"\d+", "0", line[:200].lower()) for line in lines]
    short = [line if len(line) < 80 else "" for line in lines]
    assert list(frames(lines)) == [re.sub(r"\d+", "0", re.sub(r"[^\W\d_]+", "a", line)) for line in short]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  •  Read\u00a0 more …", "read more"),
        ("“Read more”", "“read more”"),
        ("> Read more >", "> read more"),
        ("लिखा है।", "लिखा है"),
        ("— ! —", ""),
        ("ΔΙΑΒΆΣΤΕ, ΕΠΊΣΗΣ:", "διαβαστε, επισης"),
    ],
)
def test_what_a_rule_s_lines_are_compared_with(line: str, said: str) -> None:
    assert bare(line) == said
