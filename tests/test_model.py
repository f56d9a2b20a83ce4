"""The learned judge: the same answers in any company, what it may not touch, and how its file is stored."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cleaners import clean
from cleaners.blocks import blocks_of
from cleaners.document import Document, Fact, Label, Mark
from cleaners.mark import features, features_words, model
from cleaners.mark.features_context import FAR, Places, quotient
from cleaners.mark.features_known import Known
from cleaners.mark.features_lines import Sheet
from cleaners.mark.guards import spared
from cleaners.mark.labels import guess
from cleaners.mark.rules import rulebook
from cleaners.mark.trees import SCALE, pack, unpack
from cleaners.policy import Policy

PROSE = (
    "The harbour bridge was closed on Tuesday after a storm tore away part of its railing, the city said.",
    "Engineers will look at the pylons before the traffic returns, and nobody knows how long that is going to take.",
    "“We have waited for years for the new crossing,” said the mayor, who had walked over it an hour before.",
    "The bridge carries forty thousand cars a day and was last repaired when a ship hit one of the pillars.",
    "Ferries run twice an hour until then, and the city pays for the tickets of those who live on the island.",
)
RESIDUE = ("Share on Facebook", "Tweet", "Subscribe to our newsletter", "Read more", "Log in", "Related stories")


def document(*lines: str, language: str = "en") -> Document:
    text = "\n\n".join(lines)
    return Document(text, blocks=blocks_of(text)).with_facts([Fact("language", language, "test")])


def matrix(*sheets: Sheet) -> NDArray[Any]:
    return features.matrix(sheets, features.lines_of(sheets))


def doubted(judged: Document) -> list[str]:
    return [judged.slice(mark.span) for mark in judged.marks if mark.origin.startswith("model/")]


def test_prose_stays_and_buttons_go() -> None:
    mixed = document(*PROSE, *RESIDUE)
    gone = doubted(model.judge([rulebook("en").ask(mixed)], Policy())[0])
    assert not set(gone) & set(PROSE)
    assert len(set(gone) & set(RESIDUE)) >= 3


def test_company_does_not_matter() -> None:
    several = [document(*PROSE), document(), document(*RESIDUE, *PROSE), document("f"), document(*PROSE[:1], "Tweet")]
    together = model.judge(several, Policy())
    assert together == [model.judge([one], Policy())[0] for one in several]
    assert together[::-1] == model.judge(several[::-1], Policy())
    assert [d.text for d in together] == [d.text for d in several]


def test_short_lines_that_say_the_same_share_one_score() -> None:
    """“Pros” is a part of every review in a list, or of none of them."""
    reviews = [
        line
        for name, verdict in (("Tern 4", "Light, and dear."), ("Gannet", "Heavy and cheap."), ("Skua X", "Neither."))
        for line in (name, "Pros", verdict, "Cons:", PROSE[0][:60], "Check price")
    ]
    sheet = model.sheet_of(document(*PROSE[:2], *reviews, *PROSE[2:], "Pros"))
    (opinion,) = model.weigh(model.load(), [sheet])
    assert opinion is not None
    for said in ("Pros", "Cons:", "Check price"):
        assert len({int(opinion.scores[at]) for at, line in enumerate(sheet.lines) if line == said}) == 1
    assert model.as_one(("Pros", "Cons", "pros:", "x" * 90, "x" * 90), np.array([5, 7, -2, 1, 3])).tolist() == [
        1,
        7,
        1,
        1,
        3,
    ]


def test_caution_removes_no_more() -> None:
    mixed = document(*RESIDUE[:3], *PROSE, *RESIDUE)
    normal, cautious = (set(doubted(model.judge([mixed], Policy(caution=c))[0])) for c in ("normal", "cautious"))
    assert cautious <= normal


def test_a_title_is_not_touched() -> None:
    mixed = document("Tweet", *PROSE, *RESIDUE)
    title = Mark(mixed.blocks[0].span, Label.TITLE, "core/title", "says the test", verdict=False)
    judged = model.judge([mixed.with_marks([title])], Policy())[0]
    assert title.span not in {mark.span for mark in judged.marks if mark.origin.startswith("model/")}


def test_marks_say_what_why_and_how_sure() -> None:
    judged = model.judge([rulebook("en").ask(document(*PROSE, *RESIDUE))], Policy())[0]
    marks = [mark for mark in judged.marks if mark.origin.startswith("model/")]
    assert marks
    for mark in marks:
        assert mark.label in Policy().drop
        assert "the model" in mark.reason
        assert 0 < mark.score <= 1 and mark.verdict
        assert mark.origin == f"model/{model.load().version}"


def test_beyond_the_budget_only_what_is_sure_goes() -> None:
    scores = np.array([3 * SCALE, SCALE // 2, -SCALE, 9 * SCALE])
    light = model.Opinion("light", False, scores, np.zeros(4, dtype=np.int64))
    assert model.chosen(light, [10, 10, 500, 10], 0.2, SCALE) == [0, 1, 3]
    assert model.chosen(light, [100, 100, 500, 10], 0.2, SCALE) == [0, 3]
    assert model.chosen(replace(light, regime="heavy"), [100, 100, 500, 10], 0.2, SCALE) == [0, 1, 3]


def test_the_budget_is_that_of_the_policy() -> None:
    mixed = document(*PROSE, *RESIDUE)
    none, some = (doubted(model.judge([mixed], Policy(budget=budget))[0]) for budget in (0.0, 0.25))
    assert len(none) < len(some)


def test_an_english_text_in_which_nothing_is_likelier_residue_than_not_stays_as_it_is() -> None:
    low = np.full(3, -SCALE, dtype=np.int64)
    doubtful = model.Opinion("light", True, np.array([-1, -SCALE // 2, -9 * SCALE]), low)
    assert model.chosen(doubtful, [10, 10, 500], 0.2, SCALE) == []
    assert model.chosen(replace(doubtful, regime="heavy"), [10, 10, 500], 0.2, SCALE) == [0, 1]
    assert model.chosen(replace(doubtful, english=False), [10, 10, 500], 0.2, SCALE) == [0, 1]
    beside_residue = replace(doubtful, scores=np.array([SCALE, -SCALE // 2, -9 * SCALE]))
    assert model.chosen(beside_residue, [10, 10, 500], 0.2, SCALE) == [0, 1]


@pytest.mark.parametrize("caution", ["normal", "cautious"])
@pytest.mark.parametrize("regime", model.WHOLE)
def test_in_english_whole_pages_only_what_is_likelier_residue_than_not_goes(regime: str, caution: str) -> None:
    assert min(model.limits_of(model.load(), regime, "en", caution)) >= 0


@pytest.mark.parametrize("caution", ["normal", "cautious"])
@pytest.mark.parametrize("tongue", ["en", "any"])
def test_what_is_left_of_a_page_is_asked_for_more(tongue: str, caution: str) -> None:
    limits = model.load().limits
    left, light = limits[f"left/{tongue}/{caution}"], limits[f"light/{tongue}/{caution}"]
    assert len(left) == len(light) == model.CLASSES
    assert sum(left) > sum(light)


def test_the_cautious_setting_takes_more_texts_for_the_rest_of_a_page() -> None:
    remains = model.load().remains
    assert remains["cautious"] < remains["normal"]


def test_a_rule_names_what_the_model_removes() -> None:
    assert guess("Anything", Label.PAYWALL)[0] == Label.PAYWALL
    assert guess("Share on Facebook and Twitter", None)[0] == Label.SHARE_BAR
    assert guess("Leave a comment or reply", None)[0] == Label.COMMENTS


def test_the_file_is_small_and_read_in_no_time() -> None:
    content = model.FILE.read_bytes()
    assert len(content) < 5_000_000
    head, arrays = unpack(content)
    assert pack(head, arrays) == content
    model.load.cache_clear()
    begin = time.process_time()
    model.load()
    assert time.process_time() - begin < 1


def test_something_else_is_not_a_model() -> None:
    with pytest.raises(ValueError, match="not a model"):
        unpack(b"something else")


def test_features_are_whole_and_named() -> None:
    rows = matrix(Sheet(PROSE, (True,) * len(PROSE)))
    assert rows.dtype == np.int32 and rows.shape == (len(PROSE), len(features.names()))
    assert len(set(features.names())) == len(features.names())
    assert matrix().shape == (0, len(features.names()))


def test_the_length_of_a_line_is_counted_in_every_script() -> None:
    lines = ("Rain fell on the old town.", "昨日、旧市街に雨が降った。", "เมื่อวานฝนตกในเมืองเก่า")
    quarters = matrix(Sheet(lines, (True,) * 3))[:, features.names().index("quarters")]
    assert (quarters >= 16).all() and (quarters <= 32).all()


def test_neighbours_end_at_the_document() -> None:
    places = Places([3, 2])
    values = np.array([1, 2, 3, 10, 20])
    assert places.neighbour(values, 1, -1).tolist() == [2, 3, -1, 20, -1]
    assert places.total(values).tolist() == [6, 6, 6, 30, 30]
    sums = places.sums(values)
    assert places.window(sums, 1).tolist() == [1, 2, 2, 15, 15]
    assert places.beyond(sums, 2).tolist() == [2, 3, -1, 20, -1]
    assert places.beyond(sums, -2).tolist() == [-1, 1, 1, -1, 10]
    hit = np.array([False, True, False, False, False])
    assert places.since(hit).tolist() == [FAR, 0, 1, FAR, FAR]
    assert places.until(hit).tolist() == [1, 0, FAR, FAR, FAR]


def test_quotients_are_whole_numbers_rounded_down() -> None:
    part = np.array([0, 7, 8, 9, -7, -8, -9, 10**12 - 1, 2**53 - 1, 1 - 2**53])
    for whole in (1, 2, 3, 8, 999, 10**6):
        assert (quotient(part, np.full_like(part, whole)) == part // whole).all()


def test_a_run_at_the_edge_of_a_text_is_as_long_as_it_is() -> None:
    places = Places([5, 3, 2])
    hit = np.array([True, True, False, True, False, False, True, True, True, True])
    assert places.run(hit).tolist() == [2, 2, 0, 1, 0, 0, 2, 2, 2, 2]
    many = Places([FAR + 50])
    assert set(many.run(np.ones(FAR + 50, dtype=bool)).tolist()) == {FAR}


def test_lines_that_come_again_look_the_same() -> None:
    """Whether a line is measured for the first time or remembered, alone or with others."""
    known, lines = Known(), ["Share this", "The bridge is open again.", "Share this", "", "12 of 14"]
    first, again = known.look(lines), known.look([*lines[3:], "Something new", *lines[:3]])
    for found, at in ((first, [0, 1, 2, 3, 4]), (again, [3, 4, 5, 0, 1])):
        alone = [Known().look([line]) for line in lines]
        assert [found.own[:, place].tolist() for place in at] == [each.own[:, 0].tolist() for each in alone]
        assert [found.lengths[place] for place in at] == [each.lengths[0] for each in alone]
        stops = np.cumsum(found.lengths)
        for place, each in zip(at, alone, strict=True):
            words = found.words[stops[place] - found.lengths[place] : stops[place]]
            assert found.hashes[words].tolist() == each.hashes[each.words].tolist()


def test_a_line_looks_the_same_wherever_it_stands() -> None:
    """A dot that began a batch was taken for an ellipsis: its score differed from that of the same text in company."""
    signs = " .,!…:'\"’(|aA1é字ก가$\u200b😀。？🇩\U00020000"
    lines = ["".join(line) for length in (1, 2) for line in product(signs, repeat=length) if "".join(line).strip()]
    sheets = [Sheet((line,), (True,)) for line in lines]
    alone = np.concatenate([matrix(sheet) for sheet in sheets])
    for first in (".", "x", "字"):
        begun = Sheet((first,), (True,))
        assert np.array_equal(matrix(begun, *sheets, begun)[1:-1], alone)


def test_words_weigh_by_where_they_stand_in_the_line() -> None:
    lines = ["Share this", "–", "This: share this!", "unheard", "share " * 100]
    hashed = features_words.hashed(Known().look(lines))
    assert np.diff(hashed.stops, prepend=0).tolist() == [2, 0, 3, 1, features_words.MOST]
    (key,) = set(features_words.hashed(Known().look(["share"])).words.tolist())
    weights = np.array([[1, 10, 100]], dtype=np.int8)
    lexicon = features_words.Lexicon(np.array([key], dtype=np.uint32), weights, 1.0, 0)
    middle, first_and_last = 1, (60 + 10 + 100) / np.sqrt(62)
    assert lexicon.score(hashed).tolist() == [int(11 / np.sqrt(2)), 0, middle, 0, int(first_and_last)]


CODE = """Open the file in a with block, so that it is closed whatever happens:

with open("log.txt") as f:
    for line in f:
        if line.startswith("#"):
            continue
        print(line)

That is all there is to it, and it works on every platform.

Share this article

Facebook
"""
TALK = (
    "Pilots at the port of Kelmouth say that they will refuse to board any ship met by the two new tugs.\n\n"
    "“What, all of them?”\n\n“No.”\n\n— Then which?\n\n© 2024 Kelmouth Mercury Ltd. All rights reserved.\n"
)


@pytest.mark.parametrize(("text", "ends"), [(CODE, "platform."), (TALK, "— Then which?")])
def test_no_line_goes_out_of_a_program_and_no_answer_out_of_a_talk(text: str, ends: str) -> None:
    """`continue` went as a promotion, “No.” as navigation, as soon as a share bar or a footer was there to go."""
    assert clean(text, media_type="text/plain").text.strip() == text[: text.index(ends) + len(ends)]


LUNCH = (
    "The Anchor\n\nLunch\n12–2.30\n\nStarters\nSoup of the day £4.50\nWhitebait £6\n\nMains\nFish pie £12\nSteak\n£18"
    "\n\nPuddings\nCrumble\n£5\nIce cream\n£4\n\nSundays: roast only.\nNo dogs upstairs.\n"
)
MATCH = (
    "Tolbury v Marlow: statistics\n\nPossession\n58%\n42%\n\nShots\n14\n9\n\nCorners\n7\n2\n\nRed cards\n0\n0\n\n"
    "Man of the match\nPenn (8.5)\n"
)


BAR = "Share this article\nFacebook\nTwitter\nEmail\nSubscribe to our newsletter\nRelated stories\n"


@pytest.mark.parametrize("text", [LUNCH, MATCH])
def test_no_line_goes_out_of_a_text_of_short_lines(text: str) -> None:
    """Dishes and figures went as navigation, because each of them is short and stands alone."""
    joined = text.replace("\n\n", "\n")
    assert clean(joined + BAR, media_type="text/plain").text.strip() == joined.strip()


def test_the_line_that_opens_an_english_text_stays_if_it_may_be_its_title() -> None:
    text = document("A station in the desert plays only rain", *PROSE, "Tweet")
    assert spared(text, [0, 6], [9000] * 7, heavy=False) == [6]
    assert spared(text, [0, 6], [9000] * 7, heavy=True) == [0, 6]


def test_a_line_that_ends_in_a_comma_stays_with_the_next_one() -> None:
    letter = document("Dear Jane,", "thank you,", "Tom", PROSE[0])
    assert model.unbroken(letter, [0, 1], ()) == []
    assert model.unbroken(letter, [0, 1, 2], ()) == [0, 1, 2]
    assert model.unbroken(letter, [1], {letter.blocks[2].span}) == [1]


CONTENTS = ("In this article", "When to go", "What to eat")


def test_only_a_table_that_names_its_parts_in_their_order_speaks_for_them() -> None:
    table = document(*CONTENTS, PROSE[0], CONTENTS[1], PROSE[1], CONTENTS[2], PROSE[2])
    assert spared(table, [1, 2, 4, 6], [9000] * 8, heavy=False) == [1, 2]
    other = document(*CONTENTS, PROSE[0], CONTENTS[2], PROSE[1], CONTENTS[1], PROSE[2])
    assert spared(other, [1, 2, 4, 6], [9000] * 8, heavy=True) == [1, 2, 4, 6]


@pytest.mark.parametrize(("regime", "gone"), [("light", 3), ("left", 0), ("heavy", 0)])
def test_a_table_of_contents_goes_from_an_article_alone(
    regime: str, gone: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = document(*CONTENTS, PROSE[0], CONTENTS[1], PROSE[1], CONTENTS[2], PROSE[2])
    low = np.full(len(table.blocks), -SCALE, dtype=np.int64)
    monkeypatch.setattr(model, "weigh", lambda *_: [model.Opinion(regime, True, low, np.zeros_like(low))])
    (judged,) = model.judge([table], Policy())
    assert [judged.slice(mark.span) for mark in judged.marks] == list(CONTENTS)[:gone]


def test_what_is_indented_and_doubted_as_a_whole_may_go() -> None:
    menu = Document(text := "  Share();\n  Tweet();\n  Print();", blocks=blocks_of(text))
    assert spared(menu, [0, 1, 2], [9, 9, 9], heavy=False) == [0, 1, 2]
    assert spared(menu, [1], [9, 9, 9], heavy=False) == []
    assert spared(menu, [1], [9, 9, 9], heavy=True) == [1]


@pytest.mark.parametrize(
    "line",
    ["Kazi itachukua mwaka mmoja na nusu.", "Աշխատանքները կտևեն մեկուկես տարի։", "Mai.", "Smacznego!", "Yapılışı:"],
)
def test_in_other_languages_no_sentence_goes_of_which_no_rule_speaks(line: str) -> None:
    """Of 443 lines of content in our own texts in forty languages 11 short sentences, wishes and headings of recipes
    went, because they stood near a frame."""
    text = f"Ein Satz davor.\n\n{line}\n\nDalintis"
    document = Document(text, blocks=blocks_of(text))
    scores = [0, 9000, 9000]
    assert spared(document, [1, 2], scores, heavy=False) == [2]


RAIN = (
    "In Tonopah, where it rains five inches a year, you can tune to 89.9 and hear nothing but rain, which has been on "
    "the air for nine years.\n\nThe station is run by a retired engineer from a shed behind his house, and it has not "
    "been off for more than a day, he says."
)


def test_a_headline_above_a_date_and_buttons_is_the_title_and_not_the_judges() -> None:
    cleaned = clean(
        f"A station in the desert plays only rain\nMarch 3, 2025\nHeard on Sunday\nDownload\nTranscript\n{RAIN}"
    )
    assert cleaned.metadata["title"] == "A station in the desert plays only rain"


def test_what_a_table_of_contents_names_stays_and_the_table_goes() -> None:
    parts = ["When to go", "What to eat", "Where to sleep"]
    body = "\n\n".join(
        f"{part}\n\n{said}" for part, said in zip(parts, [*RAIN.split("\n\n"), RAIN[:130] + "."], strict=True)
    )
    text = "\n\n".join(
        ["Three days by the sea", "In this article", *parts, RAIN.split("\n\n")[0][:-1] + ", they say.", body]
    )
    cleaned = clean(text).text
    assert [cleaned.count(part) for part in parts] == [1, 1, 1]
    assert "In this article" not in cleaned


def test_a_numbered_list_does_not_lose_single_entries() -> None:
    text = "\n".join(f"{number}. Word {number}" for number in range(1, 7))
    document = Document(text, blocks=blocks_of(text))
    assert spared(document, [4, 5], [9000] * 6, heavy=False) == []
    assert spared(document, [0, 2, 3, 4], [9000] * 6, heavy=False) == [0, 2, 3, 4]


def test_a_statement_that_speaks_of_nobody_here_and_a_question_that_is_answered_stay_between_residue() -> None:
    """With the promotions around them gone, the judge took the short lines between them for more of the same."""
    title = "What the new parking rules mean for you"
    questions = (
        "Who has to pay?",
        "Everyone who leaves two wheels on a footway.",
        "Are there exceptions?",
        "Yes. Narrow streets.",
    )
    promotion = "Have your say! Should pavement parking be banned? Let us know in the comments"
    last = ("Can I appeal?", "You can, within 28 days, online or by letter.")
    channel = "Get all the latest Easton news straight to your phone by joining our WhatsApp community."
    prose = "From Monday, drivers who park on a pavement in the borough can be fined £70, the council says."
    text = "\n\n".join(
        (title, "Amy Trask, Local Democracy Reporter", prose, *questions, promotion, *last, channel, "Story Saved")
    )
    left = clean(text).text.split("\n\n")
    assert left == [prose, *questions, *last]
