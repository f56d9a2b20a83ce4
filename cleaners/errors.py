"""What can go wrong, in one tree.

::

    WinnowError
    ├── Quarantined            this document is set aside with its reason; the others go on
    │   ├── Unreadable         its bytes cannot be turned into text
    │   └── Rejected           its text is no document (empty, a consent wall, mostly residue)
    └── ConfigurationError     the run cannot start or go on; the user has to change something
        └── RuleError          a rule file says something that cannot be followed

Messages are written to a person: what, why, and what to do next. They never quote a document's text, because
exceptions end up in logs and in Prefect's storage.
"""

from __future__ import annotations


class WinnowError(Exception):
    """The root of all errors raised on purpose."""


class Quarantined(WinnowError):
    """This one document cannot be published.

    `reason` is a short stable word for counting (``"empty"``, ``"binary"``), `detail` a sentence for a person.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


class Unreadable(Quarantined):
    """The bytes cannot be turned into text."""


class Rejected(Quarantined):
    """There is text, but it is not a document worth publishing."""


class ConfigurationError(WinnowError):
    """The user has to change something before the run can go on."""


class RuleError(ConfigurationError):
    """A rule file says something that cannot be followed."""
