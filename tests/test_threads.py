"""A thread of comments under an article goes as a whole; posts, interviews and live blogs stay."""

from __future__ import annotations

import pytest

from cleaners import CleanDocument, clean
from cleaners.document import Label
from cleaners.mark.threads import frame

ARTICLE = """How we keep slugs off the allotment

When we took over the plot behind the railway cottages four years ago, the first thing that went in was a row of \
lettuces. By the Friday of that week there was nothing left of them but a line of green stumps.

We tried beer traps first. They work, in the sense that slugs do drown in them, but they also fill up with rain, and \
emptying a jar of stale bitter before breakfast is a job that nobody in this family volunteers for twice.

The last thing is patience. In the second spring there were half as many, and this year we have hardly lost a leaf.
"""
SAID = (
    "My grandfather laid an old door on the soil. He swore that oak was better than pine.\n\nI never dared to ask why.",
    "Does the copper tape go green after a while? Ours did, and it stopped working in the second year.",
    "Nematodes. Nothing else touches them on clay.",
    "We have a pond with frogs and I have not seen a slug since it went in. It took two summers.",
)
NAMES = ("Maureen Oakes", "Tobias", "gardenjohn42", "Priya")
TIMES = (
    "April 12, 2023 at 8:14 am",
    "April 12, 2023 at 11:02 am",
    "April 14, 2023 at 6:30 am",
    "April 20, 2023 at 9:12 pm",
)


def wordpress(says: str = "{} says:", reply: str = "Reply") -> str:
    posts = zip(NAMES, TIMES, SAID, strict=True)
    return "\n\n".join(f"{says.format(name)}\n{time}\n\n{said}\n\n{reply}" for name, time, said in posts)


def without_buttons() -> str:
    return "\n\n".join(f"{name} says:\n{time}\n{said}" for name, time, said in zip(NAMES, TIMES, SAID, strict=True))


def blogger() -> str:
    return "\n\n".join(said.replace("\n\n", " ") + "ReplyDelete" for said in SAID)


def names_above_times() -> str:
    posts = zip(NAMES, TIMES, SAID, strict=True)
    return "\n\n".join(f"{name}\n\n{time}\n\n{said}\n\nReply" for name, time, said in posts)


def text_of(raw: str) -> str:
    result = clean(raw, source="garden.txt")
    assert isinstance(result, CleanDocument)
    return result.text


@pytest.mark.parametrize(
    "thread",
    [wordpress(), wordpress("{} sagt:", "Antworten"), without_buttons(), blogger(), names_above_times()],
    ids=["wordpress", "wordpress-german", "without-buttons", "blogger", "names-above-times"],
)
def test_nothing_of_a_thread_is_left_to_be_read_as_the_article(thread: str) -> None:
    text = text_of(f"{ARTICLE}\n{thread}\n")
    assert text.strip() == ARTICLE.strip()


def test_what_was_said_is_kept_as_removed_comments() -> None:
    result = clean(f"{ARTICLE}\n{wordpress()}\n", source="garden.txt")
    gone = [removal for removal in result.removals if removal.label == Label.COMMENTS]
    assert all(any(said[:40] in removal.text for removal in gone) for said in SAID)
    assert any("thread of comments" in removal.reason for removal in gone)


def test_what_follows_the_thread_is_not_taken_with_it() -> None:
    after = "Corrections: the plot was taken over four years ago and not three, as the printed paper had it."
    assert after in text_of(f"{ARTICLE}\n{wordpress()}\n\n{after}\n")


@pytest.mark.parametrize(
    "posts",
    [
        "\n\n".join(f"{name} wrote: {time}\n{said}" for name, time, said in zip(NAMES, TIMES, SAID, strict=True)),
        "\n\n".join(f"{name} said:\n{said}" for name, said in zip(NAMES, SAID, strict=True)),
        "\n\n".join(f"{time}\n\n{said}" for time, said in zip(TIMES, SAID, strict=True)),
        "\n\n".join(f"{name} says: “{said}”" for name, said in zip(NAMES, SAID, strict=True)),
        f"Maureen Oakes says:\n\n{SAID[0]}\n\nTobias says:\n\n{SAID[1]}",
    ],
    ids=["quotations", "quotations-without-times", "live-blog", "interview", "two-speakers"],
)
def test_what_others_say_in_posts_reports_and_talks_stays(posts: str) -> None:
    text = text_of(f"{ARTICLE}\n{posts}\n")
    assert all(part in text for said in SAID[:2] for part in said.split("\n\n") if part in posts)


TURNS = (
    "Ours come out at dusk, whatever we put down for them.",
    "Then put down less, and go out with a lamp instead.",
    "I have a lamp, and I have no wish to go out at dusk.",
    "Nobody has. It is the only thing that works on clay, though.",
    "We are on sand here, and the hedgehogs do it for us.",
    "Hedgehogs eat what is slow, and ours are not slow at all.",
)


@pytest.mark.parametrize(("people", "stays"), [(NAMES[:2], True), (NAMES[:3], False)])
def test_names_alone_make_a_thread_of_many_people_and_a_talk_of_two(people: tuple[str, ...], stays: bool) -> None:
    posts = "\n\n".join(f"{people[n % len(people)]} says:\n\n{said}" for n, said in enumerate(TURNS))
    text = text_of(f"{ARTICLE}\n{posts}\n")
    assert [said in text for said in TURNS] == [stays] * len(TURNS)


def test_comments_far_apart_from_each_other_are_no_thread() -> None:
    beds = "\n\n".join(f"In bed {n} we grow leeks, and in the one behind it nothing but marigolds." for n in range(20))
    posts = zip(NAMES, TIMES, SAID, strict=True)
    text = text_of(
        f"{ARTICLE}\n" + "".join(f"{name} says:\n{time}\n\n{said}\n\n{beds}\n\n" for name, time, said in posts)
    )
    assert beds in text


def test_what_members_of_a_forum_wrote_stays() -> None:
    text = text_of(f"{ARTICLE}\n{names_above_times()}\n\nThread starter\n\nPosts: 120\n")
    assert all(said.split("\n\n")[0] in text for said in SAID)


def test_where_nothing_stands_above_the_thread_is_the_text() -> None:
    text = text_of(f"What do you do about slugs?\n\n{wordpress()}\n")
    assert all(said.split("\n\n")[0] in text for said in SAID[1:3])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Иван Петров говорит:", "head"),
        ("Jana Nováková napsala:", ""),
        ("佐藤 より:", "head"),
        ("Anonymous said...", "head"),
        ("12. April 2023 um 8:14 Uhr", "time"),
        ("2023年4月12日 8:14", "time"),
        ("Répondre", "button"),
        ("Gut gesagt.AntwortenLöschen", "stuck"),
        ("Reply to the mayor", ""),
    ],
)
def test_frames_of_comments_in_other_languages(line: str, kind: str) -> None:
    assert frame(line) == kind
