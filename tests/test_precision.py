"""How often is each rule right? Counted on three lines."""

from __future__ import annotations

from cleaners.document import Label
from cleaners.mark.precision import labelled, measure
from cleaners.mark.rules import RuleBook, read_rule

PROSE = "The harbour was quiet on Monday, and the ferry left with forty people and two dogs on board."


def test_measure_counts_each_text_of_a_site_once_and_words_every_time() -> None:
    record = {"lines": [PROSE, "", "buy the ferry", "old ferry"], "labels": "c-rc", "domain": "a.example"}
    sure = read_rule(
        "en/promo/x", Label.PROMO, "en", {"why": "Because.", "all_of": ["ferry"], "verdict": True, "max_chars": 20}
    )
    report = measure(RuleBook((sure,)), [labelled(record), labelled(record)])
    tally = report.rules["en/promo/x"]
    assert (tally.residue["all"], tally.content["all"]) == (1, 1)
    assert tally.precision() == 0.5 and tally.precision("heavy") == 1.0
    assert report.recall() == 1.0
    words = len(PROSE.split()) + 2
    assert report.loss() == report.loss("en/promo/x") == 2 / words
    assert tally.mistakes == {"old ferry": 2} and tally.sites == {"a.example"}


def test_measure_leaves_parts_of_blocks_and_kept_labels_out() -> None:
    record = {"lines": ["PORTSEA — " + PROSE], "labels": "c"}
    table = {"why": "Because.", "all_of": ["(?P<span>PORTSEA — )"], "verdict": True}
    part = read_rule("en/dateline/x", Label.DATELINE, "en", table)
    whole = read_rule("en/dateline/y", Label.DATELINE, "en", table | {"all_of": ["PORTSEA"]})
    report = measure(RuleBook((part, whole)), [labelled(record)])
    assert report.rules["en/dateline/x"].content["all"] == 0
    assert report.rules["en/dateline/y"].content["all"] == 1
    assert report.loss() == 0
