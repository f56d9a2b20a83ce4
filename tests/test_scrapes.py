"""What a new user tries first: texts as scrapers bring them from sites of many kinds, looked at line by line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from cleaners import clean

SCRAPES = sorted((Path(__file__).parent / "cases" / "scrapes").glob("*.txt"))


class Scrape(NamedTuple):
    text: str
    stays: list[str]
    goes: list[str]
    facts: dict[str, str]


def read(path: Path) -> Scrape:
    lines: list[str] = []
    stays: list[str] = []
    goes: list[str] = []
    facts: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        sign, said = line[:2], line[2:]
        if sign == "= ":
            name, _, value = said.partition(": ")
            facts[name] = value
            continue
        assert not line or sign in ("+ ", "- ", "? "), f"{path.name}: {line}"
        lines.append(said)
        if sign in ("+ ", "- "):
            (stays if sign == "+ " else goes).append(said.strip())
    return Scrape("\n".join(lines) + "\n", stays, goes, facts)


@pytest.mark.parametrize("path", SCRAPES, ids=lambda path: path.stem)
def test_a_scrape_keeps_its_article_and_loses_the_rest(path: Path) -> None:
    scrape = read(path)
    document = clean(scrape.text)
    left = [line.strip() for line in document.text.splitlines()]
    assert [line for line in scrape.stays if line not in left] == [], "gone, but should have stayed"
    assert [line for line in scrape.goes if line in left and line not in scrape.stays] == [], "stayed, but should go"
    said = {name: document.metadata.get(name) for name in scrape.facts}
    told = {name: ", ".join(value) if isinstance(value, list) else str(value or "") for name, value in said.items()}
    assert told == scrape.facts
    assert document.restore() == scrape.text


def test_there_are_scrapes_of_many_kinds() -> None:
    assert len(SCRAPES) >= 12
