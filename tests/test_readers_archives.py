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
from collections.abc import Callable
from pathlib import Path

import pytest
from ingesting import ingest, outcomes, put, story, text, tree
from reading import PAGE, as_zip, documents, found_in, troubles, zstd

from cleaners import Policy
from cleaners.decode import decode
from cleaners.errors import Unreadable
from flows.aftercare.verify import verify

MEMBERS = {
    "news/page.html": PAGE,
    "note.txt": b"The ferry sails again on Friday.",
    "rows.jsonl": b'{"text": "One."}\n{"text": "Two."}\nnot json\n',
    "old.txt.gz": gzip.compress(b"An older note."),
}
FOUND = ["news/page.html", "note.txt", "rows.jsonl#1", "rows.jsonl#2", "old.txt.gz"]


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
    monkeypatch.setattr("flows.readers.compression.FLOOR", 100_000)
    monkeypatch.setattr("flows.readers.members.FLOOR", 100_000)
    lines = gzip.compress(b'{"text": "x"}\n' * 100_000)
    assert "bomb" in troubles(found_in(lines, "a.jsonl.gz")).values()
    archive = as_zip({f"{n}.txt": b"x" * 90_000 for n in range(20)})
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
    assert isinstance(page.body, bytes) and page.body.startswith(b"<html>")


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
