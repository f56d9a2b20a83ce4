"""Rules are data, and each of them carries its own test: what it must catch and what it must spare."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from time import process_time

import pytest
from ruling import PROSE, document, origins, rule_of

from cleaners.document import Label
from cleaners.errors import RuleError
from cleaners.mark.rules import (
    ANY,
    BUNDLED,
    MAX_CHARS,
    Rule,
    all_rules,
    check_patterns,
    languages,
    load,
    read_file,
    read_rule,
    rulebook,
)

RULES = all_rules()
SPOKEN = {language: tuple(rules) for language, rules in groupby(RULES, key=lambda rule: rule.language)}
each_language = pytest.mark.parametrize("rules", SPOKEN.values(), ids=SPOKEN)
"""Rules by the thousand would be tests by the ten thousand, which cost more to count than to run."""

FACTS = {
    "authors", "author_bio", "published", "modified", "captions", "photo_credits", "dateline_place", "editors_note"
}  # fmt: skip


# What every rule owes


@each_language
def test_hits_are_caught(rules: Sequence[Rule]) -> None:
    assert [rule.id for rule in rules if len(rule.hits) < 2] == []
    assert [(rule.id, hit) for rule in rules for hit in rule.hits if not rule.speaks(hit)] == []


@each_language
def test_misses_are_spared(rules: Sequence[Rule]) -> None:
    assert [rule.id for rule in rules if len(rule.misses) < 2] == []
    assert [(rule.id, miss) for rule in rules for miss in rule.misses if rule.speaks(miss)] == []


@each_language
def test_patterns_compile_and_name_known_facts(rules: Sequence[Rule]) -> None:
    for rule in rules:
        check_patterns(rule)
        names = {name for pattern in rule.all_of[:1] for name in re.compile(pattern).groupindex}
        assert names <= FACTS | {"span"}, rule.id
        assert not any(re.compile(pattern).groupindex for pattern in rule.all_of[1:]), rule.id


@each_language
def test_why_is_a_sentence_for_a_reader(rules: Sequence[Rule]) -> None:
    def reads_well(why: str) -> bool:
        return why[0].isupper() and why.endswith(".") and len(why) >= 25

    assert [rule.id for rule in rules if not reads_well(rule.why)] == []


@each_language
def test_a_rule_that_may_remove_long_blocks_is_anchored(rules: Sequence[Rule]) -> None:
    """Every rule about more than a short line names the words without which it need not be asked."""

    def anchored(rule: Rule) -> bool:
        short = rule.max_chars <= 60
        return (
            bool(rule.lines or rule.words or rule.contains or rule.where == "start" or rule.after or rule.below)
            or short
        )

    assert [rule.id for rule in rules if not anchored(rule)] == []


@each_language
def test_words_are_words(rules: Sequence[Rule]) -> None:
    """`words` and `contains` are compared with lower-case text; a word with a hyphen could never be found."""
    for rule in rules:
        assert all(word == word.lower() and re.fullmatch(r"\w+", word) for word in rule.words), rule.id
        assert all(piece == piece.lower() and piece for piece in rule.contains), rule.id
        assert all(line for line in rule.lines), rule.id


@pytest.mark.parametrize("language", SPOKEN)
def test_no_rule_lists_a_thing_twice(language: str) -> None:
    tables = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (BUNDLED / language).glob("*.toml")}
    lists = [
        (label, name, key, each)
        for label, rules in tables.items()
        for name, table in rules.items()
        for key, each in table.items()
        if type(each) is list
    ]
    twice = [where for *where, each in lists if len({one.casefold() for one in each}) < len(each)]
    assert lists and twice == []


@each_language
def test_long_and_nasty_texts_cost_little(rules: Sequence[Rule]) -> None:
    """A pattern that backtracks without bound takes seconds or hours; two per hundred of processor time is generous."""
    for rule in rules:
        anchor = (rule.words or rule.contains or ("",))[0]
        shapes = (
            " ",
            "a",
            "A ",
            "Aa ",
            "a, ",
            "| ",
            "/",
            "1 ",
            "“a” ",
            "A. ",
            "by A ",
            "— ",
            "we our you ",
            f"{anchor} ",
        )
        for shape in shapes:
            text = (f"{anchor} " + shape * MAX_CHARS)[: min(rule.max_chars, MAX_CHARS)]
            assert any(seconds(rule, text) < 0.02 for _ in range(3)), (rule.id, shape)


def seconds(rule: Rule, text: str) -> float:
    """Processor time of one question."""
    began = process_time()
    rule.find(text)
    return process_time() - began


def test_below_names_rules_that_exist() -> None:
    addresses = {rule.address for rule in RULES}
    assert {address for rule in RULES for address in rule.below} <= addresses
    headed = {rule.language for rule in RULES if rule.address == "related/headings"}
    assert headed == {rule.language for rule in RULES if rule.label == "related"} - {"any"}


def test_ids_are_addresses_and_unique() -> None:
    counts = Counter(rule.id for rule in RULES)
    assert [name for name, count in counts.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z]+/[a-z-]+/[a-z0-9-]+", rule.id) for rule in RULES)


def test_every_label_of_the_house_has_rules() -> None:
    built_in = {"title", "deck", "heading", "repeat", "site", "off-main", "boilerplate", "whitespace"}
    for language in ("en", "de", "fr", "es", "it", "pt"):
        found = {rule.label.value for rule in rulebook(language).rules if rule.language in (ANY, language)}
        assert found == {label.value for label in Label} - built_in, language


def test_consent_rules_of_all_languages_speak_in_every_book() -> None:
    consent = {rule.id for rule in RULES if rule.label is Label.CONSENT_NOTICE}
    assert {rule.language for rule in RULES if rule.id in consent} >= {"en", "de", "fr", "es", "it", "pt", "nl", "pl"}
    assert consent <= {rule.id for rule in rulebook("eu").rules}
    others = {rule.language for rule in rulebook("eu").rules if rule.id not in consent}
    assert others == {ANY}


def test_no_rule_speaks_about_plain_news() -> None:
    story = [
        PROSE,
        "“We use cookies only where you consent,” the company wrote to the regulator, who fined it all the same.",
        "Subscribers to the newsletter fell by a third last year, said Jane Roe, an editor at the Harbour Post.",
        "The photograph, by Tom Bell, shows a ferry; his agency sold it to forty papers in one week.",
        "Readers shared the story on Facebook twelve thousand times, and then the comments were closed.",
        "He asked her to subscribe to his view that privacy policy is written by those who will never read it.",
        "Copyright law is older than the harbour, the judge said, and its rights are reserved for the living.",
    ]
    said = rulebook("en").ask(document(*story)).marks
    assert [mark.origin for mark in said if mark.verdict] == []


NEWS = {
    "de": [
        "Das Gericht entschied am Montag, dass Cookies ohne Einwilligung der Nutzer nicht gesetzt werden dürfen.",
        "Der Newsletter der Partei ging an vierzigtausend Menschen, die ihn nie abonniert hatten, sagte ein Sprecher.",
        "Das Foto der Fähre, aufgenommen von Eva Muster, wurde zwölftausendmal geteilt und kaum kommentiert.",
        "Eva Muster war Redakteurin, ehe sie Kapitänin wurde; von Montag bis Freitag fährt sie den alten Kutter.",
    ],
    "fr": [
        "Le tribunal a jugé lundi que les sites ne peuvent poser de cookies sans l'accord de ceux qui les lisent.",
        "La newsletter du parti a été envoyée à quarante mille personnes qui ne s'y étaient jamais abonnées.",
        "La photo du bac, prise par Ève Modèle, a été partagée douze mille fois et à peine commentée.",
        "Par temps calme, le bac part à midi ; ses abonnés paient moins cher que les autres, et se plaignent plus.",
    ],
    "es": [
        "El tribunal decidió el lunes que los sitios no pueden poner cookies sin el permiso de quien los lee.",
        "El boletín del partido llegó a cuarenta mil personas que nunca se habían suscrito, dijo un portavoz.",
        "La foto del barco, tomada por Eva Modelo, fue compartida doce mil veces y apenas comentada.",
        "Por la mañana el puerto abre sus puertas; los socios pagan menos que los demás y se quejan más.",
    ],
    "it": [
        "Il tribunale ha deciso lunedì che i siti non possono usare cookie senza il consenso di chi li legge.",
        "La newsletter del partito è arrivata a quarantamila persone che non si erano mai iscritte.",
        "La foto della nave, scattata da Eva Modello, è stata condivisa dodicimila volte e poco commentata.",
        "Di notte il porto chiude le sue porte; gli abbonati pagano meno degli altri e si lamentano di più.",
    ],
    "pt": [
        "O tribunal decidiu na segunda que os sites não podem usar cookies sem a permissão de quem os lê.",
        "O boletim do partido chegou a quarenta mil pessoas que nunca o tinham assinado, disse um porta-voz.",
        "A foto do navio, tirada por Eva Modelo, foi partilhada doze mil vezes e pouco comentada.",
        "Por vezes o porto fecha as portas; os assinantes pagam menos que os outros e queixam-se mais.",
    ],
    "ru": ["Суд решил, что сайт не может хранить файлы cookie без согласия читателей.", "Паром вернулся в порт."],
    "zh": ["法院周一裁定，网站未经读者同意不得使用Cookie。", "渡轮在暴风雨后回到了港口。", "他说隐私政策没有人读。"],
    "ja": ["裁判所は月曜日、読者の同意なくCookieを使用してはならないと判断した。", "渡し船は嵐の後に港へ戻った。"],
    "ko": ["법원은 월요일 독자의 동의 없이 쿠키를 사용할 수 없다고 밝혔다.", "폭풍이 지나고 배가 항구로 돌아왔다."],
    "ar": [
        "قضت المحكمة يوم الاثنين بأن الموقع لا يستخدم ملفات تعريف الارتباط دون موافقة.",
        "عادت العبارة إلى الميناء.",
    ],
}


@pytest.mark.parametrize("language", NEWS)
def test_news_in_other_languages_is_spared(language: str) -> None:
    for book in (rulebook(language), rulebook("und")):
        said = book.ask(document(*NEWS[language])).marks
        assert [mark.origin for mark in said if mark.verdict] == []


# Reading rule files


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"why": "Because.", "all-of": ["x"]}, "unknown key 'all-of'; did you mean all_of?"),
        ({"why": "Because.", "all_of": "x"}, "all_of must be a list of strings"),
        ({"why": "Because.", "all_of": ["x"], "max_chars": "9"}, "max_chars must be a int, not '9'"),
        ({"why": "Because.", "all_of": ["x"], "verdict": 1}, "verdict must be a bool, not 1"),
        ({"why": "Because.", "all_of": ["x"], "where": "ende"}, "where: no such place 'ende'; did you mean end?"),
        ({"why": "Because.", "all_of": ["x"], "beside": ["by-line"]}, "did you mean byline?"),
        ({"all_of": ["x"]}, "'why' and either 'all_of' or 'lines' are required"),
        ({"why": "Because."}, "'why' and either 'all_of' or 'lines' are required"),
        ({"why": "Because.", "all_of": ["x"], "lines": ["x"]}, "'why' and either 'all_of' or 'lines' are required"),
        ("x", "expected a table such as [x]"),
    ],
)
def test_a_bad_rule_is_refused_by_name(table: object, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_rule("en/promo/x", Label.PROMO, "en", table)
    assert "en/promo/x" in str(caught.value) and message in str(caught.value)


@pytest.mark.parametrize("key", ["all_of", "none_of", "after", "before"])
def test_a_bad_pattern_is_refused(key: str) -> None:
    with pytest.raises(RuleError, match=r"rule en/promo/x: bad pattern '\('"):
        check_patterns(rule_of(**{key: ["("]}))


def test_a_file_named_after_no_label_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newsleter.toml"
    path.write_text("[x]\nwhy = 'Because.'\nall_of = ['x']\n", "utf-8")
    with pytest.raises(RuleError, match=r"no such label 'newsleter'; did you mean newsletter\?"):
        list(read_file(path, "en"))


@pytest.mark.parametrize("content", [b"[x\nwhy", b"[x]\nwhy = '\xff'"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "promo.toml"
    path.write_bytes(content)
    with pytest.raises(RuleError, match=r"en/promo\.toml: not valid TOML"):
        list(read_file(path, "en"))


def test_rules_of_a_user_follow_the_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "promo.toml").write_text("[own]\nwhy = 'Because.'\nall_of = ['ferry']\n", "utf-8")
    assert languages(tmp_path) == ["en"]
    assert [rule.id for rule in load(tmp_path, "en")] == ["en/promo/own"]
    book = rulebook("en", (tmp_path,))
    assert origins(book, "The ferry") == ["en/promo/own"]
    assert languages(tmp_path / "nowhere") == []


# What the rules know about a whole text


def test_a_news_text_with_its_usual_leftovers() -> None:
    marked = rulebook("en").ask(
        document(
            "The ferry is back",
            PROSE,
            "Fishermen mend their nets in Portsea on Monday, March 4, 2024. JANE ROE/REUTERS",
            PROSE + " Nobody minded.",
            "f",
            "We and our partners use cookies to see how you use our site. By continuing you accept these cookies.",
            "Author: Tom Bell",
            "Tom Bell is a senior editor at the Harbour Post. His work has appeared in three magazines.",
        )
    )
    said = {(mark.label.value, marked.slice(mark.span)[:8]) for mark in marked.marks if mark.verdict}
    assert said == {
        ("caption", "Fisherme"), ("residue", "f"), ("consent-notice", "We and o"), ("byline", "Author: "),
        ("author-bio", "Tom Bell"),
    }  # fmt: skip
    assert marked.fact("authors") == "Tom Bell"
    assert marked.fact("photo_credits") == "JANE ROE/REUTERS"
    assert marked.fact("captions").startswith("Fishermen mend")
    assert marked.fact("author_bio").endswith("three magazines.")


def test_a_lone_letter_inside_a_formula_or_a_list_is_not_removed() -> None:
    for texts in (("Let", "f", "be a function"), ("A", "B", "C"), ("Grades", "f", "g")):
        assert not any(mark.verdict for mark in rulebook("en").ask(document(*texts)).marks)


def test_words_of_menus_and_bylines_stay_where_texts_explain_or_list_them() -> None:
    glossary = (
        "Fender\nA cushion between boat and quay.\nHome\nFully in place, as of an anchor.\nShare\nA part in a boat."
    )
    film = "Directed by\nMartin Vale\nWritten by\nMartin Vale\nEdited by\nMary Pike\nMusic by\nErik Frost"
    judgment = "Case No: B3/2021/0447\nDate: 14 March 2022\nBefore:\nLADY JUSTICE HARROW"
    for text in (glossary, film, judgment):
        assert not [mark for mark in rulebook("en").ask(document(*text.split("\n"))).marks if mark.verdict], text


def test_what_mailing_lists_and_archives_write_below_a_text_is_known() -> None:
    footer = "____________\nboats mailing list\nboats@example.org\nhttp://lists.example.org/mailman/listinfo/boats"
    text = "\n".join(["The tide gauge at the quay has stopped again."] * 6) + "\n" + footer
    said = [mark for mark in rulebook("en").ask(document(*text.split("\n"))).marks if mark.verdict]
    assert len({mark.span for mark in said}) == 4
