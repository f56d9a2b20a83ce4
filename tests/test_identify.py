"""The language, the same everywhere, or an honest "und"."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langdetect import detector_factory
from langdetect.utils.lang_profile import LangProfile

from cleaners.blocks import blocks_of
from cleaners.document import Document, Fact
from cleaners.identify import appended, identify, language_of, ngrams, profiles

SENTENCES = {
    "en": "The bridge will stay closed until the autumn, the town hall said on Tuesday.",
    "de": "Die Brücke bleibt bis zum Herbst gesperrt, teilte das Rathaus am Dienstag mit.",
    "fr": "Le pont restera fermé jusqu'à l'automne, a annoncé la mairie mardi dernier.",
    "es": "El puente permanecerá cerrado hasta el otoño, anunció el ayuntamiento el martes.",
    "it": "Il ponte resterà chiuso fino all'autunno, ha annunciato martedì il comune.",
    "pt": "A ponte permanecerá fechada até ao outono, anunciou a câmara municipal na terça-feira.",
    "nl": "De brug blijft tot het najaar gesloten, meldde het gemeentehuis dinsdag.",
    "pl": "Most pozostanie zamknięty do jesieni, poinformował we wtorek ratusz.",
    "tr": "Köprü sonbahara kadar kapalı kalacak, belediye salı günü açıkladı.",
    "ru": "Мост останется закрытым до осени, сообщили во вторник в мэрии.",
    "uk": "Міст залишиться закритим до осені, повідомили у вівторок у мерії.",
    "ar": "سيبقى الجسر مغلقا حتى الخريف، حسبما أعلنت البلدية يوم الثلاثاء.",
    "fa": "شهرداری روز سه‌شنبه اعلام کرد که پل تا پاییز بسته خواهد ماند.",
    "zh": "市政厅周二宣布，这座桥将关闭到秋天，期间渡船每十分钟一班。",
    "ja": "橋は秋まで閉鎖されると市役所が火曜日に発表しました。",
    "ko": "시청은 화요일에 다리가 가을까지 폐쇄될 것이라고 발표했다.",
    "cs": "Most zůstane uzavřen až do podzimu, oznámila v úterý radnice.",
    "sv": "Bron kommer att vara stängd till hösten, meddelade stadshuset i tisdags.",
    "fi": "Silta pysyy suljettuna syksyyn asti, kaupungintalo ilmoitti tiistaina.",
    "hu": "A híd őszig zárva marad, közölte kedden a városháza.",
    "el": "Η γέφυρα θα παραμείνει κλειστή μέχρι το φθινόπωρο, ανακοίνωσε ο δήμος.",
    "he": "הגשר יישאר סגור עד הסתיו, הודיעה העירייה ביום שלישי.",
    "hi": "नगर पालिका ने मंगलवार को कहा कि पुल शरद ऋतु तक बंद रहेगा।",
    "ro": "Podul va rămâne închis până la toamnă, a anunțat marți primăria.",
    "vi": "Cây cầu sẽ đóng cửa đến mùa thu, tòa thị chính thông báo hôm thứ Ba.",
    "id": "Jembatan itu akan ditutup sampai musim gugur, kata balai kota pada hari Selasa.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_one_sentence_is_enough(code: str) -> None:
    assert language_of(SENTENCES[code])[0] == code


@pytest.mark.parametrize(
    "text", ["", "OK", "12.03.2024 14:00", "https://example.org/a/long/path/to/somewhere", "A B C D E"]
)
def test_too_little_is_und_with_a_reason(text: str) -> None:
    code, score, reason = language_of(text)
    assert code == "und"
    assert reason
    assert score < 0.7


def test_traditional_chinese_is_not_korean() -> None:
    assert language_of("颱風過後港口重新開放，漁民一早就排隊等候出港，港務公司呼籲船隻注意安全。")[0] == "zh"
    assert language_of("정부는 내년 예산안을 국무회의에서 의결했다.")[0] == "ko"
    assert language_of("政府は来年度の予算案を閣議決定した。")[0] == "ja"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh", "我用Python写了一个小程序"),
        ("th", "สะพานเปิดให้ใช้อีกครั้ง"),
        ("he", "הגשר נפתח מחדש לתנועה"),
        ("da", "På Vorupør Skole koger sjette klasse salt af havvand, og de har solgt poser på torvet."),
        ("be", "Ён злучыў два берагі ракі, і людзі прыйшлі паглядзець на яго ўвечары."),
        ("kk", "Көпір қайтадан ашылды, көлік жүріп жатыр, деп хабарлады қала әкімдігі."),
        ("az", "Körpü yenidən nəqliyyat üçün açılıb, şəhər rəhbərliyi məlumat verib."),
        ("is", "Það er búið að opna brúna aftur fyrir umferð, segir borgarstjórinn og þakkar þeim."),
    ],
)
def test_short_texts_mixed_texts_and_near_relatives(code: str, text: str) -> None:
    """langdetect took the first for Vietnamese, the last four for Russian, Ukrainian, Turkish and Norwegian."""
    assert language_of(text)[0] == code


def test_capitals_do_not_matter() -> None:
    assert language_of(SENTENCES["en"].upper())[0] == "en"


def test_prose_outweighs_a_foreign_menu() -> None:
    menu = "\n".join(["Startseite", "Nachrichten", "Wetter", "Anmelden", "Impressum", "Datenschutz"] * 4)
    text = menu + "\n\n" + " ".join([SENTENCES["en"]] * 4)
    assert identify(Document(text, blocks=blocks_of(text))).fact("language") == "en"


def test_what_the_source_states_stands_and_the_policy_overrides() -> None:
    document = Document("x", facts=(Fact("language", "nb", "source"),))
    assert identify(document).fact("language") == "nb"
    assert identify(document).fact("language_reason") == "stated"
    assert identify(document, language="sv").fact("language") == "sv"


def test_eight_threads_at_once_on_first_use() -> None:
    """langdetect's own factory breaks here; ours must not, in a fresh interpreter."""
    program = """
import threading
from cleaners.identify import language_of
texts = [f"The bridge will stay closed until the autumn, the town hall said on day {i} of the week." for i in range(8)]
gate, found = threading.Barrier(8), []
def ask(text):
    gate.wait()
    found.append(language_of(text + " It opened in the year of the flood."))
threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
[t.start() for t in threads]
[t.join() for t in threads]
assert len(found) == 8 and {code for code, _, _ in found} == {"en"}, found
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_table_says_what_langdetects_own_says() -> None:
    """Every row, smoothed, to the last bit, although each is filled only when it is asked for."""
    own = detector_factory.DetectorFactory()
    ours = profiles()
    folder = Path(detector_factory.PROFILES_DIRECTORY)
    paths = {json.loads(path.read_text("utf-8"))["name"]: path for path in folder.iterdir() if path.is_file()}
    for index, name in enumerate(ours.langlist):
        own.add_profile(LangProfile(**json.loads(paths[name].read_text("utf-8"))), index, len(paths))
    assert own.langlist == ours.langlist
    table = ours.word_lang_prob_map
    smoothing = own.create().alpha / own.create().BASE_FREQ
    smoothed = {ngram: [smoothing + share for share in shares] for ngram, shares in own.word_lang_prob_map.items()}
    assert {ngram: table[ngram].tolist() for ngram in smoothed} == smoothed
    assert "qqq" not in ours.word_lang_prob_map


@given(
    st.text(st.sampled_from([*"aAbBßéÉșộの漢한 \n.,'1  A", *"мАع "]), max_size=60)
    | st.sampled_from([*SENTENCES.values()])
)
def test_the_same_ngrams_as_langdetect(text: str) -> None:
    """Its own loop over the text is slow, so there is one of ours; it has to find the same, in the same order."""
    for written in (text, text.title(), text.upper()):
        detector = profiles().create()
        detector.append(written)
        assert appended(written) == detector.text
        assert ngrams(detector.text, detector.word_lang_prob_map.known) == detector._extract_ngrams()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ka", "ორშაბათიდან ძველ ხიდზე მხოლოდ ფეხით მოსიარულეებს შეუძლიათ გავლა."),
        ("hy", "Երկուշաբթիից հին կամրջով կարող են անցնել միայն հետիոտները։"),
        ("km", "ស្ពានចាស់បិទមិនឱ្យរថយន្តឆ្លងកាត់ចាប់ពីថ្ងៃច័ន្ទ"),
        ("sr", "Стручњаци су нашли пукотине на два стуба, а грађани ће о томе расправљати у четвртак."),
        ("mk", "Експертите најдоа пукнатини на два столба, а граѓаните ќе расправаат во четврток."),
    ],
)
def test_languages_that_langdetect_does_not_know_are_told_by_their_script(code: str, text: str) -> None:
    """Georgian and Armenian were Estonian, Serbian was Macedonian."""
    assert language_of(text)[0] == code
