"""Parquet: damaged pieces, and values that Python or JSON do not know."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from reading import as_parquet, documents, found_in, troubles

from cleaners.errors import Unreadable


def test_a_damaged_row_group_costs_only_itself() -> None:
    rows: list[dict[str, object]] = [{"text": f"Story {n} " + "word " * 500, "n": n} for n in range(6)]
    content = bytearray(as_parquet(rows))
    at = content.index(b"Story 2") if b"Story 2" in content else len(content) // 2
    content[at - 40 : at + 40] = bytes(80)
    found = found_in(bytes(content), "a.parquet")
    assert troubles(found)
    assert set(troubles(found).values()) <= {"corrupt", "no-text"}
    assert documents(found)
    with pytest.raises(Unreadable, match="cut off"):
        found_in(bytes(content[:-100]), "a.parquet")


def test_dates_numbers_and_bytes_of_parquet_become_json() -> None:
    from datetime import datetime
    from decimal import Decimal

    row = {"html": b"<p>W\xf6rter</p>", "date": datetime(2024, 5, 1), "price": Decimal("1.50"), "tags": ["a", "b"]}
    (document,) = documents(found_in(as_parquet([row]), "a.parquet")).values()
    assert document.body == b"<p>W\xf6rter</p>"
    assert document.hints["published"] == "2024-05-01T00:00:00"
    assert json.loads(json.dumps(document.hints))["price"] == "1.50"
    assert document.hints["tags"] == ["a", "b"]


def parquet_of(**columns: object) -> bytes:
    """A file of these columns, with a text for each value."""
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    sink = BytesIO()
    size = max(len(column) for column in columns.values())  # type: ignore[arg-type]
    texts = pyarrow.array([f"Story {number}." for number in range(size)])
    parquet.write_table(pyarrow.table({"text": texts, **columns}), sink)
    return sink.getvalue()


def test_times_that_python_does_not_know_cost_no_row() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    content = parquet_of(
        published=pyarrow.array([1_700_000_000_000_000, 300_000_000_000_000_000], pyarrow.timestamp("us")),
        modified=pyarrow.array([1_700_000_000_000_000, None], pyarrow.timestamp("us", "Mars/Phobos")),
        day=pyarrow.array([5_000_000, 1], pyarrow.date32()),
    )
    found = found_in(content, "a.parquet")
    assert troubles(found) == {}
    one, two = documents(found).values()
    assert one.hints["published"] == "2023-11-14T22:13:20"
    assert two.hints["published"].startswith("11476-08-15")
    assert one.hints["modified"] == "2023-11-14T22:13:20+00:00"
    assert (one.hints["day"], two.hints["day"]) == ("15659-07-15", "1970-01-02")


def test_nanoseconds_of_parquet_are_no_damage() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    moment = 1_700_000_000_123_456_789
    moments = pyarrow.array([moment], pyarrow.timestamp("ns"))
    content = parquet_of(
        published=moments,
        at=pyarrow.array([123_456_789], pyarrow.time64("ns")),
        seen=pyarrow.StructArray.from_arrays([moments], ["last"]),
        log=pyarrow.array([[moment]], pyarrow.list_(pyarrow.timestamp("ns", "UTC"))),
    )
    found = found_in(content, "a.parquet")
    assert troubles(found) == {}
    (document,) = documents(found).values()
    assert document.hints["published"] == "2023-11-14T22:13:20.123456"
    assert document.hints["at"] == "00:00:00.123456"
    assert document.hints["seen"] == {"last": "2023-11-14T22:13:20.123456"}
    assert document.hints["log"] == ["2023-11-14T22:13:20.123456+00:00"]


def test_a_value_of_parquet_that_cannot_be_shown_is_left_out_and_broken_utf_8_goes_the_way_of_bytes() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    far = pyarrow.array([300_000_000_000_000_000, 1], pyarrow.timestamp("us"))
    content = parquet_of(seen=pyarrow.StructArray.from_arrays([far], ["last"]))
    one, two = documents(found_in(content, "a.parquet")).values()
    assert one.hints["left_out"] == ["seen"]
    assert two.hints["seen"] == {"last": "1970-01-01T00:00:00.000001"}
    raw = pyarrow.array(["Die Größe.".encode("cp1252"), b"Plain."])
    texts = pyarrow.StringArray.from_buffers(2, raw.buffers()[1], raw.buffers()[2])
    content = parquet_of(article=texts, other=pyarrow.array([1, 2])).replace(b"text", b"tixt")
    assert [d.body for d in documents(found_in(content, "a.parquet")).values()] == [b"Die Gr\xf6\xdfe.", "Plain."]


def test_a_column_that_parquet_has_twice_is_read_twice() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    sink = BytesIO()
    parquet.write_table(pyarrow.table([["One."], ["Two."]], names=["text", "text"]), sink)
    (document,) = documents(found_in(sink.getvalue(), "a.parquet")).values()
    assert (document.body, document.hints["text (2)"]) == ("One.", "Two.")
