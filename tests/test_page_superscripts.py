"""Raised characters do not run into the number before them: powers, fractions, marks of footnotes."""

from __future__ import annotations

import pytest

from cleaners.page import read_page


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>About 10<sup>5</sup> grains, 10<sup>12</sup> atoms.</p>", "About 10⁵ grains, 10¹² atoms."),
        ("<p>It is 1.5 × 10<sup>−2</sup> a month.</p>", "It is 1.5 × 10⁻² a month."),
        ("<table><tr><td>cells</td><td>10<sup>5</sup> g</td></tr></table>", "cells | 10⁵ g"),
        ("<p>a hall of 25 m<sup>2</sup>, Ca<sup>2+</sup></p>", "a hall of 25 m², Ca²⁺"),
        ("<p>by Roe<sup>1,2</sup> and Lund<sup>1-3</sup>. It is.<sup>4</sup></p>", "by Roe¹,² and Lund¹-³. It is.⁴"),
        ("<p>built in 1874<sup><a href='#f1'>1</a></sup> by men</p>", "built in 1874 by men"),
        ("<p>every year.<sup class='reference'>[<a href='#c1'>4</a>]</sup> It</p>", "every year. It"),
        ("<p>every year<sup class='footnote-ref'>*</sup>.</p>", "every year."),
        ("<p>Take 1<sup>1</sup>/<sub>2</sub> cups.</p>", "Take 1½ cups."),
        ("<p>Take 1<sup>5</sup>⁄<sub>16</sub> cups, <sup>3</sup>/<sub>4</sub> g.</p>", "Take 1 5/16 cups, ¾ g."),
    ],
)
def test_what_is_raised_stands_apart_from_its_number(body: str, text: str, form: bool) -> None:
    assert read_page(f"<body>{body}</body>", hints={}, form=form).text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>the 4<sup>th</sup> of July, 2<sup>o</sup></p>", "the 4th of July, 2o"),
        ("<p>Now $19<sup>99</sup>, was 24<sup>9</sup> €</p>", "Now $1999, was 249 €"),
        ("<p>see X<sup>2024</sup>, E<sup>x</sup></p>", "see X2024, Ex"),
        ("<p><sup><a href='#r1'>1</a></sup> Town archive.</p>", "1 Town archive."),
        ("<p>Acme<sup>®</sup> and <sup><a href='#new'>our new shop</a></sup></p>", "Acme® and our new shop"),
    ],
)
def test_other_raised_texts_are_read_as_they_stand(body: str, text: str) -> None:
    assert read_page(f"<body>{body}</body>", hints={}).text == text
