"""What the tool that took a page wrote above its text: front matter, the lines of a reader service, fields one a line.

None of it is the document's own, and all of it is knowledge. It is told from a letter's or a memo's head by what it
says: a title or an address of the web, in the fields that machines write, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cleaners.document import Document, Fact, Label, Mark
from cleaners.mark.header import is_prose

SURE = 0.97
"""Behind what the source itself states, before all that is read off the text."""
ROLES: Mapping[str, str] = {
    name: role
    for role, names in {
        "title": "title headline ogtitle",
        "url": "url urlsource source sourceurl link permalink canonical canonicalurl originalurl",
        "authors": "author authors byline creator",
        "published": "date published publishedtime publisheddate datepublished publishdate pubdate publishedat",
        "modified": "modified modifiedtime updated lastmodified datemodified updatedat",
        "site": "sitename site publisher",
        "description": "description excerpt summary",
        "language_declared": "language lang",
    }.items()
    for name in names.split()
}
"""What fields are called, in lower case without anything between the letters."""
_FRONT = re.compile(r"(---|\+\+\+)[ \t]*\n((?:.*\n){1,100}?)\1[ \t]*(?:\n|\Z)")
_READER = re.compile(
    r"(Title:.*\n\s*URL Source:.*\n(?:[ \t]*\n|[A-Z][\w ]{2,30}:.*\n){0,16}?)Markdown Content:[ \t]*(?:\n|\Z)"
)
_FIELDS = re.compile(r"((?:[A-Za-z_][\w -]{0,30}:(?:[ \t].*)?\n){2,20})(?=[ \t]*\n|.{80})")
_FIELD = re.compile(r"([A-Za-z_][\w .:-]{0,40}?)[ \t]*[:=](?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)$")
_ADDRESS = re.compile(r"https?://\S+$")


def preamble(document: Document) -> Document:
    """Mark such lines where a text begins, and add the facts that they state."""
    text = document.text
    for shape in (_FRONT, _READER, _FIELDS):
        if (match := shape.match(text)) and (facts := _facts(match, sure=shape is not _FIELDS)):
            head = [block.span for block in document.blocks if block.start < match.end()]
            reason = "what a tool says of the text, above it"
            marks = [Mark(span, Label.RESIDUE, "core/preamble", reason) for span in head if span.end <= match.end()]
            return document.with_marks(marks).with_facts(facts)
    return document


def _facts(match: re.Match[str], *, sure: bool) -> list[Fact]:
    """The facts that a head states; none if it is something else. One that nothing sets apart from the text (not
    `sure`) has to state title and address, and prose has to follow, not the next such record."""
    said = fields(match[match.lastindex or 0])
    if said is None:
        return []
    facts = list(_known(said))
    names = {fact.name for fact in facts}
    if sure:
        return facts if names & {"title", "url"} else []
    rest = match.string[match.end() :]
    again = any(re.search(rf"^{re.escape(name)}:", rest, re.M) for name in said)
    prose = any(map(is_prose, rest.split("\n")))
    return facts if names >= {"title", "url"} and prose and not again else []


def _known(said: Mapping[str, list[str]]) -> Iterator[Fact]:
    for name, values in said.items():
        role = ROLES.get("".join(filter(str.isalpha, name)).lower())
        if role and values and (role != "url" or _ADDRESS.match(values[0])):
            yield Fact(role, values if role == "authors" else values[0], "core/preamble", SURE)


def fields(text: str) -> dict[str, list[str]] | None:
    """The fields of a head, each with its values; None if something else stands among them.

    >>> fields("title: 'Rents: rise'\\ntags: [city, rents]\\nauthor:\\n  - Jane Roe\\n")
    {'title': ['Rents: rise'], 'tags': ['city', 'rents'], 'author': ['Jane Roe']}
    >>> fields("It was a dark night.\\ntitle: Rents\\n") is None
    True
    """
    said: dict[str, list[str]] = {}
    last: list[str] = []
    for line in text.split("\n"):
        if item := _ITEM.match(line):
            last += _values(item[1])
        elif field := _FIELD.match(line):
            last = said.setdefault(field[1], [])
            last += _values(field[2] or "")
        elif line.strip() and not (line[:1].isspace() or line[0] in "#]}"):
            return None
    return said


def _values(said: str) -> list[str]:
    """A value as it is meant: without the quotes around it, several of a list.

    >>> _values('"[[Jane Roe]]"'), _values("['News']"), _values("|"), _values("Rents")
    (['Jane Roe'], ['News'], [], ['Rents'])
    """
    said = said.strip()
    if said[:1] == "[" and said[-1:] == "]" and said[:2] != "[[":
        return [value for part in said[1:-1].split(",") for value in _values(part)]
    bare = re.sub(r"""^(["'])(.*)\1$""", r"\2", said)
    bare = re.sub(r"^\[\[(.*)\]\]$", r"\1", bare)
    return [] if bare in ("", "|", ">", "|-", ">-", "null") else [bare]
