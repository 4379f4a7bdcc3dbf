"""The report: written, signed, accepted, put right."""

from __future__ import annotations

from typing import Any

import pytest

from engine import runtime
from engine.errors import SeparationOfDuties
from portal.accounts import roles
from portal.evaluation.commands.onsite import is_carried
from portal.evaluation.models import Decision, Report
from portal.notifications.models import Notification
from tests.portal.evaluation.outside import Onsite, uploaded

pytestmark = pytest.mark.django_db


def test_a_dissent_is_kept_and_two_thirds_carry_the_report(begin_onsite, clock):
    case = begin_onsite()
    case.to_opinions(clock)
    case.all_opine(85, 85, 85)
    case.report()
    case.sign("agree", "dissent")
    assert case.open() == ["AcceptReport"]
    report = case.panel.reports.get()
    report.panel.size = 4  # two would be half of them
    assert not is_carried(report)
    case.accept_report()
    assert "校准记录不足" in Report.objects.get().summary


def test_a_report_that_is_not_carried_goes_back_to_the_lead(begin_onsite, clock):
    case = begin_onsite()
    case.to_opinions(clock)
    case.all_opine(85, 85, 85)
    case.report()
    case.sign("dissent", "dissent")
    assert case.open() == ["WriteReport"]
    case.report(summary="已补充检测线校准的情况，并修改了相应结论。")
    clock.advance(days=5)  # two of three are needed, nobody else signs
    case.go_on()
    assert case.open() == ["WriteReport"]
    assert case.panel.reports.count() == 2


def test_the_evaluator_sends_a_report_back(begin_onsite, clock, people):
    case = begin_onsite()
    case.to_opinions(clock)
    case.all_opine(85, 85, 85)
    case.report()
    case.sign("agree", "agree")
    case.accept_report("return")
    assert case.open() == ["WriteReport"]
    assert not Decision.objects.exists()
    case.report()
    case.sign("agree", "agree")
    case.accept_report()
    assert case.variables["outcome"] == "pass"
    assert Report.objects.count() == 1


def test_an_expert_of_the_case_does_not_accept_its_report(begin_onsite, clock, people):
    case = begin_onsite()
    case.to_opinions(clock)
    case.all_opine(85, 85, 85)
    case.report()
    case.sign("agree", "agree")
    expert = case.seated[1]
    expert.groups.add(people.evaluator.groups.get(name=roles.STAR_EVALUATOR))
    with pytest.raises(SeparationOfDuties):
        runtime.claim(case.task("AcceptReport").pk, by=expert)


def to_rectification(case: Onsite, clock: Any) -> None:
    case.to_opinions(clock)
    case.all_opine(85, 85, 85)
    case.report(nonconformities="检测线温度计未校准")
    case.sign("agree", "agree")
    case.accept_report("correct")


def test_what_is_not_put_right_in_time_lapses(begin_onsite, clock, people):
    case = begin_onsite()
    to_rectification(case, clock)
    clock.advance(days=16)
    case.go_on()
    assert Notification.objects.filter(user=people.owner, text__contains="整改材料尚未提交").count() == 1
    clock.advance(days=8)
    case.go_on()
    assert case.has_ended
    assert case.variables["outcome"] == "lapsed"


def test_what_the_enterprise_puts_right_comes_back_to_the_acceptance(begin_onsite, clock, people, tea):
    case = begin_onsite(star=3)
    to_rectification(case, clock)
    assert case.application.status == "correction"
    assert case.open() == ["CorrectOnsite"]
    files = uploaded(people.owner, "整改.png")
    answers: dict[str, Any] = {f"{link}_files": files for link in ("production", "processing", "storage", "transport")}
    answers |= {
        "sales_na": True, "sales_reason": "全部批发销售", "k1_files": files, "k3_files": files, "k5_level": 2,
        "k5_note": "每批次一码，可查到地块。", "k6_level": 2, "k6_files": files, "accept_sample": True,
        "accept_onsite": True, "declaration": True, "rules": True,
    }  # fmt: skip
    case.done("CorrectOnsite", people.owner, **answers)
    assert case.application.status == "evaluating"
    case.accept_report()
    assert case.variables["outcome"] == "pass"
