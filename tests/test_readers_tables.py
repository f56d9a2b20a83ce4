"""Rows of JSON, JSON lines, CSV and Parquet as documents."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from reading import as_parquet, documents, found_in, troubles

from cleaners.errors import ConfigurationError, Unreadable
from flows.readers.fields import FieldMapping, mapping_for
from flows.readers.opened import Unread

ROWS = [
    {
        "url": f"https://example.org/{n}",
        "headline": f"Story {n}",
        "text": f"The ferry sailed for the {n}th time.",
        "date": "2024-05-01",
        "author": "Jane Roe; John Doe",
        "section": "Harbour",
        "score": float(n),
    }
    for n in range(1, 4)
]


def jsonl(rows: Sequence[object]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_csv(delimiter: str = ",") -> bytes:
    lines = [delimiter.join(ROWS[0])]
    lines += [delimiter.join(f'"{value}"' for value in row.values()) for row in ROWS]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", jsonl(ROWS)),
        ("a.ndjson", b"\xef\xbb\xbf" + jsonl(ROWS)),
        ("a.json", json.dumps(ROWS).encode()),
        ("a.json", json.dumps(ROWS, indent=2).encode()),
        ("a.json", json.dumps({"status": "ok", "articles": ROWS}).encode()),
        ("a.json", jsonl(ROWS)),
        ("a.json", json.dumps(ROWS).encode("utf-16")),
        ("a.jsonl", json.dumps(ROWS).encode()),
        ("a.csv", as_csv()),
        ("a.csv", as_csv(";")),
        ("a.csv", as_csv("|")),
        ("a.tsv", as_csv("\t")),
        ("a.parquet", None),
        ("no-suffix", None),
    ],
)
def test_every_table_gives_the_same_documents(name: str, content: bytes | None) -> None:
    found = found_in(as_parquet(ROWS) if content is None else content, name)
    assert not troubles(found)
    assert list(documents(found)) == [f"{name}#{n}" for n in (1, 2, 3)]
    second = documents(found)[f"{name}#2"]
    assert second.body == "The ferry sailed for the 2th time."
    assert second.url == "https://example.org/2"
    assert second.hints["title"] == "Story 2"
    assert second.hints["published"].startswith("2024-05-01")
    assert second.hints["authors"] == ["Jane Roe", "John Doe"]
    assert second.hints["section"] == "Harbour"
    assert float(second.hints["score"]) == 2.0
    assert second.hints["fields"]["text"] == "text"


def test_one_object_is_the_document_of_its_file() -> None:
    found = found_in(json.dumps({"html": "<p>Words.</p>", "text": "Words.", "id": 7}).encode(), "page.json")
    (document,) = documents(found).values()
    assert document.source == "page.json"
    assert document.media_type == "text/html"
    assert document.hints["left_out"] == ["text"]
    assert document.hints["id"] == 7


def test_bad_lines_cost_only_themselves() -> None:
    content = b'{"text": "One."}\n{"text": "Tw\n\n[1]\n{"text": ""}\n{"text": 5}\n{"text": "Six."}\n{"other": 1}\n'
    found = found_in(content, "a.jsonl")
    assert list(documents(found)) == ["a.jsonl#1", "a.jsonl#7"]
    assert troubles(found) == {
        "a.jsonl#2": "bad-json",
        "a.jsonl#4": "no-object",
        "a.jsonl#5": "no-text",
        "a.jsonl#6": "no-text",
        "a.jsonl#8": "no-text",
    }


def test_a_line_that_is_too_long_is_passed_over_in_pieces() -> None:
    long = json.dumps({"text": "x" * 5000}).encode()
    found = found_in(b'{"text": "One."}\n' + long + b'\n{"text": "Three."}\n', "a.jsonl", limit=1000)
    assert list(documents(found)) == ["a.jsonl#1", "a.jsonl#3"]
    assert troubles(found) == {"a.jsonl#2": "too-large"}


def test_a_list_is_read_up_to_where_it_breaks() -> None:
    content = json.dumps(ROWS).encode()
    found = found_in(content[:-40], "a.json")
    assert list(documents(found)) == ["a.json#1", "a.json#2"]
    assert troubles(found) == {"a.json#3": "bad-json"}
    assert troubles(found_in(content + b" and more", "a.json")) == {"a.json#4": "bad-json"}


LISTED = [{"id": n, "text": f"Words of row {n}.", "tags": [{"id": 7}, {"id": 8}]} for n in range(1, 6)]
"""With objects in the rows that begin like a row."""


@pytest.mark.parametrize(
    ("start", "between", "end"), [("[", ", ", "]"), ("[\n", ",\n", "\n]"), ("[\n  ", ",\n  ", "\n]")]
)
@pytest.mark.parametrize(
    "broken",
    [
        '{"id": 2, "text": "They said "maybe" to us", "tags": [{"id": 1}, {"id": 2}]}',
        '{"id": 2, "text": "A pipe of 5" width"}',
        '{"id": 2, "text": "One" "two"}',
        '{"id": 2, "text": nothing}',
        '{"id": 2, "text": "Deep.", "tags": ' + "[" * 50_000 + "]" * 50_000 + "}",
        '{"id": ' + "9" * 5000 + ', "text": "Long."}',
        '{"id": 2, "text": "' + "Larger than a document may be. " * 4000 + '"}',
    ],
)
def test_a_list_is_read_on_behind_what_is_no_json(start: str, between: str, end: str, broken: str) -> None:
    rows = [json.dumps(row) for row in LISTED]
    content = start + between.join([rows[0], broken, *rows[2:]]) + end
    found = found_in(content.encode(), "a.json", limit=50_000)
    assert {source: one.body for source, one in documents(found).items()} == {
        f"a.json#{n}": f"Words of row {n}." for n in (1, 3, 4, 5)
    }
    assert set(troubles(found)) == {"a.json#2"}
    (detail,) = (one.error.detail for one in found if isinstance(one, Unread))
    line = 1 + start.count("\n") + between.count("\n")
    assert f"at line {line}, character " in detail and "; the list is read on at line " in detail


BROKEN = '{"id": 2, "text": "They said "maybe" to us"}'


@pytest.mark.parametrize("end", ["]}", '], "next": null}', "]"])
@pytest.mark.parametrize("bad", [1, 2, 5])
def test_a_list_in_an_object_is_read_around_what_is_no_json(bad: int, end: str) -> None:
    rows = [json.dumps(row) if row["id"] != bad else BROKEN for row in LISTED]
    found = found_in(('{"status": "ok", "articles": [\n' + ",\n".join(rows) + end).encode(), "a.json")
    assert {one.source for one in documents(found).values()} == {f"a.json#{n}" for n in range(1, 6) if n != bad}
    assert troubles(found) == {f"a.json#{bad}": "bad-json"}


@pytest.mark.parametrize(
    "content",
    [
        '{"text": "Words.", "comments": [{"id": 1, "text": "One."}, BROKEN]}',
        '{"comments": [{"id": 1, "text": "One."}, BROKEN, {"id": 3, "text": "Three."}], "text": "Words."}',
        '{"comments": [{"id": 1, "text": "One."}], "text": "They said "maybe" to us"}',
        '{"comments": [{"id": 1, "text": "One."}], "text": "Wor',
        '{"comments": [{"id": 1, "text": "One."}], "score": none, "text": "Words."}',
        '{"articles": [{"text": "One."}]}; {"articles": [{"text": "Two."}]}',
    ],
)
def test_an_object_that_is_broken_elsewhere_than_in_its_list_is_no_list(content: str) -> None:
    with pytest.raises(Unreadable) as error:
        found_in(content.replace("BROKEN", BROKEN).encode(), "a.json")
    assert error.value.reason == "bad-json"


@pytest.mark.parametrize("behind", [', "next": undefined}', ', "next" 2}', ', "next": "/pag', "} </pre>"])
def test_what_is_broken_behind_a_list_in_an_object_costs_no_row(behind: str) -> None:
    found = found_in(('{"tags": ["sea"], "articles": ' + json.dumps(LISTED) + behind).encode(), "a.json")
    assert list(documents(found)) == [f"a.json#{n}" for n in range(1, 6)]
    assert troubles(found) == {"a.json#6": "bad-json"}


def test_a_row_of_a_list_that_is_not_utf_8_is_read_by_evidence() -> None:
    rows = ['{"text": "Die größte Straße führt nach Köln."}', '{"text": "Café"}']
    content = b"[" + rows[0].encode("latin-1") + b", " + rows[1].encode() + b', {"text": "One\tline\nand another"}]'
    bodies = [one.body for one in documents(found_in(content, "a.json")).values()]
    assert bodies == ["Die größte Straße führt nach Köln.", "Café", "One\tline\nand another"]


def test_nothing_is_looked_for_without_end_in_what_is_no_list() -> None:
    found = found_in(b'[{"a":1 2' + b',{"a":[1' * 20_000, "a.json")
    assert len(found) == 1000 and not documents(found)


def test_long_values_of_a_list_cross_the_pieces_in_which_it_is_read() -> None:
    rows = [{"text": f"{n} " + "größer " * 30_000} for n in range(3)]
    found = found_in(json.dumps(rows, ensure_ascii=False).encode(), "a.json")
    assert [str(d.body)[:3] for d in documents(found).values()] == ["0 g", "1 g", "2 g"]
    assert documents(found)["a.json#3"].body == rows[2]["text"].rstrip() + " "


def test_nan_and_half_characters_do_not_get_into_the_metadata() -> None:
    found = found_in(b'{"text": "Words.", "title": "Half \\ud83d", "score": NaN}\n', "a.jsonl")
    (document,) = documents(found).values()
    assert document.hints["title"] == "Half \ufffd"
    assert document.hints.get("score") is None


def test_the_users_mapping_holds_and_may_lead_into_objects() -> None:
    row = {"article": {"body": "Words.", "lead": "First."}, "link": "https://example.org/", "text": "Not this."}
    mapping = FieldMapping.of({"text": "article.body", "url": "link"})
    (document,) = documents(found_in(jsonl([row]), "a.jsonl", fields=mapping)).values()
    assert document.body == "Words."
    assert document.url == "https://example.org/"
    assert document.hints["article"] == {"lead": "First."}
    assert document.hints["text"] == "Not this."


def test_a_mapping_to_a_missing_column_stops_and_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match=r"no column 'txt' \(fields.text\); did you mean 'text'\?.*'headline'"):
        found_in(jsonl(ROWS), "a.jsonl", fields=FieldMapping(text="txt"))


def test_a_mapping_that_would_set_most_rows_aside_stops_after_a_sample() -> None:
    rows = [{"text": "Words.", "note": "Words." if n < 30 else ""} for n in range(300)]
    with pytest.raises(ConfigurationError, match=r"70 of the first 100 rows of a\.jsonl have no text in column 'note'"):
        found_in(jsonl(rows), "a.jsonl", fields=FieldMapping(text="note"))


def test_without_a_mapping_an_unknown_table_is_set_aside_as_a_whole() -> None:
    with pytest.raises(Unreadable, match="its columns are 'a', 'b'") as error:
        found_in(jsonl([{"a": 1, "b": "x"}]), "a.jsonl")
    assert error.value.reason == "unknown-columns"


def test_every_row_has_its_text_where_it_has_it() -> None:
    rows = [
        {"content_html": "<p>One.</p>", "content": "teaser"},
        {"content_text": "Two."},
        {"body": "Three.", "text": ""},
        {"text": ""},
    ]
    found = found_in(jsonl(rows), "a.jsonl")
    assert [document.body for document in documents(found).values()] == ["<p>One.</p>", "Two.", "Three."]
    assert documents(found)["a.jsonl#3"].hints["fields"] == {"text": "body"}
    assert troubles(found) == {"a.jsonl#4": "no-text"}
    assert troubles(found_in(b'{"text": "", "title": "T"}', "a.json")) == {"a.json": "no-text"}


def test_a_teaser_in_every_row_is_not_taken_for_the_text_in_most() -> None:
    rows = [{"content": "Read more.", "text": "Words." if n else None} for n in range(3)]
    found = documents(found_in(jsonl(rows), "a.jsonl"))
    assert [document.body for document in found.values()] == ["Read more.", "Words.", "Words."]


def test_a_column_that_comes_late_is_known_all_the_same() -> None:
    rows = [{"text": f"Words {n}."} for n in range(120)]
    late = {"selftext": "Late.", "title": "A title", "created_utc": "1714521600", "score": 1}
    *_, last = documents(found_in(jsonl([*rows, late]), "a.jsonl")).values()
    assert (last.body, last.hints["title"]) == ("Late.", "A title")
    assert last.hints["published"] == "2024-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "row",
    [
        {"text": ["Words."], "url": ["https://example.org/a"], "title": ["T"], "date": ["2024-05-01"]},
        {"_id": {"$oid": "1"}, "text": "Words.", "link": "https://example.org/a", "title": "T",
         "created_at": {"$date": "2024-05-01"}},
        {"_source": {"text": "Words.", "url": "https://example.org/a", "title": "T", "date": "2024-05-01"}},
        {"text": "Words.", "metadata": {"url": "https://example.org/a", "title": "T", "created": "2024-05-01"}},
        {"text": "Words.", "source": "https://example.org/a", "title": "T", "date_publish": "2024-05-01"},
        {"html": "Words.", "warc_headers": {"warc-target-uri": "https://example.org/a"}, "headline": "T",
         "published": "2024-05-01", "user": {"url": "https://example.org/user", "title": "Dr"}},
        {"content": {"rendered": "Words."}, "title": {"rendered": "T"}, "link": "https://example.org/a",
         "date": "2024-05-01"},
    ],
)  # fmt: skip
def test_rows_as_well_known_tools_write_them(row: dict[str, object]) -> None:
    (document,) = documents(found_in(jsonl([row]), "a.jsonl")).values()
    assert (document.body, document.url) == ("Words.", "https://example.org/a")
    assert (document.hints["title"], document.hints["published"]) == ("T", "2024-05-01")


@pytest.mark.parametrize("column", ["by", "creator", "dc:creator", "writer", "written_by", "byline"])
def test_who_wrote_it_is_known_by_many_names(column: str) -> None:
    (document,) = documents(found_in(jsonl([{"text": "Words.", column: "Jane Roe"}]), "a.jsonl")).values()
    assert document.hints["authors"] == ["Jane Roe"]


def test_a_source_that_is_no_address_is_none() -> None:
    (document,) = documents(found_in(jsonl([{"markdown": "# Words", "source": "newsroom"}]), "a.jsonl")).values()
    assert (document.url, document.hints["source"]) == (None, "newsroom")
    assert document.media_type == "text/markdown"


def test_a_thread_is_found_by_its_permalink_and_not_by_what_it_shows() -> None:
    thread = {"selftext": "Words.", "url": "https://i.redd.it/a.jpg", "permalink": "/r/ferries/comments/1/t/"}
    post = {"text": "Words.", "url": "https://example.org/a", "permalink": "/a/"}
    (document,) = documents(found_in(jsonl([thread]), "a.jsonl")).values()
    assert document.url == "https://www.reddit.com/r/ferries/comments/1/t/"
    assert document.hints["url (column)"] == "https://i.redd.it/a.jpg"
    (document,) = documents(found_in(jsonl([post]), "a.jsonl")).values()
    assert document.url == "https://example.org/a"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_lines_in_any_width_and_with_a_comma_behind(codec: str) -> None:
    lines = "".join(json.dumps({"text": f"Größe {n}."}, ensure_ascii=False) + ",\r\n" for n in range(3000))
    found = found_in(lines.encode(codec), "a.jsonl")
    assert not troubles(found)
    assert documents(found)["a.jsonl#3000"].body == "Größe 2999."


def test_roles_are_checked_and_patterns_choose_the_mapping() -> None:
    with pytest.raises(ConfigurationError, match="no role 'titel'; did you mean 'title'"):
        FieldMapping.of({"titel": "x"})
    first, second = FieldMapping(text="a", files="*.csv"), FieldMapping(text="b")
    assert mapping_for("x/y.csv", (first, second)) is first
    assert mapping_for("x.zip#y.csv", (first, second)) is first
    assert mapping_for("x/y.jsonl", (first,)) is None


def test_times_and_languages_are_taken_as_the_pipeline_wants_them() -> None:
    rows = [
        {"text": "Words.", "date": 1714521600, "lang": "en-GB"},
        {"text": "Words.", "date": "1 May", "lang": "English"},
    ]
    one, two = documents(found_in(jsonl(rows), "a.jsonl")).values()
    assert one.hints["published"] == "2024-05-01T00:00:00+00:00"
    assert one.hints["language"] == "en"
    assert two.hints["published"] == "1 May"
    assert "language" not in two.hints
    assert two.hints["lang"] == "English"


def test_a_table_without_a_header_is_no_place_to_quote_from() -> None:
    text = "The ferry sails again on Friday. " * 20
    with pytest.raises(Unreadable) as error:
        found_in(f'u1,"{text}"\nu2,"{text}"\n'.encode(), "a.csv")
    assert error.value.reason == "no-header"
    with pytest.raises(Unreadable) as error:
        found_in(b"u1,The ferry sails again on Friday and on Sunday.\nu2,It does not.\n", "a.csv")
    assert "ferry" not in error.value.detail


HUGE = "9" * 400


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_value_that_nobody_thought_of_costs_neither_its_row_nor_those_behind(name: str) -> None:
    rows = [
        '{"text": "One.", "published": 1' + "0" * 400 + "}",
        '{"text": "Two.", "published": -' + HUGE + ', "size": ' + HUGE + "}",
        '{"text": "Three.", "published": 1e999}',
        '{"text": "Four.", "deep": ' + nested(600) + "}",
        '{"text": "Five.", "published": 1714521600}',
    ]
    content = "\n".join(rows) if name == "a.jsonl" else f"[{','.join(rows)}]"
    found = found_in(content.encode(), name)
    assert troubles(found) == {}
    one, two, _, four, five = documents(found).values()
    assert (one.hints.get("published"), one.hints["published (column)"]) == (None, "1" + "0" * 400)
    assert two.hints["size"] == HUGE
    assert json.dumps(four.hints, indent=1).count('"a"') == 50
    assert five.hints["published"] == "2024-05-01T00:00:00+00:00"


def test_a_row_that_cannot_be_read_is_set_aside_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.readers import rows

    real = rows.as_fact

    def fails(role: str, value: object) -> object:
        if value == "Story 2":
            raise OverflowError
        return real(role, value)

    monkeypatch.setattr(rows, "as_fact", fails)
    found = found_in(jsonl(list(ROWS)), "a.jsonl")
    assert list(documents(found)) == ["a.jsonl#1", "a.jsonl#3"]
    assert troubles(found) == {"a.jsonl#2": "bad-row"}
