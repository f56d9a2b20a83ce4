"""Bytes → text: every codec on purpose, nothing dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.decode import decode, sniff
from cleaners.document import RawDocument
from cleaners.errors import Unreadable

GERMAN = "Die Größe der Brücke überrascht: fünf Meter länger als geplant, sagte der Bürgermeister am Dienstag. " * 3
RUSSIAN = "Мост закрыт до осени, сообщили в мэрии города; паром будет ходить каждые десять минут. " * 3
JAPANESE = "橋の修理は三月に始まり、秋まで続く予定です。市役所によると、その間は渡し船が運航します。" * 4


def codec_of(body: bytes, **hints: str) -> tuple[str, str, str]:
    text, _, facts = decode(RawDocument(body, hints=hints))
    values = {fact.name: fact.value for fact in facts}
    return text, values["encoding"], values["encoding_evidence"]


@pytest.mark.parametrize("bom, codec", [("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-32", "utf-32-le")])
def test_a_byte_order_mark_decides_and_does_not_stay(bom: str, codec: str) -> None:
    text, found, evidence = codec_of(GERMAN.encode(bom))
    assert (text, found, evidence) == (GERMAN, codec, "byte order mark")


def test_utf16_without_a_mark_is_seen_by_its_zeros() -> None:
    assert codec_of("The bridge is open again.".encode("utf-16-le"))[:2] == ("The bridge is open again.", "utf-16-le")


@pytest.mark.parametrize(
    "text, codec", [(GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp")]
)
def test_a_legacy_codec_is_guessed(text: str, codec: str) -> None:
    found, _, evidence = codec_of(text.encode(codec))
    assert found == text
    assert "charset-normalizer" in evidence


def test_the_page_says_its_charset() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Мост</p></body></html>'
    assert codec_of(page.encode("cp1251")) == (page, "cp1251", "declared in the page")


def test_latin1_is_read_as_browsers_read_it() -> None:
    page = '<html><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"><p>“Open”</p></html>'
    assert codec_of(page.encode("cp1252"))[0] == page


def test_the_readers_hint_comes_before_the_page() -> None:
    text, codec, evidence = codec_of(b"<html><meta charset=cp1251>caf\xe9</html>", charset="cp1252")
    assert (codec, evidence) == ("cp1252", "stated by the source")
    assert "café" in text


@pytest.mark.parametrize("lie", ["utf-16", "no-such-codec", "base64", "utf-7"])
def test_a_lying_declaration_is_passed_over(lie: str) -> None:
    body = f'<html><meta charset="{lie}"><p>café, she said, and öffnete the door</p></html>'.encode()
    assert codec_of(body)[1] == "utf-8"


def test_a_stray_byte_in_utf8_is_read_as_windows_1252_and_counted() -> None:
    body = GERMAN.encode() + b"\x93Open\x94 " + GERMAN.encode()
    text, codec, evidence = codec_of(body)
    assert "“Open”" in text
    assert (codec, evidence) == ("utf-8", "UTF-8 but for 2 stray bytes")


def test_a_torn_last_character_shows_as_replacement() -> None:
    assert codec_of((GERMAN + "é").encode()[:-1])[0].endswith("\ufffd")


@pytest.mark.parametrize(
    "body, reason",
    [(b"", "empty"), (b" \n", "empty"), (b"%PDF-1.7 ...", "binary"), (b"GIF89a....", "binary"),
     (bytes(range(32)) * 40, "binary"), (b"\xff\xfe\x00\xd8a", "undecodable")],
)  # fmt: skip
def test_what_is_no_text_says_so(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(RawDocument(body))
    assert caught.value.reason == reason


def test_line_ends_become_one_kind_and_are_reported() -> None:
    text, _, facts = decode(RawDocument("a\r\nb\r\n"))
    assert text == "a\nb\n"
    assert {fact.name: fact.value for fact in facts}["newlines"] == "crlf"
    assert decode(RawDocument("a\rb\nc\u2028d"))[0] == "a\nb\nc\nd"


def test_a_text_about_html_is_not_a_page() -> None:
    assert sniff("In HTML, <p> opens a paragraph, <div> a box and <span> a piece of a line.") == "text/plain"
    assert sniff("\n\n<div><p>One</p><p>Two</p></div>") == "text/html"


@given(st.text(min_size=1).filter(lambda t: t.strip() and not any(c < " " or c in "\x7f\ufeff" for c in t)))
def test_utf8_always_comes_back(text: str) -> None:
    got, codec, _ = codec_of(text.encode("utf-8", "replace"))
    assert codec in {"utf-8", "utf-16-le", "utf-16-be"}
    if codec == "utf-8":
        assert (
            got.split()
            == text.encode("utf-8", "replace").decode().replace("\u2028", "\n").replace("\u2029", "\n").split()
        )
