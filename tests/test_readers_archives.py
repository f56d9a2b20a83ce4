"""Members of archives, records of web archives, messages and compressed files as documents."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import stat
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ingesting import ingest, outcomes, put, story, text, tree
from reading import documents, found_in, troubles

from cleaners import Policy, clean
from cleaners.decode import decode
from cleaners.errors import Unreadable
from flows.aftercare.verify import verify

PAGE = b"<!DOCTYPE html><html><body><p>The ferry sails again on Friday.</p></body></html>"
MEMBERS = {
    "news/page.html": PAGE,
    "note.txt": b"The ferry sails again on Friday.",
    "rows.jsonl": b'{"text": "One."}\n{"text": "Two."}\nnot json\n',
    "old.txt.gz": gzip.compress(b"An older note."),
}
FOUND = ["news/page.html", "note.txt", "rows.jsonl#1", "rows.jsonl#2", "old.txt.gz"]


def as_zip(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("news/", b"")
        archive.writestr("__MACOSX/._note.txt", b"\x00\x05")
    return sink.getvalue()


def as_tar(members: dict[str, bytes], *links: tuple[str, str]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        for name, target in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pages.zip", as_zip(MEMBERS)),
        ("pages.bin", as_zip(MEMBERS)),
        ("pages.tar", as_tar(MEMBERS)),
        ("pages.tar.gz", gzip.compress(as_tar(MEMBERS))),
        ("pages.tgz", gzip.compress(as_tar(MEMBERS))),
        ("pages", lzma.compress(as_tar(MEMBERS))),
        ("pages.zip.gz", gzip.compress(as_zip(MEMBERS))),
    ],
)
def test_each_member_goes_to_its_own_reader(name: str, content: bytes) -> None:
    found = found_in(content, name)
    assert [source.removeprefix(f"{name}#") for source in documents(found)] == FOUND
    assert troubles(found) == {f"{name}#rows.jsonl#3": "bad-json"}
    assert documents(found)[f"{name}#news/page.html"].media_type == "text/html"


@pytest.mark.parametrize("pack", [as_zip, as_tar])
def test_members_that_are_a_trap_are_set_aside(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    members = {
        "../up.txt": b"Climbs.",
        "/etc/root.txt": b"Begins at the root.",
        "C:/drive.txt": b"Names a drive.",
        "good.txt": b"The ferry sails again on Friday.",
        "./good.txt": b"The same name again.",
        "inner.zip": as_zip({"a.txt": b"Inside."}),
        "inner.dat": as_tar({"a.txt": b"Inside."}),
        "huge.txt": b"word " * 300_000,
    }
    found = found_in(pack(members), "pages.a")
    assert list(documents(found)) == ["pages.a#good.txt"]
    assert sorted(troubles(found).values()) == [
        "duplicate-name", "nested-archive", "nested-archive", "too-large", "unsafe-name", "unsafe-name", "unsafe-name",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_every_member_has_a_receipt_of_its_own_whatever_it_is_called(kind: str, tmp_path: Path) -> None:
    words = [story(str(n)).encode() for n in range(5)]
    row = json.dumps({"text": story("row")}).encode()
    names = ["a.txt", "a.txt", "b.txt", "./b.txt", "a.txt (2)", "../up.txt", "../up.txt", "rows.jsonl", "rows.jsonl"]
    members = list(zip(names, [*words, *words[:2], row, row], strict=True))
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, f"d.{kind}", packed(kind, members))
    ingest(raw, clean)
    repeated = dict.fromkeys(["a.txt#(2)", "b.txt#(2)", "rows.jsonl#(2)"], "duplicate-name")
    read = dict.fromkeys(["a.txt", "b.txt", "a.txt (2)", "rows.jsonl#1"], "cleaned")
    unsafe = dict.fromkeys(["../up.txt", "../up.txt#(2)"], "unsafe-name")
    assert outcomes(clean) == {f"d.{kind}#{name}": what for name, what in (repeated | read | unsafe).items()}
    assert [text(clean, f"d.{kind}#{name}.txt") for name in "ab"] == [story("0"), story("2")]
    assert verify(clean).faults == ()
    before = tree(clean)
    (raw / f"d.{kind}").touch()
    ingest(raw, clean, policy=Policy(max_chars=900_000))
    assert tree(clean).keys() == before.keys() and verify(clean).faults == ()
    ingest(raw, tmp_path / "other")
    assert tree(tmp_path / "other") == before


def packed(kind: str, members: list[tuple[str, bytes]]) -> bytes:
    """An archive with members whose names may be repeated."""
    sink = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(sink, "w") as archive, warnings.catch_warnings(action="ignore"):
            for name, content in members:
                archive.writestr(name, content)
        return sink.getvalue()
    with tarfile.open(fileobj=sink, mode="w") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return sink.getvalue()


def test_links_in_archives_are_not_followed() -> None:
    tar = found_in(as_tar({"a.txt": b"Words."}, ("link.txt", "/etc/hostname")), "a.tar")
    assert troubles(tar) == {"a.tar#link.txt": "link"}
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        member = zipfile.ZipInfo("link.txt")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/hostname")
    assert troubles(found_in(sink.getvalue(), "a.zip")) == {"a.zip#link.txt": "link"}


def test_encrypted_and_damaged_members_cost_only_themselves() -> None:
    content = bytearray(as_zip(MEMBERS))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first, second = archive.getinfo("news/page.html"), archive.getinfo("note.txt")
    assert first.header_offset == 0
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the list, of its first member
    content[second.header_offset + 40] ^= 0xFF
    content[second.header_offset + 42] ^= 0xFF
    found = troubles(found_in(bytes(content), "a.zip"))
    assert found["a.zip#news/page.html"] == "encrypted"
    assert found["a.zip#note.txt"] == "corrupt"
    assert len(found) == 3


def test_an_archive_that_is_cut_short_gives_what_it_still_holds() -> None:
    found = found_in(as_tar(MEMBERS)[:1550], "a.tar")
    assert list(documents(found)) == ["a.tar#news/page.html"]
    assert set(troubles(found).values()) == {"corrupt"}
    with pytest.raises(Unreadable, match="cut off"):
        found_in(as_zip(MEMBERS)[:-60], "a.zip")


def test_a_bomb_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.readers.compression.FLOOR", 1_000_000)
    monkeypatch.setattr("flows.readers.members.FLOOR", 1_000_000)
    lines = gzip.compress(b'{"text": "x"}\n' * 1_000_000)
    assert "bomb" in troubles(found_in(lines, "a.jsonl.gz")).values()
    archive = as_zip({f"{n}.txt": b"x" * 900_000 for n in range(20)})
    found = troubles(found_in(archive, "a.zip"))
    assert list(found.values()) == ["bomb"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda content: zstd().compress(content)])
def test_compression_is_recognised_by_content(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(PAGE)
    for name in ("a.html", "a.html.gz", "a.html.zst"):
        (document,) = documents(found_in(packed, name)).values()
        assert (document.body, document.media_type) == (PAGE, "text/html")
    rows = pack("".join(json.dumps({"text": f"Story {n} " + "ab"[n % 2] * n}) + "\n" for n in range(3000)).encode())
    assert len(documents(found_in(rows, "a.jsonl"))) == 3000
    with pytest.raises(Unreadable) as error:  # on the way, or at once where not even the first block is whole
        if found := troubles(found_in(rows[: len(rows) * 2 // 3], "a.jsonl")):
            raise Unreadable(*found.values())
    assert error.value.reason == "corrupt"
    with pytest.raises(Unreadable) as error:
        found_in(packed[:-9], "a.html")
    assert error.value.reason == "corrupt"


def test_what_lies_behind_a_damaged_stream_is_not_passed_over_in_silence() -> None:
    line = b'{"text": "Words."}\n'
    for pack in (bz2.compress, lzma.compress):
        assert len(documents(found_in(pack(line) + pack(line), "a.jsonl"))) == 2
        found = found_in(pack(line) + b"?" + pack(line), "a.jsonl")
        assert (list(documents(found)), list(troubles(found).values())) == (["a.jsonl#1"], ["corrupt"])


def test_compression_as_servers_and_archives_do_it() -> None:
    module = zstd()
    words = [b"%d %s" % (n, PAGE) for n in range(200)]
    known = module.train_dict(words, 2000)
    skipped = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"abcd"
    dictionaries = [known.dict_content, module.compress(known.dict_content)]
    framed = [b"\x5d\x2a\x4d\x18" + len(one).to_bytes(4, "little") + one for one in dictionaries]
    for content in (
        gzip.compress(gzip.compress(PAGE)),
        lzma.compress(PAGE, format=lzma.FORMAT_ALONE),
        skipped + module.compress(PAGE),
        *(frame + module.compress(PAGE, zstd_dict=known) for frame in framed),
    ):
        (document,) = documents(found_in(content, "a.html")).values()
        assert document.body == PAGE
    with pytest.raises(Unreadable) as error:
        found_in(framed[0][:8] + b"?" * 2000 + module.compress(PAGE, zstd_dict=known), "a.html")
    assert error.value.reason == "corrupt"


def test_a_bomb_in_a_bomb_is_measured_by_what_came_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.readers.compression.FLOOR", 1_000_000)
    twice = gzip.compress(gzip.compress(b"x" * 20_000_000))
    assert "bomb" in troubles(found_in(twice, "a.jsonl.gz", limit=100_000)).values()


def test_names_of_members_in_whatever_encoding() -> None:
    content = as_zip({"grXXXe.txt": b"Words.", "plain.txt": b"Words."})
    for written, read in (("日".encode(), "日"), ("öße".encode("cp437"), "öße")):
        found = documents(found_in(content.replace(b"XXX", written), "a.zip"))
        assert list(found) == [f"a.zip#gr{read}e.txt", "a.zip#plain.txt"]


def test_sidecars_in_archives() -> None:
    members = {
        "a.html": PAGE, "a.html.meta.json": b'{"url": "https://example.org/a", "run": 7}', "b.html": PAGE,
        "b.html.meta.json": b"[1]", "c.html.meta.json": b'{"url": "https://example.org/c"}',
    }  # fmt: skip
    found = found_in(as_zip(members), "a.zip")
    one, two = documents(found).values()
    assert (one.url, one.hints) == ("https://example.org/a", {"url": "https://example.org/a", "run": 7})
    assert (two.url, two.hints) == (None, {"sidecar": "unreadable"})
    assert list(troubles(found)) == ["a.zip#c.html.meta.json"]
    assert set(troubles(found_in(as_tar(members), "a.tar")).values()) == {"lonely-sidecar"}


def test_a_member_without_a_name_costs_no_other() -> None:
    content = as_zip({"n.txt": b"Words.", "a.txt": b"Words."}).replace(b"n.txt", b"\0.txt")
    assert list(documents(found_in(content, "a.zip"))) == ["a.zip#%00.txt", "a.zip#a.txt"]


def test_a_way_to_compress_that_nobody_knows_is_no_damage() -> None:
    content = bytearray(as_zip({"a.txt": b"Words."}))
    for at in (content.index(b"PK\x03\x04") + 8, content.index(b"PK\x01\x02") + 10):
        content[at] = 9
    assert troubles(found_in(bytes(content), "a.zip")) == {"a.zip#a.txt": "unsupported-format"}


def zstd() -> Any:
    return pytest.importorskip("backports.zstd")


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


def test_a_web_archive_that_is_cut_short_or_broken() -> None:
    pytest.importorskip("warcio")
    whole = b"".join(RECORDS[1:2] * 3)
    found = found_in(whole[:-30], "a.warc")
    assert list(documents(found)) == ["a.warc#1", "a.warc#2"]
    assert troubles(found) == {"a.warc#3": "corrupt"}
    broken = RECORDS[1] + b"not a record\r\n\r\n" + RECORDS[1]
    assert troubles(found_in(broken, "a.warc")) == {"a.warc#2": "corrupt"}
    packed = b"".join(map(gzip.compress, RECORDS[1:2] * 3))
    assert troubles(found_in(packed[:-30], "a.warc.gz")) == {"a.warc.gz#3": "corrupt"}


MHTML = (
    "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/ferry\r\n"
    "Subject: =?utf-8?Q?F=C3=A4hre?=\r\nDate: Wed, 1 May 2024 10:00:00 +0200\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="cut"\r\n\r\n'
    "--cut\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n"
    "--cut\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<html><body><p>Gr=F6=DFe der F=E4hre, die wie=\r\nder f=E4hrt.</p></body></html>\r\n--cut--\r\n"
).encode("ascii")


@pytest.mark.parametrize("name", ["page.mhtml", "page.mht", "page.html", "page"])
def test_a_page_saved_by_a_browser(name: str) -> None:
    (page,) = documents(found_in(MHTML, name)).values()
    assert page.source == name
    assert page.url == "https://example.org/ferry"
    assert page.hints["fetched_at"] == "2024-05-01T10:00:00+02:00"
    assert page.hints["page_title"] == "Fähre"
    assert "Größe der Fähre, die wieder fährt." in decode(page)[0]
    assert page.body.startswith(b"<html>")


def test_a_mail_gives_its_page_before_its_text() -> None:
    mail = (
        b"From: Jane Roe <jane@example.org>\nSubject: Ferry\nDate: Wed, 1 May 2024 10:00:00 +0000\n"
        b'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nPlain.\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
        b"PHA+V29yZHMuPC9wPg==\n--b--\n"
    )
    (document,) = documents(found_in(mail, "a.eml")).values()
    assert (document.body, document.media_type) == (b"<p>Words.</p>", "text/html")
    assert document.hints["authors"] == ["Jane Roe"]
    assert document.hints["published"] == "2024-05-01T10:00:00+00:00"
    with pytest.raises(Unreadable, match="cut short"):
        found_in(mail[:-25], "a.eml")
    with pytest.raises(Unreadable) as error:
        found_in(b"Subject: x\nContent-Type: image/png\n\nabc", "a.eml")
    assert error.value.reason == "no-text"


def test_markdown_with_front_matter_and_with_two_rules() -> None:
    front = b'title: "Rents rise"\nauthor: Jane Roe\ntags: [city, homes]\nurl: https://example.org/r\n'
    body = b"---\n" + front + b"---\n# Rents\n\nWords.\n"
    (document,) = documents(found_in(body, "a.md")).values()
    assert document.body == b"# Rents\n\nWords.\n"
    assert document.media_type == "text/markdown"
    assert document.url == "https://example.org/r"
    assert document.hints["title"] == "Rents rise"
    assert document.hints["authors"] == ["Jane Roe"]
    assert document.hints["tags"] == ["city", "homes"]
    nested = "---\r\ntitle: 'It''s Größe'\r\nauthor:\r\n  name: Jane Roe\r\n"
    nested += "summary: |\r\n  One.\r\n  Two.\r\nlanguage: no # ja\r\n"
    for end in ("---\r\n", "...\r\n"):
        (document,) = documents(found_in((nested + end + "Größer.").encode("cp1252"), "a.mdx")).values()
        assert document.body == "Größer.".encode("cp1252")
        assert (document.hints["title"], document.hints["authors"]) == ("It's Größe", ["Jane Roe"])
        assert (document.hints["language"], document.hints["summary"]) == ("no", "One.\nTwo.\n")
    toml = b'+++\ntitle = "Rents"\ndate = 2024-05-01\n[extra]\nauthors = ["Jane Roe"]\n+++\nWords.\n'
    (document,) = documents(found_in(toml, "a.md")).values()
    assert (document.body, document.hints["title"], document.hints["published"]) == (b"Words.\n", "Rents", "2024-05-01")
    bomb = b"---\na: &a [x, x]\nb: [*a, *a]\n---\nWords.\n"
    assert [document.body for document in documents(found_in(bomb, "a.md")).values()] == [bomb]
    text = b"---\nA paragraph between two rules, and nothing else.\n---\nMore.\n"
    (plain,) = documents(found_in(text, "a.md")).values()
    assert plain.body == text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "unsupported-format"),
        ("a.txt", b"%PDF-1.7 ...", "unsupported-format"),
        ("a.docx", as_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "unsupported-format"),
        ("a.zip", b"PK\x03\x04 and nothing more", "corrupt"),
        ("a.csv", b"", "empty"),
        ("a.eml", b"\x00\x01\x02", "no-message"),
        ("a.json", b'{"text": ', "bad-json"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as error:
        found_in(content, name)
    assert error.value.reason == reason
    assert error.value.detail
