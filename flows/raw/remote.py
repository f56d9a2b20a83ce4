"""Raw files and clean documents behind an address that fsspec knows: ``s3://``, ``gs://``, ``az://``, ``memory://`` …

Raw files are listed by the run and read by the workers where they lie. Clean documents are written into a mirror on
this machine, by the same steps as ever, and brought to their place when the run is through: every object as a whole,
the manifest last. One machine at a time may write to an address.
"""

from __future__ import annotations

import contextlib
import errno
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from cleaners.errors import ConfigurationError, WinnowError
from flows.raw.names import source_key
from flows.raw.opening import Opened
from flows.raw.sources import LONELY_SIDECAR, MANIFEST, STATE, WRITTEN_BY_US, Source
from flows.readers.sidecar import SUFFIX, has_owner, names_of
from flows.writers import atomic

_VERSIONS = ("ETag", "etag", "generation", "md5Hash", "last_modified", "LastModified", "updated", "mtime", "created")
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs", "az": "az", "abfs": "az", "adl": "az"}


@dataclass(frozen=True, slots=True)
class Stat:
    """What a listing says of a file."""

    size: int
    version: str
    """Another version means another content, or at least another writing."""

    @property
    def signature(self) -> str:
        return f"{self.size}:{self.version}"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder behind an address."""

    url: str
    fs: Any
    root: str

    @classmethod
    def at(cls, url: str) -> Place:
        """Connect. Raises `ConfigurationError` if there is no way to such an address."""
        from fsspec.core import url_to_fs

        protocol = url.partition("://")[0]
        try:
            fs, root = url_to_fs(url)
        except ImportError:
            extra = _EXTRAS.get(protocol)
            how = f"pip install 'winnow-text[{extra}]'" if extra else f"install what fsspec needs for {protocol}://"
            raise ConfigurationError(f"{url}: a package is missing; {how}") from None
        except ValueError:
            raise ConfigurationError(f"{url}: nobody knows what {protocol}:// is; see fsspec for a list") from None
        except OSError as error:
            raise ConfigurationError(
                f"{url} cannot be reached ({_why(error)}); check address and credentials"
            ) from None
        return cls(url, fs, root.rstrip("/"))

    def listing(self) -> dict[str, Stat]:
        """Every file below, by its path, without those that begin with a dot. Raises `ConfigurationError`."""
        self.fs.invalidate_cache()
        try:
            with as_io_errors(self.url):
                found = self.fs.find(self.root, detail=True)
        except FileNotFoundError:
            self._check_bucket()
            return {}
        except OSError as error:
            raise ConfigurationError(
                f"{self.url} cannot be listed ({_why(error)}); check address and credentials"
            ) from None
        prefix = len(self.fs._strip_protocol(self.root)) + 1
        return {self.fs._strip_protocol(name)[prefix:]: stat_of(info) for name, info in found.items()}

    def _check_bucket(self) -> None:
        """Raise `ConfigurationError` if there is no such bucket: writing would create it, mistyped or not."""
        bucket = self.root.partition("/")[0]
        if self.url.partition("://")[0] in _EXTRAS and not self.fs.exists(bucket):
            raise ConfigurationError(f"{self.url}: there is no bucket {bucket!r}; correct its name, or create it first")

    def path(self, relative: str) -> str:
        """The path of a file, as the file system wants it."""
        return f"{self.root}/{relative}"


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


@contextlib.contextmanager
def as_io_errors(url: str) -> Iterator[None]:
    """Every store has errors of its own; here they become errors of input and output, which everybody knows and which
    name the address."""
    try:
        with atomic.naming(url):
            yield
    except (OSError, WinnowError):
        raise
    except Exception as error:
        raise OSError(errno.EIO, type(error).__name__, url) from error


def stat_of(info: Mapping[str, Any]) -> Stat:
    """Size and version of a file, whatever the file system calls them."""
    version = next((str(info[name]) for name in _VERSIONS if info.get(name)), "")
    return Stat(int(info.get("size") or 0), re.sub(r'[\s"]', "", version))


def discover(url: str, *, leave_out: str = "") -> list[Source]:
    """Everything behind an address that is owed a receipt, sorted by key, but for what lies behind `leave_out`."""
    inner = leave_out.removeprefix(url.rstrip("/") + "/").rstrip("/") + "/" if leave_out.startswith(url) else None
    listing = Place.at(url).listing()
    marked = {path.partition(f"/{STATE}/")[0] for path in listing if f"/{STATE}/" in path}
    ours = {folder for folder in marked if f"{folder}/{MANIFEST}" in listing and f"{folder}/" != inner}
    hidden = tuple(f"{folder}/" for folder in ours) + ((inner,) if inner else ())
    stats = {
        path: stat
        for path, stat in listing.items()
        if not any(part.startswith(".") for part in path.split("/")) and not path.startswith(hidden)
    }
    if not stats:
        raise ConfigurationError(f"there is nothing behind {url}; name the place that holds the scraped files")
    found = [Source(source_key(folder), folder, trouble=WRITTEN_BY_US) for folder in ours]
    for path, stat in stats.items():
        if path.endswith(SUFFIX):
            if not has_owner(path, stats):
                found.append(Source(source_key(path), path, trouble=LONELY_SIDECAR))
            continue
        beside = next((name for name in names_of(path) if name in stats), None)
        signature = stat.signature + (f"+{stats[beside].signature}" if beside else "")
        found.append(Source(source_key(path), path, signature, stat.size, beside))
    return sorted(found, key=lambda source: source.key)


class RemoteOpened(Opened):
    """A raw file behind an address, open for reading."""

    def __init__(self, raw: str, relative: str) -> None:
        self._place = Place.at(raw)
        self._path = self._place.path(relative)
        with as_io_errors(self._path):
            stat = stat_of(self._place.fs.info(self._path))
        self._signature, self.size = stat.signature if stat.version else "", stat.size

    def __exit__(self, *_: object) -> None:
        """Streams close themselves."""

    def read_all(self, limit: int) -> bytes | None:
        if self.size > limit:
            return None
        with as_io_errors(self._path):
            content = cast(bytes, self._place.fs.cat_file(self._path))
        return content if len(content) <= limit else None

    def stream(self) -> io.BufferedReader:
        with as_io_errors(self._path):
            return io.BufferedReader(self._place.fs.open(self._path, "rb", cache_type="readahead"))

    def rested_signature(self) -> str:
        return self._signature
