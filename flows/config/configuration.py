"""The user's configuration: `winnow.toml` or `[tool.winnow]` in `pyproject.toml`, and ``WINNOW_…`` in the environment.

Nothing heavy is imported unless there is something to read: pydantic, which checks it, comes with `schema`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from cleaners.errors import ConfigurationError
from flows.config.settings import Settings

FILE = "winnow.toml"
PROJECT = "pyproject.toml"
ENVIRONMENT = "WINNOW_"
RESERVED = frozenset({"WINNOW_CONFIG", "WINNOW_DEBUG", "WINNOW_TELL"})

Layer = tuple[str, Mapping[str, Any]]
"""Where values come from (shown to the user), and the values, as nested as in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration(Settings):
    """Everything that can be configured, checked and complete: the settings of runs, and what is said around them. The
    defaults are the values without any file."""

    raw: Path = Path("raw")
    clean: Path = Path("clean")
    file: Path | None = None
    prefect: Literal["auto", "always", "never"] = "auto"
    cron: str | None = None
    every: str | None = None
    timezone: str | None = None
    name: str = "ingest"
    """Of the scheduled deployment."""
    log: Literal["plain", "json"] = "plain"

    def settings(self, **changes: Any) -> Settings:
        """The settings of a run; `changes` are fields of `Settings` that flags decide."""
        return Settings(**{field.name: getattr(self, field.name) for field in fields(Settings)} | changes)


def configured(environment: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Configuration:
    """The configuration that holds in `folder` (here). Raises `ConfigurationError` that names file, key and cure."""
    file, layers = found(os.environ if environment is None else environment, folder or Path())
    if not layers:
        return Configuration(file=file)
    from flows.config.schema import checked

    return checked(layers, file).configuration()


def found(environment: Mapping[str, str], folder: Path) -> tuple[Path | None, list[Layer]]:
    """The file that holds in `folder`, and every layer of values, the weakest first."""
    named = environment.get("WINNOW_CONFIG")
    layers: list[Layer] = []
    file = Path(named) if named else nearest_file(folder)
    if file is not None:
        layers.append((shown(file), read(file)))
    if any(name.startswith(ENVIRONMENT) and name not in RESERVED for name in environment):
        from flows.config.schema import from_environment

        layers += from_environment(environment)
    return file, layers


def nearest_file(folder: Path) -> Path | None:
    """The configuration file of `folder`, or of the nearest folder above it that has one."""
    folder = folder.absolute()
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
        project = place / PROJECT
        if project.is_file():
            return project if _speaks_of_us(project) else None
    return None


def read(file: Path) -> Mapping[str, Any]:
    """What the file says, not yet checked. Raises `ConfigurationError` if it cannot be read as TOML."""
    try:
        values = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"{file}: {(error.strerror or str(error)).lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{shown(file)}: not valid TOML: {error}") from None
    if file.name != PROJECT:
        return values
    ours = values.get("tool", {}).get("winnow", {})
    if not isinstance(ours, dict):
        raise ConfigurationError(f"{shown(file)}: tool.winnow must be a table, such as [tool.winnow.policy]")
    return ours


def _speaks_of_us(project: Path) -> bool:
    try:
        return b"tool.winnow" in project.read_bytes()
    except OSError:
        return False


def shown(file: Path) -> str:
    """The file as the user would name it."""
    try:
        return str(file.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(file)
