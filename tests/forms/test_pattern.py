from __future__ import annotations

import pytest

from forms.pattern import PatternRefused, compiled, matches


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"^1[3-9]\d{9}$", "15400000001", True),
        (r"^1[3-9]\d{9}$", "1540000000１", False),
        (r"^(\d{1,3}\.){3}\d{1,3}$", "10.0.0.255", True),
        (r"(?<year>\d{4})", "in 2026", True),
        (r"^[^@]+@[^@]+\.[^@]+$", "a@b", False),
        (r"^[\u4e00-\u9fa5]+$", "古丈毛尖", True),
    ],
)
def test_patterns_mean_what_they_mean_in_the_browser(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|a){40}$", "a*a*a*$", "((a{0,9}){0,9}){0,9}", r"(a)\1", "(", "x" * 400]
)
def test_a_pattern_that_could_take_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused):
        compiled(pattern)


@pytest.mark.timeout(30)
def test_the_worst_pattern_that_is_let_through_is_quick() -> None:
    assert not matches("^a*a*a*b$", "a" * 256)


def test_a_longer_text_than_the_limit_never_matches() -> None:
    assert not matches("a", "a" * 257)
