"""P03 as it runs."""

from __future__ import annotations

import pytest

from engine import runtime
from engine.clock import today
from engine.errors import AnswersRefused, SeparationOfDuties, TaskNotYours
from engine.models import HistoryEvent, ProcessInstance
from portal.accounts import roles
from portal.accounts.commands import CONSENT_VERSIONS
from portal.accounts.models import Consent
from portal.evaluation import commands, incidents
from portal.evaluation.errors import ApplicationRunning, MayNotApply, NotWithdrawable, ProductNotEvaluable
from portal.evaluation.models import Application, Decision, Sample
from portal.notifications.models import Notification, SmsMessage
from portal.registry.models import Product
from tests.portal.evaluation.case import OPINION, Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]

Status = Application.Status


@pytest.fixture(autouse=True)
def no_draw(draw_rate):
    """Only what the rules send to the laboratory goes there."""
    draw_rate(0)


def test_a_one_star_application_passes_and_reaches_the_certificate(apply, people, tea):
    case = apply(star=1)
    assert case.open_tasks() == {"Evidence"}
    assert list(case.task("Evidence").candidates.values_list("group", flat=True)) == [tea.enterprise.group]

    case.send_evidence()
    assert case.status == Status.SUBMITTED
    assert case.application.criteria_version == 1
    case.done("Accept", people.evaluator, outcome="accept", guidance="请注意样品包装。")
    assert case.status == Status.SAMPLING
    tea.refresh_from_db()
    assert tea.status == Product.Status.EVALUATING
    assert case.open_tasks() == {"ShipSample", "CheckOnline"}

    case.check_online()
    case.sample_result()
    assert case.status == Status.EVALUATING
    assert case.open_tasks() == {"DisposeSample", "ConcludeOnline"}
    case.conclude_online()
    case.summarise(1)
    assert case.status == Status.DECIDING
    case.decide("pass")

    assert case.status == Status.PASSED
    assert case.application.awarded_star == 1
    assert case.child("certification_issue").status == ProcessInstance.Status.ACTIVE
    assert case.child("certification_issue").variables["star"] == 1
    assert SmsMessage.objects.filter(phone=tea.enterprise.contact_phone, text__contains="评价通过").exists()

    case.done("Issue", people.officer)
    assert case.instance.status == ProcessInstance.Status.ACTIVE  # the sample is still to be seen to
    case.done("DisposeSample", people.keeper, outcome="display")
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert case.application.samples.get().status == Sample.Status.DISPLAYED


def test_evidence_records_the_version_of_the_rules_that_was_accepted(apply, people):
    apply(star=1).send_evidence()
    assert people.owner.consents.get(kind=Consent.Kind.RULES).version == CONSENT_VERSIONS[Consent.Kind.RULES]


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
    case.accept()
    case.sample_result()
    case.done("ReportOnsite", people.evaluator, outcome="pass")
    case.summarise(3)
    case.decide("pass")
    assert "Issue" not in case.open_tasks()
    clock.advance(days=6)
    case.go_on()
    assert "Issue" not in case.open_tasks()
    clock.advance(days=2)
    case.go_on()
    assert "Issue" in case.open_tasks()


def test_a_star_out_of_reach_is_lowered(apply, people):
    case = apply(star=4)
    case.send_evidence(k7_files=[], k6_level=2)
    assert case.status == Status.PRECHECK_FAILED
    assert case.open_tasks() == {"Choose"}
    assert Notification.objects.filter(user=people.owner, text__contains="未达到").exists()

    with pytest.raises(AnswersRefused) as refused:
        case.done("Choose", people.owner, outcome="lower", new_star=4)
    assert set(refused.value.errors) == {"new_star"}
    case.done("Choose", people.owner, outcome="lower", new_star=3)
    assert case.status == Status.SUBMITTED
    assert case.application.star == 3
    assert case.instance.variables["star"] == 3
    case.done("Accept", people.evaluator, outcome="accept")
    assert "ReportOnsite" in case.open_tasks()


def test_missing_evidence_is_supplied(apply, people):
    case = apply(star=2)
    case.send_evidence(k3_files=[])
    case.done("Choose", people.owner, outcome="supplement")
    case.send_evidence()
    assert case.status == Status.SUBMITTED
    assert case.application.evidence.filter(criterion="K3").count() == 1


def test_giving_up_frees_the_product(apply, people, tea):
    case = apply(star=5)
    case.send_evidence(k7_files=[])
    case.done("Choose", people.owner, outcome="give_up")
    assert case.status == Status.WITHDRAWN
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert apply(star=1).status == Status.DRAFT


def test_an_enterprise_too_young_for_the_star_is_told_so(apply, people, tea):
    enterprise = tea.enterprise
    enterprise.founded_on = "2025-07-11"  # eight months ago
    enterprise.save()
    case = apply(star=3)
    case.send_evidence()
    assert case.open_tasks() == {"Choose"}
    gaps = [gap for gap in case.instance.variables["criteria"]["gaps"] if not gap["met"]]
    assert gaps == [{"criterion": "K4", "required": 24, "actual": 8, "met": False}]
    assert case.instance.variables["criteria"]["max_star"] == 1


def test_a_correction_comes_back_to_the_review_with_its_reasons(apply, people):
    case = apply(star=1)
    case.send_evidence()
    case.done("Accept", people.evaluator, outcome="correct", opinion=OPINION)
    assert case.status == Status.CORRECTION
    task = case.task("Correct")
    assert task.due_at.astimezone().date().isoformat() == "2026-04-01"
    case.send_evidence("Correct", by=people.staff)
    assert case.status == Status.SUBMITTED
    assert case.open_tasks() == {"Accept"}
    assert Decision.objects.get().opinion == OPINION


def test_a_correction_that_does_not_come_lapses(apply, people, clock, tea):
    case = apply(star=1)
    case.send_evidence()
    case.done("Accept", people.evaluator, outcome="correct", opinion=OPINION)
    clock.advance(days=15)
    case.go_on()
    assert Notification.objects.filter(user=people.owner, text__contains="尚未补正").count() == 1
    assert case.status == Status.CORRECTION
    clock.advance(days=8)
    case.go_on()
    assert case.status == Status.LAPSED
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert case.open_tasks() == set()


def test_a_rejected_application_ends_with_its_reasons(apply, people):
    case = apply(star=1)
    case.send_evidence()
    with pytest.raises(AnswersRefused):
        case.done("Accept", people.evaluator, outcome="reject", opinion="不行")
    case.done("Accept", people.evaluator, outcome="reject", opinion=OPINION)
    assert case.status == Status.FAILED
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert SmsMessage.objects.filter(text__contains="不予受理").exists()


def test_a_late_review_reminds_and_then_tells_the_manager(apply, people, clock):
    case = apply(star=1)
    case.send_evidence()
    clock.advance(days=1, hours=8)
    case.go_on()
    assert Notification.objects.filter(user=people.evaluator, text__contains="已过半").count() == 1
    assert not Notification.objects.filter(user=people.manager).exists()
    clock.advance(days=2)
    case.go_on()
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1
    assert case.open_tasks() == {"Accept"}


def test_whoever_took_part_does_not_decide(apply, people):
    case = apply(star=1)
    case.to_summary()
    case.summarise(1)
    for person in (people.evaluator, people.keeper):
        person.groups.add(people.officer.groups.get(name=roles.CERTIFICATE_OFFICER))
        with pytest.raises(SeparationOfDuties):
            runtime.claim(case.task("Decide").pk, by=person)
    case.decide("pass")
    assert case.status == Status.PASSED


def test_a_lower_star_is_awarded_with_consent_only(apply, people):
    case = apply(star=3)
    case.accept()
    case.sample_result()
    case.done("ReportOnsite", people.evaluator, outcome="pass")
    case.summarise(2)
    case.done("Consent", people.owner, outcome="disagree")
    with pytest.raises(AnswersRefused) as refused:
        case.decide("pass")
    assert "未同意" in refused.value.errors["outcome"][0]
    case.decide("return")
    assert case.status == Status.EVALUATING
    case.summarise(2)
    case.done("Consent", people.owner, outcome="agree")
    case.decide("pass")
    assert case.application.awarded_star == 2
    assert case.child("certification_issue").variables["star"] == 2


def test_no_answer_to_a_lower_star_is_no_consent(apply, people, clock):
    case = apply(star=3)
    case.accept()
    case.sample_result()
    case.done("ReportOnsite", people.evaluator, outcome="pass")
    case.summarise(1)
    clock.advance(days=8)
    case.go_on()
    with pytest.raises(AnswersRefused):
        case.decide("pass")
    case.decide("fail")
    assert case.status == Status.FAILED


def test_an_incident_after_the_application_shows_at_the_decision(apply):
    case = apply(star=1)
    case.to_summary()
    incidents.provide(recent := lambda enterprise: [today()])
    try:
        case.summarise(1)
    finally:
        incidents.withdraw(recent)
    shown = [gap for gap in case.instance.variables["criteria"]["gaps"] if not gap["met"]]
    assert [gap["criterion"] for gap in shown] == ["K4"]


def test_a_failed_application_names_its_reasons_and_frees_the_product(apply, people, tea):
    case = apply(star=1)
    case.to_summary()
    case.summarise(0)
    with pytest.raises(AnswersRefused):
        case.decide("pass")
    case.decide("fail")
    assert case.status == Status.FAILED
    tea.refresh_from_db()
    assert tea.status == Product.Status.FILED
    assert Decision.objects.get(stage="decision").opinion == OPINION
    assert not ProcessInstance.objects.filter(process_key="certification_issue").exists()


def test_withdrawing_ends_every_open_task_of_the_case(apply, people, tea):
    case = apply(star=1)
    case.accept()
    commands.ask_to_withdraw(case.application, by=people.owner)
    case.go_on()
    assert case.status == Status.WITHDRAWN
    assert case.open_tasks() == set()
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert {child.status for child in case.instance.children.all()} == {ProcessInstance.Status.CANCELLED}
    with pytest.raises(NotWithdrawable):
        commands.ask_to_withdraw(case.application, by=people.owner)


def test_a_sample_in_hand_outlives_the_withdrawal(apply, people):
    case = apply(star=1)
    case.accept()
    case.ship()
    case.receive()
    commands.ask_to_withdraw(case.application, by=people.owner)
    case.go_on()
    assert case.status == Status.WITHDRAWN
    assert case.open_tasks() == {"DisposeWithdrawn"}
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
