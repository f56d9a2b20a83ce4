"""What happens to one document: bytes or text in, a clean document with its metadata and a record of every removal out.

Pure: no files but its own rules and models, no network, no clock, no chance, no Prefect. ``import cleaners`` is light;
each stop loads what it needs when the first document needs it.
"""

from cleaners.document import (
    Block,
    CleanDocument,
    Document,
    Fact,
    Label,
    Mark,
    RawDocument,
    Removal,
    Repair,
    Span,
    restore,
)
from cleaners.errors import ConfigurationError, Quarantined, Rejected, RuleError, Unreadable, WinnowError
from cleaners.fingerprints import fingerprint
from cleaners.pipeline import clean, clean_many
from cleaners.policy import Policy

__all__ = [
    "Block",
    "CleanDocument",
    "ConfigurationError",
    "Document",
    "Fact",
    "Label",
    "Mark",
    "Policy",
    "Quarantined",
    "RawDocument",
    "Rejected",
    "Removal",
    "Repair",
    "RuleError",
    "Span",
    "Unreadable",
    "WinnowError",
    "clean",
    "clean_many",
    "fingerprint",
    "restore",
]
__version__ = "0.1.0"
