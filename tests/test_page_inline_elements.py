"""Elements that browsers read as a part of the line do not tear a sentence apart, and components that are blocks do."""

from __future__ import annotations

import pytest

from cleaners.page import read_page


def blocks(body: str) -> list[str]:
    """The texts of a page's blocks."""
    document = read_page(f"<body>{body}</body>", hints={})
    return [document.slice(block) for block in document.blocks]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<p>The board met in <st1:place><st1:City w:st='on'>Aldra</st1:City></st1:place> on <st1:date>4 May 2004"
            "</st1:date>.<o:p></o:p></p>",
            "The board met in Aldra on 4 May 2004.",
        ),
        ("<p>It costs <fx-price>52 crowns</fx-price>, says <person-card><a>Lise Moe</a></person-card>.</p>",
         "It costs 52 crowns, says Lise Moe."),
        ("<p>The <stong>old hall</stong> is <itallic>very</itallic> long.</p>", "The old hall is very long."),
        ("<p>The flag <picture><source srcset=a><img src=a></picture> of Aldra.</p>", "The flag of Aldra."),
        ("<p>Press <button>Start</button> and wait.</p>", "Press Start and wait."),
        ("<p>Oakum is rope, <label>hawser</label> means a thick one.</p>", "Oakum is rope, hawser means a thick one."),
        ("<p>Fill in <input value=x> and go on.</p>", "Fill in and go on."),
        ("<div>The <x-term>tide</x-term> is low.</div>", "The tide is low."),
        ("<p>A <b><x-term>big</x-term></b> wave came.</p>", "A big wave came."),
        ("<ul><li>Updated <relative-time>on Friday</relative-time></li></ul>", "Updated on Friday"),
    ],
)  # fmt: skip
def test_elements_of_no_known_kind_belong_to_their_sentence(body: str, text: str) -> None:
    assert blocks(body) == [text]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<div><x-card>Soup</x-card><x-card>Bread</x-card></div>", ["Soup", "Bread"]),
        ("<div>Menu <x-list><x-item>Soup</x-item> <x-item>Bread</x-item></x-list></div>", ["Menu", "Soup", "Bread"]),
        ("<div>Menu <x-card><p>Soup</p></x-card></div>", ["Menu", "Soup"]),
        ("<div>Fish soup <button>Buy</button></div>", ["Fish soup", "Buy"]),
        ("<div>Fish soup <button>Buy</button> now</div>", ["Fish soup", "Buy", "now"]),
        ("<p>Fish soup <button>Buy</button></p>", ["Fish soup", "Buy"]),
        ("<div><label>Name</label> <input> <label>Town</label> <input></div>", ["Name", "Town"]),
    ],
)
def test_components_that_are_blocks_stay_blocks(body: str, texts: list[str]) -> None:
    assert blocks(body) == texts


def test_what_word_processors_add_to_cells_does_not_break_a_row() -> None:
    row = "<tr><td><p>herring<o:p></o:p></p></td><td><p>5<o:p></o:p></p></td></tr>"
    assert blocks(f"<table>{row}</table>") == ["herring | 5"]
