"""Where the Prefect API is that would record a run, if there is one.

Found out without importing Prefect, which takes two seconds. Looks where Prefect looks, in its order:
environment, ``.env``, ``prefect.toml``, ``pyproject.toml``, active profile.
"""

from __future__ import annotations

import http.client
import json
import os
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 3.0
"""Seconds to wait for an answer."""


@dataclass(frozen=True, slots=True)
class Api:
    """The address of an API that answers, or none and a line that says why."""

    url: str | None
    note: str = ""


def find() -> Api:
    """The configured API, if it answers."""
    url = configured_url() or own_server(Path())
    if not url:
        return Api(None, "not recorded by Prefect: no API is configured (PREFECT_API_URL)")
    if not answers(url):
        return Api(None, f"not recorded by Prefect: {without_secrets(url)} does not answer")
    return Api(url)


def configured_url(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> str | None:
    """The API address that Prefect would use when started in `folder`."""
    environment = os.environ if environment is None else environment
    folder = folder or Path.cwd()
    return next((url for url in _candidates(environment, folder) if url), None)


def own_server(folder: Path) -> str | None:
    """The address of the server that `winnow schedule` keeps running for a project, if it does."""
    try:
        url = json.loads((folder / ".prefect" / "server.json").read_text(encoding="utf-8"))["url"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url if isinstance(url, str) and answers(url) else None


def answers(url: str) -> bool:
    """Does somebody answer at the API's address? A refusal is an answer: then Prefect can say what it wants."""
    if not url.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(url.rstrip("/") + "/health", timeout=PATIENCE):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except (OSError, ValueError, http.client.HTTPException):
        return False


def _candidates(environment: Mapping[str, str], folder: Path) -> Iterator[str | None]:
    yield environment.get("PREFECT_API_URL")
    yield _dot_env(folder / ".env")
    yield _dig(_toml(folder / "prefect.toml"), "api", "url")
    yield _dig(_toml(folder / "pyproject.toml"), "tool", "prefect", "api", "url")
    home = Path(environment.get("PREFECT_HOME") or Path("~/.prefect").expanduser())
    profiles = _toml(Path(environment.get("PREFECT_PROFILES_PATH") or home / "profiles.toml"))
    active = environment.get("PREFECT_PROFILE") or profiles.get("active")
    yield _dig(profiles, "profiles", str(active), "PREFECT_API_URL")


def _dot_env(path: Path) -> str | None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in lines:
        name, equals, value = line.removeprefix("export ").partition("=")
        if equals and name.strip() == "PREFECT_API_URL":
            return value.strip().strip("\"'")
    return None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _dig(table: Any, *keys: str) -> str | None:
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, str) else None


def without_secrets(url: str) -> str:
    """An address that may be shown."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
