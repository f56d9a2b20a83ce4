"""Our language detection against langdetect as it is: how often right, whether always the same, and at what cost.

    python -m benchmarks.languages [--json FILE]

Sentences of our own in 26 languages, whole, in their first 60 and 35 characters, and joined to a text. langdetect draws
lots, so it is asked `SEEDS` times with another seed; "varies" counts the texts on which its answers differ. Ours says
"und" where it is not sure; "wrong" counts other languages only. Also the time for texts of 2 and 15 kB.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import langdetect

from cleaners.blocks import blocks_of
from cleaners.document import Document
from cleaners.identify import language_of, sample

SEEDS = 5
LENGTHS = (35, 60, 10_000)
SENTENCES = {
    "en": ["Two ferries collided in thick fog, and nobody was hurt.", "Schools open an hour later when it snows."],
    "de": [
        "Zwei Fähren stießen im dichten Nebel zusammen, verletzt wurde niemand.",
        "Wenn es schneit, beginnt die Schule eine Stunde später.",
    ],
    "fr": [
        "Deux bateaux se sont heurtés dans le brouillard, sans faire de blessés.",
        "Quand il neige, l'école commence une heure plus tard.",
    ],
    "es": [
        "Dos barcos chocaron en la niebla y nadie resultó herido.",
        "Cuando nieva, las escuelas abren una hora más tarde.",
    ],
    "it": [
        "Due traghetti si sono scontrati nella nebbia, ma nessuno è rimasto ferito.",
        "Quando nevica le scuole aprono un'ora più tardi.",
    ],
    "pt": [
        "Dois barcos colidiram no nevoeiro e ninguém ficou ferido.",
        "Quando neva, as escolas abrem uma hora mais tarde.",
    ],
    "nl": [
        "Twee veerboten botsten in dichte mist, niemand raakte gewond.",
        "Als het sneeuwt, begint de school een uur later.",
    ],
    "pl": [
        "Dwa promy zderzyły się w gęstej mgle, nikt nie został ranny.",
        "Kiedy pada śnieg, lekcje zaczynają się godzinę później.",
    ],
    "tr": ["İki feribot yoğun siste çarpıştı, yaralanan olmadı.", "Kar yağdığında okullar bir saat geç açılıyor."],
    "ru": [
        "Два парома столкнулись в густом тумане, никто не пострадал.",
        "Когда идёт снег, уроки начинаются на час позже.",
    ],
    "uk": [
        "Два пороми зіткнулися в густому тумані, ніхто не постраждав.",
        "Коли йде сніг, уроки починаються на годину пізніше.",
    ],
    "ar": ["اصطدمت عبارتان في ضباب كثيف ولم يصب أحد بأذى.", "عندما تتساقط الثلوج تفتح المدارس متأخرة ساعة."],
    "fa": [
        "دو کشتی در مه غلیظ به هم برخورد کردند و کسی آسیب ندید.",
        "وقتی برف می‌بارد مدرسه‌ها یک ساعت دیرتر باز می‌شوند.",
    ],
    "zh": ["两艘渡轮在大雾中相撞，没有人受伤。船长说能见度不到五十米。", "下雪的时候，学校会晚一个小时开门。"],
    "ja": ["濃い霧の中で二隻のフェリーが衝突したが、けが人はいなかった。", "雪の日には学校が一時間遅れて始まります。"],
    "ko": ["짙은 안개 속에서 여객선 두 척이 충돌했지만 다친 사람은 없었다.", "눈이 오면 학교가 한 시간 늦게 시작한다."],
    "cs": ["Dva trajekty se srazily v husté mlze, nikdo nebyl zraněn.", "Když sněží, začíná škola o hodinu později."],
    "sv": ["Två färjor krockade i den täta dimman men ingen skadades.", "När det snöar börjar skolan en timme senare."],
    "fi": [
        "Kaksi lauttaa törmäsi sakeassa sumussa, kukaan ei loukkaantunut.",
        "Kun sataa lunta, koulu alkaa tuntia myöhemmin.",
    ],
    "hu": [
        "Két komp ütközött össze a sűrű ködben, senki sem sérült meg.",
        "Ha havazik, egy órával később kezdődik az iskola.",
    ],
    "el": [
        "Δύο πλοία συγκρούστηκαν μέσα στην ομίχλη χωρίς να τραυματιστεί κανείς.",
        "Όταν χιονίζει, τα σχολεία ανοίγουν μία ώρα αργότερα.",
    ],
    "he": ["שתי מעבורות התנגשו בערפל כבד ואיש לא נפגע.", "כאשר יורד שלג בתי הספר נפתחים שעה מאוחר יותר."],
    "hi": ["घने कोहरे में दो नावें टकरा गईं, लेकिन किसी को चोट नहीं आई।", "जब बर्फ गिरती है तो स्कूल एक घंटे देर से खुलते हैं।"],
    "ro": [
        "Două feriboturi s-au ciocnit în ceață, dar nimeni nu a fost rănit.",
        "Când ninge, școala începe cu o oră mai târziu.",
    ],
    "vi": [
        "Hai chiếc phà va vào nhau trong sương mù nhưng không ai bị thương.",
        "Khi trời có tuyết, trường học mở cửa muộn một giờ.",
    ],
    "id": [
        "Dua kapal feri bertabrakan di tengah kabut tebal, tetapi tidak ada yang terluka.",
        "Sekolah dibuka satu jam lebih lambat ketika hujan deras turun.",
    ],
}


def texts() -> list[tuple[str, str]]:
    """(language, text) pairs, short ones first."""
    cut = [(code, text[:length]) for length in LENGTHS for code, all in SENTENCES.items() for text in all]
    joined = [(code, " ".join(all * 12)) for code, all in SENTENCES.items()]
    return list(dict.fromkeys(cut + joined))


def theirs(text: str, seed: int) -> str:
    langdetect.DetectorFactory.seed = seed
    try:
        return str(langdetect.detect(text)).partition("-")[0]
    except langdetect.LangDetectException:
        return "und"


def ours(text: str) -> str:
    return language_of(sample(Document(text, blocks=blocks_of(text))))[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="Language detection.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    langdetect.detect("warm it up, please")
    pairs = texts()
    found = {
        "texts": len(pairs),
        "ours right": sum(ours(text) == code for code, text in pairs),
        "ours wrong": sum(ours(text) not in (code, "und") for code, text in pairs),
        "langdetect right": sum(theirs(t, seed) == code for code, t in pairs for seed in range(SEEDS)) / SEEDS,
        "langdetect varies": sum(len({theirs(text, seed) for seed in range(SEEDS)}) > 1 for _, text in pairs),
    }
    prose = " ".join(SENTENCES["en"])
    for size in (2000, 15_000):
        text = "\n".join([f"{prose} It was the {n}th time this year." for n in range(size)])[:size]
        found[f"ours ms, {size} characters"] = milliseconds(partial(ours_afresh, text))
        found[f"langdetect ms, {size} characters"] = milliseconds(partial(theirs, text, 0))
    for name, value in found.items():
        print(f"{name:32}{value:10.2f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def ours_afresh(text: str) -> str:
    language_of.cache_clear()
    return ours(text)


def milliseconds(call: Callable[[], object], times: int = 20) -> float:
    begin = time.process_time()
    for _ in range(times):
        call()
    return 1000 * (time.process_time() - begin) / times


if __name__ == "__main__":
    main()
