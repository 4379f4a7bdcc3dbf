"""P05 as it runs."""

from __future__ import annotations

import pytest

from engine.errors import AnswersRefused
from portal.evaluation.models import Application, CheckRecord, Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]

OPINION = "溯源材料只到企业一级，请补充批次记录。"


@pytest.fixture
def case(no_draw, accepted):
    """An accepted one-star application."""
    return accepted()


def test_the_check_waits_for_the_sample(case, clock):
    case.check_online()
    assert case.open_tasks() == {"ShipSample"}
    clock.advance(days=1)
    case.sample_result()
    task = case.task("ConcludeOnline")
    # Two working days after the sample's result, not after the check.
    assert task.due_at.astimezone().date().isoformat() == "2026-03-16"
    assert "检测合格" in case.shown("ConcludeOnline")["sample_text"]


def test_a_sample_that_is_quicker_than_the_evaluator_waits_for_him(case):
    case.sample_result()
    assert case.open_tasks() == {"CheckOnline", "DisposeSample"}
    case.check_online()
    assert "ConcludeOnline" in case.open_tasks()
    case.conclude_online()
    assert Report.objects.get().outcome == Report.Outcome.PASS
    assert CheckRecord.objects.count() == 4
    assert "Summarise" in case.open_tasks()


def test_the_check_shows_the_star_table(case):
    rows = case.shown("CheckOnline")["gaps"]
    said = dict.fromkeys(["K3", "K6", "K7", "K9"], "不作要求") | dict.fromkeys(["K8", "K10"], "评价时进行")
    assert [row["met"] for row in rows] == [said.get(row["name"].split()[0], "满足") for row in rows]
    assert len(rows) == 10
    assert rows[3]["name"].startswith("K4")


def test_an_objection_needs_a_remark(case):
    with pytest.raises(AnswersRefused) as refused:
        case.check_online(k5_verdict="unmet")
    assert set(refused.value.errors) == {"k5_remark"}


def test_what_is_not_met_cannot_pass_before_it_is_corrected(case, clock):
    case.check_online(k5_verdict="unmet", k5_remark="没有批次记录")
    case.sample_result()
    with pytest.raises(AnswersRefused):
        case.conclude_online()
    case.conclude_online("correct", opinion=OPINION)
    assert case.status == Application.Status.CORRECTION
    assert OPINION in case.shown("CorrectOnline")["guidance"]
    clock.advance(hours=1)
    case.send_evidence("CorrectOnline")
    assert case.status == Application.Status.EVALUATING
    case.conclude_online()
    assert "Summarise" in case.open_tasks()


def test_a_correction_that_does_not_come_lapses_the_application(case, clock):
    case.check_online()
    case.sample_result()
    case.conclude_online("correct", opinion=OPINION)
    clock.advance(days=23)
    case.go_on()
    assert case.status == Application.Status.LAPSED
    assert "CorrectOnline" not in case.open_tasks()


def test_a_failed_evaluation_is_summed_up_too(case):
    case.check_online()
    case.sample_result()
    with pytest.raises(AnswersRefused) as refused:
        case.conclude_online("fail")
    assert set(refused.value.errors) == {"opinion"}
    case.conclude_online("fail", opinion=OPINION)
    text = case.shown("Summarise")["evaluation_text"]
    assert "线上评价**：不合格" in text
    assert "检测合格" in text
