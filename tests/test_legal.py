"""On pages about privacy, terms and copyright the sentences that are residue elsewhere are the content."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners import clean

HARMLESS = Path(__file__).parent / "cases" / "harmless"
COOKIES = "By using this site you accept our use of cookies."
RIGHTS = "All rights reserved. Texts may be quoted with their source."
STORY = "The ferry to Harwich sailed an hour late on Monday because a swan had settled on the ramp and would not move."


def policy(name: str) -> str:
    opening = "We run the website of the harbour and explain here what we store about you."
    return "\n\n".join((name, opening, COOKIES, RIGHTS))


@pytest.mark.parametrize("name", ["Privacy Policy", "COOKIE POLICY", "Terms of use"])
def test_a_policy_keeps_what_other_pages_drag_along(name: str) -> None:
    document = clean(policy(name))
    assert document.text == policy(name)
    assert document.metadata["title"] == name
    assert clean(document.text).text == document.text


@pytest.mark.parametrize("name", ["Harbour closed to boats", "Harbour changes its privacy policy again"])
def test_a_story_about_policies_does_not(name: str) -> None:
    text = clean(policy(name).replace("We run the website", f"{STORY} We run the website")).text
    assert COOKIES not in text
    assert RIGHTS not in text


def test_the_link_to_a_policy_below_a_story_still_goes() -> None:
    document = clean(f"Swan stops ferry\n\n{STORY}\n\n{STORY[:60]} again.\n\nPrivacy Policy\n")
    assert "Privacy Policy" not in document.text


def test_a_policy_on_a_page_keeps_its_text_and_loses_its_footer() -> None:
    page = (
        "<html><head><title>Privacy Policy | Harbour</title></head><body><nav><a href=/>Home</a> <a>Shop</a></nav>"
        f"<main><h1>Privacy Policy</h1><p>{STORY}</p><h2>Cookies</h2><p>We set one cookie that remembers your berth. "
        f"It is gone when you close your browser.</p><p>{COOKIES}</p><h2>Copyright</h2><p>{RIGHTS}</p></main>"
        "<footer><p>© 2026 Harbour</p><a href=/p>Privacy Policy</a> <a href=/t>Terms</a></footer></body></html>"
    )
    document = clean(page.encode(), media_type="text/html")
    assert document.text.startswith("Privacy Policy\n")
    assert COOKIES in document.text
    assert RIGHTS in document.text
    assert "2026" not in document.text


def test_an_imprint_is_not_taken_apart() -> None:
    raw = (HARMLESS / "impressum.txt").read_text("utf-8")
    assert clean(raw).text == raw.strip()
