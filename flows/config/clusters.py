"""Where a run's cleaning is done: by processes of this machine, or by a Dask or Ray cluster. Names only, no imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from cleaners.errors import ConfigurationError

KINDS = {"dask": "dask", "tcp": "dask", "tls": "dask", "ray": "ray"}
"""Which cluster an address leads to, by how it begins."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A kind of cluster, and the address of one that runs already; without one it is started here for the run."""

    kind: Literal["dask", "ray"]
    address: str = ""

    @property
    def is_here(self) -> bool:
        """Do its workers surely run on this machine?"""
        return not self.address or is_loopback(self.address)


def cluster(text: str) -> Cluster | None:
    """What the user means by `on`; None for nothing. Raises `ConfigurationError`.

    >>> cluster("dask"), cluster("dask://head:8786")
    (Cluster(kind='dask', address=''), Cluster(kind='dask', address='tcp://head:8786'))
    >>> cluster("ray://head:10001").address
    'ray://head:10001'
    """
    if not text:
        return None
    if text in ("dask", "ray"):
        return Cluster("dask" if text == "dask" else "ray")
    scheme, separator, rest = text.partition("://")
    kind = KINDS.get(scheme)
    if kind is None or not separator or not rest:
        raise ConfigurationError(
            f"no cluster is called {text!r}; say dask, ray, dask://host:port, tcp://host:port or ray://host:port"
        )
    if kind == "ray":
        return Cluster("ray", text)
    return Cluster("dask", f"{'tcp' if scheme == 'dask' else scheme}://{rest}")


def is_loopback(url: str) -> bool:
    """Does an address lead to this very machine?

    >>> is_loopback("http://127.0.0.1:4200/api"), is_loopback("tcp://head:8786")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
