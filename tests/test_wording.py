"""Words are cut out of a text alike in every script, by the short way and by the long one."""

from __future__ import annotations

import re

import pytest

from cleaners.mark.features_lines import words_of
from cleaners.mark.wording import bare, words_in

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


@pytest.mark.parametrize("text", [text for text in TEXTS if "台" not in text])
def test_words_for_the_model_may_hold_an_apostrophe(text: str) -> None:
    assert list(words_of(text)) == re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())


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
