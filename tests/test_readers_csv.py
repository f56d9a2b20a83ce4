"""Tables in text: CSV and TSV as programs, spreadsheets and people write them."""

from __future__ import annotations

import pytest
from reading import documents, found_in, troubles


def test_csv_with_huge_fields_quoted_line_breaks_and_another_encoding() -> None:
    content = 'url;text\nu1;"größer\nund größer"\nu2;"' + "ä" * 300_000 + '"\n'
    found = documents(found_in(content.encode("cp1252"), "a.csv"))
    assert found["a.csv#1"].body == "größer\nund größer"
    assert found["a.csv#2"].body == "ä" * 300_000
    wide = documents(found_in(content.encode("utf-16"), "a.csv"))
    assert wide["a.csv#1"].body == "größer\nund größer"


def test_csv_records_of_another_width_are_set_aside() -> None:
    found = found_in(b"url,text\nu1,One, two\nu2,Three\n\nu3\n", "a.csv")
    assert list(documents(found)) == ["a.csv#2"]
    assert troubles(found) == {"a.csv#1": "columns", "a.csv#4": "columns"}


def test_csv_with_a_quote_that_is_never_closed() -> None:
    found = found_in(b'url,text\nu1,One\nu2,"' + b"two " * 1000, "a.csv", limit=2000)
    assert list(documents(found)) == ["a.csv#1"]
    assert list(troubles(found)) == ["a.csv#2"]


def test_a_quote_out_of_place_costs_neither_its_record_nor_those_behind() -> None:
    lines = [
        "title\ttext",
        'A\t"Quoted" at first.',
        'B\t"Never closed.',
        "C\tFine.",
        "D\tFine, too.",
        'E\tHe said "no".',
    ]
    found = found_in("\n".join([*lines, ""]).encode(), "a.tsv")
    assert [document.body for document in documents(found).values()] == [
        '"Quoted" at first.', '"Never closed.', "Fine.", "Fine, too.", 'He said "no".',
    ]  # fmt: skip
    assert not troubles(found)
    escaped = b'id,text\n1,"He said \\"no, \nnever\\", and left."\n2,"He said ""no""."\n'
    found = found_in(escaped, "a.csv")
    assert [document.body for document in documents(found).values()] == [
        'He said "no, \nnever", and left.', 'He said "no".',
    ]  # fmt: skip


def test_a_table_that_ends_in_a_quoted_field_is_cut_short() -> None:
    for cut in (b'id,text\n1,Whole.\n2,"Cut sh', b'id,text\n1,Whole.\n2,"Cut short\n\nin its middle\n'):
        found = found_in(cut, "a.csv")
        assert (list(documents(found)), troubles(found)) == (["a.csv#1"], {"a.csv#2": "bad-csv"})


@pytest.mark.parametrize(
    "content",
    [
        b'sep=;\r\nid;text\r\n1;"One, two."\r\n2;Three; \r\n'.replace(b"; \r", b";\r"),
        b'\n\nid,text\n1,"One, two."\n\n2,Three\n',
        b'id,text\n1,"One, two.",\n2,Three,,\n',
        b"text\nOne, two.\nThree\n",
    ],
)
def test_tables_as_spreadsheets_and_people_write_them(content: bytes) -> None:
    found = found_in(content, "a.csv")
    assert [document.body for document in documents(found).values()] == ["One, two.", "Three"]
    assert not troubles(found)


def test_bytes_of_no_encoding_cost_their_record_only() -> None:
    words = "Привет, это большой текст на русском языке."
    content = "id;text\n" + f"1;{words}\n" * 1800 + "2;?\n" + f"3;{words}\n"
    found = found_in(content.encode("cp1251").replace(b"?", b"\x98"), "a.csv")
    assert {document.body for document in documents(found).values()} == {words}
    assert (len(documents(found)), troubles(found)) == (1801, {"a.csv#1801": "undecodable"})
