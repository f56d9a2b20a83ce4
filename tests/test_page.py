"""Pages: every visible text is a block, in reading order, and odd pages neither crash nor hang."""

from __future__ import annotations

import time

import pytest

from cleaners import clean
from cleaners.document import HTML, Block, Document, Evidence, Fact, Label
from cleaners.page import mark_boilerplate, read_page
from cleaners.page.judge.photo_essays import are_beside
from cleaners.policy import Policy

PARAGRAPHS = [
    "The harbour of Ostrava-on-Sea froze over on Tuesday, and the ferries stayed where they were.",
    "Fishermen walked home across the bay, carrying what they had caught in the morning, and sang.",
    "The mayor said that the town had not seen such a winter since the lighthouse was built in 1911.",
    "Nobody was hurt, but two dogs had to be rescued by a brave postman with a very long ladder.",
]
ARTICLE = f"""<!doctype html><html lang="en"><head><title>A frozen harbour - The Bay Post</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<script>var hidden = "never seen";</script><style>p {{ color: red }}</style><noscript>Please switch it on</noscript>
<article><h1>A frozen harbour</h1>{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</article>
<footer><p>Copyright The Bay Post</p></footer></body></html>"""


def read(source: str) -> Document:
    return read_page(source, source="x.html", url=None, hints={})


def texts(document: Document) -> list[str]:
    return [document.slice(block) for block in document.blocks]


def cleaned(document: Document) -> list[str]:
    policy = Policy()
    marks = [m for m in mark_boilerplate([document])[0].marks if m.verdict and m.label in policy.drop]
    return [
        document.slice(b)
        for b in document.blocks
        if not any(m.span.start <= b.start and b.end <= m.span.end for m in marks)
    ]


def test_all_visible_text_is_there_in_reading_order() -> None:
    assert texts(read(ARTICLE)) == ["Home", "News", "A frozen harbour", *PARAGRAPHS, "Copyright The Bay Post"]


def test_what_nobody_sees_is_not_text() -> None:
    text = read(ARTICLE).text
    assert "never seen" not in text
    assert "color" not in text
    assert "switch it on" not in text


def test_blocks_cover_the_text_and_lines_are_true() -> None:
    document = read(ARTICLE)
    at = 0
    for block in document.blocks:
        assert not document.text[at : block.start].strip()
        assert block.line == document.text.count("\n", 0, block.start) + 1
        at = block.end
    assert at == len(document.text)


def test_the_article_stays_and_the_frame_goes() -> None:
    assert cleaned(read(ARTICLE)) == PARAGRAPHS


def test_every_block_of_a_page_carries_evidence() -> None:
    home, *_ = read(ARTICLE).blocks
    assert home.evidence is not None
    assert home.evidence.tag == "li"
    assert home.evidence.link_share == 1.0
    assert home.evidence.path.endswith("nav/ul/li")


def test_lists_rows_and_code_keep_their_lines() -> None:
    source = """<body><ul><li>one</li><li>two</li></ul><table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr>
    </table><pre>if x:\n    go()</pre><p>first<br>second<br><br>third</p></body>"""
    assert read(source).text == "one\ntwo\n\na | 1\nb | 2\n\nif x:\n    go()\n\nfirst\nsecond\n\nthird"


def test_inline_elements_do_not_break_a_block() -> None:
    assert read("<body><p>A <b>bold</b> and <a href='/'>linked</a>&nbsp;word.</p>tail</body>").text == (
        "A bold and linked word.\n\ntail"
    )


def test_a_text_for_readers_without_scripts_is_read() -> None:
    source = f"<body><noscript><div>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS * 2)}</div></noscript></body>"
    assert texts(read(source)) == PARAGRAPHS * 2


def test_the_title_repeated_in_the_body_is_marked_as_title() -> None:
    (document,) = mark_boilerplate([read(ARTICLE)])
    title = next(block for block in document.blocks if document.slice(block) == "A frozen harbour")
    labels = {mark.label for mark in document.marks if mark.span == title.span}
    assert labels & {Label.TITLE, Label.OFF_MAIN}


def test_the_title_s_words_above_a_part_are_a_heading() -> None:
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    source = ARTICLE.replace("</article>", f"<h2>A frozen harbour</h2>{body.replace('Tuesday', 'Friday')}</article>")
    (document,) = mark_boilerplate([read(source)])
    title, part = (block for block in document.blocks if document.slice(block) == "A frozen harbour")
    assert {mark.label for mark in document.marks if mark.span == title.span} & {Label.TITLE, Label.OFF_MAIN}
    assert not any(mark.label == Label.TITLE for mark in document.marks if mark.span == part.span)


XHTML = '<?xml version="1.0" encoding="utf-16"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>'
ODD = {
    "": "",
    "   ": "",
    "\x00\x00": "",
    "<html></html>": "",
    "no markup at all": "no markup at all",
    XHTML: "x",
    "<frameset><frame src='a.html'><noframes>Your browser has no frames.</noframes></frameset>": (
        "Your browser has no frames."
    ),
    "<p>a\x00b</p>": "ab",
    "<p>\ud800</p>": "\ufffd",
    "<!-- only a comment -->": "",
    "<table><tr><td>": "",
    "<html><body>" + "<p>short</p>" * 4_000: "\n\n".join(["short"] * 4_000),
}


@pytest.mark.parametrize("source", ODD, ids=lambda source: repr(source[:20]))
def test_odd_pages_are_read(source: str) -> None:
    (judged,) = mark_boilerplate([read(source)])
    assert judged.text == ODD[source]


@pytest.mark.parametrize("opening", ["<div>", "<b><p>", "<ul><li>", "<table><tr><td>", "<span>"])
def test_a_page_nested_ten_thousand_deep_is_read_in_time(opening: str) -> None:
    started = time.monotonic()
    document = read("<html><body><p>top</p>" + opening * 10_000 + "deep")
    mark_boilerplate([document])
    assert "top" in document.text
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    "behind",
    [
        "</body></html><p>tail</p>",
        "</body></html><html><head><title>x</title></head><body class='again'><p>tail</p></body></html>",
        "</HTML><script>if (a < b) go()</script><!-- x --><p>tail</p></body></html>",
    ],
)
def test_a_page_that_is_closed_too_early_is_read_to_its_end(behind: str) -> None:
    source = ARTICLE.replace("</body></html>", behind)
    assert texts(read(source)) == [*texts(read(ARTICLE)), "tail"]


def test_what_stands_open_behind_a_page_s_end_is_looked_at_in_time() -> None:
    started = time.monotonic()
    assert texts(read("<p>top</p></body></html>" + "<script><!--" * 100_000)) == ["top"]
    assert time.monotonic() - started < 20


def test_the_same_page_gives_the_same_document() -> None:
    assert read(ARTICLE) == read(ARTICLE)


def test_a_passage_that_follows_itself_stands_once() -> None:
    """Tiles that turn and copies for small screens stand twice in a page's source, and once before its reader."""
    twice = [f"<p>{text}</p>" for text in (*PARAGRAPHS[2:], *PARAGRAPHS[2:])]
    source = ARTICLE.replace(f"<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>", "".join(twice))
    document = read(source)
    assert texts(document).count(PARAGRAPHS[3]) == 2
    assert cleaned(document) == PARAGRAPHS
    assert sum(mark.label == Label.REPEAT for mark in mark_boilerplate([document])[0].marks) == 2


def test_a_sentence_pulled_out_of_the_text_beside_it_stands_once() -> None:
    pulled = "The town had not seen such a winter since the lighthouse was built in 1911."
    source = ARTICLE.replace(f"<p>{PARAGRAPHS[2]}</p>", f"<p>{PARAGRAPHS[2]}</p><blockquote>{pulled}</blockquote>")
    assert cleaned(read(source)) == PARAGRAPHS


def test_short_lines_and_distant_paragraphs_may_repeat() -> None:
    refrain = "<p>Row, row, row, row your boat.</p>" * 2
    again = f"<p>{PARAGRAPHS[0]}</p>"
    source = ARTICLE.replace("</article>", f"{refrain}{again}</article>")
    assert cleaned(read(source)) == [
        *PARAGRAPHS,
        "Row, row, row, row your boat.",
        "Row, row, row, row your boat.",
        PARAGRAPHS[0],
    ]


def test_a_page_that_says_nothing_but_its_title_keeps_it() -> None:
    title = "The harbour of Ostrava-on-Sea froze over on Tuesday, and the ferries stayed where they were all day long."
    source = ARTICLE.replace("A frozen harbour - The Bay Post", title).replace("A frozen harbour", title)
    for text in PARAGRAPHS:
        source = source.replace(f"<p>{text}</p>", "")
    assert cleaned(read(source)) == [title]


def test_a_page_that_tells_in_captions_keeps_them() -> None:
    tales = (
        "The first boat leaves at four, when the harbour is still blue and nobody speaks. Photograph: Liv Orre",
        "Nets are mended on the quay between tides, with knots that hang drawn in the town hall. Photograph: Liv Orre",
        "The last smokehouse burns alder only, since beech makes herring taste of furniture. Photograph: Liv Orre",
        "At eleven the auction is over, and what is left goes to the gulls on the roof. Photograph: Liv Orre",
    )
    figures = "".join(f"<figure><img src='a.jpg'><figcaption>{tale}</figcaption></figure>" for tale in tales)
    head = "<title>A day at the quay | The Quay</title><meta property='og:type' content='article'>"
    frame = "<nav><a href='/'>Home</a></nav><article><h1>A day at the quay</h1><p>By <a rel=author>Liv Orre</a></p>"
    end = "</article><footer>© 2024 The Quay. All rights reserved.</footer>"
    essay = clean(f"<html lang=en><head>{head}</head><body>{frame}{figures}{end}</body></html>", media_type="text/html")
    assert all(tale.split(".")[0] in essay.text for tale in tales)
    assert "told-in-captions" in essay.metadata["flags"]
    prose = "".join(
        f"<p>{tale.split(' Photograph')[0]} It is so every day, and has been for years.</p>" for tale in tales
    )
    report = clean(f"<html lang=en><head>{head}</head><body>{frame}{prose * 2}{figures}{end}</body></html>")
    assert "Photograph" not in report.text


def test_captions_of_a_menu_tell_nothing() -> None:
    teasers = (
        "With four hundred pilots and three stations on the coast we are ready for whatever the winter may bring.",
        "Our summer camps, free of charge, take children from nine years on out to the banks and the old wrecks.",
        "A gift of two families pays the first year at sea for those who could not come to us otherwise.",
    )
    menu = "".join(
        f"<li><button>Part {n}</button><ul><li><a href='/{n}'>All of it</a></li><li><figure><img src='{n}.jpg'>"
        f"<figcaption><article><p>{text}</p></article><div><a href='/{n}'>Learn more</a></div></figcaption></figure>"
        "</li></ul></li>"
        for n, text in enumerate(teasers)
    )
    head = "<title>Tide tables | Pilots</title><meta property='og:type' content='article'>"
    text = "The tables for the coming year can be had at the counter of each of our three stations from Monday on."
    body = f"<nav><ul>{menu}</ul></nav><main><article><h1>Tide tables</h1><p>{text}</p></article></main>"
    page = clean(f"<html lang=en><head>{head}</head><body>{body}</body></html>", media_type="text/html")
    assert page.text == text
    assert "told-in-captions" not in page.metadata["flags"]


def captioned(*blocks: tuple[str, bool, float]) -> Document:
    """A page of blocks that the judge keeps: what they say, whether their class says caption, and their chance."""
    text, found = "", []
    for line, (said, called, chance) in enumerate(blocks):
        evidence = Evidence(
            tag="div", path="body/div", words=frozenset({"caption"} if called else ()), kept_by=frozenset({"model"}),
            features=(chance,),
        )  # fmt: skip
        found.append(Block(len(text), len(text) + len(said), line + 1, evidence))
        text += said + "\n"
    return Document(text, "-", HTML, None, tuple(found), (), (Fact("kind", "article", "model/page"),))


def test_where_most_of_a_text_is_called_caption_a_style_sheet_calls_small_type_so() -> None:
    names, prose = "Ada Orre, Ole Brekke, Siv Dahl", "What we have learned about the ice in a winter of measuring it."
    listed = captioned(*[(prose, False, 0.9), (names, True, 0.8)] * 6)
    story = captioned(*[(prose, False, 0.9)] * 9, (names, True, 0.8))
    assert not are_beside(listed)
    assert are_beside(story)
    assert are_beside(captioned((prose, False, 0.9), (names, True, 0.8), (prose, True, 0.8))), (
        "a short text with pictures"
    )
    assert [mark for mark in mark_boilerplate([listed])[0].marks if mark.label == Label.CAPTION] == []
    assert [mark.span for mark in mark_boilerplate([story])[0].marks if mark.label == Label.CAPTION] == [
        story.blocks[-1].span
    ]


def test_a_line_of_the_frame_that_speaks_of_a_picture_is_no_credit() -> None:
    prose = "The harbour froze in the night, and the ferry lay still beside the quay until the men had cut it free. "
    text = "".join(f"<p>{prose * 2}It was day {day}.</p>" for day in range(4))
    source = f"<html lang=en><h1>A frozen harbour</h1>{text}<div><a href=/z>Zoom on image</a></div></html>"
    page = clean(source, media_type="text/html")
    assert "Zoom on image" not in page.text
    assert page.metadata["photo_credits"] == []


def test_a_page_of_an_archive_is_read_under_its_own_address() -> None:
    source = f"<title>Harbour Post | Snow in May closes all passes</title><p>{PARAGRAPHS[0]}</p>"
    kept = "https://web.archive.org/web/20190412031522/http://www.harbourpost.example/2019/04/09/snow.html"
    document = read_page(source, url=kept, hints={})
    assert (document.fact("title"), document.fact("site")) == (
        "Snow in May closes all passes",
        "harbourpost.example",
    )


def test_what_its_class_calls_a_caption_is_one_and_a_deck_stays() -> None:
    deck, caption = "Nobody had seen the bay so still", "The pier on Monday, as gulls saw it."
    first, second = (f"<p>{text}</p>" for text in PARAGRAPHS[:2])
    source = ARTICLE.replace(first, f"<p class='dek'>{deck}</p>{first}")
    source = source.replace(second, f"<div class='photo'><div class='photo-caption'>{caption}</div></div>{second}")
    document = clean(source)
    assert deck in document.text
    assert document.metadata["subtitle"] == deck
    assert document.metadata["captions"] == [caption]


def test_the_box_in_which_one_subscribes_goes_as_a_whole() -> None:
    praise = ["Mail from the pier", "Gulls, tides and gossip, every other Sunday."]
    box = f"<div class='my-8'><div class='mb-1'>{praise[0]}</div><div>{praise[1]}</div><button>Subscribe</button></div>"
    first = f"<p>{PARAGRAPHS[1]}</p>"
    document = clean(ARTICLE.replace(first, first + box))
    assert all(text in document.text for text in PARAGRAPHS)
    assert {r.label for r in document.removals if r.text.strip() in praise} == {Label.NEWSLETTER}


def test_a_list_beside_the_text_ends_at_a_heading_of_the_text() -> None:
    last, link = f"<p>{PARAGRAPHS[3]}</p>", "How thick the ice has to be"
    box = f"<div class='inline'><p>Read also</p><a href='/ice'>{link}</a></div>"
    document = clean(ARTICLE.replace(last, f"{box}<h2>What the mayor remembers</h2>{last}"))
    assert "What the mayor remembers" in document.text
    assert link not in document.text
