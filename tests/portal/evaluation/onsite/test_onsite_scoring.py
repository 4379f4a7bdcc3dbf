"""Means and thresholds, exactly: 70, 80, 90 of 100 for 3, 4, 5 stars, no section below 60."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dmn
from portal.evaluation.models import Opinion
from portal.evaluation.scoring import figures
from tests.portal.world import BPMN

SECTIONS = Opinion.Section.values
scores = st.fixed_dictionaries({section: st.integers(0, 100) for section in SECTIONS})


@lru_cache
def decisions() -> Any:
    return dmn.parse_decisions((BPMN / "eval_onsite" / "score_aggregate.dmn").read_bytes())


def judged(*, star: int, **changes: Any) -> tuple[str, str]:
    facts = {
        "vetoes": 0,
        "discussed": False,
        "veto_upheld": False,
        "spread": 5,
        "lowest": 75,
        "mean": 95,
        "unclosed": 0,
        "to_correct": [],
    } | changes
    result = dmn.evaluate(decisions(), "score_aggregate", {"star": star, "score": facts}).result
    return result["outcome"], result["reason"]


@pytest.mark.parametrize(
    ("star", "mean", "outcome"),
    [
        (3, 70, "pass"),
        (3, 69.99, "fail"),
        (4, 80, "pass"),
        (4, 79.99, "fail"),
        (5, 90, "pass"),
        (5, 89.99, "fail"),
    ],
)
def test_each_star_has_its_mean(star, mean, outcome):
    assert judged(star=star, mean=mean)[0] == outcome


@pytest.mark.parametrize(("lowest", "outcome"), [(60, "pass"), (59.99, "fail")])
def test_every_section_needs_sixty(lowest, outcome):
    assert judged(star=5, lowest=lowest)[0] == outcome


@pytest.mark.parametrize(("spread", "outcome"), [(15, "pass"), (15.01, "discuss")])
def test_more_than_fifteen_apart_is_discussed(spread, outcome):
    assert judged(star=5, spread=spread)[0] == outcome
    assert judged(star=5, spread=spread, discussed=True)[0] == "pass"


def test_a_veto_goes_before_everything_else():
    assert judged(star=3, vetoes=1) == ("discuss", "veto")
    assert judged(star=3, vetoes=1, spread=40, lowest=0) == ("discuss", "veto")
    assert judged(star=3, vetoes=1, discussed=True, veto_upheld=True) == ("fail", "veto_upheld")
    assert judged(star=3, vetoes=1, discussed=True) == ("pass", "passed")


@pytest.mark.parametrize(("star", "mean"), [(3, 70), (4, 80), (5, 90)])
def test_what_would_pass_is_put_right_first_and_what_stays_open_fails(star, mean):
    assert judged(star=star, mean=mean, to_correct=["minor"]) == ("correct", "open_nonconformity")
    assert judged(star=star, mean=mean - 1, to_correct=["minor"]) == ("fail", "mean")
    assert judged(star=star, mean=mean, unclosed=1) == ("fail", "nonconformity")
    assert judged(star=star, mean=mean, unclosed=1, to_correct=["major"]) == ("fail", "nonconformity")
    assert judged(star=star, vetoes=1, to_correct=["major"]) == ("discuss", "veto")
    assert judged(star=star, lowest=59, to_correct=["major"]) == ("fail", "section")


@pytest.mark.parametrize(("grade", "days", "revisit"), [("minor", 15, False), ("major", 30, True)])
def test_each_grade_has_its_days_and_its_way(grade, days, revisit):
    table = dmn.parse_decisions((BPMN / "eval_onsite" / "correction_terms.dmn").read_bytes())
    terms = dmn.evaluate(table, "correction_terms", {"grade": grade}).result
    assert (terms["days"], terms["revisit"]) == (days, revisit)


def test_figures_of_three_experts():
    first, second, third = (dict.fromkeys(SECTIONS, score) for score in (80, 79, 80))
    third["risk"] = 70
    found = figures([first, second, third])
    assert (found["mean"], found["spread"], found["lowest"]) == (Decimal("79.00"), Decimal("2.00"), Decimal("76.33"))
    assert {row["section"]: row["mean"] for row in found["sections"]}["risk"] == Decimal("76.33")


@given(st.lists(scores, min_size=3, max_size=5))
def test_rounding_never_lifts_a_mean_over_a_threshold(given_scores):
    found = figures(given_scores)
    total = sum(sum(one.values()) for one in given_scores)
    count = len(given_scores) * len(SECTIONS)
    for threshold in (60, 70, 80, 90):
        assert (found["mean"] >= threshold) == (total >= threshold * count)
    lowest = min(sum(one[section] for one in given_scores) for section in SECTIONS)
    assert (found["lowest"] >= 60) == (lowest >= 60 * len(given_scores))
