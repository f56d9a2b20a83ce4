"""What is special about single sites: a policy of their own, found by the address of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from cleaners.document import Removal
from cleaners.mark.reach import reach_of
from cleaners.policy import Policy

T = TypeVar("T")

_FOLDER = re.compile(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)", re.IGNORECASE)

_NAME = re.compile(r"\[[0-9a-f:.]+\]|[^\s.*%\"'\[\]:/]+(?:\.[^\s.*%\"'\[\]:/]+)*")


def host_of(url: str | None) -> str | None:
    """The host of an address, in lower case, without port and credentials; None if there is none.

    >>> host_of("https://user@News.Example.org:8080/a?b"), host_of("a/b.html"), host_of(None)
    ('news.example.org', None, None)
    """
    match = _HOST.match(url.strip()) if url else None
    return match[1].rstrip(".").lower() or None if match else None


def meant_host(name: str) -> str | None:
    """The host that somebody means who wrote `name` for a site: an address, a pattern, or the host itself; None if
    there is none in it.

    >>> [meant_host(name) for name in ("https://Example.org/", "example.org:443/a", "*.example.org", "www.x.org", " ")]
    ['example.org', 'example.org', 'example.org', 'www.x.org', None]
    """
    name = name.strip()
    host = host_of(name) or host_of("//" + name.lstrip("*."))
    return host if host and _NAME.fullmatch(host) else None


def site_of(url: str | None, source: str) -> str | None:
    """The host that a raw document comes from: that of its address, else the topmost folder of raw/ if it is called
    like a host, as mirroring tools do it.

    >>> site_of(None, "example.org/news/a.html"), site_of(None, "a.b.html"), site_of("//x.org/", "example.org/a")
    ('example.org', None, 'x.org')
    """
    folder, slash, _ = source.partition("/")
    return host_of(url) or (folder.lower() if slash and _FOLDER.fullmatch(folder) else None)


def hosts_above(host: str) -> Iterator[str]:
    """The host itself, then what it belongs to, the nearest first.

    >>> list(hosts_above("news.example.org"))
    ['news.example.org', 'example.org', 'org']
    """
    while host:
        yield host
        host = host.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a document is cleaned, and the fingerprint that this leaves in its receipt."""

    policy: Policy
    fingerprint: str
    """`base`, then eight digits for the rules: all of them, for a document of which there is no text."""

    @property
    def base(self) -> str:
        """Stands for what concerns every document: code, models, policy."""
        return self.fingerprint[:8]

    def fingerprint_of(self, text: str, removals: Iterable[Removal]) -> str:
        """The fingerprint of a document: the base, and what stands for the rules that can reach it."""
        return self.base + reach_of(self.policy).of(text, removals)


def for_host(by_host: Mapping[str, T], host: str | None) -> T | None:
    """What holds for `host`: its own, or that of the nearest host above it."""
    if not by_host:
        return None
    return next((by_host[name] for name in hosts_above(host or "") if name in by_host), None)
