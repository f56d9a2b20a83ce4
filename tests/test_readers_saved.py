"""Mails, mailboxes, pages that browsers saved, and feeds as documents."""

from __future__ import annotations

import plistlib
from email.message import EmailMessage

import pytest
from reading import documents, found_in, troubles

from cleaners.decode import decode
from cleaners.errors import Unreadable

WORDS = "The ferry sails again on Friday."


def mail(subject: str = "Ferry") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Jane Roe <jane@example.org>", subject
    return message


def text_of(content: bytes, name: str = "a.eml") -> str:
    (document,) = documents(found_in(content, name)).values()
    return decode(document)[0]


def test_all_that_is_read_in_a_mail_is_its_text() -> None:
    plain = mail()
    plain.set_content("First part.")
    plain.add_attachment(b"\x89PNG", "image", "png", filename="ferry.png")
    plain.add_attachment("Größe.", disposition="inline")
    assert text_of(bytes(plain)).split() == ["First", "part.", "Größe."]
    (document,) = documents(found_in(bytes(plain), "a.eml")).values()
    assert document.hints["attachments"] == ["ferry.png"]
    page = mail()
    page.set_content("<p>A page.</p>", subtype="html")
    page.make_mixed()
    page.attach(part := EmailMessage())
    part.set_content("A & a footer.")
    assert text_of(bytes(page)).split("\n") == ["<p>A page.</p>", "", "<p>A &amp; a footer.", "</p>"]


def test_a_mail_that_was_sent_on_comes_behind_what_was_said_about_it() -> None:
    first, second = mail("The first"), mail("Sent on")
    first.set_content(WORDS)
    second.set_content("See below.")
    second.add_attachment(first)
    (document,) = documents(found_in(bytes(second), "a.eml")).values()
    assert document.hints["title"] == "Sent on"
    assert document.body == f"See below.\n\n{WORDS}"


def test_of_two_ways_to_say_the_same_one_that_says_something_is_read() -> None:
    message = mail()
    message.set_content(WORDS)
    message.add_alternative("<html><body><p>&nbsp;</p></body></html>", subtype="html")
    assert text_of(bytes(message)).strip() == WORDS


def test_what_is_only_attached_is_not_read_and_a_raw_subject_is() -> None:
    for said in (None, " \n"):  # nothing, or what programs put above the attachments that are all one sends
        message = mail()
        if said:
            message.set_content(said)
        message.add_attachment(WORDS, filename="note.txt")
        with pytest.raises(Unreadable, match="attachments are not read"):
            found_in(bytes(message), "a.eml")
    (document,) = documents(found_in(b"From: a\nSubject: Gr\xf6\xdfe der F\xe4hre\n\nWords.\n", "a.eml")).values()
    assert document.hints["title"] == "Größe der Fähre"


def test_a_frame_before_the_page_is_not_the_page() -> None:
    def part(address: str, words: str) -> str:
        return f"--cut\r\nContent-Type: text/html\r\nContent-Location: {address}\r\n\r\n<p>{words}</p>\r\n"

    page = "Snapshot-Content-Location: https://example.org/a\r\nMIME-Version: 1.0\r\n"
    page += 'Content-Type: multipart/related; boundary="cut"\r\n\r\n'
    page += part("https://ads.example/", "Buy.") + part("https://example.org/a", WORDS) + "--cut--\r\n"
    (document,) = documents(found_in(page.encode(), "a.mhtml")).values()
    assert (document.body, document.url) == (f"<p>{WORDS}</p>".encode(), "https://example.org/a")


@pytest.mark.parametrize("name", ["list.mbox", "list"])
def test_each_mail_of_a_mailbox_is_a_document(name: str) -> None:
    mails = [f"From: Jane Roe <j@example.org>\nSubject: {n}\n\nMail {n}.\n>From here on.\n" for n in range(2)]
    mails.append("Subject: Picture\nContent-Type: image/png\n\nabc\n")
    content = "".join(f"From jane@example.org Wed May  1 10:00:00 2024\n{mail}\n" for mail in mails).encode()
    found = found_in(content, name)
    assert [document.hints["title"] for document in documents(found).values()] == ["0", "1"]
    assert documents(found)[f"{name}#2"].body == b"Mail 1.\nFrom here on.\n\n"
    assert troubles(found) == {f"{name}#3": "no-text"}
    assert list(troubles(found_in(content, name, limit=90)).values())[:2] == ["too-large", "too-large"]


def test_a_page_that_safari_saved() -> None:
    page = {
        "WebResourceData": "<p>Größe</p>".encode("cp1252"), "WebResourceMIMEType": "text/html",
        "WebResourceURL": "https://example.org/a", "WebResourceTextEncodingName": "windows-1252",
    }  # fmt: skip
    content = plistlib.dumps({"WebMainResource": page, "WebSubresources": []}, fmt=plistlib.FMT_BINARY)
    (document,) = documents(found_in(content, "a.webarchive")).values()
    assert (decode(document)[0], document.url) == ("<p>Größe</p>", "https://example.org/a")
    for damaged in (content[:-30], b"bplist00", plistlib.dumps({"a": 1})):
        with pytest.raises(Unreadable) as error:
            found_in(damaged, "a.webarchive")
        assert error.value.reason == "corrupt"


RSS = """<?xml version="1.0" encoding="ISO-8859-1"?>
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Gazette</title><language>en-GB</language>
<item><title>Größe &amp;amp; more</title><link>https://example.org/1</link><dc:creator>Jane Roe</dc:creator>
<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate><category>Sea</category><description>A teaser.</description>
<content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded></item>
<item><title>Two</title><guid isPermaLink="true">https://example.org/2</guid>
<description>Words&nbsp;and more.</description>
</item><item><title>Three</title><link>https://example.org/3</link></item></channel></rss>"""


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed"])
def test_each_entry_of_a_feed_is_a_document(name: str) -> None:
    found = found_in(RSS.encode("latin-1"), name)
    one, two = documents(found).values()
    assert (one.body, one.url, one.media_type) == ("<p>The whole text.</p>", "https://example.org/1", "text/html")
    assert (one.hints["title"], one.hints["authors"], one.hints["tags"]) == ("Größe & more", ["Jane Roe"], ["Sea"])
    assert (one.hints["site"], one.hints["language"]) == ("The Gazette", "en")
    assert (two.body, two.url) == ("Words&nbsp;and more.", "https://example.org/2")
    assert troubles(found) == {f"{name}#3": "no-text"}
    cut = found_in(RSS.encode("latin-1")[:-160], name)
    assert (list(documents(cut)), troubles(cut)) == ([f"{name}#1"], {f"{name}#2": "corrupt"})


def test_entries_of_atom_and_what_is_no_feed() -> None:
    entry = (
        '<link rel="self" href="https://example.org/x"/><link href="https://example.org/1"/><author><name>Jane</name>'
    )
    entry += '<uri>u</uri></author><content type="xhtml"><div>One <b>whole</b> text.</div></content>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>G</title><entry>{entry}</entry></feed>'
    (document,) = documents(found_in(feed.encode(), "a.atom")).values()
    assert (document.url, document.hints["authors"]) == ("https://example.org/1", ["Jane"])
    assert "One <b" in str(document.body) and "whole" in str(document.body)
    with pytest.raises(Unreadable, match="neither a page nor a feed"):
        found_in(b'<?xml version="1.0"?><urlset><url/></urlset>', "sitemap.xml")
    (page,) = found_in(b'<?xml version="1.0"?>\n<html><p>Words.</p></html>', "a.xml")
    (error,) = found_in(b"<!doctype html><html><p>Too many requests.</p></html>", "rows.csv")
    assert [one.media_type for one in documents([page, error]).values()] == ["text/html", "text/html"]
