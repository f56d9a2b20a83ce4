"""Killed at any write while documents are cleaned again by changed rules: whichever rules the next run has, it gives
what a fresh run with these gives."""

from __future__ import annotations

import shutil
from pathlib import Path

from ingesting import check, ingest, put, story, tree
from killing import every, killed_at

from cleaners import Policy

RULE = '[card]\nwhy = "sells"\nverdict = true\nwords = ["{}"]\nall_of = ["^Buy {}"]\n'


def rules(folder: Path, word: str) -> Policy:
    put(folder, f"{word}/en/promo.toml", RULE.format(word, word))
    return Policy(rules=(str(folder / word),))


def test_killed_at_every_write(tmp_path: Path) -> None:
    raw, old = tmp_path / "raw", tmp_path / "old"
    for word in ("apples", "berries", "plums"):
        put(raw, f"{word}.txt", f"{story(word)}\n\nBuy {word} today!\n\nf")
    put(raw, "copy.txt", f"{story('apples')}\n\nBuy apples today!\n\nf")
    before, after = rules(tmp_path, "apples"), rules(tmp_path, "berries")
    ingest(raw, old, policy=before)
    was, expected = tree(old), tmp_path / "expected"
    ingest(raw, expected, policy=after)
    count = 1
    while True:
        clean = tmp_path / f"clean{count}"
        shutil.copytree(old, clean)
        if not killed_at(count, raw, clean, policy=after):
            break
        turned = tmp_path / f"turned{count}"
        shutil.copytree(clean, turned)
        ingest(raw, clean, policy=after)
        assert tree(clean) == tree(expected), f"killed at write {count}"
        check(clean)
        ingest(raw, turned, policy=before)
        assert tree(turned) == was, f"killed at write {count}, and the rules were turned back"
        check(turned)
        count += every(31)
    assert count > 10
