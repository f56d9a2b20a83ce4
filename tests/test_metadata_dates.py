"""Of which day a page is, and of which days it only speaks."""

from __future__ import annotations

import pytest
from declaring import LD, PAGE, best, facts

from cleaners import clean, dates
from cleaners.page.blocks.parse import parse
from cleaners.page.blocks.walker import read_tree
from cleaners.page.metadata.publication_dates import htmldate_facts

STORY = "<h1>Snow in May</h1><div>By Jane Roe | 03/04/2024 7:30 a.m.</div>" + (
    "<p>Snow fell on all passes of the valley on Monday, and the road crews were called out at four.</p>" * 4
)


def test_a_day_before_the_word_updated_is_the_day_of_publication() -> None:
    body = "<h1>Snow in May</h1><p class='date'>May 3, 2024. Updated: May 7, 2024</p>"
    assert best(facts("", body), "published") == "2024-05-03"


def test_of_two_days_in_one_text_the_one_called_published_counts() -> None:
    body = "<h1>Snow in May</h1><p>Updated May 7, 2024 8:23 PM. Originally published May 3, 2024 11:01 AM</p>"
    assert best(facts("", body), "published")[:10] == "2024-05-03"


def test_of_two_days_side_by_side_the_one_that_the_markup_states_counts() -> None:
    head = """<meta property="article:published_time" content="2024-05-03T16:12:49+00:00">
        <meta property="article:modified_time" content="2024-05-21T14:06:47+00:00">"""
    body = "<h1>Snow in May</h1><p><time>May 21, 2024</time><time>May 3, 2024</time> by Jana</p>"
    assert best(facts(head, body), "published")[:10] == "2024-05-03"


def test_the_address_decides_which_number_is_the_day() -> None:
    found = facts("", "<h1>Snow</h1><p>03/10/2023</p>", url="https://example.org/2023/october/03/snow")
    assert best(found, "published") == "2023-10-03"


def test_a_year_in_the_footer_is_no_date() -> None:
    root = parse(PAGE.format(title="Snow", head="", body="<h1>Snow</h1><p>It fell.</p><footer>Copyright 2021</footer>"))
    assert htmldate_facts(read_tree(root), "https://example.org/snow", "") == []


def test_a_date_far_from_the_title_is_known_by_its_class() -> None:
    body = "<h1>Snow in May</h1>" + "<p>It fell and fell.</p>" * 30 + "<p class='post-date'>May 3, 2024</p>"
    assert best(facts("", body), "published") == "2024-05-03"


def test_an_update_does_not_replace_the_day_of_publication() -> None:
    head = '<meta property="article:published_time" content="2020-01-05">'
    found = facts(head, "<h1>Snow</h1><p>Updated on 6 March 2024</p>")
    assert best(found, "published") == "2020-01-05"
    assert best(found, "modified") == "2024-03-06"


STATED = '<meta property="article:published_time" content="2020-01-05">'


FAR = "<p>It fell and fell.</p>" * 30


def test_a_date_that_calls_itself_published_is_believed_wherever_it_stands() -> None:
    found = facts(STATED, f"<h1>Snow</h1>{FAR}<p>Published May 3, 2024</p>")
    assert best(found, "published") == "2024-05-03"


@pytest.mark.parametrize(
    "around",
    [
        "<div class='comments'><p>Posted on May 3, 2024 by Bo</p></div>",
        "<ul><li>Posted on May 3, 2024</li><li>Posted on May 9, 2024</li></ul>",
        "<footer><p>Published May 3, 2024</p></footer>",
        "<p>They had published it on May 3, 2024, when nobody was looking and the passes were still open to all.</p>",
    ],
)
def test_dates_of_other_texts_are_not_that_of_this_one(around: str) -> None:
    assert best(facts(STATED, f"<h1>Snow</h1>{FAR}{around}"), "published") == "2020-01-05"


def test_a_day_of_change_far_from_the_title_is_better_than_none() -> None:
    found = facts("", f"<h1>Snow</h1>{FAR}<p>Updated May 3, 2024</p>{FAR}<p>Reviewed May 9, 2025 by a reader</p>")
    assert best(found, "published") == best(found, "modified") == "2024-05-03"
    found = facts(STATED, f"<h1>Snow</h1>{FAR}<p>Updated May 3, 2024</p>")
    assert (best(found, "published"), best(found, "modified")) == ("2020-01-05", "2024-05-03")


def test_a_date_right_over_the_title_is_that_of_the_text() -> None:
    assert best(facts(STATED, "<p>Weather · May 3, 2024</p><h1>Snow</h1>"), "published") == "2024-05-03"


@pytest.mark.parametrize("over", ["<p>January 4, 2020</p>", "<p>Recorded May 3, 2024</p><p>Listen</p><p>Share</p>"])
def test_a_date_over_the_title_may_be_another_zone_s_or_another_thing_s(over: str) -> None:
    assert best(facts(STATED, f"{over}<h1>Snow</h1>"), "published") == "2020-01-05"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-02T08:00:00+02:00", "2024-05-02T08:00:00+02:00"),
        ("2 de mayo de 2024", "2024-05-02"),
        ("2. Mai 2024", "2024-05-02"),
        ("May 2, 2024", "2024-05-02"),
        ("02.05.2024", "2024-05-02"),
        ("05/22/2024", "2024-05-22"),
        ("05/02/2024", ""),
        ("30.02.2024", ""),
        ("call 0800 123456", ""),
    ],
)
def test_dates(text: str, moment: str) -> None:
    assert dates.read(text) == moment


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("12 mei 2024", "2024-05-12"),
        ("5 мая 2025", "2025-05-05"),
        ("12 maja 2024", "2024-05-12"),
        ("2024. május 12.", "2024-05-12"),
        ("12 Mayıs 2024", "2024-05-12"),
        ("2024年5月12日", "2024-05-12"),
        ("2024년 5월 12일", "2024-05-12"),
        ("12. Mai 2024", "2024-05-12"),
        ("12 de mayo de 2024", "2024-05-12"),
        ("Sun, 12 May 2024 08:15:00 +0200", "2024-05-12T08:15:00+02:00"),
        ("الأحد ١٢ مايو ٢٠٢٤", "2024-05-12"),
        ("الأحد 4 ذو القعدة 1445هـ الموافق 12 مايو 2024م", "2024-05-12"),
        ("تاریخ انتشار: ۲۳ اردیبهشت ۱۴۰۳ - ۰۸:۱۵", "2024-05-12"),
        ("۱۴۰۳/۰۲/۲۳", "2024-05-12"),
        ("12 मई 2024, 08:15 AM IST", "2024-05-12"),
        ("Minggu, 12 Mei 2024 08:15 WIB", "2024-05-12"),
        ("12 พ.ค. 2567 เวลา 08:15 น.", "2024-05-12"),
        ("12/05/2567", "2024-05-12"),
        ("Ngày 12 tháng 5 năm 2024", "2024-05-12"),
        ("12 Tháng Năm, 2024", "2024-05-12"),
        ("令和6年5月12日", "2024-05-12"),
        ("2024年（令和6年）5月12日", "2024-05-12"),
        ("發布日期：113年5月12日", "2024-05-12"),
        ("12. 5. 2024", "2024-05-12"),
        ("12 de maig de 2024", "2024-05-12"),
        ("Sun May 12 08:15:00 CEST 2024", "2024-05-12"),
        ("2024-05-12 8:15 PM", "2024-05-12T20:15:00"),
        ("2024-05-12 12:15 a.m.", "2024-05-12T00:15:00"),
        ("2024-05-12 12:15 PM", "2024-05-12T12:15:00"),
        ("12 May '24", "2024-05-12"),
        ("Jane Roe•May 12, 2024", "2024-05-12"),
        ("2024. január 12., péntek 10:21", "2024-01-12"),
        ("2024. jan. 12.", "2024-01-12"),
        ("الأحد ١٢ كانون الثاني ٢٠٢٤", "2024-01-12"),
        ("12 تشرين أول 2024", "2024-10-12"),
        ("12 آب 2024", "2024-08-12"),
        ("12 ביולי 2024", "2024-07-12"),
        ("12 יולי 2024", "2024-07-12"),
        ("12 серп. 2024", "2024-08-12"),
        ("12 Agt 2024", "2024-08-12"),
        ("12 جنوری 2024", "2024-01-12"),
        ("12.mai.2024 às 6h00", "2024-05-12"),
        ("12·05·24 | 06:30", "2024-05-12"),
        ("4 رمضان 1445", ""),
        ("1445/09/04", ""),
        ("5 men in 2024", ""),
        ("32 May 2024", ""),
    ],
)
def test_dates_are_read_in_many_languages(said: str, moment: str) -> None:
    assert dates.read(said, day_first=True) == moment


@pytest.mark.parametrize(
    ("moment", "fetched", "plausible"),
    [
        ("2024-05-12", "", True),
        ("2024-05-12T20:15:00Z", "2024-05-12T08:00:00Z", True),
        ("2024-05-13", "2024-05-12T08:00:00Z", False),
        ("1985-05-12", "", False),
        ("", "", False),
    ],
)
def test_a_page_is_published_since_there_is_a_web_and_before_it_is_fetched(
    moment: str, fetched: str, plausible: bool
) -> None:
    assert dates.plausible(moment, fetched) is plausible


@pytest.mark.parametrize("words", ["comment", "related-posts", "teaser"])
def test_a_day_in_a_comment_or_a_teaser_is_not_the_page_s(words: str) -> None:
    body = f"<h1>Snow</h1><p>Snow fell.</p><div class='{words}'><time datetime='2024-07-01'>1 July 2024</time></div>"
    assert best(facts("", body), "published") is None


def test_the_first_post_of_a_forum_tells_the_day_though_posts_are_called_comments() -> None:
    post = (
        "<li itemscope itemtype='http://schema.org/Comment'><span itemprop='datePublished'>11-{}-2024</span> Cold.</li>"
    )
    posts = f"<ol itemscope itemtype='http://schema.org/UserComments'>{post.format(29)}{post.format(30)}</ol>"
    assert best(facts("", f"<h1>Snow</h1>{posts}"), "published") == "2024-11-29"


def test_the_day_of_a_preprint_is_not_that_of_the_paper() -> None:
    body = (
        "<p>Published on 25.Jun.2019 in Vol 7</p><p>Preprints (earlier versions) of this paper are available "
        "elsewhere, first published 04.Apr.2019.</p><h1>Snow and sleep</h1><p>Snow fell on all who slept.</p>"
    )
    assert best(facts("", body), "published") == "2019-06-25"


def test_the_day_of_an_event_is_not_that_of_its_announcement() -> None:
    head = f'{LD}{{"@type": "MusicEvent", "name": "Night", "startDate": "2024-06-21T19:00"}}</script>'
    assert best(facts(head, "<h1>Night</h1><p>Friday, 21 June 2024</p><p>All play.</p>"), "published") is None
    body = "<h1>Night</h1><p>Friday, 21 June 2024</p><p>Posted on February 1, 2024</p><p>All play.</p>"
    assert best(facts(head, body), "published") in (None, "2024-02-01")


def test_no_rule_takes_the_day_of_an_event_for_that_of_publication() -> None:
    head = f'{LD}{{"@type": "Event", "name": "Night walk", "startDate": "2024-06-21T19:00"}}</script>'
    prose = "<p>At half past nine the first bats come out over the pond, while there is light to see them turn.</p>" * 3
    body = f"<h1>Night walk</h1>{prose}<dl><dt>Date:</dt><dd>June 21, 2024</dd></dl>"
    page = clean(f"<html lang=en><head>{head}</head><body>{body}</body></html>", media_type="text/html")
    assert page.metadata["published"] is None


@pytest.mark.parametrize(
    "body",
    [
        "<p>times – Hours since 1 January 2000.</p>",
        "<table><tr><td>src</td><td>Parse tides</td><td>Mar 3, 2024</td></tr></table>",
        "<div class='review'><p class='review-date'>Posted on 5 April 2023</p></div>",
        "<div itemscope itemtype='http://schema.org/Product'><div itemscope itemtype='http://schema.org/Review'>"
        "<meta itemprop='datePublished' content='2023-04-05'></div></div>",
    ],
)
def test_days_of_other_things_are_not_that_of_the_page(body: str) -> None:
    assert best(facts("", f"<h1>Tides</h1>{body}"), "published") is None


def test_a_job_was_posted_on_a_day() -> None:
    head = f'{LD}{{"@type": "JobPosting", "title": "Baker", "datePosted": "2024-01-15"}}</script>'
    assert best(facts(head, "<h1>Baker</h1>"), "published") == "2024-01-15"


@pytest.mark.parametrize(
    "line",
    [
        "Published on March 5, 2024, updated March 9, 2024",
        "Publié le 5 mars 2024 à 8h15, mis à jour le 9 mars 2024",
    ],
)
def test_a_line_with_two_days_tells_both(line: str) -> None:
    found = facts("", f"<h1>Snow</h1><p>{line}</p><p>Snow fell.</p>")
    assert best(found, "published")[:10] == "2024-03-05"
    assert best(found, "modified")[:10] == "2024-03-09"


def test_a_label_before_the_day_says_that_it_is_one_of_change() -> None:
    found = facts("", "<h1>Snow</h1><div>Last updated</div><div>March 9, 2024</div><p>Snow fell.</p>")
    assert best(found, "modified") == "2024-03-09"


@pytest.mark.parametrize(
    "under",
    [
        "<p>Mar 5, 2024 Updated Mar 9, 2024</p>",
        "<p>5 mrt 2024 om 08:15 · Update: 9 mrt 2024 om 10:00</p>",
        "<p>Pubblicato il 5 marzo 2024 - Ultimo aggiornamento: 9 marzo 2024</p>",
        "<p>Dodano: 5 marca 2024, 08:15. Ostatnia aktualizacja: 9 marca 2024</p>",
        "<p>Giriş Tarihi: 05.03.2024 08:15 Son Güncelleme: 09.03.2024 10:00</p>",
        "<p>Опубликовано 05.03.2024 в 08:15, обновлено 09.03.2024</p>",
        "<p>Publicerad 5 mars 2024 kl 08.15. Uppdaterad 9 mars 2024</p>",
        "<p>Diperbarui 09 Maret 2024, 10:00 WIB Diterbitkan 05 Maret 2024, 08:15 WIB</p>",
        "<p>نشر في: ٥ مارس ٢٠٢٤</p><p>آخر تحديث: ٩ مارس ٢٠٢٤</p>",
        "<p>פורסם: 05.03.24, 08:15 | עודכן: 09.03.24</p>",
        "<p>更新：2024/03/09 10:00</p><p>發布：2024/03/05 08:15</p>",
        "<ul><li>입력 2024.03.05 08:15</li><li>수정 2024.03.09 10:00</li></ul>",
        "<dl><dt>Published</dt><dd>5 March 2024</dd><dt>Last updated</dt><dd>9 March 2024</dd></dl>",
    ],
)
def test_days_are_called_published_and_changed_in_many_languages(under: str) -> None:
    found = facts("", f"<h1>Snow</h1>{under}<p>Snow fell on all passes of the valley.</p>")
    assert best(found, "published")[:10] == "2024-03-05"
    assert best(found, "modified")[:10] == "2024-03-09"


@pytest.mark.parametrize(
    "under", ["<p>Closing date: 30 April 2024</p>", "<dl><dt>Apply by</dt><dd>30 April 2024</dd></dl>"]
)
def test_the_day_until_which_one_may_apply_is_not_that_of_publication(under: str) -> None:
    head = f'{LD}{{"@type": "JobPosting", "title": "Baker", "datePosted": "2024-03-05", '
    head += '"validThrough": "2024-04-30T00:00"}</script>'
    assert best(facts(head, f"<h1>Baker</h1>{under}<p>You bake.</p>"), "published") == "2024-03-05"


def test_a_moment_in_seconds_is_read() -> None:
    assert best(facts('<meta property="og:updated_time" content="1709625600">'), "modified") == "2024-03-05T08:00:00Z"


def test_a_day_that_can_be_read_is_better_than_words() -> None:
    """A rule for bylines knows the day as it was said; the page's language tells how to read it."""
    source = PAGE.format(title="Snow", head="", body=STORY).replace('lang="en"', 'lang="en-US"')
    assert clean(source, media_type="text/html").metadata["published"] == "2024-03-04"
