"""The source of a page → its elements."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from cleaners.page.blocks.aria_tables import MARKER, name_aria_tables
from cleaners.page.blocks.early_end import without_early_end
from cleaners.page.blocks.kickers import split_kickers

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs, which lxml does not take."""
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])


def parse(source: str) -> Any:
    """HTML → the root element; an empty or unparsable page gives an empty ``<html>``."""
    try:
        encoded = source.encode()
    except UnicodeEncodeError:
        encoded = _HALVES.sub("\ufffd", source).encode()
    body = without_early_end(encoded.translate(None, _CONTROLS))
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return etree.fromstring("<html/>")
    split_kickers(root)
    if MARKER in body:
        name_aria_tables(root)
    return root
