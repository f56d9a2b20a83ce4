"""What the configuration says where the command line is silent, and ``winnow config``, which shows both."""

from __future__ import annotations

import json as json_format
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleaners.policy import Policy
from flows.cli import OK, say
from flows.config.configuration import Configuration, configured
from flows.config.settings import Settings

Flags = Callable[[Policy], Policy]
"""What the options on the command line make of a policy."""


def configuration() -> Configuration:
    """The configuration that holds here. Raises `ConfigurationError`."""
    return configured()


def policy(url: str | None, source: str) -> Policy:
    """The policy for one document, before any option: that of its site, else the usual one."""
    found = configuration()
    if found.sites:
        from flows.raw.sites import hosts_above, site_of

        for host in hosts_above(site_of(url, source) or ""):
            if host in found.sites:
                return found.sites[host]
    return found.policy


def settings(flags: Flags, **stated: Any) -> Settings:
    """The settings of a run: what the command line states (anything but None), over the configuration."""
    found = configuration()
    sites = {host: flags(policy) for host, policy in found.sites.items()}
    stated = {name: value for name, value in stated.items() if value is not None}
    return replace(found.settings(), policy=flags(found.policy), sites=sites, **stated)


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
