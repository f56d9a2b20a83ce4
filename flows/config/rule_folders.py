"""Folders with rules of the user's own: checked before a run, so that a mistake is one line and not a failed run."""

from __future__ import annotations

import re
from pathlib import Path

from cleaners.document import Label
from cleaners.errors import ConfigurationError, RuleError
from cleaners.mark.rules import check_patterns, languages, load

_LANGUAGE = re.compile("[a-z]{2,3}")
LAYOUT = "rules lie in a folder a language and a file a label, such as {folder}/en/promo.toml (winnow rules new)"


def checked_folder(folder: Path, where: str) -> Path:
    """The folder, absolute, if it is one and every rule in it can be read. Raises `ConfigurationError`, which starts
    with `where`: the key or the option that names the folder."""
    if not folder.is_dir():
        found = "is a file, no folder" if folder.exists() else "does not exist"
        raise ConfigurationError(f"{where}: {folder} {found}")
    absolute = folder.resolve()
    try:
        rules = [rule for language in languages(absolute) for rule in load(absolute, language)]
        for rule in rules:
            check_patterns(rule)
    except RuleError as error:
        raise RuleError(f"{folder}: {error}") from None
    for rule in rules:
        _check_language(rule.language, f"{where}: {folder / rule.language}")
    if not rules:
        raise ConfigurationError(f"{where}: no rules in {folder}; {LAYOUT.format(folder=folder)}")
    return absolute


def _check_language(name: str, where: str) -> None:
    """Rules under any other name would never be asked."""
    if not _LANGUAGE.fullmatch(name):
        raise ConfigurationError(f"{where}: {name!r} is no language code such as en, and not any")


EXAMPLE = """\
# Your own rules for the label {label}, for documents in the language {language}.
#
# A rule is a table; its name becomes part of its address, {language}/{label}/<name>, which every removal names.
# `winnow rules --rules {folder} test` runs the hits and misses, `winnow clean FILE --rules {folder} --report` shows
# what the rules take out, and this makes every run use them, in winnow.toml:
#
#     [rules]
#     folders = ["{folder}"]

[follow-us-on-the-tower-radio]
why     = "Asks to listen to a programme of the publisher's own; nothing that a reader of the article looks for."
# A block must match all of these (regular expressions), and none of none_of.
all_of  = ['(?i)\\b(?:listen to|tune in to|follow)\\b.{{0,40}}\\btower radio\\b']
none_of = ['["“”]', '(?i)\\b(?:said|told)\\b']
# Asked only of blocks that hold one of these words (lower case); it keeps a thousand rules quick.
words   = ["tower"]
# anywhere, start, end or edge (start or end) of the document.
where   = "anywhere"
max_chars = 200
# true: sure enough to act on its own word. false: evidence that the model weighs.
verdict = true
hits    = ["Follow us on Tower Radio every weekday from six.", "Listen to our programme on Tower Radio."]
misses  = ["The mayor told listeners of Tower Radio that the bridge would open.", "Tower Radio falls silent."]
"""
"""What `winnow rules new` starts from; its examples pass."""


def write_example(folder: Path, *, language: str, label: str) -> Path:
    """Write a rule file to start from; returns its path. Raises `ConfigurationError` if the file is there already, or
    for a label or language that there is not."""
    _check_language(language, "--language")
    if label not in set(Label):
        from cleaners.mark.rules import read_label

        read_label(label, "--label")
    path = folder / language / f"{label}.toml"
    if path.exists():
        raise ConfigurationError(f"{path} is there already; add a table to it, or choose another folder")
    if folder.exists() and not folder.is_dir():
        raise ConfigurationError(f"{folder} is a file, no folder; name a folder for rules of your own")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(EXAMPLE.format(folder=folder, language=language, label=label), "utf-8")
    return path
