"""Title, deck, repetitions, names and bios: what a reader sees at the top and the bottom of an article."""

from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Label, Policy, RawDocument, clean, clean_many
from cleaners.blocks import blocks_of
from cleaners.document import CleanDocument, Document, Fact, Removal, Span
from cleaners.mark.header import is_title, key
from cleaners.mark.people import bios, people
from cleaners.metadata import metadata

PROSE = "The old bridge over the harbour will stay closed until the autumn, the town hall said on Tuesday morning."
MORE = "A ferry is to run every ten minutes meanwhile, and cyclists will travel free of charge from Monday on."


def text_of(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def with_title(text: str, title: str) -> CleanDocument:
    result = next(iter(clean_many([RawDocument(text, hints={"title": title})])))
    assert isinstance(result, CleanDocument)
    return result


def test_title_and_deck_are_facts_and_the_deck_stays() -> None:
    document = clean(text_of("Bridge stays closed until the autumn", "Ferry to run every ten minutes", PROSE, MORE))
    assert document.metadata["title"] == "Bridge stays closed until the autumn"
    assert document.metadata["subtitle"] == "Ferry to run every ten minutes"
    assert document.text == text_of("Ferry to run every ten minutes", PROSE, MORE)
    assert document.metadata["removals"] == {"title": 1}


def test_a_heading_alone_above_the_prose_is_reported_but_stays() -> None:
    text = text_of("Bridge stays closed until the autumn", PROSE, MORE)
    document = clean(text)
    assert document.metadata["title"] == "Bridge stays closed until the autumn"
    assert document.text == text


def test_a_list_of_facts_does_not_begin_with_the_title() -> None:
    """An advertisement says where and for how much before it says what: the first line was taken out as its title."""
    facts = ("Place of work: Kleinhaven", "Pay: £2,100 a month")
    document = clean(text_of(*facts, PROSE, MORE))
    assert document.metadata.get("title") is None
    assert document.text == text_of(*facts, PROSE, MORE)


def test_a_title_that_the_source_states_is_not_repeated() -> None:
    text = text_of("Bridge stays closed until the autumn – Harbour Post", PROSE, MORE)
    document = with_title(text, "Bridge stays closed until the autumn")
    assert document.text == text_of(PROSE, MORE)
    assert document.metadata["title"] == "Bridge stays closed until the autumn"


def test_what_sure_rules_speak_about_hides_no_title() -> None:
    furniture = ("Advertisement", "Share this article", "By Jane Roe", "Published 12 March 2024")
    title = "Bridge stays closed until the autumn"
    document = clean(text_of(title, *furniture, "Ferry to run every ten minutes", PROSE, MORE))
    assert document.metadata["title"] == title
    assert title not in document.text


def test_the_policy_can_keep_the_title() -> None:
    text = text_of("Bridge stays closed until the autumn", "Ferry to run every ten minutes", PROSE, MORE)
    assert clean(text, policy=Policy(drop=Policy().drop - {Label.TITLE})).text == text


@pytest.mark.parametrize("first", ["It rained all night.", "Home", "12.03.2024", "1. Take the left road at the mill"])
def test_what_only_opens_the_text_is_no_title(first: str) -> None:
    assert clean(text_of(first, "Ferry to run every ten minutes", PROSE, MORE)).metadata["title"] != first


def test_a_page_scraped_twice_is_said_once() -> None:
    document = clean(text_of(PROSE, MORE, PROSE, MORE))
    assert document.text == text_of(PROSE, MORE)
    assert document.metadata["removals"] == {"repeat": 2}


def test_one_repeated_paragraph_among_many_stays() -> None:
    others = [f"{MORE} That was decided in round number {n} of the talks with the shipping company." for n in range(9)]
    text = text_of(PROSE, *others, PROSE)
    assert clean(text).text.count(PROSE) == 2


@pytest.mark.parametrize(
    "byline, names",
    [
        ("By Jane Roe", ["Jane Roe"]),
        ("Von Anna Groß und Jörg Weiß", ["Anna Groß", "Jörg Weiß"]),
        ("By Jane Roe, John Poe, and Li Wei", ["Jane Roe", "John Poe", "Li Wei"]),
        ("Written by Jane Roe | Staff Writer", ["Jane Roe"]),
        ("Jane Roe (Berlin)", ["Jane Roe"]),
        ("JANE ROE Senior Health Correspondent", ["JANE ROE"]),
        ("Jane Roe, Health Editor", ["Jane Roe"]),
        ("By Harbour Post Staff", []),
        ("By Daily News Reporter", []),
        ("By Post Staff Writer", []),
        ("Harbour News Editors", []),
        ("Associated Press", []),
        ("", []),
    ],
)
def test_people(byline: str, names: list[str]) -> None:
    assert people(byline) == names


def test_the_bio_of_the_author_becomes_a_fact() -> None:
    bio = "Ida Sund writes about harbours and lives on one."
    document = clean(text_of(PROSE, MORE, PROSE + " Or so.", MORE + " Or not.", "Author: Ida Sund", bio))
    assert document.metadata["authors"] == ["Ida Sund"]
    assert document.metadata["author_bio"] == bio
    assert bio not in document.text


@pytest.mark.parametrize(
    ("by", "bio"),
    [
        ("Autorin: Ida Sund", "Ida Sund, Jahrgang 1989, berichtet seit 2016 über Handwerk."),
        ("Автор: Ида Сундова", "Ида Сундова — журналистка, десять лет пишет о море."),
        ("Auteur: Ida Sund", "Ida Sund schrijft sinds 2016 over havens."),
    ],
)
def test_bios_are_known_in_other_languages(by: str, bio: str) -> None:
    blocks = text_of(PROSE, MORE, PROSE + " Or so.", MORE + " Or not.", by, bio)
    document = bios(Document(blocks, blocks=blocks_of(blocks)).with_facts([Fact("authors", [by.split(": ")[1]], "x")]))
    assert [document.slice(mark.span) for mark in document.marks] == [bio]


@pytest.mark.parametrize(
    ("author", "about"),
    [
        ("Eastmere Ferry Trust", "Eastmere Ferry Trust has kept the island's boats running since 1974."),
        ("Northwind Energy", "Northwind Energy is a family-run company that builds wind farms along the coast."),
        ("Harbour Watch", "Harbour Watch was founded in 1974 by sailors who had lost their moorings."),
        ("Ostmeer Stiftung", "Ostmeer Stiftung arbeitet mit zwölf Inseln an neuen Fähren."),
    ],
)
def test_what_an_organisation_says_of_itself_is_no_bio(author: str, about: str) -> None:
    document = clean(text_of(PROSE, MORE, PROSE + " Or so.", MORE + " Or not.", f"Author: {author}", about))
    assert not document.metadata["author_bio"]
    assert about in document.text


@pytest.mark.parametrize(
    "bio",
    [
        "Ida Sund is the founder of a company that builds ferries.",
        "Ida Sund is a company director and a sailor.",
        "Ida Sund works for the Harbour Foundation.",
        "Ida Sund was a nurse at the university for years.",
    ],
)
def test_somebody_from_an_organisation_has_a_bio(bio: str) -> None:
    document = clean(text_of(PROSE, MORE, PROSE + " Or so.", MORE + " Or not.", "Author: Ida Sund", bio))
    assert document.metadata["author_bio"] == bio


def test_an_article_about_its_author_is_not_a_bio() -> None:
    life = "Ida Sund is the first woman to steer the ferry, and she says she slept badly the night before. " * 2
    document = clean(text_of("Author: Ida Sund", PROSE, life.strip(), MORE, PROSE + " Again.", MORE + " Again."))
    assert life.strip() in document.text


def test_wrapped_paragraphs_are_judged_whole() -> None:
    wrapped = (
        "The old bridge over the harbour will stay closed until the\n"
        "autumn, the town hall said on Tuesday morning, after divers\n"
        "had found cracks in two of its four piers. A ferry is to run\n"
        "every ten minutes meanwhile, and cyclists travel for free."
    )
    assert len(blocks_of(wrapped)) == 1
    assert len(blocks_of("Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you")) == 4


@pytest.mark.parametrize("width", [60, 65, 72, 76, 78, 80])
def test_short_paragraphs_that_are_wrapped_are_judged_whole_too(width: int) -> None:
    """Two or three lines each prove nothing; all of them do. The widest line may stand in any of them."""
    body = [*BODY.split("\n\n"), "Nobody complained.", PROSE]
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in body)
    assert [text[block.start : block.end].replace("\n", " ") for block in blocks_of(text)] == body
    share = "\n\nShare this article\n\nFacebook\n\n© 2024 Harbour Post. All rights reserved.\n"
    assert clean(text + share, media_type="text/plain").text.strip() == text


def test_a_banner_above_the_title_is_not_the_first_paragraph() -> None:
    banner = "We use cookies to count visits and to remember settings. By continuing to browse you accept our cookies."
    document = clean(text_of(banner, "Bridge stays closed until the autumn", "By Ida Sund", PROSE, MORE))
    assert document.metadata["title"] == "Bridge stays closed until the autumn"
    assert document.text == text_of(PROSE, MORE)


@pytest.mark.parametrize(
    "byline, names", [("Von Jonas Wieland", ["Jonas Wieland"]), ("Published today", []), ("By the editors", [])]
)
def test_a_byline_that_only_the_model_knew_still_names_its_author(byline: str, names: list[str]) -> None:
    removal = Removal(Span(0, len(byline)), 0, 1, byline, Label.BYLINE, "model/1", "by its words")
    assert metadata(Document(byline + PROSE), PROSE, [removal])["authors"] == names


@given(st.text(st.characters(max_codepoint=127)), st.text(max_size=3))
def test_a_key_is_letters_and_digits_in_whatever_script(ascii_text: str, other: str) -> None:
    for text in (ascii_text, ascii_text + other):
        assert key(text) == re.sub(r"[\W_]+", "", text.casefold())


MENU = "Home\n\nNews\n\nSport\n\nCulture\n\nSign in\n\n"
BODY = (
    "The cable car up the hill above the harbour runs again on Saturday, four winters after a landslide bent its third "
    "pylon.\n\nThe driver who stopped it that day will be in the first cabin, the town said; nobody else has asked."
    "\n\n"
    "“I have some catching up to do,” he said, and would not be drawn on the question of what it had all cost."
)


def test_a_title_that_is_confirmed_below_a_menu_is_known() -> None:
    """In the first round it was a guess, in the second it was taken out as the title, and then it was nowhere."""
    text = (
        "Menu\n\nAbbonati\n\nAccedi\n\nLa funivia riparte dopo quattro inverni\n\ndi Giulia Ferrandi\n\n"
        "2 dicembre 2023\n\n"
        "La funivia del Monte Sassello torna a girare sabato, quattro inverni dopo la frana che aveva piegato il terzo "
        "pilone. A bordo della prima cabina ci sarà il macchinista che la fermò.\n"
    )
    document = clean(text, media_type="text/plain")
    assert document.metadata["title"] == "La funivia riparte dopo quattro inverni"
    assert document.metadata["title"] not in document.text


@pytest.mark.parametrize("menu", ["", MENU, f"{MENU}Weather\n\nJobs\n\nContact us\n\n"])
def test_a_menu_above_the_title_does_not_cost_the_date(menu: str) -> None:
    """Rules that speak near the beginning of a text counted the entries of the menu."""
    head = "The cable car above the harbour runs again\n\nBy Jane Roe\n\nPublished 14 October 2024, 06:30 BST\n\n"
    foot = "\n\nShare this article\n\nFacebook\n\nTwitter\n\nEmail\n\n© 2024 Harbour Post. All rights reserved."
    document = clean(menu + head + BODY + foot, media_type="text/plain")
    assert (document.metadata["authors"], document.metadata["published"][:10]) == (["Jane Roe"], "2024-10-14")
    assert document.text.endswith(BODY)


def dated(*lines: str) -> object:
    gone = [Removal(Span(0, len(line)), 0, 1, line, Label.BYLINE, "model/1", "by its words") for line in lines]
    return metadata(Document("".join(lines) + PROSE), PROSE, gone)["published"]


def test_a_date_that_only_the_model_knew_still_says_when() -> None:
    """Below a banner and a menu no rule sees it near the top, and once they were gone it was, too."""
    assert dated("14.03.2025, 17:42 Uhr") == "2025-03-14"
    assert dated("12. svibnja 2025. u 18:30", "Piše: Ana Marić") == "2025-05-12"
    assert dated("14.03.2025", "15.03.2025") is None
    assert dated("Am 14.03.2025 gingen alle vier nach Hause.") is None


@pytest.mark.parametrize(
    "title, line",
    [
        (
            "पुराना पुल गाड़ियों के लिए बंद",
            "सोमवार से पुराने पुल से केवल पैदल यात्री और साइकिल सवार ही गुजर सकते हैं, और कोई नहीं जानता क्यों।",
        ),
        ("ปิดสะพานเก่าห้ามรถยนต์ผ่าน", "ตั้งแต่วันจันทร์ มีเพียงคนเดินเท้าและจักรยานเท่านั้นที่ข้ามสะพานเก่าได้ ผู้เชี่ยวชาญพบรอยร้าวที่ตอม่อสองต้น"),
        (
            "Հին կամուրջը փակվել է մեքենաների համար",
            "Երկուշաբթիից հին կամրջով կարող են անցնել միայն հետիոտներն ու հեծանվորդները։",
        ),
    ],
)
def test_titles_are_seen_in_scripts_that_write_vowels_as_signs_or_no_spaces(title: str, line: str) -> None:
    assert clean(f"{title}\n\n{line}\n\n{line[:70]}").metadata["title"] == title


def test_a_sentence_with_the_mark_of_a_footnote_is_no_title() -> None:
    """It was taken for the title of an encyclopaedia's article, and left the text."""
    first = "El Puente Viejo es un puente de piedra sobre el río Arlo. Fue construido en 1872.[1]"
    text = (
        f"{first}\n\nHistoria[editar]\n\nEl primer puente era de madera y se lo llevó una crecida en 1866, de noche.[2]"
    )
    assert first in clean(text).text


def test_a_path_of_two_words_is_no_title() -> None:
    """A Brazilian text was called “Notícias / Cidades”."""
    assert [is_title(line) for line in ("Notícias / Cidades", "Prefeitura interdita ponte velha")] == [False, True]


FIRST = (
    "The last of the three cranes at the quay came down on Thursday, watched by some four hundred people with flasks."
)
SECOND = (
    "It had not lifted anything since the grain berth closed eleven years ago, and nobody was willing to repair it."
)
HEADS = (
    '---\ntitle: "Last crane: gone"\nauthor: Jane Roe\ndate: 2025-09-18\nurl: https://post.example/crane\n'
    "tags:\n  - cranes\n---\n\n",
    "Title: Last crane: gone\n\nURL Source: https://post.example/crane\n\nPublished Time: 2025-09-18T14:02:11Z\n\n"
    "Author: Jane Roe\n\nMarkdown Content:\nLast crane: gone\n================\n\n",
    "URL: https://post.example/crane\nTitle: Last crane: gone\nAuthor: Jane Roe\nDate: 2025-09-18\n\n",
)


@pytest.mark.parametrize("head", HEADS, ids=["front matter", "reader service", "fields"])
def test_what_a_tool_says_above_a_text_becomes_metadata(head: str) -> None:
    document = clean(f"{head}{FIRST}\n\n{SECOND}\n")
    assert document.text == f"{FIRST}\n\n{SECOND}"
    about = document.metadata
    assert (about["title"], about["url"], about["authors"]) == (
        "Last crane: gone",
        "https://post.example/crane",
        ["Jane Roe"],
    )
    assert about["published"][:10] == "2025-09-18"
    assert document.restore() == f"{head}{FIRST}\n\n{SECOND}\n"


@pytest.mark.parametrize(
    "head",
    [
        "---\nNote: this is a draft\nPlease do not quote: figures may change\n---\n\n",
        "To: all wardens\nFrom: the estate office\nDate: 6 January 2025\n\n",
        "Title: The Light\nAuthor: J. Marr\nURL: https://books.example/light\n\nTitle: The Quay\n\n",
    ],
    ids=["rules", "memo", "records"],
)
def test_the_head_of_a_memo_or_a_list_of_records_is_the_text(head: str) -> None:
    assert "core/preamble" not in {removal.origin for removal in clean(f"{head}{FIRST}\n\n{SECOND}\n").removals}


BROWSED = (
    f"   [1]Home\n   [2]News\n   [3]Sport\n\n   {FIRST.replace('quay', '[4]quay')}\n\n   {SECOND}\n\nReferences\n\n"
)


def test_the_numbers_of_links_and_their_addresses_go() -> None:
    document = clean(BROWSED + "".join(f"   {n}. https://post.example/{n}\n" for n in range(1, 5)))
    assert document.text == f"{FIRST}\n\n{SECOND}"


def test_the_notes_of_an_author_stay() -> None:
    notes = "References\n\n1. https://a.example/cranes\n2. https://b.example/berths\n3. https://c.example/grain"
    text = f"{FIRST[:-1]} [1].\n\n{SECOND[:-1]}[2]. So they say [3] at the quay on all days but Sundays."
    assert clean(f"{text}\n\n{notes}").text == f"{text}\n\n{notes}"


@pytest.mark.parametrize(
    "bio", ["Jane joined the paper in 2021 and lives in a van.", "Ms. Roe teaches at Carrow College."]
)
def test_the_bio_may_open_with_the_first_name_or_with_a_title_and_the_surname(bio: str) -> None:
    prose = "The ferry left the harbour on Monday with forty people on board, and nobody knew when it would be back."
    text = f"The ferry is late\n\nBy Jane Roe\n\n{prose}\n\n{prose[:-1]}, they said.\n\n{prose[4:]}"
    assert clean(f"{text}\n\n{bio}").metadata["author_bio"] == bio
    assert clean(f"{text} So it was for Jane and the other Roe.\n\n{bio}").metadata["author_bio"] is None
