"""The credit record: what takes points away, when it stops doing so, and that alleged things never do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from engine import clock as engine_clock
from portal.credit import record
from portal.supervision.models import Case, Report, Warning
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(issue, people):
    authorisation = issue(star=2)
    return Case.objects.create(
        number="W202600001",
        authorisation=authorisation,
        trigger=Case.Trigger.QUALITY_RISK,
        severity=Case.Severity.MAJOR,
        facts="抽查发现",
        opened_by=people.compliance,
    )


def warned(case, level="red", **more) -> Warning:
    month = engine_clock.now() + timedelta(days=30)
    return Warning.objects.create(case=case, level=level, reason="质量风险", basis="规则", **{"cure_by": month} | more)


def complained(against, **more) -> Report:
    told = {
        "product": against.product,
        "kind": "quality",
        "description": "有霉味",
        "status": "closed",
        "finding": "upheld",
    }
    return Report.objects.create(**told | {"grade": "major", "found_at": engine_clock.now()} | more)


def score(case) -> int:
    return record.of(case.enterprise).score


def test_without_findings_it_is_a_hundred(case):
    found = record.of(case.enterprise)
    assert (found.score, found.grade, found.entries) == (100, "A", [])


def test_warnings_and_substantiated_complaints_take_points(case):
    warned(case, "yellow")
    complained(case)
    found = record.of(case.enterprise)
    assert (found.score, found.grade) == (84, "B")
    assert {entry.source for entry in found.entries} == {"警示处置", "投诉认定"}


@pytest.mark.parametrize("end", ["revoked", "appealed"])
def test_a_warning_that_was_taken_back_takes_nothing(case, end):
    warned(case, end=end, lifted_at=engine_clock.now())
    assert score(case) == 100


def test_what_is_only_alleged_takes_nothing(case):
    warned(case, cure_by=None)  # an emergency that waits for its confirmation
    complained(case, status="handling", finding="", found_at=None)
    complained(case, finding="unfounded")
    assert score(case) == 100


def test_a_complaint_that_led_to_a_warning_counts_once(case):
    warned(case)
    complained(case, case=case)
    assert score(case) == 80


def test_it_halves_after_a_year_and_is_gone_after_two(case, clock):
    warned(case)
    complained(case, grade="minor")
    clock.advance(days=366)
    assert score(case) == 100 - 10 - 2
    clock.advance(days=365)
    assert score(case) == 100


@pytest.mark.parametrize(
    ("lost", "grade"), [(10, "A"), (11, "B"), (25, "B"), (26, "C"), (40, "C"), (41, "D"), (100, "D"), (101, "D")]
)
def test_the_grade_follows_the_score(lost, grade):
    found = record.Entry(on=engine_clock.today(), source="", number="", product="", text="", points=lost)
    assert record.Record([found]).grade == grade


@pytest.mark.parametrize(("level", "points"), [("yellow", 8), ("red", 20), ("suspended", 30), ("revoked", 50)])
def test_each_rung_takes_its_points(case, level, points):
    warned(case, level)
    assert score(case) == 100 - points


@pytest.mark.parametrize(("grade", "points", "later"), [("minor", 3, 2), ("major", 8, 4), ("grave", 15, 8)])
def test_a_complaint_takes_the_points_of_its_grade(case, clock, grade, points, later):
    complained(case, grade=grade)
    clock.advance(days=364)
    assert score(case) == 100 - points
    clock.advance(days=1)
    assert score(case) == 100 - later
    clock.advance(days=365)
    assert score(case) == 100


def test_it_never_falls_below_nothing(case):
    for _number in range(8):
        complained(case, grade="grave")
    found = record.of(case.enterprise)
    assert (found.score, found.grade) == (0, "D")


def test_the_pages_show_score_sources_and_formula(case, people, silver_house, django_assert_max_num_queries):
    warned(case)
    owner, rival, reviewer = Client(), Client(), Client()
    owner.force_login(people.owner)
    rival.force_login(people.rival)
    reviewer.force_login(people.reviewer)
    with django_assert_max_num_queries(20):
        page = owner.get("/credit/").content.decode()
    assert "W202600001" in page
    assert ">80<" in page
    assert "W202600001" not in rival.get("/credit/").content.decode()
    assert rival.get(f"/credit/enterprises/{case.enterprise.pk}/").status_code == 403
    assert "W202600001" in reviewer.get(f"/credit/enterprises/{case.enterprise.pk}/").content.decode()
    formula = Client().get("/credit/formula/").content.decode()
    assert "满分 100 分" in formula
    assert "−20" in formula
