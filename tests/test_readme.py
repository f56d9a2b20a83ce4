"""What README, CONTRIBUTING and docs/ say is true: commands and targets exist, examples give what they show."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from cleaners import Label
from cleaners.mark.rules import read_rule
from cleaners.policy import KEPT_BY_DEFAULT
from flows.cli import OK, main
from flows.cli.aftercare import app
from flows.cli.app import LABELS
from flows.raw.sources import OF_FOLDERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
        ROOT / "cleaners" / "rules" / "README.md",
    )
}


def anchor(heading: str) -> str:
    """What a link calls a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def blocks(text: str, language: str = "") -> list[str]:
    """The fenced blocks of a page, in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def commands(command: Any, name: str = "") -> dict[str, set[str]]:
    """Every command by the name that one types, with its options."""
    own = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
    below = getattr(command, "commands", {}).items()
    return {name: own} | {k: v for part, each in below for k, v in commands(each, f"{name} {part}".strip()).items()}


@pytest.mark.parametrize("name", PAGES)
def test_commands_options_and_targets_exist(name: str) -> None:
    page = PAGES[name]
    known = commands(typer.main.get_command(app))
    lines = [line for block in blocks(page, r"\w*") for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", page)
    found = [re.match(r"(?:\$ )?winnow((?: [a-z]+(?![\w-]))+)(.*)", line) for line in lines]
    typed = [match.groups() for match in found if match]
    assert typed or "`--" in page or name.startswith("cleaners")
    for words, rest in typed:
        first, *others = words.split()
        called = f"{first} {others[0]}" if others and f"{first} {others[0]}" in known else first
        assert called in known
        options = set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", re.sub(r"#.*|\"[^\"]*\"", "", rest)))
        assert options <= known[called] | known[first], (words, rest)
    peculiar = {"--check", "--types", "--untouched", "--recorded"}  # of benchmarks
    assert set(re.findall(r"`(--[a-z][a-z-]*)", page)) - peculiar <= set().union(*known.values())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", page, flags=re.MULTILINE)) <= targets


@pytest.mark.parametrize("name", PAGES)
def test_files_and_headings_that_are_named_are_there(name: str) -> None:
    for link in re.findall(r"\]\(([^):]+)\)", PAGES[name]):
        path, _, heading = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if heading else []
        assert not heading or heading in map(anchor, headings), link
    code = re.findall(r"`((?:cleaners|flows|tests|raw|docs|benchmarks)/[\w./-]+)`", PAGES[name])
    assert not [path for path in code if not (ROOT / path).exists()]


def test_the_rule_that_is_shown_passes_its_own_examples() -> None:
    (example,) = blocks(PAGES["cleaners/rules/README.md"], "toml")
    ((name, values),) = tomllib.loads(example).items()
    rule = read_rule(f"en/consent-notice/{name}", Label.CONSENT_NOTICE, "en", values)
    assert all(map(rule.speaks, rule.hits))
    assert not any(map(rule.speaks, rule.misses))


def test_the_report_is_what_the_readme_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    shown = next(block for block in blocks(README) if block.startswith("$ winnow clean"))
    command, _, report = shown.partition("\n")
    assert main(command.removeprefix("$ winnow ").removesuffix(" >/dev/null").split()) == OK
    assert capsys.readouterr().err == report


def test_the_library_does_what_the_readme_says() -> None:
    code = next(block for block in blocks(README, "python") if "from cleaners import clean" in block)
    names: dict[str, Any] = {}
    exec(code, names)
    claims = re.findall(r"^(document\.\S+) +# (['\[].*)$", code, flags=re.MULTILINE)
    assert len(claims) == 3
    for expression, value in claims:
        assert eval(expression, names) == eval(value)
    assert names["document"].restore().endswith("\n\nf")


def test_clean_is_read_as_the_readme_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    raw = str(ROOT / "raw" / "archive")
    assert main(["ingest", raw, "clean", "--prefect", "never", "--workers", "1", "--quiet"]) == OK
    exec(next(block for block in blocks(README, "python") if "manifest.jsonl" in block), {})
    assert re.match(r"w[0-9a-f]{16} en \d+\n", capsys.readouterr().out)


def test_labels_are_named_where_one_looks_for_them() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| [^|]+ \| (yes|no)", (ROOT / "docs" / "labels.md").read_text("utf-8"), re.MULTILINE
    )
    assert dict(rows) == {label.value: "no" if label in KEPT_BY_DEFAULT else "yes" for label in Label}
    leaving, staying = (
        LABELS.removeprefix("Labels: ").removesuffix(", which stay if you do not drop them.").split("; and ")
    )
    assert sorted(leaving.split(", ")) == sorted(set(Label) - KEPT_BY_DEFAULT - {Label.WHITESPACE})
    assert sorted(staying.split(", ")) == sorted(KEPT_BY_DEFAULT)


def test_reasons_are_explained() -> None:
    sources = [path.read_text("utf-8") for folder in ("cleaners", "flows") for path in (ROOT / folder).rglob("*.py")]
    reasons = {r for text in sources for r in re.findall(r'(?:Unreadable|Rejected|Trouble)\(\s*"([a-z-]+)"', text)}
    explained = set(re.findall(r"`([a-z-]+)`", (ROOT / "docs" / "labels.md").read_text("utf-8")))
    assert len(reasons) > 25
    assert not (reasons | OF_FOLDERS) - explained


def test_decisions_are_found_by_subject() -> None:
    decisions = (ROOT / "DECISIONS.md").read_text("utf-8")
    listed = re.findall(r"^- \[(.+)\]\(#(.+)\)$", decisions, re.MULTILINE)
    assert [name for name, _ in listed] == re.findall(r"^## (.+)$", decisions, re.MULTILINE)
    assert all(linked == anchor(name) for name, linked in listed)
    paragraphs = decisions.split("\n\n")  # merging two branches once left one of them a second time, at the end
    assert len(set(paragraphs)) == len(paragraphs)
