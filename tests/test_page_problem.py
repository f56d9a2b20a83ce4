"""Pages that are no documents are called what they are, and no other page is."""

from __future__ import annotations

import pytest

from cleaners.page import read_page

STORY = "<p>The ferry left the harbour at noon, and nobody on board knew that the storm had turned north again.</p>" * 8
CASES = {
    "empty-shell": "<html><head><title>Shop</title></head><body><div id='root'></div></body></html>",
    "error-page": "<title>404 Not Found</title><body><h1>Page not found</h1><p>We looked everywhere for it.</p>"
    "<p>Try the search, or go back to the front page and start again from there, please.</p></body>",
    "consent-wall": "<title>Welcome</title><body><p>We and our partners use cookies to store data on your "
    "device, and "
    "ask for your consent to measure how you use this site and to show you advertising that fits you.</p>"
    "<p>You can withdraw your consent to cookies at any time in the privacy settings of this site.</p>"
    "<button>Accept</button></body>",
    "login-wall": "<title>Log in</title><body><h1>Log in</h1><form><label>Name</label><input type='text'>"
    "<label>Password</label><input type='password'></form><a href='/lost'>Lost your password?</a> "
    "<p>New here? Make an account first.</p></body>",
    "parked-domain": "<title>ropes-and-more.example</title><body><h1>ropes-and-more.example</h1><p>This "
    "domain is for "
    "sale! Buy this domain.</p><h2>Related searches</h2><ul><li><a href='/a'>Marine rope</a></li></ul></body>",
    "link-list": "<title>Index</title><body><ul>"
    + "".join(f"<li><a href='/{n}'>Part {n}</a></li>" for n in range(60))
    + "</ul></body>",
}


@pytest.mark.parametrize("kind", CASES)
def test_a_page_that_is_no_document_is_called_what_it_is(kind: str) -> None:
    assert read_page(CASES[kind], source="x.html", url=None, hints={}).fact("page_problem") == kind


WORDS = "<p>Builders in Sandholm came upon the grave of a woman who was buried with two oxen and a loom.</p>"
MORE = "<p>The car park stays closed until the autumn while the museum digs, and the market moves to the quay.</p>"
SORRY = "<p>Perhaps it was moved or taken down. Go back to the front page, please, or try a search.</p>"
ERRORS = (
    "404", "404 - The Valley Post", "404 Not Found", "403 Forbidden", "500 Internal Server Error", "Error 404",
    "HTTP Status 404 – Not Found", "Error 404 (Not Found)!!1", "503 Service Temporarily Unavailable", "Not Found",
    "Page not found | The Valley Post", "The Valley Post - Page not found", "Oops! That page can’t be found.",
    "404: This page could not be found.", "Sorry, the page you are looking for was not found", "Page Not Found (404)",
    "Just a moment...", "Attention Required! | Cloudflare", "Access denied", "Access to this page has been denied",
    "Are you a robot?", "Security check", "Robot Check", "Verifying you are human.", "Bad gateway",
    "Hoppla, diese Seite gibt es nicht (mehr)", "Fehler 404 – Hafenblatt", "Seite nicht gefunden", "Page introuvable",
    "ページが見つかりません | 港新聞", "404 — страница не найдена", "页面不存在", "Página no encontrada",
)  # fmt: skip
TITLES = (
    "Viking burial site found under car park", "450 jobs to go at Aldra steelworks", "401 steps to the top: "
    "the tower",
    "Lost file found in attic", "Access denied: why the beach is closed again", "Are you human? A short story",
    "Security check-in moves to the north pier", "419 scams: police warn pensioners", "500 years of printing",
    "Error 404: the play that everybody walks out of", "Bad gateway to the city: council to rebuild the arch",
    "Missing page found after nine years", "Forbidden fruit | The Valley Post", "No site found for new school",
    "Security check at the airport takes an hour", "Just a moment, please: how waiters wait",
)  # fmt: skip


@pytest.mark.parametrize("title", ERRORS)
def test_an_error_page_is_known_by_its_whole_title(title: str) -> None:
    source = f"<title>{title}</title><body><h1>{title}</h1>{SORRY}{SORRY}</body>"
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") == "error-page"


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("paragraphs", [WORDS, WORDS + MORE])
def test_an_article_is_no_error_page_for_a_word_in_its_title(title: str, paragraphs: str) -> None:
    source = f"<title>{title} - The Valley Post</title><body><h1>{title}</h1>{paragraphs}</body>"
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") is None


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<meta property='og:type' content='article'>", WORDS),
        ('<script type=\'application/ld+json\'>{"@type": "NewsArticle", "headline": "Forbidden"}</script>', WORDS),
        ("<meta property='article:published_time' content='2024-03-04T08:00:00Z'>", WORDS),
        ("<meta name='author' content='Ola Moe'>", WORDS),
        ("", WORDS + MORE),
    ],
)
def test_what_declares_an_article_or_reads_like_one_is_no_error_page(head: str, body: str) -> None:
    source = f"<title>Forbidden</title>{head}<body><h1>Forbidden</h1>{body}</body>"
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") is None


def test_a_server_s_list_of_files_is_a_list_of_links() -> None:
    source = (
        "<title>Index of /pub/ropes</title><h1>Index of /pub/ropes</h1><pre><a href='?C=N'>Name</a> <a>Size</a> <hr>"
        "<a href='/pub/'>Parent Directory</a> - <a href='a.zip'>a.zip</a> 2019-01-02 10:11 12K</pre>"
    )
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") == "link-list"


@pytest.mark.parametrize(
    "source",
    [
        "<title>The Valley Post</title><body><h1>We value your privacy</h1><p>We and our 812 partners store "
        "and access "
        "information on a device, such as cookies, and process personal data for personalised ads and for "
        "insights.</p>"
        "<p>With your permission we and our partners may use precise data on where you are. Your preferences "
        "apply to "
        "this website only.</p><button>MORE OPTIONS</button><button>AGREE</button></body>",
        "<title>Hafenblatt</title><body><h1>Willkommen</h1><p>Besuchen Sie unsere Website wie gewohnt mit "
        "Werbung und "
        "Tracking. Sie können Ihre Zustimmung jederzeit widerrufen, auch in der Datenschutzerklärung.</p>"
        "<button>Akzeptieren und weiter</button><p>Wir arbeiten mit 214 Drittanbietern zusammen. Diese speichern "
        "Cookies auf Ihrem Gerät und messen, was Sie lesen.</p></body>",
    ],
)
def test_a_wall_asks(source: str) -> None:
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") == "consent-wall"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Butter cookies", "<p>These cookies need nothing but butter, flour and sugar, and the cookies keep "
         "for weeks.</p>"
         "<ul><li>Cut the cookies out and bake the cookies until you can smell cookies in the hall.</li><li>Let the "
         "cookies cool on the tray; warm cookies break, and broken cookies are eaten first.</li></ul>"),
        ("Judges rule on consent", "<p>A hospital may not hand data on patients to its partners without their "
         "consent, "
         "the highest court ruled on Tuesday, and consent given on a form of forty pages is no consent at all.</p>"
         "<p>The privacy of the sick, the judges wrote, is worth more than the comfort of the well.</p>"),
        ("Privacy policy", "<p>We process personal data only as far as privacy law allows it. This privacy "
         "policy tells "
         "you which data we collect. Cookies are used only to keep you logged in; no consent is needed.</p>"
         "<p>You may withdraw your consent to the newsletter at any time, as privacy law says.</p>"),
        ("Datenschutzbeauftragte rügt Rathaus", "<p>Die Datenschutzbeauftragte des Landes hat das Rathaus "
         "gerügt, weil "
         "Akten über Monate offen auf dem Flur standen. Der Bürgermeister versprach, dass der Datenschutz "
         "künftig ernst "
         "genommen werde.</p><p>Nach Angaben der Datenschutzbehörde waren mehr als neunhundert Bürger "
         "betroffen.</p>"),
    ],
)  # fmt: skip
def test_a_text_about_cookies_or_consent_is_no_wall(title: str, text: str) -> None:
    source = f"<title>{title} | Post</title><body><nav><a href='/'>Home</a></nav><h1>{title}</h1>{text}</body>"
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") is None


def test_a_text_with_a_password_field_is_no_login_wall() -> None:
    source = (
        "<title>Sign in stone: the oldest inn board</title><body><h1>Sign in stone: the oldest inn "
        "board</h1><p>A slab "
        "with the picture of a barrel is the oldest inn sign of the north, the museum says.</p><form><input "
        "type='password'></form></body>"
    )
    assert read_page(source, source="x.html", url=None, hints={}).fact("page_problem") is None


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


def problem(title: str, body: str, head: str = "") -> object:
    source = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read_page(source, source="x.html", url=None, hints={}).fact("page_problem")


REFUSALS = [
    ("error-page", "Sidan kunde inte hittas – Kajen", "Sidan du söker finns inte längre. Gå till startsidan."),
    ("error-page", "Sivua ei löytynyt – Laituri", "Hakemaasi sivua ei ole olemassa tai se on siirretty."),
    ("error-page", "Η σελίδα δεν βρέθηκε", "Η σελίδα που ψάχνετε δεν υπάρχει ή έχει μετακινηθεί."),
    ("error-page", "صفحه یافت نشد", "صفحه‌ای که به دنبال آن هستید وجود ندارد یا جابه‌جا شده است."),
    ("error-page", "Không tìm thấy trang", "Trang bạn tìm kiếm không tồn tại hoặc đã bị xóa."),
    ("error-page", "很抱歉，您要访问的页面不存在！", "请检查网址是否正确，或返回首页。"),
    ("error-page", "Nur einen Moment…", "Es wird überprüft, ob Sie ein Mensch sind. Das kann einige Sekunden dauern."),
    ("error-page", "Site en maintenance", "Notre site est actuellement en maintenance. Merci de revenir plus tard."),
    ("error-page", "Site under maintenance", "Sorry for the inconvenience. We will be back online shortly."),
    ("error-page", "This content is not available in your country", "We apologise: the rights do not allow it."),
    ("error-page", "Welcome to nginx!", "If you see this page, the nginx web server is successfully installed."),
    ("error-page", "This article is no longer available", "Please use the search to find other stories."),
    ("age-gate", "Are you over 18?", "You must be at least 18 years old to enter this site."),
    ("age-gate", "Altersprüfung", "Um diese Website zu besuchen, müssen Sie mindestens 18 Jahre alt sein."),
    ("parked-domain", "ropes.example", "Este dominio está en venta. Haga una oferta por correo, por favor."),
    ("parked-domain", "ropes.example", "Ta domena jest na sprzedaż. Złóż ofertę."),
]


@pytest.mark.parametrize(("kind", "title", "text"), REFUSALS)
def test_pages_refuse_in_many_languages(kind: str, title: str, text: str) -> None:
    menu = "".join(f"<li><a href='/{n}'>{n} km</a></li>" for n in range(8))
    assert problem(title, f"<nav><ul>{menu}</ul></nav><h1>{title}</h1><p>{text}</p>") == kind


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("403 Forbidden", "<p>The status 403 says that the client is known, but may not read what it asked for.</p>"),
        ("404 Not Found - HTTP | Web Docs", "<p>The 404 status code says that the server has no such resource. Links "
         "that lead to it are called dead links.</p><p>A server that knows better sends 410.</p><pre>404</pre>"),
        ("Forbidden – Quay Cinema", "<p>A film about two sisters who are not allowed to leave the island.</p>"),
        ("Page introuvable : un roman", "<p>Odile Brossard raconte la vie d’un homme qui cherche une page.</p>"),
        ("How to enable JavaScript", "<p>Open the settings, choose Privacy and enable JavaScript. Load it again.</p>"),
        ("The trade in names", "<p>“This domain is for sale” was all that stood on it.</p><p>“This domain is for sale” "
         "stands on millions of them.</p>"),
        ("Winter cookies", "<p>These cookies keep for weeks, and the cookies get better until the tenth day. We and "
         "our neighbours bake cookies on the first of December, when tins are empty.</p><p>Accept no margarine.</p>"),
        ("Coming soon | Quay Cinema", "<h2>The Long Tide</h2><p>A pilot loses his ship and finds his daughter.</p>"),
        ("Maintenance of the bridge", "<p>The swing bridge is closed for maintenance from Monday to Friday.</p>"),
        ("Privacy policy | Clay", "<p>We use cookies to remember your basket. By using our shop you agree.</p><p>We "
         "and our payment partners store your address. You can withdraw your consent to cookies at any time.</p>"
         "<button>Accept</button>"),
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_refusal_is_a_document(title: str, body: str) -> None:
    heading = title.split(" | ")[0].split(" – ")[0].split(" - ")[0]
    assert problem(title, f"<nav><a href='/'>Home</a></nav><main><h1>{heading}</h1>{body}</main>") is None


@pytest.mark.parametrize(
    "title", ["Inloggen - De Kade", "Zaloguj się", "Вход — Пристань", "ログイン | 港", "登录 - 港", "تسجيل الدخول"]
)
def test_a_login_wall_is_known_in_many_languages(title: str) -> None:
    assert problem(title, f"<h1>{title}</h1><form><input><input type='password'></form><p>OK?</p>") == "login-wall"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Szanujemy Twoją prywatność</h1><p>My i nasi 812 partnerzy przechowujemy informacje na urządzeniu, "
        "takie jak pliki cookie, i przetwarzamy dane osobowe w celu wyświetlania reklam i treści.</p><p>Zgodę możesz "
        "w każdej chwili wycofać w naszej polityce prywatności.</p><button>Akceptuję i przechodzę do serwisu</button>",
        "<h1>プライバシーを尊重します</h1><p>当サイトと812社のパートナーは、端末上の情報（クッキーなど）を保存し、広告のために個人データを"
        "処理します。</p><p>同意はいつでも撤回できます。</p><button>同意する</button>",
        "<h1>Tu privacidad</h1><p>Nosotros y nuestros 812 socios almacenamos información en un dispositivo, como "
        "cookies, y procesamos datos personales para anuncios.</p><p>Puedes retirar tu consentimiento en cualquier "
        "momento.</p><button>Aceptar y continuar</button>",
    ],
)
def test_a_wall_asks_in_many_languages(body: str) -> None:
    assert problem("Welcome", body) == "consent-wall"


def test_a_page_that_only_leads_on_is_a_shell() -> None:
    head = "<meta http-equiv='refresh' content='0; url=https://quay.example/new'>"
    text = "<p>Redirecting to the new address. If nothing happens within some seconds, follow the link.</p>"
    assert problem("Redirecting…", text, head) == "empty-shell"
    assert problem("Redirecting rivers", text.replace("Redirecting", "Moving rivers")) is None
