"""The public DMN Technology Compatibility Kit, where its data is at hand (environment variable DMN_TCK)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engine.feel import tck

FOLDER = Path(os.environ.get("DMN_TCK", ""))
HOW_MANY = {2: 116, 3: 3275}
# A pattern that refers back to its own group cannot be matched in time that grows with the text only.
MISSED = {2: set(), 3: {("1111-feel-matches-function", "K2-MatchesFunc-17")}}


@pytest.mark.slow
@pytest.mark.parametrize("level", [2, 3])
def test_every_case_of_the_kit_gives_what_it_expects(level: int) -> None:
    folder = FOLDER / f"compliance-level-{level}"
    if not os.environ.get("DMN_TCK") or not folder.is_dir():
        pytest.skip("The environment variable DMN_TCK names no folder with the kit's models and expected results")
    outcomes = tck.outcomes(folder)
    assert len(outcomes) == HOW_MANY[level]
    assert {case for case, is_right in outcomes.items() if not is_right} == MISSED[level]
