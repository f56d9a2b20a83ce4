"""What decides how a document is cleaned, in a few hex digits: code and trained files, policy, packages, rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import metadata as packages
from pathlib import Path

from cleaners.mark.rules import BUNDLED, rule_folders
from cleaners.policy import DEFAULT, Policy

DEPENDENCIES = ("charset-normalizer", "ftfy", "htmldate", "langdetect", "lxml", "numpy", "trafilatura")
"""The packages that cleaners ask: another version of one of them may clean otherwise."""


def fingerprint(policy: Policy = DEFAULT) -> str:
    """Sixteen hex digits that change when anything changes that decides how a document is cleaned: our code, rules and
    models, the policy, the versions of the packages behind the doors."""
    return foundation(policy) + rules_fingerprint(policy)


@lru_cache(maxsize=16)
def foundation(policy: Policy = DEFAULT) -> str:
    """The first eight of them, which stand for everything but the rules: what concerns every document."""
    digest = hashlib.sha256(replace(policy, rules=()).fingerprint().encode())
    here = Path(__file__).parent
    for path in sorted(here.rglob("*")):
        ours = path.is_file() and "__pycache__" not in path.parts and path.suffix != ".md"
        if ours and BUNDLED not in path.parents:
            digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name, version in versions().items():
        digest.update(f"{name}=={version}\n".encode())
    return digest.hexdigest()[:8]


@lru_cache(maxsize=16)
def rules_fingerprint(policy: Policy = DEFAULT) -> str:
    """The other eight, which stand for all rules. Which of them concern a document, `cleaners.mark.reach` says."""
    digest = hashlib.sha256()
    for folder in rule_folders(policy):
        for path in sorted(folder.glob("*/*.toml")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def versions() -> Mapping[str, str]:
    """The packages that clean text has to thank for, with their versions."""
    return {name: packages.version(name) for name in DEPENDENCIES}
