"""P03 as it runs: from the application to the certificate, who applies, and who withdraws."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock as engine_clock
from engine.errors import TaskNotYours
from engine.models import HistoryEvent, ProcessInstance
from engine.once import asking_once
from portal.evaluation import commands
from portal.evaluation.commands.applications import by_number
from portal.evaluation.errors import ApplicationRunning, MayNotApply, NotWithdrawable, ProductNotEvaluable
from portal.evaluation.models import Application, Sample
from portal.notifications.models import Notification, SmsMessage
from portal.registry.models import Product
from tests.portal.evaluation.case import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck", "no_draw")]


def test_a_one_star_application_passes_and_reaches_the_certificate(apply, people, tea, django_assert_num_queries):
    case = apply(star=1)
    assert case.open_tasks() == {"Evidence"}
    assert list(case.task("Evidence").candidates.values_list("group", flat=True)) == [tea.enterprise.group]

    case.send_evidence()
    assert case.status == Application.Status.SUBMITTED
    assert case.application.criteria_version == 1
    with asking_once(), django_assert_num_queries(1):  # a page shows several things of it
        assert by_number(case.number) == by_number(case.number)
    case.done("Accept", people.evaluator, outcome="accept", guidance="请注意样品包装。")
    assert case.status == Application.Status.SAMPLING
    tea.refresh_from_db()
    assert tea.status == Product.Status.EVALUATING
    assert case.open_tasks() == {"ShipSample", "CheckOnline"}

    case.check_online()
    case.sample_result()
    assert case.status == Application.Status.EVALUATING
    assert case.open_tasks() == {"DisposeSample", "ConcludeOnline"}
    case.conclude_online()
    case.summarise(1)
    assert case.status == Application.Status.DECIDING
    case.decide("pass")

    assert case.status == Application.Status.PASSED
    assert (case.application.awarded_star, case.application.decided_at) == (1, engine_clock.now())
    assert case.child("certification_issue").status == ProcessInstance.Status.ACTIVE
    assert case.child("certification_issue").variables["star"] == 1
    assert SmsMessage.objects.filter(phone=tea.enterprise.contact_phone, text__contains="评价通过").exists()

    case.done("Issue", people.officer)
    assert case.instance.status == ProcessInstance.Status.ACTIVE  # the sample is still to be seen to
    case.done("DisposeSample", people.keeper, outcome="display")
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert case.application.samples.get().status == Sample.Status.DISPLAYED


@pytest.mark.parametrize(("star", "task"), [(2, "ReportThirdParty"), (3, "ReportOnsite"), (5, "ReportOnsite")])
def test_more_stars_go_another_way_and_wait_for_the_sample(apply, people, star, task):
    case = apply(star=star)
    case.accept()
    assert case.open_tasks() == {"ShipSample", task}
    case.done(task, people.evaluator, outcome="pass")
    assert case.open_tasks() == {"ShipSample"}  # the evaluation is done, the sample's result is not
    case.sample_result()
    assert "Summarise" in case.open_tasks()
    case.summarise(star)
    case.decide("pass")
    assert case.application.awarded_star == star


def test_a_sample_result_that_comes_before_the_evaluation_ends_is_not_lost(apply, people):
    case = apply(star=2)
    case.accept()
    case.sample_result()
    case.done("DisposeSample", people.keeper, outcome="retain")
    case.done("ReportThirdParty", people.evaluator, outcome="pass")
    assert case.open_tasks() == {"Summarise"}


def test_three_stars_are_published_for_five_working_days_before_the_certificate(apply, people, clock):
    case = apply(star=3)
    case.to_summary()
    case.summarise(3)
    case.decide("pass")
    assert "Issue" not in case.open_tasks()
    clock.advance(days=6)
    case.go_on()
    assert "Issue" not in case.open_tasks()
    clock.advance(days=2)
    case.go_on()
    assert "Issue" in case.open_tasks()


def test_withdrawing_ends_every_open_task_of_the_case(apply, people, tea):
    case = apply(star=1)
    case.accept()
    commands.ask_to_withdraw(case.application, by=people.owner)
    case.go_on()
    assert case.status == Application.Status.WITHDRAWN
    assert case.open_tasks() == set()
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert {child.status for child in case.instance.children.all()} == {ProcessInstance.Status.CANCELLED}
    with pytest.raises(NotWithdrawable):
        commands.ask_to_withdraw(case.application, by=people.owner)


def test_a_sample_in_hand_outlives_the_withdrawal(apply, people, clock):
    case = apply(star=1)
    case.accept()
    case.ship()
    case.receive()
    commands.ask_to_withdraw(case.application, by=people.owner)
    case.go_on()
    assert case.status == Application.Status.WITHDRAWN
    assert case.open_tasks() == {"DisposeWithdrawn"}
    clock.set(case.task("DisposeWithdrawn").due_at + timedelta(seconds=1))
    case.go_on()
    about_it = Notification.objects.filter(text__contains="撤回申请的样品待处置")
    assert [about_it.filter(user=user).count() for user in (people.keeper, people.manager)] == [1, 1]
    case.done("DisposeWithdrawn", people.keeper, outcome="return")
    assert case.instance.status == ProcessInstance.Status.COMPLETED


def test_a_decided_application_cannot_be_withdrawn(apply, people):
    case = apply(star=1)
    case.to_summary()
    case.summarise(1)
    case.decide("pass")
    with pytest.raises(NotWithdrawable):
        commands.ask_to_withdraw(case.application, by=people.owner)


def test_only_the_owner_applies_and_withdraws(apply, people, tea, star_processes):
    with pytest.raises(MayNotApply):
        commands.apply_for_star(tea, star=1, by=people.staff)
    with pytest.raises(MayNotApply):
        commands.apply_for_star(tea, star=1, by=people.rival)
    case = apply(star=1)
    with pytest.raises(MayNotApply):
        commands.ask_to_withdraw(case.application, by=people.staff)


def test_one_application_at_a_time_for_a_product(apply, people, tea):
    first = apply(star=1)
    with pytest.raises(ApplicationRunning) as refused:
        apply(star=2)
    assert first.number in str(refused.value)
    assert Application.objects.count() == 1
    assert first.number == "A202600001"  # no gap, no second number


def test_only_a_filed_product_is_evaluated(apply, people, tea):
    tea.status = Product.Status.DRAFT
    tea.save()
    with pytest.raises(ProductNotEvaluable):
        apply(star=1)
    assert not ProcessInstance.objects.exists()


def test_nobody_else_answers_for_the_enterprise(apply, people):
    case: Case = apply(star=1)
    with pytest.raises(TaskNotYours):
        case.send_evidence(by=people.rival)
    with pytest.raises(TaskNotYours):
        case.send_evidence(by=people.evaluator)


def test_the_history_tells_which_way_was_taken(apply):
    case = apply(star=1)
    case.send_evidence()
    gateways = HistoryEvent.objects.filter(case=case.instance, kind="gateway_taken")
    assert gateways.filter(element_id="CriteriaMet").exists()
    assert HistoryEvent.objects.filter(case=case.instance, kind="decision_evaluated").exists()
