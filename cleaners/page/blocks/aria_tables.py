"""Tables that say by their roles what others say by their names: ``<div role="table">`` with rows and cells in it."""

from __future__ import annotations

from typing import Any

from lxml import etree

MARKER = b'role="columnheader"'
"""What stands in the source of such a page; tables without headings may be any list of tiles."""
_TABLES = etree.XPath("descendant::div[@role='table'][descendant::*[@role='columnheader']]")
_NAMES = {"table": "table", "rowgroup": "tbody", "row": "tr", "cell": "td", "columnheader": "th", "rowheader": "th"}


def name_aria_tables(root: Any) -> None:
    """Give the parts of such tables the names that their roles stand for."""
    for table in _TABLES(root):
        for element in table.iter("div", "span"):
            element.tag = _NAMES.get(element.get("role") or "", element.tag)
