"""What README and CONTRIBUTING say is true: commands and targets exist, examples give what they show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cleaners import Label
from cleaners.policy import KEPT_BY_DEFAULT
from flows.cli import OK, main
from flows.cli.app import LABELS
from flows.raw.sources import OF_FOLDERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def blocks(text: str, language: str = "") -> list[str]:
    """The fenced blocks of a page, in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_commands_and_targets_exist(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == OK
    commands = set(re.findall(r"^  ([a-z]+)  ", capsys.readouterr().out, flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|\$ |^)winnow ([a-z]+)", page, flags=re.MULTILINE))
    assert named
    assert named <= commands
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", page, flags=re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_files_that_are_named_are_there(page: str) -> None:
    links = re.findall(r"\]\(([^):]+)\)", page)
    code = re.findall(r"`((?:cleaners|flows|tests|raw|docs|benchmarks)/[\w./-]+)`", page)
    assert links or code
    assert not [name for name in links + code if not (ROOT / name.partition("#")[0]).exists()]


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
    assert all(anchor == re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-") for name, anchor in listed)
