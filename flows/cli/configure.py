"""What the configuration says where the command line is silent, and ``winnow config``, which shows both."""

from __future__ import annotations

import json as json_format
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners.errors import ConfigurationError
from cleaners.mark.rules import read_label
from cleaners.policy import Caution, Policy, contradiction
from flows.cli import OK, say
from flows.config.configuration import configured
from flows.config.rule_folders import checked_folder
from flows.config.settings import Settings
from flows.raw.places import named
from flows.raw.sites import for_host, site_of

if TYPE_CHECKING:
    from flows.cli.app import Cleaning

Flags = Callable[[Policy], Policy]
"""What the options on the command line make of a policy."""


def flags(options: Cleaning, *, language: str | None = None, format: str | None = None, links: bool = False) -> Flags:
    """What the options change of a configured policy. Raises `ConfigurationError` for a label or a folder that is
    none, for a label that cannot stay, and for options that contradict each other."""
    careful = caution(options)
    more = {read_label(name, "--drop") for name in options.drop or ()}
    less = {read_label(name, "--keep") for name in options.keep or ()}
    if wrong := contradiction(more, less):
        raise ConfigurationError(f"--drop, --keep: {wrong}")
    folders = [str(checked_folder(folder, "--rules")) for folder in options.rules or ()]

    def change(chosen: Policy) -> Policy:
        markdown = chosen.markdown if format is None else format == "markdown"
        if links and not markdown:
            raise ConfigurationError("--links needs --format markdown")
        return replace(
            chosen,
            drop=(chosen.drop | more) - less,
            language=language or chosen.language,
            caution=careful or chosen.caution,
            rules=(*chosen.rules, *folders),
            markdown=markdown,
            keep_links=chosen.keep_links or links,
        )

    return change


def caution(options: Cleaning) -> Caution | None:
    """The caution that two options ask for, if any. Raises `ConfigurationError` for both at once."""
    if options.cautious and options.rules_only:
        raise ConfigurationError(
            "--cautious and --rules-only cannot be said at once: without the model none is cautious"
        )
    return "rules" if options.rules_only else "cautious" if options.cautious else None


def policy(url: str | None, source: str) -> Policy:
    """The policy for one document, before any option: that of its site, else the usual one."""
    found = configured()
    return for_host(found.sites, site_of(url, source)) or found.policy


def settings(
    change: Flags = lambda policy: policy, *, raw: str | Path | None = None, clean: str | Path | None = None,
    **stated: Any,
) -> Settings:  # fmt: skip
    """The settings of a run: what the command line states (anything but None), over the configuration."""
    found = configured()
    sites = {host: change(policy) for host, policy in found.sites.items()}
    stated = named(raw=raw, clean=clean) | {name: value for name, value in stated.items() if value is not None}
    return found.settings(policy=change(found.policy), sites=sites, **stated)


def existing(clean: Path | None, raw: Path | None = None) -> Settings:
    """The settings for what is done with clean/ later. Raises `ConfigurationError` if that is no folder of this machine
    that a run has written."""
    from flows.books.catalog import Catalog  # which `winnow clean` can do without

    found = settings(clean=clean, raw=raw)
    if found.clean_url:
        raise ConfigurationError(f"{found.clean_url} is not on this machine; copy it into a folder and name that")
    catalog = Catalog(found.clean)
    if not catalog.manifest.is_file():
        raise ConfigurationError(f"{found.clean} {catalog.why_no_manifest()}")
    return replace(found, clean=found.clean.absolute())


def with_raw(settings: Settings) -> Settings:
    """The same, if raw/ is a folder of this machine. Raises `ConfigurationError`."""
    if settings.raw_url or not settings.raw.is_dir():
        raise ConfigurationError(f"{settings.raw_url or settings.raw} is no folder on this machine; name it with --raw")
    return settings


def show(flags: Sequence[tuple[str, Mapping[str, Any]]], *, json: bool) -> int:
    """Print every value that holds, and where it comes from."""
    from flows.config.configuration import found
    from flows.config.schema import checked

    file, layers = found(os.environ, Path())
    result = checked([*layers, *flags], file)
    result.configuration()  # also complains about folders that are not there
    say.as_filter()
    rows = list(result.rows())
    if json:
        say.record({key: {"value": value, "from": origin} for key, value, origin in rows})
        return OK
    shown = [(key, json_format.dumps(value, ensure_ascii=False), origin) for key, value, origin in rows]
    first, second = (max(len(row[column]) for row in shown) for column in (0, 1))
    for key, value, origin in shown:
        say.out(f"{key:<{first}}  {value:<{min(second, 40)}}  {origin}")
    say.note(f"from {file}" if file else "no winnow.toml and no [tool.winnow] in pyproject.toml here or above")
    return OK
