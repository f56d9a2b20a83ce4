"""Characters are mended, lines are not, and what is fine is left alone."""

from __future__ import annotations

import ftfy
import pytest
from ftfy.badness import is_bad
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repair import _NOTHING_TO_DO, _PLAIN, _config, _ftfy, repair


@pytest.mark.parametrize(
    "broken, mended",
    [
        ("It\u00e2\u20ac\u2122s late", "It’s late"),
        ("caf\u00c3\u00a9 in \u00c3\u009cbersee", "café in Übersee"),
        ("Smith &amp; Sons &lt;b&gt;", "Smith & Sons <b>"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffstart", "start"),
        ("a\u202eb", "ab"),
        ("no\u00a0break\u2009thin", "no break thin"),
        ("page\x0cbreak", "page break"),
        ("zero\u200bwidth", "zerowidth"),
        ("cafe\u0301", "café"),
        ("bell\x07", "bell"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("\x1b[?25lred\x1b[K \x1b]8;;https://example.org\x07link\x1b]8;;\x07\x1b(B", "red link"),
        ("п»їПорт открыт", "Порт открыт"),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("❤\ufe0f\ufe01\U000e0101", "❤\ufe0f"),
        ("\ufe8d\ufed3\ufe98\ufe98\ufea2 \ufe8d\ufedf\ufea0\ufeb4\ufeae \ufdfa", "افتتح الجسر \ufdfa"),
        ("\u2f00个人走⼈⾏道", "一个人走人行道"),
    ],
)
def test_mended(broken: str, mended: str) -> None:
    text, repairs = repair(broken)
    assert text == mended
    assert [(r.line, r.before, r.after) for r in repairs] == [(1, broken, mended)]
    assert repairs[0].reason


@pytest.mark.parametrize(
    "fine",
    [
        "“Curly” quotes — and dashes…",
        "ﬁne ligatures",
        "ｗｉｄｅ　ｌｅｔｔｅｒｓ",
        "می\u200cخواهم",
        "क्\u200dष",
        "ภาษา\u200bไทย",
        "family \U0001f468\u200d\U0001f469\u200d\U0001f467",
        "flag \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "AT&T and Q&A",
        "two  spaces",
        "Äpfel & Öl",
        "SÃO PAULO: A MAÇÃ, A IRMÃ E O CORAÇÃO – NÃO À VENDA",
        "Þórður æðislegi át ýsu í Öxará",
        "Dīvān-i Ḥāfiẓ, ʿAbd al-Raḥmān, þēodcyninga, ŵyr ac ŵyn",
        "NGÃ BA, CÔNG TY TNHH MỘT THÀNH VIÊN",
        "Москва—Пермь, «А», «Б» – Ђорђе",
        "├── src │ └── “é”",
        "模型 名前 ﻻ ⼈（人）",
        "葛\U000e0100城",
    ],
)
def test_left_alone(fine: str) -> None:
    assert repair(fine) == (fine, ())


WRITTEN = (
    "Die Größe der Übung – „sehr schön“ – kostet 5 €.",
    "¿Qué pasó mañana? El niño comió piña en España.",
    "Zażółć gęślą jaźń, powiedział Łukasz.",
    "Şu köşe yaz köşesi, İstanbul’da çiçekler açtı.",
    "Мост открыли в понедельник, сообщили власти города.",
    "Η γέφυρα άνοιξε τη Δευτέρα, είπε ο δήμαρχος.",
)


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "cp866", "cp850", "mac_cyrillic", "mac_roman", "gb18030"])
def test_utf8_that_was_read_as_anything_else_is_mended(codec: str) -> None:
    """ftfy knows western readings, and “├Â”, “Р“Т‘” of other languages or “枚” were published as they came."""
    read = [(line, line.encode().decode(codec, "replace")) for line in WRITTEN]
    known = [(line, broken) for line, broken in read if "\ufffd" not in broken]
    assert len(known) >= 2
    assert [repair(broken)[0] for _, broken in known] == [line for line, _ in known]


def test_utf8_that_lost_bytes_in_east_asian_codecs_is_mended_around_them() -> None:
    line = "大桥星期一开通，市长说，今后每天都会开放。"
    for codec in ("gb18030", "cp932"):
        mended = repair(line.encode().decode(codec, "replace"))[0]
        assert mended.count("\ufffd") <= 4
        assert set(mended) - set(line) == {"\ufffd"}


@pytest.mark.parametrize(
    ("codec", "line"),
    [
        ("cp1251", "Мост открыли в понедельник, сообщили власти города."),
        ("koi8_r", "Мост открыли в понедельник, сообщили власти города."),
        ("cp1250", "Zażółć gęślą jaźń, powiedział Łukasz w Łodzi i poszedł spać."),
        ("iso8859_2", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
        ("cp1250", "Árvíztűrő tükörfúrógép, mondta a főnök."),
        ("cp1254", "Şu köşe yaz köşesi, İstanbul’da ığdır çiçeği güzeldi."),
        ("cp1253", "Η γέφυρα άνοιξε τη Δευτέρα, είπε ο δήμαρχος."),
        ("cp1255", "הגשר נפתח ביום שני, אמר ראש העיר."),
        ("cp1256", "افتتح الجسر يوم الاثنين، قال رئيس البلدية."),
        ("cp1257", "Tiltas atidarytas pirmadienį, sakė meras, žąsys šaukė."),
        ("cp874", "สะพานเปิดในวันจันทร์ นายกเทศมนตรีกล่าว"),
        ("gb18030", "大桥星期一开通，市长说，今后每天都会开放。"),
        ("cp949", "다리는 월요일에 개통되었다고 시장이 말했다."),
    ],
)
def test_legacy_text_that_was_read_as_windows_1252_is_read_again(codec: str, line: str) -> None:
    """“Ìîñò îòêðûëè”, as servers send it that state no encoding."""
    broken = "".join(
        byte.decode("cp1252") if byte.decode("cp1252", "ignore") else byte.decode("latin-1")
        for byte in (bytes([number]) for number in line.encode(codec))
    )
    assert repair(f"{broken}\nWindows 11\n{broken}")[0] == f"{line}\nWindows 11\n{line}"


@pytest.mark.parametrize(
    "about",
    [
        "Mojibake is what you see when UTF-8 is read as Latin-1.\nThen “â€™” is shown for an apostrophe.",
        'Wenn UTF-8 falsch gelesen wird, steht „Ã¼“ statt „ü“ da und "schÃ¶n" statt "schön".',
        "Typical mojibake: Ã© for é, Ã¨ for è, â€œ for a quote.",
        "In HTML, write `&amp;` for an ampersand and (&lt;) for less than.",
    ],
)
def test_samples_in_a_text_about_broken_characters_stay(about: str) -> None:
    assert repair(about) == (about, ())


def test_a_broken_text_about_broken_characters_is_mended() -> None:
    assert repair("Itâ€™s UTF-8, and “Ã©” is cafÃ©.")[0] == "It’s UTF-8, and “é” is café."


def test_an_entity_cannot_break_a_line() -> None:
    assert repair("a&#10;b\nc")[0] == "a b\nc"


@given(st.text(st.one_of(st.characters(), st.sampled_from("âÃ€™©&#;am p\x85\n\u200b\u00ad")), max_size=80))
def test_lines_stay_and_mending_twice_changes_nothing(text: str) -> None:
    once, repairs = repair(text)
    assert once.count("\n") == text.count("\n")
    assert repair(once) == (once, ())
    lines = once.split("\n")
    for entry in repairs:
        lines[entry.line - 1] = entry.before
    assert "\n".join(lines) == text


@given(st.from_regex(_NOTHING_TO_DO, fullmatch=True))
def test_what_is_skipped_ftfy_would_not_touch(text: str) -> None:
    assert ftfy.fix_text(text, _config()) == text


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("âÃ€™©é&#;am p<\x1b[31\x92\ud83d\udca9e\u0301ＡﬁКраÐ")), max_size=40
    )
)
def test_what_is_answered_for_ftfy_it_would_answer_itself(line: str) -> None:
    expected, plan = ftfy.fix_and_explain(line, _config())
    fixed, steps = _ftfy(line)
    assert (fixed, bool(steps)) == (expected, bool(plan))


MOJIBAKE = ("â€™", "Ã©", "Ã ", "×²", "ГўВЂВ.a", "√±", "Ø§ÙØ", "à²", "É°", "Œ.", "é", "’", "★", "Â ", "β€™", "\x85")
PLAIN = " a plain text that says nothing ?! 12"


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(MOJIBAKE) | st.text(max_size=3)), max_size=5))
def test_what_ftfy_calls_mojibake_stands_near_what_is_not_ascii(pieces: list[tuple[int, str]]) -> None:
    line = "".join(PLAIN[:length][::-1] + piece + PLAIN[:length] for length, piece in pieces)
    assert is_bad(_PLAIN.sub(r"\1\2", line)) == is_bad(line)
    assert not is_bad("".join(filter(str.isascii, line)))


def test_space_around_a_line_does_not_keep_it_from_being_mended() -> None:
    """“Â Ä” is mended, “Â Ä ” was not; cleaned text has no space there, so cleaning it again changed it."""
    for line in ("Â Ä", "Â Ä ", "  Â Ä", "\tÂ Ä \t"):
        assert repair(line)[0].strip() == "Ä"
        assert repair(repair(line)[0]) == (repair(line)[0], ())
    assert repair("cittÃ  ")[0].strip() == "città"
