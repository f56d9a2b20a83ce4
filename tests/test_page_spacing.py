"""Texts that a style sheet sets apart are read apart, and what stands twice in one block stands once."""

from __future__ import annotations

import re

import pytest

from cleaners import Policy, clean
from cleaners.document import Label
from cleaners.page import read_page

PROSE = (
    "The chain is made of steel and has hung in our workshop for ten years, where it was oiled twice a year.",
    "Nobody has ever seen it break, though the winters on the bay are long and the salt gets into everything.",
)


def line(body: str) -> str:
    """The text of a page that says nothing else."""
    return read_page(f"<body><p>{body}</p></body>", hints={}).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<span>Number of Pages</span><span>240 Pages</span>", "Number of Pages 240 Pages"),
        ("<b>Synopsis</b>A ferry lies in the ice.", "Synopsis A ferry lies in the ice."),
        ("Left behind<i>A novel</i>", "Left behind A novel"),
        ("<a>Action</a><a>Adventure</a>", "Action Adventure"),
        ("<span><span>2227</span></span><span>4.4 out of 5</span>", "2227 4.4 out of 5"),
        ("<span>(370)</span><span>370 reviews</span>", "(370) 370 reviews"),
        ("<span>SKU: ARM</span><span>MFR: MK</span>", "SKU: ARM MFR: MK"),
        ("<span>Keep your customers safe.</span><span>Platform</span>", "Keep your customers safe. Platform"),
        ("<span>Regular price</span><span>$29.95</span>", "Regular price $29.95"),
        ("<cite>ida wrote:</cite>Is it?", "ida wrote: Is it?"),
        ("<span><a>fish</a></span><span><a>soup</a></span>", "fish soup"),
        ("<a href='/fish'>fish</a><a href='/soup'>soup</a>", "fish soup"),
        ("<a href='/contact'>Co</a><a href='/contact'>ntact us</a>", "Contact us"),
        ("<label for=a>pip</label><label for=b>conda</label>", "pip conda"),
        ("<span>Лёд</span><span>Море</span>", "Лёд Море"),
        ("<span>(a)</span><span>it drains</span>", "(a) it drains"),
        ("<span>1.</span><cite>Haug, 1988</cite>", "1. Haug, 1988"),
    ],
)
def test_what_only_the_look_of_the_page_sets_apart_is_read_apart(body: str, text: str) -> None:
    assert line(body) == text


@pytest.mark.parametrize(
    "body",
    [
        "<b>M</b>athematics is beautiful",
        "H<sub>2</sub>O and CO<sub>2</sub>",
        "<span>1.</span><span>5</span> boat<span>(s)</span>",
        "the <span>4</span><span>th</span> of July",
        "<a>restaurant business</a>es",
        "an un<em>believ</em>able sight",
        "<span>Rng</span><wbr><span>Seed</span>",
        "the <code><span>new</span><span>Foo</span></code> of Java<mark>Script</mark>",
        "<math><mi>x</mi><mn>2</mn></math>",
        "<span>json.</span><span>JSONEncoder</span>",
        "<span>$19</span><span>.99</span>",
        "<span>海が</span><span>凍った</span>",
    ],
)
def test_what_belongs_together_stays_together(body: str) -> None:
    assert line(body) == re.sub(r"<[^>]+>", "", body)


def test_code_is_read_as_it_stands() -> None:
    page = "<body><pre><span>let</span><span>Foo</span> = <span>1</span><span>A</span></pre></body>"
    assert read_page(page, hints={}).text == "letFoo = 1A"


def page(body: str) -> str:
    return f"""<html lang="en"><head><title>A chain of steel for the bay</title></head><body><main><article>
    <h1>A chain of steel for the bay</h1><p>{PROSE[0]}</p>{body}<p>{PROSE[1]}</p></article></main></body></html>"""


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize(
    ("body", "once", "twice"),
    [
        ("<p><span>Price: 163.12</span><span class='clipped'>Price: 163.12</span></p>", "Price: 163.12", True),
        ("<p><span>process</span><i>process</i></p>", "process", True),
        ("<p>Ning Ning sold it.</p>", "Ning Ning sold it.", False),
        ("<p>Ning Ning</p>", "Ning Ning", False),
        ("<p>Heave away<br>Heave away</p>", "Heave away", False),
    ],
)
def test_a_text_for_the_eye_and_one_for_screen_readers_are_one(
    body: str, once: str, twice: bool, markdown: bool
) -> None:
    source = page(body).encode()
    result = clean(source, media_type="text/html", policy=Policy(markdown=markdown))
    gone = [removal for removal in result.removals if removal.label == Label.REPEAT]
    assert once in result.text
    assert [removal.text.strip(" *") for removal in gone] == ([once] if twice else [])
    assert result.text.count(once) == (2 if body.startswith("<p>Heave") else 1)
    assert (
        result.restore()
        == clean(source, media_type="text/html", policy=Policy(drop=frozenset(), markdown=markdown)).text
    )


def test_a_title_that_stands_twice_in_its_heading_is_the_title() -> None:
    title = "A chain of steel for the bay"
    twice = page("").replace(f"<h1>{title}</h1>", f"<h1><span>{title}</span><span>{title}</span></h1>")
    result = clean(twice.encode(), media_type="text/html")
    assert title not in result.text
    assert (result.metadata["title"], Label.TITLE) == (title, result.removals[0].label)
