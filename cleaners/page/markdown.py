"""A page's blocks as Markdown: headings, lists, tables, code and quotes keep their form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.document import Block, Document, Span

_HEADING = re.compile(r"h([1-6])$")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_OPENING = re.compile(r"^(\s*)([#>+-]|\d+[.)])(\s)", re.M)


def markdown(document: Document, kept: Sequence[Span]) -> str:
    """The blocks of a page that lie in `kept` spans, as Markdown. Blocks without evidence are plain paragraphs."""
    pieces: list[tuple[str, str]] = []
    for block in document.blocks:
        if any(span.start <= block.start and block.end <= span.end for span in kept):
            pieces.append(_block(document.slice(block), block, pieces))
    text, before = "", ""
    for form, piece in pieces:
        gap = "" if not text else "\n" if form == before and form in ("list", "table") else "\n\n"
        text, before = f"{text}{gap}{piece}", form
    return text + "\n" if text else ""


def _block(text: str, block: Block, before: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The form of a block, and its text in that form."""
    if block.evidence is None:
        return "text", _plain(text)
    tag, steps = block.evidence.tag, block.evidence.path.split("/")
    heading = _HEADING.match(tag)
    if heading:
        return "heading", f"{'#' * int(heading[1])} {_plain(' '.join(text.split()))}"
    if tag == "pre":
        fence = "```" if "```" not in text else "````"
        return "code", f"{fence}\n{text}\n{fence}"
    if tag == "li":
        depth = max(0, sum(step in ("ul", "ol") for step in steps) - 1)
        inner = _plain(text).replace("\n", "\n" + "  " * (depth + 1))
        return "list", f"{'  ' * depth}{'1.' if _nearest_list(steps) == 'ol' else '-'} {inner}"
    if tag == "tr":
        cells = [cell.strip().replace("|", "\\|") for cell in text.split(" | ")]
        row = f"| {' | '.join(map(_plain, cells))} |"
        first = not before or before[-1][0] != "table"
        return "table", f"{row}\n|{' --- |' * len(cells)}" if first else row
    if "blockquote" in steps:
        return "quote", "> " + _plain(text).replace("\n", "\n> ")
    return "text", _plain(text)


def _nearest_list(steps: Sequence[str]) -> str:
    return next((step for step in reversed(steps) if step in ("ul", "ol")), "ul")


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands.

    >>> _plain("1. *not* a list")
    '1\\\\. \\\\*not\\\\* a list'
    """
    text = _SPECIAL.sub(r"\\\1", text)
    return _OPENING.sub(_escape_opening, text)


def _escape_opening(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}{sign[:-1]}\\{sign[-1]}{found[3]}"
