"""Web archives: recorded answers, whatever way they were sent, and what a crawler notes besides."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from reading import PAGE, as_zip, documents, found_in, troubles, zstd

from cleaners import clean


def record(body: str | bytes, kind: str = "response", **headers: str) -> bytes:
    content = body.encode("latin-1") if isinstance(body, str) else body
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-0000-0000-000000000000>",
        "WARC-Date": "2024-05-01T10:00:00Z",
        "WARC-Target-URI": "https://example.org/a",
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/plain",
        "Content-Length": str(len(content)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + content + b"\r\n\r\n"


def answer(body: str, status: str = "200 OK", content_type: str = "text/html; charset=ISO-8859-1") -> str:
    return f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n\r\n{body}"


RECORDS = [
    record("software: none", "warcinfo"),
    record(answer("<html><p>Größe der Fähre</p>")),
    record("GET / HTTP/1.1\r\n\r\n", "request"),
    record(answer("moved", "301 Moved Permanently")),
    record(answer("x", content_type="image/png")),
    record(answer("x", content_type="application/pdf")),
    record("Größe der Fähre".encode(), "conversion"),
    record(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)),
]


@pytest.mark.parametrize(
    "content", [b"".join(RECORDS), b"".join(map(gzip.compress, RECORDS)), gzip.compress(b"".join(RECORDS))]
)
def test_records_of_web_archives(content: bytes) -> None:
    pytest.importorskip("warcio")
    found = found_in(content, "crawl.warc.gz")
    page, text, packed = documents(found).values()
    assert [page.source, text.source, packed.source] == [f"crawl.warc.gz#{n}" for n in (2, 7, 8)]
    assert page.url == "https://example.org/a"
    assert page.hints["fetched_at"] == "2024-05-01T10:00:00Z"
    assert page.hints["charset"] == "ISO-8859-1"
    assert clean(text.body).text == "Größe der Fähre"
    assert packed.body == PAGE
    assert troubles(found) == {"crawl.warc.gz#4": "http-status", "crawl.warc.gz#6": "unsupported-format"}


ZLIB = zlib.compress(PAGE)


UTF_8 = "Content-Type: text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: br", lambda: pytest.importorskip("brotli").compress(PAGE)),
        ("Content-Encoding: zstd", lambda: zstd().compress(PAGE)),
        ("Content-Encoding: deflate", lambda: ZLIB),
        ("Content-Encoding: deflate", lambda: ZLIB[2:-4]),
        ("content-encoding: GZIP", lambda: gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:])),
        ("Content-Encoding: x-gzip\r\nTransfer-Encoding: Chunked", lambda: chunked(gzip.compress(PAGE)) + b"0\r\n\r\n"),
        ("Transfer-Encoding: chunked", lambda: chunked(PAGE)),
        ("Content-Encoding: br\r\nTransfer-Encoding: chunked", lambda: PAGE),
        ("Content-Encoding: gzip", lambda: PAGE),
        ("Content-Encoding: none", lambda: PAGE),
    ],
)
def test_a_recorded_answer_is_unpacked_however_it_was_sent(headers: str, body: Callable[[], bytes]) -> None:
    pytest.importorskip("warcio")
    answers = f"HTTP/1.1 200 OK\r\n{UTF_8}\r\n{headers}\r\n\r\n".encode() + body()
    found = found_in(record(answers) + RECORDS[-1], "crawl.warc")
    assert [document.body for document in documents(found).values()] == [PAGE, PAGE]


def chunked(body: bytes) -> bytes:
    return b"".join(
        b"%x;a=b\r\n%s\r\n" % (len(body[at : at + 30]), body[at : at + 30]) for at in range(0, len(body), 30)
    )


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE)[:-20]),
        ("gzip", gzip.compress(PAGE)[:30] + b"?" + gzip.compress(PAGE)[31:]),
        ("deflate", ZLIB[:-20]),
        ("br", b"\x8b\xff\xff\xff" * 9),
        ("chunked", chunked(PAGE)[:-20]),
    ],
)
def test_an_answer_that_breaks_off_is_not_published_in_part(encoding: str, body: bytes) -> None:
    pytest.importorskip("warcio")
    kind = "Transfer" if encoding == "chunked" else "Content"
    answers = f"HTTP/1.1 200 OK\r\n{UTF_8}\r\n{kind}-Encoding: {encoding}\r\n\r\n".encode() + body
    found = found_in(record(answers) + RECORDS[-1], "crawl.warc")
    assert list(documents(found)) == ["crawl.warc#2"]
    assert troubles(found) == {"crawl.warc#1": "bad-encoding"}


def test_a_bomb_in_an_answer_is_given_up() -> None:
    pytest.importorskip("warcio")
    answers = f"HTTP/1.1 200 OK\r\n{UTF_8}\r\nContent-Encoding: gzip\r\n\r\n".encode() + gzip.compress(bytes(3_000_000))
    assert troubles(found_in(record(answers), "crawl.warc")) == {"crawl.warc#1": "too-large"}


def test_what_a_page_is_its_bytes_say_and_what_a_crawler_notes_of_itself_is_none() -> None:
    pytest.importorskip("warcio")
    page = PAGE.decode()
    content = b"".join(
        [
            record(answer(page, content_type="application/octet-stream")),
            record(answer(page, content_type="html")),
            record(answer("\x00\x01", content_type="application/octet-stream")),
            record("arguments", "resource", WARC_Target_URI="metadata://gnu.org/software/wget/warc/wget_arguments.txt"),
            record("Words.", "resource", WARC_Target_URI="urn:text:https://example.org/b"),
            record("20240501\nexample.org. IN A 1.2.3.4", "resource", Content_Type="text/dns"),
        ]
    )
    found = found_in(content, "crawl.warc")
    assert [(d.media_type, d.url) for d in documents(found).values()] == [
        ("text/html", "https://example.org/a"), ("text/html", "https://example.org/a"), (None, "https://example.org/b"),
    ]  # fmt: skip
    assert not troubles(found)


def test_web_archives_of_other_kinds() -> None:
    pytest.importorskip("warcio")
    columns = "1 0 Nobody\nURL IP-address Archive-date Content-type Archive-length\n"
    old = f"filedesc://a.arc 0.0.0.0 20240501100000 text/plain {len(columns)}\n{columns}\n"
    old += f"https://example.org/a 1.2.3.4 20240501100000 text/html {len(answer('Words.'))}\n{answer('Words.')}\n"
    (page,) = documents(found_in(old.encode(), "a.arc.gz")).values()
    assert (page.source, page.url, page.body) == ("a.arc.gz#2", "https://example.org/a", b"Words.")
    assert page.hints["fetched_at"] == "2024-05-01T10:00:00Z"
    wacz = as_zip(
        {"archive/data.warc": RECORDS[-1], "pages/pages.jsonl": b'{"id": "1"}', "indexes/index.cdx": b"a 1 {}"}
    )
    found = found_in(wacz, "a.wacz")
    assert list(documents(found)) == ["a.wacz#archive/data.warc#1"]
    assert not troubles(found)


def test_an_answer_without_an_address_is_read_and_so_is_what_follows() -> None:
    pytest.importorskip("warcio")
    nameless = record(answer("Words.")).replace(b"WARC-Target-URI: https://example.org/a\r\n", b"")
    found = found_in(RECORDS[1] + nameless + RECORDS[1], "a.warc")
    assert [(d.source, d.url) for d in documents(found).values()] == [
        ("a.warc#1", "https://example.org/a"), ("a.warc#2", None), ("a.warc#3", "https://example.org/a"),
    ]  # fmt: skip
    assert documents(found)["a.warc#2"].body == b"Words."
    assert not troubles(found)


def test_a_web_archive_that_is_cut_short_or_broken() -> None:
    pytest.importorskip("warcio")
    whole = b"".join(RECORDS[1:2] * 3)
    found = found_in(whole[:-30], "a.warc")
    assert list(documents(found)) == ["a.warc#1", "a.warc#2"]
    assert troubles(found) == {"a.warc#3": "corrupt"}
    assert troubles(found_in(whole[: whole.rindex(b"HTTP/1.1")], "a.warc")) == {"a.warc#3": "corrupt"}
    broken = RECORDS[1] + b"not a record\r\n\r\n" + RECORDS[1]
    assert troubles(found_in(broken, "a.warc")) == {"a.warc#2": "corrupt"}
    packed = b"".join(map(gzip.compress, RECORDS[1:2] * 3))
    assert troubles(found_in(packed[:-30], "a.warc.gz")) == {"a.warc.gz#3": "corrupt"}
