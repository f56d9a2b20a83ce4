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
    assert evidence == "reads like a language"


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


def test_a_text_that_is_called_a_page_keeps_its_lines() -> None:
    text = "The ferry\n\nIt sails if a < b & the wind is low.\n"
    assert decode(RawDocument(text.encode(), media_type="text/html"))[:2] == (text, "text/plain")
    assert decode(RawDocument("The ferry<br>sails", media_type="text/html"))[1] == "text/html"


@given(st.text(min_size=1).filter(lambda t: t.strip() and not any(c < " " or c in "\x7f\ufeff" for c in t)))
def test_utf8_always_comes_back(text: str) -> None:
    got, codec, _ = codec_of(text.encode("utf-8", "replace"))
    assert codec in {"utf-8", "utf-16-le", "utf-16-be"}
    if codec == "utf-8":
        assert (
            got.split()
            == text.encode("utf-8", "replace").decode().replace("\u2028", "\n").replace("\u2029", "\n").split()
        )


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", "The café’s naïve owner – “a man of 61” – said that the façade cost £40,000."),
        ("cp1252", "Färjan går på måndag, och ön är vacker på våren."),
        ("cp1252", "Los vecinos han decidido por segunda vez en un año que su puente siga cerrado."),
        ("cp1252", "De overheid heeft één idee: de zeeën zijn niet vóór iedereen."),
        ("cp1252", "Un caffè è più di una bevanda, dice la città."),
        ("cp1252", "A reunião começou às dez e não acabou antes da meia-noite."),
        ("cp1252", "1. Heat the oven to 180°C."),
        ("cp1250", "Nikt nie wie, ile będzie kosztował most, którego budowę wstrzymano w zeszłym roku."),
        ("iso8859_2", "Nikt nie wie, ile będzie kosztował most, którego budowę wstrzymano w zeszłym roku."),
        ("cp1250", "Nikdo neví, kolik bude stát most, který se má letos znovu otevřít."),
        ("cp1254", "Köprünün ne kadara mal olacağını kimse bilmiyor, çünkü inşaat geçen yıl durdu."),
        ("cp1257", "Niekas nežino, kiek kainuos tiltas, kurio statyba pernai buvo sustabdyta."),
        ("cp1251", "Никто не знает, сколько будет стоить мост."),
        ("koi8_r", "Мост открыли в понедельник, сообщили власти города."),
        ("cp874", "สะพานเปิดในวันจันทร์ นายกเทศมนตรีกล่าว"),
        ("koi8_r", "Никто не знает, сколько будет стоить мост. Стройку остановили в прошлом году."),
        ("cp1253", "Κανείς δεν ξέρει πόσο θα κοστίσει η γέφυρα."),
        ("cp1255", "איש אינו יודע כמה יעלה הגשר."),
        ("cp1256", "لا أحد يعرف كم سيكلف الجسر."),
        ("gb18030", "“谁也不知道这座桥要花多少钱。”他说。"),
        ("big5", "誰也不知道這座橋要花多少錢，工程去年就停了。"),
        ("cp932", "「橋がいくらかかるのか、誰も知りません」と彼は言った。"),
        ("euc_jp", "「橋がいくらかかるのか、誰も知りません」と彼は言った。"),
        ("cp949", "다리에 얼마가 들지 아무도 모릅니다."),
        ("iso2022_jp", "橋がいくらかかるのか、誰も知りません。"),
        ("utf-16-le", "Никто не знает, сколько будет стоить мост.\n"),
        ("utf-16-be", "谁也不知道这座桥要花多少钱。\n工程去年就停了。\n"),
    ],
)
def test_a_short_text_is_read_by_the_language_it_makes_sense_in(codec: str, text: str) -> None:
    """charset-normalizer read such texts as windows-1250, Farsi or nothing at all."""
    assert decode(RawDocument(text.encode(codec)))[0] == text


@pytest.mark.parametrize(
    ("label", "codec"), [("x-sjis", "cp932"), ("windows-874", "cp874"), ("x-mac-roman", "mac_roman")]
)
def test_a_page_may_use_any_label_that_browsers_know(label: str, codec: str) -> None:
    words = {"cp932": "橋", "cp874": "สะพาน", "mac_roman": "L’ancienne corderie"}[codec]
    page = f'<html><head><meta charset="{label}"></head><body><p>{words}</p></body></html>'
    assert decode(RawDocument(page.encode(codec)))[0] == page


@pytest.mark.parametrize(
    ("codec", "line"),
    [
        ("cp1252", "Größe, Übung, schön: fünf Brücken."),
        ("cp1251", "Мост открыли в понедельник, сообщили власти города."),
        ("iso8859_2", "Zażółć gęślą jaźń, powiedział Łukasz w Łodzi."),
        ("gb18030", "大桥星期一开通，市长说，今后每天都会开放。"),
        ("cp932", "橋は月曜日に開通した、と市長は語った。"),
    ],
)
def test_lines_of_two_encodings_in_one_file_are_each_read_in_theirs(codec: str, line: str) -> None:
    """Such a file was set aside as undecodable."""
    body = b"\n".join([line.encode(), line.encode(codec), b"plain", line.encode(), line.encode(codec)])
    text, _, facts = decode(RawDocument(body))
    assert text == "\n".join([line, line, "plain", line, line])
    assert {fact.name: fact.value for fact in facts}["encoding"] == codec
