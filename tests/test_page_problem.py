"""Pages that are no documents are called what they are, and no other page is."""

from __future__ import annotations

import pytest

from cleaners.page import read_page

STORY = "<p>The ferry left the harbour at noon, and nobody on board knew that the storm had turned north again.</p>" * 8
CASES = {
    "empty-shell": "<html><head><title>Shop</title></head><body><div id='root'></div></body></html>",
    "error-page": "<title>404 Not Found</title><body><h1>Page not found</h1><p>We looked everywhere for it.</p>"
    "<p>Try the search, or go back to the front page and start again from there, please.</p></body>",
    "consent-wall": "<title>Welcome</title><body><p>We and our partners use cookies to store data on your device, and "
    "ask for your consent to measure how you use this site and to show you advertising that fits you.</p>"
    "<p>You can withdraw your consent to cookies at any time in the privacy settings of this site.</p>"
    "<button>Accept</button></body>",
    "login-wall": "<title>Log in</title><body><h1>Log in</h1><form><label>Name</label><input type='text'>"
    "<label>Password</label><input type='password'></form><a href='/lost'>Lost your password?</a> "
    "<p>New here? Make an account first.</p></body>",
    "link-list": "<title>Index</title><body><ul>"
    + "".join(f"<li><a href='/{n}'>Part {n}</a></li>" for n in range(60))
    + "</ul></body>",
}


@pytest.mark.parametrize("kind", CASES)
def test_a_page_that_is_no_document_is_called_what_it_is(kind: str) -> None:
    assert read_page(CASES[kind], source="x.html", url=None, hints={}).fact("page_problem") == kind


def test_a_frame_around_nothing_is_a_shell() -> None:
    """The shop's tiles are loaded later; only its menus are on the page, and links in its footer."""
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Jackets", "Shoes", "Bags", "Sale", "New in"))
    foot = "".join(
        f"<div><h3>{head}</h3><ul>{''.join(f'<li><a href=/{text}>{text}</a></li>' for text in texts)}</ul></div>"
        for head, texts in (
            ("Customer service", ("Contact us", "Shipping and returns", "Track your order", "Gift cards")),
            ("Company", ("About us", "Careers", "Press", "Our responsibility", "Store finder")),
            ("Legal", ("Privacy policy", "Terms of use", "Cookie settings")),
        )
    )
    source = (
        f"<title>Jackets | A shop</title><body><header><nav><ul>{menu}</ul></nav><form><label>Search</label></form>"
        f"</header><main><div id='grid'></div></main><footer>{foot}<p>&copy; 2025 A shop. All rights reserved.</p>"
        "</footer></body>"
    )
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") == "empty-shell"


@pytest.mark.parametrize(
    "source",
    [
        f"<title>A ferry in the storm</title><body><h1>A ferry in the storm</h1>{STORY}</body>",
        f"<title>Why error 404 is everywhere</title><body><h1>Page not found: a history</h1>{STORY}</body>",
        f"<title>Log in</title><body><h1>Log in with care</h1>{STORY}<input type='password'></body>",
        f"<title>Cookies</title><body><p>We use cookies.</p>{STORY}</body>",
    ],
)
def test_a_document_with_a_doubtful_word_is_none_of_these(source: str) -> None:
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") is None


@pytest.mark.parametrize("closing", ["</body></html>", "</BODY>\n</HTML >", "</html>"])
def test_a_page_that_is_closed_after_its_header_is_read_to_its_end(closing: str) -> None:
    header = "<title>A ferry</title><body><header><nav><a href='/'>Home</a> <a href='/n'>News</a></nav></header>"
    document = read_page(
        f"{header}{closing}<h1>A ferry in the storm</h1>{STORY}</body></html>", source="x.html", url=None, hints={}
    )
    assert document.fact("page_problem") is None
    assert document.text.count("The ferry left the harbour at noon") == 8


def test_an_article_that_stands_only_in_structured_data_is_read() -> None:
    body = "\\n\\n".join("The ferry left the harbour at noon, and nobody knew of the storm." for _ in range(8))
    source = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "A ferry", '
        f'"articleBody": "{body}"}}</script></head><body><div id="root"></div></body></html>'
    )
    document = read_page(source, source="x.html", url=None, hints={})
    assert len(document.blocks) == 8
    assert document.fact("page_problem") is None
    assert document.fact("flag") == "text-from-structured-data"
