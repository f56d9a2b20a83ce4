"""The sidecar of a raw file, read: what it says, and what stands for its content.

A sidecar that cannot be read costs its document nothing but what it says. The reason then stands for its content, so
that the document is due when the reason is gone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaners.errors import Unreadable
from flows.raw.opening import ATTEMPTS, open_raw, sha256
from flows.raw.sources import Source, Trouble
from flows.readers import sidecar


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What lies beside a raw file. By default: nothing."""

    hints: Mapping[str, Any] = field(default_factory=dict)
    sha256: str | None = None
    """Of its content, or of the reason why it cannot be read; None if there is none."""
    signature: str | None = None
    """Empty if it was too fresh to be trusted, or cannot be read; None if there is none."""

    def signed(self, signature: str) -> str:
        """The signature of both, from that of the file: empty as soon as one of them is."""
        if self.signature is None:
            return signature
        return f"{signature}+{self.signature}" if signature and self.signature else ""


def read(source: Source, raw: str) -> Sidecar:
    """The sidecar of a document; nothing if there is none, or none any more."""
    if source.sidecar_trouble:
        return _unusable(source.sidecar_trouble, signature=source.sidecar_trouble.reason)
    if source.sidecar is None:
        return Sidecar()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _open(source.sidecar, raw)
        except FileNotFoundError:  # else it would look as if the document itself had vanished
            return Sidecar()
        except Unreadable as error:
            return _unusable(Trouble(error.reason, error.detail))
        except PermissionError as error:
            return _unusable(_unreadable(error))
        except OSError as error:
            if attempt == ATTEMPTS:
                return _unusable(_unreadable(error))
            time.sleep(0.1 * attempt)
    raise AssertionError("every attempt ends")


def hash_of(source: Source, raw: str) -> str | None:
    """What stands for the content of the sidecar, as `read` has it, without reading what it says."""
    if source.sidecar_trouble:
        return _hash(source.sidecar_trouble)
    if source.sidecar is None:
        return None
    try:
        with open_raw(raw, source.sidecar) as beside:
            return beside.hash_all()
    except FileNotFoundError:
        return None
    except Unreadable as error:
        return _hash(Trouble(error.reason, error.detail))
    except OSError as error:
        return _hash(_unreadable(error))


def _open(relative: str, raw: str) -> Sidecar:
    with open_raw(raw, relative) as beside:
        content = beside.read_all(sidecar.MAX_BYTES)
        fields = None if content is None else sidecar.parse(content)
        hashed = beside.hash_all() if content is None else sha256(content)
        return Sidecar({"sidecar": "unreadable"} if fields is None else fields, hashed, beside.rested_signature())


def _unusable(trouble: Trouble, *, signature: str = "") -> Sidecar:
    return Sidecar({"sidecar": ": ".join(trouble)}, _hash(trouble), signature)


def _hash(trouble: Trouble) -> str:
    return sha256(trouble.reason.encode())


def _unreadable(error: OSError) -> Trouble:
    return Trouble("unreadable", f"the sidecar cannot be read ({error.strerror}); check its permissions and the disk")
