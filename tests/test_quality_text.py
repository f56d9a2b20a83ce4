"""Quality must not fall unnoticed: floors on a sample of the labelled dumps. Skipped where they are not at hand.

The sample has been learned from, so these are no claims, only floors under what is shipped; the claims, on sites that
the model has not seen, stand in `cleaners/model/text.md`.
"""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.paths import bench_folder
from cleaners.policy import Policy

pytestmark = pytest.mark.skipif(
    not (bench_folder() / "residue-dev.jsonl.gz").exists(), reason="the development data is not here"
)
EVERY = 25
FLOORS = {"light": (0.79, 0.25, 30.0), "heavy": (0.955, 0.35, 3.0)}
"""Line F1 at least, per cent of content words lost at most, per cent of documents exactly clean at least."""


@cache
def figures(regime: str) -> dict[str, float]:
    from benchmarks import quality_text

    chosen = list(quality_text.sample(EVERY, regime, ["article"]))
    score = quality_text.scorer()
    texts = quality_text.cleaned(chosen, None, Policy())
    found: dict[str, float] = score.fold([score.score_doc(d, text=texts[d["doc_id"]]) for d in chosen])
    return found


@pytest.mark.parametrize("regime", FLOORS)
def test_residue_is_found_and_content_stays(regime: str) -> None:
    found, (f1, lost, exact) = figures(regime), FLOORS[regime]
    assert found["docs"] > 50
    assert found["lF1"] >= f1
    assert found["dmg%"] <= lost
    assert found["exact"] >= exact
