"""P06 as it runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.errors import AnswersRefused
from engine.models import Message
from portal.evaluation import access
from portal.evaluation.models import AgencyReport, Decision, Report, ThirdPartyOrder
from portal.evaluation.results import evaluation_text
from portal.notifications.models import Notification
from tests.portal.evaluation.outside import ThirdParty, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]

Status = ThirdPartyOrder.Status


def test_two_stars_are_evaluated_by_an_agency_and_decided_by_the_evaluator(begin, people, first, tea):
    case = begin()
    assert case.open() == ["SelectAgency"]
    case.select(first)
    assert list(case.task("AnswerOrder").candidates.values_list("group", flat=True)) == [first.group]
    assert Notification.objects.filter(user=person(first), text__contains="收到第三方评价委托").count() == 1
    case.accept(person(first))
    assert case.open() == []  # the sample is on its way
    case.sample_received()
    case.report(person(first))
    assert case.open() == []  # the sample's result is not there yet
    case.sample_result()
    assert case.open() == ["AdoptReport"]
    case.adopt()

    assert case.has_ended
    assert case.variables["outcome"] == "pass"
    report = Report.objects.get()
    assert (report.path, report.outcome, float(report.score)) == ("third_party", "pass", 86.5)
    assert report.checks.count() == 7
    assert "第三方委托评价" in evaluation_text(case.application)
    assert ThirdPartyOrder.objects.get().status == Status.ADOPTED
    assert Decision.objects.get().outcome == "pass"


def test_the_calling_process_hears_of_the_sample_too(commissioned, first):
    case = commissioned()
    case.sample_result()  # before anybody waits
    case.report(person(first))
    case.adopt()
    kept = Message.objects.get(name="sample_result")
    assert (kept.correlation_key, kept.variables) == (
        case.application.number, {"sample_id": 1, "sample_outcome": "pass"},
    )  # fmt: skip


def test_in_the_whole_application_the_report_leads_to_the_summary(accepted_for_two, first):
    case = accepted_for_two
    outside = ThirdParty.within(case)
    outside.commission(first)
    case.ship()
    case.receive()
    outside.report(person(first))
    case.draw()
    case.test()
    outside.adopt()
    assert "Summarise" in case.open_tasks()
    case.summarise(2)
    case.decide("pass")
    assert case.application.awarded_star == 2


def test_an_agency_that_refuses_is_followed_by_another(begin, people, first, second):
    case = begin()
    case.select(first)
    with pytest.raises(AnswersRefused) as refused:
        case.done("AnswerOrder", person(first), outcome="accept", no_conflict=False, conflict_statement="无")
    assert set(refused.value.errors) == {"no_conflict", "conflict_statement"}
    case.refuse(person(first))
    assert case.open() == ["SelectAgency"]
    with pytest.raises(AnswersRefused):
        case.select(first)
    case.commission(second)
    assert case.open() == ["ReportThirdParty"]


def test_an_agency_that_does_not_answer_is_asked_no_longer(begin, clock, first, second):
    case = begin()
    case.select(first)
    clock.advance(days=1, hours=8)
    case.go_on()
    assert Notification.objects.filter(user=person(first), text__contains="待答复").count() == 1
    clock.advance(days=2)
    case.go_on()
    assert ThirdPartyOrder.objects.get().status == Status.LAPSED
    assert case.open() == ["SelectAgency"]
    case.commission(second)


def test_a_late_report_is_chased_escalated_and_then_taken_away(commissioned, clock, people, first, second):
    case = commissioned()
    task = case.task("ReportThirdParty")
    assert task.due_at.date() == date(2026, 4, 1)
    clock.set(task.due_at)
    clock.advance(minutes=1)
    case.go_on()
    assert Notification.objects.filter(user=person(first), text__contains="将更换机构").count() == 1
    assert Notification.objects.filter(user=people.manager, text__contains="逾期未交").count() == 1
    assert case.open() == ["ReportThirdParty"]  # still welcome
    clock.advance(days=8)  # five working days; Ching Ming is none
    case.go_on()
    assert ThirdPartyOrder.objects.get().status == Status.REPLACED
    assert case.open() == ["SelectAgency"]
    assert not access.may_see(person(first), case.application)


def test_a_report_goes_back_and_comes_again_revised(commissioned, clock, first):
    case = commissioned()
    case.report(person(first))
    case.sample_result()
    with pytest.raises(AnswersRefused):
        case.adopt("return", opinion="不行")
    case.adopt("return")
    task = case.task("ReportThirdParty")
    assert task.due_at.date() == date(2026, 3, 18)  # five working days
    case.report(person(first), score=80)
    assert case.open() == ["AdoptReport"]  # the sample's result is known already
    case.adopt()
    assert [report.review for report in AgencyReport.objects.all()] == ["return", "adopt"]
    assert Report.objects.get().score == 80


def test_a_report_that_is_not_adopted_leads_to_another_agency(commissioned, first, second):
    case = commissioned()
    case.report(person(first))
    case.sample_result()
    case.adopt("reject")
    assert not Report.objects.exists()
    assert not Decision.objects.exists()
    case.commission(second)
    case.report(person(second))
    assert case.open() == ["AdoptReport"]
    case.adopt()
    assert case.variables["outcome"] == "pass"


def test_a_negative_report_that_is_adopted_fails_the_evaluation(commissioned, first):
    case = commissioned()
    with pytest.raises(AnswersRefused) as refused:
        case.report(person(first), k5_verdict="unmet", k5_remark="编码无法追到批次")
    assert "K5" in refused.value.errors["conclusion"][0]
    case.report(person(first), k5_verdict="unmet", k5_remark="编码无法追到批次", conclusion="fail", score=61)
    case.sample_result()
    case.adopt()
    assert case.variables["outcome"] == "fail"


def test_a_failed_sample_forbids_adopting_a_good_report(commissioned, first):
    case = commissioned()
    case.report(person(first))
    case.sample_result("fail")
    with pytest.raises(AnswersRefused) as refused:
        case.adopt()
    assert "样品不合格" in refused.value.errors["outcome"][0]
    case.adopt("return")
    case.report(person(first), conclusion="fail")
    case.adopt()
    assert case.variables["outcome"] == "fail"


def test_without_an_agency_the_list_is_replenished(begin, people, first, second, make_agency, clock):
    case = begin()
    for agency in (first, second):
        case.select(agency)
        case.refuse(person(agency))
    assert case.open() == ["ReplenishAgencies"]
    clock.set(case.task("ReplenishAgencies").due_at + timedelta(seconds=1))
    case.go_on()
    about_it = Notification.objects.filter(text__contains="机构名录待补充")
    assert [about_it.filter(user=user).count() for user in (people.evaluator, people.manager)] == [1, 1]
    make_agency("丙检测评价", "bing")
    case.done("ReplenishAgencies", people.evaluator, replenished=True)
    assert case.open() == ["SelectAgency"]
