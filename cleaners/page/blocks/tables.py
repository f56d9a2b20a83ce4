"""Which rows of a table are read as one line, cell beside cell, and in which columns their cells stand.

A row with two cells or more that hold nothing but running text is a line of data. A row that is none (a heading across
the table, a list in a cell) is one as well where most of its table is; elsewhere tables lay out pages, and their cells
are read like any other part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from cleaners.page.blocks.inline_elements import INLINE
from cleaners.page.blocks.non_text import SKIPPED
from cleaners.page.listed import listed

CELLS = frozenset(("td", "th"))
PARTS = frozenset(("thead", "tbody", "tfoot"))
_HOLDERS = PARTS | {"table"}
_RUNNING = frozenset(listed("td th p br div meta link")) | INLINE
"""What the cells of a line of data hold, besides what word processors add (``<o:p>``)."""
_FOLDED = _RUNNING | frozenset(
    listed(
        "ul ol li dl dt dd h1 h2 h3 h4 h5 h6 hr center section header footer figure figcaption blockquote address pre",
        "picture source button input",
    )
)
"""What the cells of other rows may hold if most of their table is data."""
_CODE = frozenset(listed("blob-code hljs-ln-code js-file-line crayon-code"))
"""Class words of cells that are lines of code."""
MOST_ELEMENTS = 200
LONGEST = 1000
"""Characters of a row that is folded into a line though it holds lists or headings."""
PROSE = 500
"""Characters of a cell with several paragraphs that is a part of the page's layout."""
WIDEST = 50
"""Columns or rows that one cell may span."""


def data_rows(table: Any) -> set[Any]:
    """The rows of a table that are read as one line each."""
    rows = [row for row in _rows(table) if _has_text(row)]
    plain = {row for row in rows if is_data_row(row)}
    headed = any(len(row) > 1 and row.find("th") is not None for row in rows)
    if headed or len(plain) > max(1, len(rows) - len(plain) - 1):
        plain.update(row for row in rows if row not in plain and _is_foldable(row))
    if not any(sum(map(_has_text, row)) > 1 for row in rows):
        # Nothing stands beside anything: a page laid out in cells, whose paragraphs are no line.
        return {row for row in plain if not _has_paragraphs(row)}
    return plain


def rows_with_empty_first_cell(lines: Set[Any]) -> set[Any]:
    """Which lines of one table begin with an empty cell before others, though other lines say something there."""
    empty = {row for row in lines if len(row) and not _has_text(row[0])}
    return {row for row in empty if sum(map(_has_text, row)) > 1} if len(empty) < len(lines) else set()


def has_blank_line_between(before: Any, line: Any) -> bool:
    """Is there nothing but empty lines between two elements that are lines of one piece of code, and one at least?"""
    if before is None or line is None or before.getparent() is not line.getparent():
        return False
    prior = line.getprevious()
    return prior is not None and prior is not before and prior.tag == line.tag


def is_stray_row(row: Any) -> bool:
    """Is the row a line of data that stands in no table, or wrongly in one?"""
    holder = row.getparent()
    loose: bool = holder is not None and holder.tag not in _HOLDERS
    return loose and is_data_row(row)


def is_code_cell(cell: Any) -> bool:
    """Does the cell hold code, beside one with the numbers of its lines?"""
    names = cell.get("class") if cell.tag == "td" else None
    if not names:
        return False
    beside = cell.getprevious() if names == "code" else None
    return not _CODE.isdisjoint(names.split()) or (beside is not None and "gutter" in beside.get("class", "").split())


def is_data_row(row: Any) -> bool:
    """Is the row a line of data: two cells or more, no blocks inside?"""
    if not _holds(row, _RUNNING):
        return False
    cells = list(row.iter("td", "th"))
    return len(cells) > 1 and not any(_is_prose(cell) or is_code_cell(cell) for cell in cells)


def spanned_columns(table: Any) -> dict[Any, int]:
    """How many columns stand empty before a cell since another one spans them; for a row, how many behind its last."""
    rows = [(row, [cell for cell in row if cell.tag in CELLS]) for row in _rows(table)]
    columns = max((sum(map(_width, cells)) for _, cells in rows if len(cells) > 1), default=1)
    found: dict[Any, int] = {}
    down: dict[int, int] = {}
    """How many more rows a cell reaches into, by column."""
    for row, cells in rows:
        column = gap = 0
        reaching: dict[int, int] = {}
        for cell in cells:
            while down.get(column, 0) > 0:
                column, gap = column + 1, gap + 1
            found[cell] = gap
            width = min(_width(cell), max(1, columns - column))
            reaching.update(dict.fromkeys(range(column, column + width), _number(cell.get("rowspan"))))
            column, gap = column + width, width - 1
        found[row] = gap + sum(at >= column for at in down)
        down = {at: left - 1 for at, left in {**down, **reaching}.items() if left > 1}
    return found


def _width(cell: Any) -> int:
    return _number(cell.get("colspan"))


def _rows(table: Any) -> Iterator[Any]:
    """The table's own rows, not those of tables in its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in PARTS:
            yield from (row for row in child if row.tag == "tr")


def _has_text(row: Any) -> bool:
    return any(text.strip() for text in row.itertext())


def _has_paragraphs(row: Any) -> bool:
    """Does a row hold a paragraph beside other text?"""
    whole = sum(len(text.strip()) for text in row.itertext())
    said = (sum(len(text.strip()) for text in part.itertext()) for part in row.iter("p"))
    return any(0 < size < whole for size in said)


def _is_foldable(row: Any) -> bool:
    """Can a row that holds lists or headings be read as a line?"""
    if not _holds(row, _FOLDED):
        return False
    size = 0
    for cell in row.iter("td", "th"):
        text = " ".join("".join(cell.itertext()).split())
        size += len(text)
        if size > LONGEST or _is_prose(cell) or is_code_cell(cell):
            return False
    return not any("\n" in "".join(code.itertext()).strip() for code in row.iter("pre"))


def _holds(row: Any, tags: frozenset[str]) -> bool:
    """Does a row hold nothing but elements of these kinds, and not too many?"""
    for count, element in enumerate(row.iter()):
        if count == 0:
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if (tag not in tags and tag not in SKIPPED and ":" not in tag) or count > MOST_ELEMENTS:
            return False
    return True


def _is_prose(cell: Any) -> bool:
    """Does a cell hold a text of several paragraphs?"""
    if sum(len(text.strip()) for text in cell.itertext()) < PROSE:
        return False
    parts = [part for part in cell.iter("p", "div") if next(part.iterchildren("p", "div"), None) is None]
    paragraphs: int = sum(len("".join(part.itertext()).strip()) > PROSE // 5 for part in parts)
    gaps: int = sum(
        (after := line.getnext()) is not None and after.tag == "br" and not (line.tail or "").strip()
        for line in cell.iter("br")
    )
    return max(paragraphs, gaps + 1) > 1


def _number(value: str | None) -> int:
    return min(int(value), WIDEST) if value and value.strip().isdecimal() and int(value) > 0 else 1
