"""Pieces of text as they stand in a page → the texts that they make, with space as it is seen."""

from __future__ import annotations

from collections.abc import Sequence


def code_of(pieces: Sequence[str | None]) -> list[str]:
    """Preformatted text as it stands, without space at the ends of its lines.

    >>> code_of(["  a ", None, "b\\n"])
    ['  a\\nb']
    """
    text = "".join("\n" if piece is None else piece for piece in pieces)
    code = "\n".join(line.rstrip() for line in text.replace("\r", "").split("\n"))
    return [code.strip("\n")] if text.strip() else []


def row_of(pieces: Sequence[str | None], *, led: bool) -> list[str]:
    """The line that the cells of a row make. `led`: a bar before its first text says that cells before it are empty.

    >>> row_of([" | ", "Summer ", " | ", "Winter", " | "], led=True), row_of([" | ", "Summer"], led=False)
    (['| Summer | Winter'], ['Summer'])
    """
    line = " ".join("".join(piece or " " for piece in pieces).split())
    said = line.strip(" |")
    return [line.rstrip(" |") if led and said else said] if said else []


def texts_of(pieces: Sequence[str | None]) -> list[str]:
    """Running text with its space folded; ``None`` is a line break, and two of them end a text.

    >>> texts_of(["Soup  for", None, " two", None, " ", None, "Boil."])
    ['Soup for\\ntwo', 'Boil.']
    """
    texts: list[str] = []
    lines: list[str] = []
    run: list[str] = []
    for piece in (*pieces, None, None):
        if piece is not None:
            run.append(piece)
            continue
        line = " ".join("".join(run).split())
        run.clear()
        if line.strip(" |"):
            lines.append(line)
        elif lines:
            texts.append("\n".join(lines))
            lines = []
    return texts
