"""Formulas stand once, as a line of text, in whatever way a page holds them."""

from __future__ import annotations

import pytest

from cleaners.page import read_page

SQUARE = "<mrow><mi>E</mi><mo>=</mo><mi>m</mi><mo>&#x2062;</mo><msup><mi>c</mi><mn>2</mn></msup></mrow>"
NOTE = "<annotation encoding='application/x-tex'>E = mc^2</annotation>"
MATHML = f"<math><semantics>{SQUARE}{NOTE}</semantics></math>"


def line(formula: str, *, form: bool = False) -> str:
    """What a formula becomes in the middle of a sentence."""
    return read_page(f"<body><p>We know that {formula} is true.</p></body>", hints={}, form=form).text


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (MATHML, "E=mc²"),
        (f"<math><semantics>{NOTE}</semantics></math>", "E = mc^2"),
        ("<math alttext='{\\displaystyle E=mc^{2}}'></math>", "E=mc^{2}"),
        ("<math>\n <mfrac>\n <mn>1</mn> <mi>n</mi></mfrac> <mo>+</mo> <msqrt><mi>x</mi></msqrt></math>", "1/n+√x"),
        ("<math><msub><mi>x</mi><mi>i</mi></msub><mo>+</mo><msub><mi>x</mi><mn>0</mn></msub></math>", "x_i+x₀"),
        ("<math><mtext>if so</mtext><mover><mi>x</mi><mo>¯</mo></mover></math>", "if so x¯"),
        (
            f"<span class='katex'><span class='katex-mathml'>{MATHML}</span>"
            "<span class='katex-html' aria-hidden='true'><i>E</i><span>=</span><span>mc2</span></span></span>",
            "E=mc²",
        ),
        (
            f"<span class='mwe-math-element'><span style='display: none'>{MATHML}</span><img alt='E=mc^{{2}}' "
            "class='mwe-math-fallback-image-inline' aria-hidden='true'></span>",
            "E=mc²",
        ),
        ("<img class='latex' alt='E=mc^2' src='latex.php?x'>", "E=mc^2"),
        ("<span class='MathJax_Preview'></span><script type='math/tex'>E=mc^2</script>", "E=mc^2"),
        ("<span class='MathJax'><span>E=mc</span></span><script type='math/tex'>E=mc</script>", "E=mc"),
        (f"<mjx-container><mjx-math></mjx-math><mjx-assistive-mml>{MATHML}</mjx-assistive-mml></mjx-container>",
         "E=mc²"),
    ],
)  # fmt: skip
def test_a_formula_stands_once(formula: str, text: str, form: bool) -> None:
    assert line(formula, form=form) == f"We know that {text} is true."


def test_what_is_hidden_from_listeners_beside_no_formula_is_read() -> None:
    assert line("<b>this</b> <span aria-hidden='true'>sentence</span>") == "We know that this sentence is true."


def test_a_formula_of_its_own_is_a_block() -> None:
    document = read_page(f"<body><p>We know</p><div>{MATHML}</div><p>for long.</p></body>", hints={})
    assert document.text == "We know\n\nE=mc²\n\nfor long."
