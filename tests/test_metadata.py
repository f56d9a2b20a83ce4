"""What a page says about itself: sources weighed against each other, rejected candidates kept."""

from __future__ import annotations

import pytest
from declaring import LD, best, facts

from cleaners import clean
from cleaners.document import Fact
from cleaners.mark.people import bylined
from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.walker import read_tree
from cleaners.page.metadata import author_names
from cleaners.page.metadata.bylines import weigh_authors_by_kind
from cleaners.page.metadata.embedded import read_embedded
from cleaners.page.metadata.facts import page_facts


def test_a_heading_that_the_head_echoes_is_the_title() -> None:
    found = facts(
        '<meta property="og:title" content="Snow in May closes the passes - The Valley Post">'
        '<meta property="og:site_name" content="The Valley Post">',
        "<h1>Snow in May closes the passes</h1><h1>Most read</h1>",
        "Snow in May closes the passes | The Valley Post",
    )
    assert best(found, "title") == "Snow in May closes the passes"
    assert best(found, "site") == "The Valley Post"


def test_a_heading_that_is_the_site_is_not_the_title() -> None:
    head = '<meta property="og:site_name" content="The Valley Post"><meta property="og:title" content="Snow in May">'
    assert best(facts(head, "<h1>The Valley Post</h1><p>Snow fell.</p>"), "title") == "Snow in May"


@pytest.mark.parametrize(
    ("title", "head", "body"),
    [
        ("Snow in May | The Valley Post", "", "<h1>The Valley Post</h1><h2>Snow in May</h2><p>Snow fell.</p>"),
        ("The Valley Post: Snow in May", "", "<h1>The Valley Post</h1><h3>Snow in May</h3><p>Snow fell.</p>"),
        ("Snow in May - Post", "<meta property='og:title' content='Snow in May'>", "<h1>Post</h1><p>Snow fell.</p>"),
        ("Snow in May", "", "<h1><a href='/'>The Valley Post</a></h1><h2>Snow in May</h2><p>Snow fell.</p>"),
        ("Snow in May", "", "<h1 class='site-title'>The Valley Post</h1><h2>Snow in May</h2><p>Snow fell.</p>"),
        ("Snow in May - Valley Boards", "", "<p>Valley Boards</p><div><b>Snow in May</b></div><p>Snow fell.</p>"),
    ],
)
def test_a_heading_that_is_the_site_s_logo_is_not_the_title(title: str, head: str, body: str) -> None:
    assert best(facts(head, body, title), "title") == "Snow in May"


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Snow in May | The Valley Post", "<span>Weather</span>Snow in May"),
        ("Snow in May - Valley Boards", "Thread: <a href='#'>Snow in May</a>"),
    ],
)
def test_what_stands_in_the_heading_before_its_title_is_read_apart(title: str, heading: str) -> None:
    root = parse(f"<head><title>{title}</title></head><body><h1>{heading}</h1><p>Snow fell.</p></body>")
    assert [block.text for block in read_tree(root).blocks][1:] == ["Snow in May", "Snow fell."]
    assert best(facts("", f"<h1>{heading}</h1>", title), "title") == "Snow in May"


def test_a_heading_that_the_head_repeats_whole_stays_whole() -> None:
    found = facts("", "<h1><b>Snow</b> in May: why it fell</h1>", "Snow in May: why it fell - The Valley Post")
    assert best(found, "title") == "Snow in May: why it fell"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Snow in May | Post", "<h1>Snow in May</h1><h2>Post</h2>"),
        ("Snow in May | Post", "<div class='site-title'><h1>Snow in May</h1></div><h2>Why it fell in May</h2>"),
    ],
)
def test_a_heading_that_opens_the_title_is_no_logo_for_its_place(title: str, body: str) -> None:
    assert best(facts("", f"{body}<p>Snow fell.</p>", title), "title") == "Snow in May"


def test_a_heading_that_is_half_of_the_title_is_the_title_if_nothing_has_the_other_half() -> None:
    assert (
        best(facts("", "<h1>Snow in May</h1><h2>On the road</h2>", "Snow in May | The Valley Post"), "title")
        == "Snow in May"
    )
    assert best(facts("", "<h1><a href='/snow'>Snow in May</a></h1>", "Snow in May | Post"), "title") == "Snow in May"


@pytest.mark.parametrize(
    ("under", "deck"),
    [
        ("<p class='article-dek'>Drivers have to go the long way round</p>", True),
        ("<time>May 3, 2024</time><div class='sub-title'>Drivers have to go the long way round</div>", True),
        ("<h2 class='standfirst'>Drivers have to go <a href='/long'>the long way</a> round</h2>", True),
        ("<p class='lead-image'>Drivers have to go the long way round</p>", False),
        ("<p class='subtitle'>Share this</p>", False),
        ("<p class='subtitle'>May 3, 2024 in the far north</p>", False),
        ("<p class='subtitle'><a href='/map'>See where the long way round leads</a></p>", False),
        ("<nav><p class='subheading'>Weather, sports, markets and more</p></nav>", False),
        (f"<p>{'Snow fell and fell. ' * 9}</p><h2 class='subheading'>What it means for the drivers</h2>", False),
    ],
)  # fmt: skip
def test_a_deck_is_known_by_its_class(under: str, deck: bool) -> None:
    found = best(facts("", f"<h1>Snow in May</h1>{under}<p>Snow fell.</p>"), "subtitle")
    assert (found is not None) is deck
    assert not deck or found == "Drivers have to go the long way round"


def test_rejected_candidates_stay_in_the_record() -> None:
    found = facts('<meta property="og:title" content="Why passes close in May">', "<h1>Snow in May closes passes</h1>")
    titles = [fact for fact in found if fact.name == "title"]
    assert [fact.accepted for fact in titles].count(True) == 1
    assert {fact.value for fact in titles} == {"Why passes close in May", "Snow in May closes passes"}
    assert all(fact.origin and 0 < fact.confidence <= 1 for fact in titles)


def test_authors_of_structured_data_by_reference() -> None:
    head = """<script type="application/ld+json">{"@graph": [
        {"@type": "NewsArticle", "headline": "Snow", "author": [{"@id": "#p1"}],
         "datePublished": "2024-05-02T08:00:00Z"},
        {"@type": "Person", "@id": "#p1", "name": "Jana Novotná"}]}</script>"""
    found = facts(head, "<h1>Snow</h1>")
    assert best(found, "authors") == ["Jana Novotná"]
    assert best(found, "published") == "2024-05-02T08:00:00Z"


def test_broken_structured_data_is_passed_over() -> None:
    head = '<script type="application/ld+json">{"@type": "Article", </script><meta name="author" content="Jan Roe">'
    assert best(facts(head), "authors") == ["Jan Roe"]


DATA = '{"@type": "NewsArticle", "headline": "Snow", "author": {"@type": "Person", "name": "Jan Roe"}}'


@pytest.mark.parametrize(
    "script",
    [
        f"//<![CDATA[\n{DATA}\n//]]>",
        f"/*<![CDATA[*/{DATA}/*]]>*/",
        f"<!--\n{DATA}\n-->",
        f'{DATA}{{"@type": "WebSite", "name": "Post"}}',
        f"{DATA};",
        DATA.replace("Snow", "The valley\\'s snow"),
        f"[{DATA},]",
    ],
)
def test_structured_data_is_read_in_its_wrappers(script: str) -> None:
    assert best(facts(f'<script type="application/ld+json">{script}</script>'), "authors") == ["Jan Roe"]


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ("<meta name='citation_author' content='Roe, Jan'><meta name='citation_author' content='Lund, Per O.'>",
         ["Jan Roe", "Per O. Lund"]),
        ("<meta name='citation_author' content='Jan Roe'>", ["Jan Roe"]),
        ("<meta name='author' content='Jan Roe, Per Lund'>", ["Jan Roe", "Per Lund"]),
        (f'{LD}{{"@type": "Article", "author": {{"name": "Roe, Jan"}}}}</script>', ["Jan Roe"]),
        (f'{LD}{{"@type": "Article", "author": [{{"givenName": "Jan", "familyName": "Roe"}}]}}</script>', ["Jan Roe"]),
        ("""<meta name='parsely-page' content='{"authors": ["Jan Roe"], "pub_date": "2024-03-05"}'>""", ["Jan Roe"]),
    ],
)  # fmt: skip
def test_authors_as_catalogues_have_them(head: str, named: list[str]) -> None:
    assert best(facts(head), "authors") == named


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<p class='author'>Door Jan van Roe</p>", ["Jan van Roe"]),
        ("<p class='byline'>Автор: Ева Примерова</p>", ["Ева Примерова"]),
        ("<p>Posted by Hettie Marlow at 6:40 AM</p>", ["Hettie Marlow"]),
        ("<p>Built with Sphinx using a theme provided by Read the Docs.</p>", None),
    ],
)
def test_a_byline_and_what_is_none(body: str, named: list[str] | None) -> None:
    assert best(facts("", f"<h1>Snow in May</h1>{body}<p>Snow fell.</p>"), "authors") == named


def test_a_byline_that_leaves_the_text_names_no_account() -> None:
    assert bylined("Written by: Super User") == []


def test_a_byline_under_the_title() -> None:
    body = "<h1>Snow</h1><p>By Jana Novotná and Petr Malý | May 2, 2024</p><p>Snow fell on all passes.</p>"
    found = facts(body=body)
    assert best(found, "authors") == ["Jana Novotná", "Petr Malý"]
    assert best(found, "published") == "2024-05-02"


@pytest.mark.parametrize("rank", ["Premium Member", "Verified buyer", "Moderator"])
def test_a_rank_is_nobody(rank: str) -> None:
    assert best(facts(body=f"<h1>Snow</h1><p>By {rank}</p><p>Snow fell on all passes.</p>"), "authors") is None


def test_what_a_board_writes_behind_a_name_is_not_part_of_it() -> None:
    body = "<h1>Snow</h1><p class='author'>by <strong>galitsyn</strong> » Sat Dec 2, 2023 3:14 pm</p><p>Snow fell.</p>"
    assert best(facts(body=body), "authors") == ["galitsyn"]


SHOP = """<html lang="en"><head><title>Milk jug, glazed - Clay and Co</title><meta property="og:type" content="product">
    <meta property="product:price:amount" content="38"><script type="application/ld+json">
    {"@type": "Product", "name": "Milk jug, glazed", "offers": {"@type": "Offer", "price": "38"}}</script></head>
    <body class="product-page"><main class="product"><h1 class="product-title">Milk jug, glazed</h1><p>By Jane Roe</p>
    <p class="price">$38.00</p><button class="add-to-cart">Add to cart</button><div class="product-description">
    <p>Thrown on the wheel and glazed inside, this jug holds a pint of milk and pours without a drop lost.</p></div>
    </main></body></html>"""


@pytest.mark.parametrize(
    ("declared", "named"), [("", []), ('<meta name="author" content="Ada Potter">', ["Ada Potter"])]
)
def test_a_name_on_a_shop_s_page_is_no_author_unless_the_page_says_so(declared: str, named: list[str]) -> None:
    source = SHOP.replace("</head>", f"{declared}</head>").encode()
    result = clean(source, url="https://clay.example/products/milk-jug", media_type="text/html")
    assert (result.metadata["kind"], result.metadata["authors"]) == ("product", named)
    seen = [fact for fact in result.document.facts if fact.name == "authors" and "Jane Roe" in fact.value]
    assert seen
    assert not any(fact.accepted for fact in seen)


def test_a_reviewer_is_no_author() -> None:
    assert best(facts(body="<h1>Snow</h1><p>Reviewed by Petr Malý</p>"), "authors") is None


def test_a_site_may_bear_the_name_of_who_writes_there() -> None:
    head = """<meta property="og:site_name" content="Jana Novotná"><meta name="author" content="Jana Novotná">
        <script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Jana Novotná"}}</script>"""
    body = "<h1>Snow in May</h1><p>Snow fell on the passes.</p><a href='/profile/77-ivan'>Ivan Horák</a>"
    assert best(facts(head, body), "authors") == ["Jana Novotná"]


def test_a_site_beside_its_authors_is_not_one_of_them() -> None:
    head = """<meta property="og:site_name" content="The Valley Post"><script type="application/ld+json">
        {"@type": "NewsArticle", "author": [{"name": "Jana Novotná"}, {"name": "The Valley Post"}]}</script>"""
    assert best(facts(head, "<h1>Snow</h1>"), "authors") == ["Jana Novotná"]


def test_a_team_of_the_site_keeps_its_name() -> None:
    head = """<meta property="og:site_name" content="The Valley Post">
        <meta name="author" content="By The Valley Post Staff">"""
    assert best(facts(head, "<h1>Snow</h1>"), "authors") == ["The Valley Post Staff"]


def test_a_canonical_address_of_the_front_page_is_not_believed() -> None:
    head = '<link rel="canonical" href="https://example.org/">'
    assert best(facts(head, url="https://example.org/snow"), "url") == "https://example.org/snow"


def test_licence_section_tags_language_and_paywall() -> None:
    head = """<link rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">
        <meta property="article:section" content="Weather"><meta name="keywords" content="snow, passes, snow">
        <script type="application/ld+json">{"@type": "Article", "isAccessibleForFree": false}</script>"""
    found = facts(head)
    assert best(found, "licence") == "CC BY-SA 4.0"
    assert best(found, "categories") == ["Weather"]
    assert best(found, "tags") == ["snow", "passes"]
    assert best(found, "language_declared") == "en"
    assert best(found, "paywalled") is True


@pytest.mark.parametrize(
    ("given", "people"),
    [
        ("By Jane Roe", ["Jane Roe"]),
        ("Written by Jane Roe, Senior Editor", ["Jane Roe"]),
        ("Jane Roe, PhD, MPH", ["Jane Roe"]),
        ("Jane Roe and John Public Jr.", ["Jane Roe", "John Public Jr"]),
        ("Jane Roe | View all posts", ["Jane Roe"]),
        ("Von Jürgen Groß", ["Jürgen Groß"]),
        ("jane@example.org", []),
        ("Jane Roe 15", ["Jane Roe"]),
        ("Jane Roe, One comment so far", ["Jane Roe"]),
        ("Jane Roe, Senior Economist", ["Jane Roe"]),
        ("AFP Publié le 15/08/2026 à 08:31, mis à jour le 15/08/2026", ["AFP"]),
        ("page.head.author", []),
        ("Dec", []),
        ("admin", []),
        ("", []),
    ],
)
def test_names(given: str, people: list[str]) -> None:
    assert author_names.people([given]) == people


def test_a_weak_kind_takes_no_author_away() -> None:
    """The page is short, and taken for a list by a hair."""
    source = SHOP.replace("</head>", '<meta property="og:type" content="article"></head>')
    source = source.replace('<meta property="og:type" content="product">', "")
    assert clean(source.encode(), media_type="text/html").metadata["authors"] == ["Jane Roe"]


@pytest.mark.parametrize(("author", "day", "counts"), [
    ("page/byline", "page/date", True),
    ("page/byline", "json-ld/datePublished", False),
    ("page/name-under-title", "page/date", False),
])  # fmt: skip
def test_a_byline_beside_a_day_counts_on_a_page_of_any_kind(author: str, day: str, counts: bool) -> None:
    """Articles in other languages than English that have no markup are taken for services."""
    found = weigh_authors_by_kind(
        [Fact("authors", ["Jane Roe"], author, 0.7), Fact("published", "2025-05-03", day, 0.7)], "service"
    )
    assert any(fact.accepted and fact.value == ["Jane Roe"] for fact in found) == counts


BYLINES = [
    ("<p>By Jane Roe and John Q. Public for the Harbour Post</p>", ["Jane Roe", "John Q. Public"]),
    ("<p>BY JANE ROE AND PETER O’MALLEY, STAFF WRITERS</p>", ["JANE ROE", "PETER O’MALLEY"]),
    ("<p class='byline'>Words by Jane Roe<br>Photographs by Per Lund</p>", ["Jane Roe"]),
    ("<p class='byline'>By Jane Roe; photography by Per Lund</p>", ["Jane Roe"]),
    ("<p class='byline'>By Ana Lucía Ferreira Gómez. Translated by Per Lund</p>", ["Ana Lucía Ferreira Gómez"]),
    ("<p class='author'>Text: Hedda Brandt Foto: Nils Öberg</p>", ["Hedda Brandt"]),
    ("<p class='byline'>Jane Roe jane.roe@post.example</p>", ["Jane Roe"]),
    ("<div class='meta'>Jane Roe · 2 hours ago</div>", ["Jane Roe"]),
    ("<p><span class='author'>Jane Roe</span><time>Tue 4 Mar 2025 06.00 GMT</time></p>", ["Jane Roe"]),
    ("<p>Rédigé par Odile Brossard le 1er mars 2025</p>", ["Odile Brossard"]),
    ("<p>Por Elvira Brandão e João dos Santos — Santos</p>", ["Elvira Brandão", "João dos Santos"]),
    ("<p>Por José Ortega y Gasset</p>", ["José Ortega y Gasset"]),
    ("<p>Elvira Brotons | Vigo</p><p>Actualizado Miércoles, 5 marzo 2025</p>", ["Elvira Brotons"]),
    ("<p class='author'>Door Hetty van den Brink en onze redactie</p>", ["Hetty van den Brink"]),
    ("<p class='author'>oprac. Jan Nowak, PAP</p>", ["Jan Nowak"]),
    ("<p class='byline'>By Reuters</p>", ["Reuters"]),
    ("<p>Автор: Галина Бродова</p>", ["Галина Бродова"]),
    ("<p class='author'>كتب: محمد عبد الرحمن</p>", ["محمد عبد الرحمن"]),
    ("<p class='author'>מאת: חנה ברנד</p>", ["חנה ברנד"]),
    ("<p>लेखक: हेमा बराड़</p>", ["हेमा बराड़"]),
    ("<p>Tác giả: Nguyễn Văn An</p>", ["Nguyễn Văn An"]),
    ("<p>Penulis: Hesti Brata</p>", ["Hesti Brata"]),
    ("<p>記者陳美玲／港口報導</p>", ["陳美玲"]),
    ("<p>この記事を書いた人：山田 太郎</p>", ["山田 太郎"]),
    ("<p>한미라 기자 mira@post.example</p>", ["한미라"]),
    ("<p>记者 陈美玲 通讯员 周启</p>", ["陈美玲", "周启"]),
    ("<p>文・山田理恵</p>", ["山田理恵"]),
    ("<p>Texto de Elvira Brandão e João dos Santos</p>", ["Elvira Brandão", "João dos Santos"]),
    ("<p>Texto: Elvira Brotons | Fotos: Hugo Lara</p>", ["Elvira Brotons"]),
    ("<p>Por Elvira Brandão, de Viana do Castelo</p>", ["Elvira Brandão"]),
    ("<p>3. März 2025</p><p>Kommentare Drucken Teilen</p>", None),
    ("<p>By Marco Trevisan and Jane Roe</p>", ["Marco Trevisan", "Jane Roe"]),
    ("<p>Av gammel vane</p>", None),
    ("<p>Door het raam viel licht</p>", None),
]


@pytest.mark.parametrize(("under", "named"), BYLINES)
def test_who_signed_is_told_from_what_stands_beside(under: str, named: list[str] | None) -> None:
    assert (
        best(facts("", f"<h1>Snow in May</h1>{under}<p>Snow fell on all passes of the valley.</p>"), "authors") == named
    )


def test_links_to_subjects_are_tags_and_categories_unless_the_head_names_some() -> None:
    body = (
        "<p><a href=/c rel='category tag'>Snow</a></p><p><a href=/t rel=tag>passes</a>, <a href=/t rel=tag>#May</a></p>"
    )
    other = "<div><p><a href=/c rel='category tag'>Sport</a> <a href=/t rel=tag>skis</a></p></div>"
    found = facts("", f"<h1>Snow in May</h1>{body}<p>Snow fell.</p>{other}")
    assert (best(found, "categories"), best(found, "tags")) == (["Snow"], ["passes", "May"])
    assert best(facts("<meta name=keywords content=ice>", body), "tags") == ["ice"]


def test_a_sentence_that_mentions_who_made_something_is_no_byline() -> None:
    body = "<h1>Orsk</h1><p>For the play by Ada Thorne, see Orsk (play).</p>"
    assert best(facts("", body), "authors") is None


def test_names_in_chinese_have_a_space_between_them() -> None:
    root = parse("<html lang='zh-CN'><h1>五月下雪</h1><p>作者：李明 王芳</p><p>周一山口下雪。</p></html>")
    page = read_tree(root)
    assert best(page_facts(read_embedded(root, page), page, url=None, hints={}), "authors") == ["李明", "王芳"]


PERSON = "<span itemprop='author' itemscope itemtype='https://schema.org/Person'><b itemprop='name'>{}</b></span>"
STORIES = "<article itemscope itemtype='https://schema.org/NewsArticle'>{}</article>"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (STORIES.format(f"<p>{PERSON.format('Jane Roe')} and {PERSON.format('Per Lund')}</p>"),
         ["Jane Roe", "Per Lund"]),
        (STORIES.format(f"<p>{PERSON.format('Jane Roe')}</p><div>{PERSON.format('Per Lund')}</div>"), ["Jane Roe"]),
        ("<div typeof='Article'><b property='author' typeof='Person'><i property='name'>Jane Roe</i></b></div>",
         ["Jane Roe"]),
        ("<div itemscope itemtype='http://schema.org/Review'><b itemprop='author'>Karen Taylor</b></div>", None),
    ],
)  # fmt: skip
def test_authors_by_attributes(body: str, named: list[str] | None) -> None:
    assert best(facts("", f"<h1>Snow in May</h1>{body}<p>Snow fell.</p>"), "authors") == named


def test_the_card_for_social_media_may_name_more_authors() -> None:
    head = f'{LD}{{"@type": "Article", "author": {{"name": "Ines van der Berg"}}}}</script>'
    head += '<meta name="twitter:label1" content="Written by">'
    head += '<meta name="twitter:data1" content="Ines van der Berg, Tomasz Żak">'
    assert best(facts(head, "<h1>Snow</h1>"), "authors") == ["Ines van der Berg", "Tomasz Żak"]


def test_a_byline_and_a_day_are_found_below_a_heading_of_a_lower_level() -> None:
    body = "<h3>Snow in May closes the passes</h3><p>By Jane Roe</p><p>May 5, 2024</p><p>Snow fell.</p>"
    found = facts("", body, title="Snow in May closes the passes - The Valley Post")
    assert (best(found, "authors"), best(found, "published")) == (["Jane Roe"], "2024-05-05")


def test_a_family_name_of_several_words_is_turned() -> None:
    head = "<meta name='citation_author' content='de la Cruz, María José'>"
    head += "<meta name='citation_author' content='García Márquez, Ana'>"
    assert best(facts(head), "authors") == ["María José de la Cruz", "Ana García Márquez"]
