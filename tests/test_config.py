"""The configuration: what holds, where it comes from, and what is said to somebody who got it wrong."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaners.document import Label
from cleaners.errors import ConfigurationError
from flows.cli import OK, USAGE, main
from flows.config.configuration import configured, found
from flows.config.settings import Settings
from flows.raw.places import named
from flows.runs.summary import Summary

PROSE = "The council voted by nine to four to lease a vessel built for the lake trade, and nobody spoke against it."
BYLINE = "Author: Jane Roe"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project to stand in."""
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_rule(folder: Path, text: str, name: str = "promo.toml") -> None:
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "en" / name).write_text(text, "utf-8")


# What holds


def test_without_a_file_the_defaults_hold() -> None:
    nothing = configured({})
    assert nothing.file is None
    assert nothing.settings().raw == Path("raw")
    assert Label.BYLINE in nothing.policy.drop


def test_a_file_above_holds_and_its_paths_count_from_there(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "winnow.toml").write_text('[ingest]\nraw = "scraped"\n[policy]\nkeep = ["byline"]\nbudget = 0.1\n')
    (project / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(project / "deep" / "er")
    there = configured({})
    assert there.raw == project / "scraped"
    assert there.clean == Path("clean")
    assert Label.BYLINE not in there.policy.drop
    assert there.policy.budget == 0.1


def test_a_byte_order_mark_and_the_users_own_folder_are_understood(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(project / "home"))
    (project / "winnow.toml").write_text('[ingest]\nraw = "~/scraped"\nclean = "~"\n', "utf-8-sig")
    there = configured({})
    assert (there.raw, there.clean) == (project / "home/scraped", project / "home")


def test_pyproject_speaks_under_tool_winnow(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.other]\nx = 1\n[tool.winnow.ingest]\nworkers = 3\n")
    assert configured({}).settings().workers == 3


def test_a_pyproject_that_does_not_speak_of_us_ends_the_search(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "winnow.toml").write_text("[ingest]\nworkers = 3\n")
    (project / "inner").mkdir()
    (project / "inner" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    monkeypatch.chdir(project / "inner")
    assert configured({}).workers is None


def test_the_environment_is_stronger_than_the_file(project: Path) -> None:
    (project / "winnow.toml").write_text("[policy]\nbudget = 0.1\nmarkdown = false\n")
    holds = configured(
        {"WINNOW_POLICY_BUDGET": "0.3", "WINNOW_POLICY_KEEP": "byline, credit", "WINNOW_POLICY_MARKDOWN": "true"}
    )
    assert holds.policy.budget == 0.3
    assert not {Label.BYLINE, Label.CREDIT} & holds.policy.drop
    assert holds.policy.markdown


def test_a_file_can_be_named(project: Path) -> None:
    (project / "winnow.toml").write_text("[ingest]\nworkers = 3\n")
    (project / "other.toml").write_text("[ingest]\nworkers = 4\n")
    assert configured({"WINNOW_CONFIG": "other.toml"}).workers == 4


def test_a_site_states_only_what_differs(project: Path) -> None:
    write_rule(project / "own", '[x]\nwhy = "x"\nall_of = ["x"]\n')
    (project / "winnow.toml").write_text(
        '[policy]\nkeep = ["deck"]\nbudget = 0.1\n'
        '[site."Example.org"]\nkeep = ["byline"]\ncaution = "cautious"\nrules = ["own"]\n'
    )
    holds = configured({})
    site = holds.sites["example.org"]
    assert site.budget == 0.1
    assert site.caution == "cautious"
    assert site.drop == holds.policy.drop - {Label.BYLINE}
    assert site.rules == (str((project / "own").resolve()),)
    assert holds.policy.rules == ()


def test_links_may_be_wished_for_all_where_some_are_markdown(project: Path) -> None:
    (project / "winnow.toml").write_text('[policy]\nkeep_links = true\n[site."example.org"]\nmarkdown = true\n')
    assert configured({}).sites["example.org"].keep_links


def test_the_settings_of_a_run_carry_it_all(project: Path) -> None:
    (project / "winnow.toml").write_text(
        '[ingest]\ndeadline = 5\nretry = true\nmax_quarantine = 0.2\n[fields]\ntext = "story"\n'
    )
    settings = configured({}).settings()
    assert (settings.deadline, settings.retry, settings.max_quarantine) == (5, True, 0.2)
    assert settings.fields[0].text == "story"


def example_in(page: str) -> str:
    """The configuration that a page of the documentation shows."""
    text = (Path(__file__).parent.parent / "docs" / page).read_text("utf-8")
    return text.partition("```toml\n")[2].partition("```")[0]


def test_the_examples_in_the_documentation_hold(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "winnow.toml").write_text(example_in("operation.md"), "utf-8")
    for folder in ("my-rules", "my-rules-for-example"):
        assert main(["rules", "new", folder]) == OK
    holds = configured({})
    assert holds.sites["example.org"].caution == "cautious"
    assert (holds.every, holds.name, holds.workers) == ("15m", "news", 4)
    (project / "winnow.toml").write_text(example_in("formats.md"), "utf-8")
    assert configured({}).settings().fields[0].text == "article.body"


# winnow config


def test_config_shows_values_and_where_they_come_from(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "winnow.toml").write_text('[policy]\nbudget = 0.1\n[site."example.org"]\nkeep = ["byline"]\n')
    monkeypatch.setenv("WINNOW_INGEST_WORKERS", "2")
    assert main(["config", "--json", "--drop", "deck"]) == OK
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert shown["policy.budget"] == {"value": 0.1, "from": "winnow.toml"}
    assert shown["ingest.workers"] == {"value": 2, "from": "WINNOW_INGEST_WORKERS"}
    assert shown["policy.drop"] == {"value": ["deck"], "from": "--drop"}
    assert shown["ingest.raw"] == {"value": "raw", "from": "default"}
    assert shown['site."example.org".keep'] == {"value": ["byline"], "from": "winnow.toml"}
    assert main(["config"]) == OK
    assert "policy.budget" in capsys.readouterr().out


def test_clean_goes_by_the_configuration(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "a.txt").write_text(f"Council leases a vessel\n\n{BYLINE}\n\n{PROSE}\n", "utf-8")
    assert main(["clean", "a.txt"]) == OK
    assert capsys.readouterr().out == PROSE + "\n"
    (project / "winnow.toml").write_text('[site."example.org"]\nkeep = ["byline"]\n')
    assert main(["clean", "a.txt", "--url", "https://www.example.org/a"]) == OK
    assert BYLINE in capsys.readouterr().out
    assert main(["clean", "a.txt", "--url", "https://example.com/a"]) == OK
    assert BYLINE not in capsys.readouterr().out


# A rule file to start from


def test_a_new_rule_file_passes_its_own_examples(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "new", "own", "--label", "newsletter", "--language", "any"]) == OK
    assert (project / "own" / "any" / "newsletter.toml").is_file()
    (project / "a.txt").write_text(f"{PROSE}\n\nFollow us on Tower Radio every weekday from six.\n", "utf-8")
    capsys.readouterr()
    assert main(["clean", "a.txt", "--rules", "own"]) == OK
    assert capsys.readouterr().out == PROSE + "\n"
    assert main(["rules", "new", "own", "--label", "newsletter", "--language", "any"]) == USAGE
    assert "is there already" in capsys.readouterr().err


# Twenty and more ways to get it wrong. Each: the file's text, and what the one line has to name.

WRONG = {
    "unknown key": ("[policy]\nbudgt = 0.1\n", ["winnow.toml", "policy.budgt", "did you mean budget?"]),
    "unknown section": ("[polcy]\n", ["winnow.toml", "polcy", "did you mean policy?"]),
    "not a table": ("policy = 3\n", ["policy must be a table"]),
    "text for a number": ('[policy]\nbudget = "a tenth"\n', ["policy.budget must be a number", "a tenth"]),
    "number for a text": ("[ingest]\nraw = 3\n", ["ingest.raw must be a text"]),
    "fraction of a worker": ("[ingest]\nworkers = 1.5\n", ["ingest.workers must be a whole number"]),
    "no workers": ("[ingest]\nworkers = 0\n", ["ingest.workers must be at least 1"]),
    "negative budget": ("[policy]\nbudget = -0.1\n", ["policy.budget must be at least 0"]),
    "share above one": ("[ingest]\nmax_quarantine = 50\n", ["ingest.max_quarantine must be at most 1"]),
    "no deadline": ("[ingest]\ndeadline = 0\n", ["ingest.deadline must be more than 0"]),
    "yes for true": ('[policy]\nmarkdown = "yes"\n', ["policy.markdown must be true or false"]),
    "text for a list": ('[policy]\nkeep = "byline"\n', ["policy.keep must be a list"]),
    "unknown label": ('[policy]\ndrop = ["bylin"]\n', ["policy.drop: no such label", "bylin", "did you mean byline?"]),
    "keep whitespace": ('[policy]\nkeep = ["whitespace"]\n', ["policy", "whitespace cannot be kept"]),
    "drop and keep": ('[policy]\ndrop = ["deck"]\nkeep = ["deck"]\n', ["policy", "deck cannot be dropped and kept"]),
    "unknown caution": ('[policy]\ncaution = "very"\n', ["policy.caution must be 'normal', 'cautious' or 'rules'"]),
    "no language": ('[policy]\nlanguage = "English"\n', ["policy.language", "two small letters"]),
    "unknown key of a site": ('[site."a.org"]\nkep = []\n', ['site."a.org".kep', "did you mean keep?"]),
    "number in a site": ('[site."a.org"]\nbudget = "x"\n', ['site."a.org".budget must be a number']),
    "address of a site": ('[site."https://a.org/"]\nkeep = []\n', ["site", "'https://a.org/'", '[site."a.org"]']),
    "port of a site": ('[site."a.org:8080"]\nkeep = []\n', ["is no host name; write it as", '[site."a.org"]']),
    "stars in a site": ('[site."*.a.org"]\nkeep = []\n', ["is no host name; write it as", '[site."a.org"]']),
    "site without a name": ('[site.""]\nkeep = []\n', ["'' is no host name; name one", '[site."example.org"]']),
    "bad cron": ('[schedule]\ncron = "75 * * * *"\n', ["schedule.cron", "minute: 75 is not within 0 to 59"]),
    "short cron": ('[schedule]\ncron = "0 6 *"\n', ["schedule.cron", "five columns"]),
    "bad interval": ('[schedule]\nevery = "often"\n', ["schedule.every", "15m"]),
    "cron and interval": ('[schedule]\ncron = "0 6 * * *"\nevery = "1h"\n', ["schedule", "either cron or every"]),
    "bad zone": ('[schedule]\ntimezone = "Europe/Berln"\n', ["schedule.timezone", "did you mean Europe/Berlin?"]),
    "slash in a name": ('[schedule]\nname = "a/b"\n', ["schedule.name", "a/b"]),
    "a key without a section": ('raw = "raw"\n', ["winnow.toml: raw stands outside", "it belongs under [ingest]"]),
    "no such cluster": ('[ingest]\non = "spark"\n', ["winnow.toml: ingest.on", "no cluster is called 'spark'"]),
    "bad log format": ('[log]\nformat = "xml"\n', ["log.format must be 'plain' or 'json'"]),
    "unknown field": ('[fields]\ntxt = "body"\n', ["winnow.toml: fields", "txt", "text"]),
    "missing rules": ('[rules]\nfolders = ["nowhere"]\n', ["rules.folders", "nowhere does not exist"]),
    "empty rules": ('[rules]\nfolders = ["raw"]\n', ["rules.folders", "no rules in raw", "winnow rules new"]),
    "links of plain text": ("[policy]\nkeep_links = true\n", ["policy.keep_links needs markdown = true beside it"]),
    "links of a site": (
        '[policy]\nmarkdown = true\n[site."A.org"]\nkeep_links = true\nmarkdown = false\n',
        ['site."A.org".keep_links needs markdown = true'],
    ),
    "a host without quotes": (
        "[site.www.example.org]\ncaution = 'rules'\n",
        ["put the host in quotes", 'site."www.example.org"'],
    ),
    "bad TOML": ("[policy\n", ["winnow.toml", "not valid TOML", "line 1"]),
    "not even text": ("\udcff\udcfe", ["winnow.toml", "not valid TOML"]),
}


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a command says before it ends with exit code 2."""
    capsys.readouterr()
    assert main(arguments) == USAGE
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("winnow: ")
    assert err.count("\n") == 1
    assert len(err) < 400
    return err


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_configuration_is_one_clear_line(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, words = WRONG[name]
    (project / "winnow.toml").write_text(text, "utf-8", errors="surrogateescape")
    for command in (["config"], ["ingest"], ["schedule", "--every", "1h"]):
        error = refused(command, capsys)
        assert not [word for word in words if word not in error], error


WRONG_RULES = {
    "bad regex": ('[x]\nwhy = "w"\nall_of = ["(unclosed"]\n', ["en/promo/x", "bad pattern", "(unclosed"]),
    "unknown key": ('[x]\nwhy = "w"\nall-of = ["a"]\n', ["en/promo/x", "all-of", "did you mean all_of?"]),
    "no reason": ('[x]\nall_of = ["a"]\n', ["en/promo/x", "why"]),
    "bad place": ('[x]\nwhy = "w"\nall_of = ["a"]\nwhere = "top"\n', ["en/promo/x", "where"]),
    "bad TOML": ("[x\n", ["en/promo.toml", "not valid TOML"]),
}


@pytest.mark.parametrize("name", WRONG_RULES)
def test_a_wrong_rule_of_the_users_own_is_one_clear_line(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, words = WRONG_RULES[name]
    write_rule(project / "own", text)
    (project / "a.txt").write_text(PROSE, "utf-8")
    by_option = refused(["clean", "a.txt", "--rules", "own"], capsys)
    (project / "winnow.toml").write_text('[rules]\nfolders = ["own"]\n')
    by_file = refused(["ingest"], capsys)
    for error in (by_option, by_file):
        assert not [word for word in ["own", *words] if word not in error], error


def test_a_rule_file_for_no_label_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rule(project / "own", '[x]\nwhy = "w"\nall_of = ["a"]\n', name="bylines.toml")
    assert "did you mean byline?" in refused(["ingest", "--rules", "own"], capsys)


WRONG_COMMANDS = {
    "missing raw": (["ingest", "nowhere"], ["nowhere does not exist"]),
    "raw is clean": (["ingest", "raw", "raw"], ["cannot be raw and clean at once"]),
    "bad cron": (["schedule", "--cron", "0 25 * * *"], ["--cron", "hour: 25 is not within 0 to 23"]),
    "bad time zone": (
        ["schedule", "--cron", "0 6 * * *", "--timezone", "Berlin"],
        ["--timezone: no such", "Europe/Be"],
    ),
    "bad weekday": (["schedule", "--cron", "0 6 * * fry"], ["--cron", "did you mean fri?"]),
    "no time": (["schedule"], ["--cron", "--every 15m"]),
    "two times": (["schedule", "--every", "1h", "--cron", "0 6 * * *"], ["not both"]),
    "slash in a name of its own": (["schedule", "--every", "1h", "--name", "a/b"], ["--name", "'a/b' cannot be"]),
    "a month is no minute": (["schedule", "--every", "1month"], ["--every", "'1month' is no interval"]),
    "no interval": (["schedule", "--every", "0m"], ["--every", "at least one second"]),
    "schedule of nothing": (["schedule", "--every", "1h", "--raw", "nowhere"], ["nowhere does not exist"]),
    "watch nothing": (["watch", "nowhere"], ["nowhere does not exist"]),
    "watch nothing, as an option": (["watch", "--raw", "nowhere"], ["nowhere does not exist"]),
    "raw twice": (["ingest", "raw", "--raw", "nowhere"], ["raw and nowhere are one place said twice"]),
    "unknown option": (["ingest", "--wrokers", "2"], ["--wrokers"]),
}


@pytest.mark.parametrize("name", WRONG_COMMANDS)
def test_a_wrong_command_is_one_clear_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, words = WRONG_COMMANDS[name]
    error = refused(arguments, capsys)
    assert not [word for word in words if word not in error], error


def test_watch_is_told_whatever_ingest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("watchfiles")
    told: list[tuple[Settings, str]] = []

    def run(settings: Settings, *, prefect: str, **_: Any) -> Summary:
        told.append((settings, prefect))
        return Summary(total=1, cleaned=1)

    monkeypatch.setattr("flows.runs.start.run", run)
    monkeypatch.setattr("flows.cli.watching.stopped_by_signals", threading.Event)
    options = ["raw", "out", "--format=markdown", "--links", "--also=jsonl.gz", "--gone=remove", "--prefect=never"]
    assert main(["ingest", *options]) == main(["watch", "--once", *options]) == OK
    by_hand, watched = told
    assert watched == (replace(by_hand[0], rest=3.0), "never")
    assert (by_hand[0].also, by_hand[0].gone, by_hand[0].policy.keep_links) == (("jsonl.gz",), "remove", True)


@pytest.mark.parametrize("is_first", [True, False])
def test_raw_and_clean_in_the_wrong_order_are_noticed(
    is_first: bool, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if is_first:
        (project / "clean").mkdir()
    else:
        assert main(["ingest", "raw", "clean"]) == OK
    (project / "raw" / "a.txt").write_text(PROSE, "utf-8")
    assert "first comes the folder to read" in refused(["ingest", "clean", "raw"], capsys)
    assert [path.name for path in (project / "raw").iterdir()] == ["a.txt"]


def test_an_address_that_cannot_be_read_leaves_no_folder(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nobody knows what nowhere:// is" in refused(["ingest", "nowhere://bucket", "clean"], capsys)
    assert not (project / "clean").exists()


def test_an_address_that_nobody_answers_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It was "input or output: Connection refused"."""
    assert "ftp://127.0.0.1:1/raw cannot be reached (Connection refused)" in refused(
        ["ingest", "ftp://127.0.0.1:1/raw"], capsys
    )


def test_a_folder_of_ones_own_is_found_whatever_the_shell_expands(monkeypatch: pytest.MonkeyPatch) -> None:
    """zsh and dash hand `make ingest RAW=~/scraped` on as it is."""
    monkeypatch.setenv("HOME", "/home/jane")
    assert named(raw="~/scraped") == {"raw": Path("/home/jane/scraped"), "raw_url": ""}


def test_a_wrong_variable_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINNOW_POLICY_BUGET", "0.1")
    assert "WINNOW_POLICY_BUGET: unknown key policy.buget; did you mean budget?" in refused(["config"], capsys)
    monkeypatch.delenv("WINNOW_POLICY_BUGET")
    monkeypatch.setenv("WINNOW_POLICY_BUDGET", "little")
    assert "WINNOW_POLICY_BUDGET: policy.budget must be a number, not 'little'" in refused(["config"], capsys)


@pytest.mark.parametrize("epoch", ["99999999999999", "9" * 5000, "abc", "-5", "1.5", "\u00b2"])
def test_a_wrong_time_is_named_before_anything_begins(
    epoch: str, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert "SOURCE_DATE_EPOCH is" in refused(["ingest"], capsys)
    assert not (project / "clean").exists()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert Settings(Path("raw"), Path("clean")).timestamp() == "2023-11-14T22:13:20Z"


def test_a_missing_file_that_was_named_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        found({"WINNOW_CONFIG": "nowhere.toml"}, Path())
