"""P12 as it runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from documents.models import Document
from engine import clock as engine_clock
from engine import jobs, runtime
from engine.errors import AnswersRefused, ClaimRefused
from engine.models import HistoryEvent
from portal.evaluation import incidents
from portal.notifications.models import Notification, SmsMessage
from portal.supervision import commands, notices
from portal.supervision.concerns import taken_back
from portal.supervision.errors import CaseRunning, MayNotOpen, NotInForce
from portal.supervision.models import Case, Warning
from tests.portal.supervision.prosecuting import FACTS, OPINION, WORDS

pytestmark = pytest.mark.django_db


def test_a_yellow_warning_that_is_cured_is_lifted(prosecute, people, tea):
    case = prosecute()
    assert case.open_tasks() == {"Decide"}
    assert case.status == "valid"
    case.decide("yellow")

    assert case.status == "yellow"
    warning = Warning.objects.get()
    assert (warning.level, warning.reason, warning.is_open) == ("yellow", "标识使用不当", True)
    # One month after 11 March 2026: 11 April is a Saturday, the 13th is Monday.
    assert engine_clock.day_of(warning.cure_by).isoformat() == "2026-04-13"
    assert case.task("RectifyYellow").due_at == warning.cure_by
    assert list(case.task("RectifyYellow").candidates.values_list("group", flat=True)) == [tea.enterprise.group]
    document = warning.document
    assert document.title == "风险警示通知书"
    assert document.number == "一乡一品警〔2026〕1号"
    assert document.data["data"]["demands"] == ["停用旧包装", "提交新包装照片"]
    assert FACTS not in document.snapshot  # the officers' facts are not the enterprise's
    assert Notification.objects.filter(user=people.owner, text__contains="黄色警示").count() == 1
    assert SmsMessage.objects.filter(text__contains="黄色警示").count() == 1
    thrown = HistoryEvent.objects.filter(case=case.instance, kind="signal_sent")
    assert [event.element_id for event in thrown] == ["YellowWarned"]

    case.rectify("RectifyYellow")
    assert case.open_tasks() == {"VerifyYellow"}
    case.verify("VerifyYellow", "lift")

    assert case.status == "valid"
    assert case.is_over
    assert case.case.status == Case.Status.CLOSED
    warning.refresh_from_db()
    assert warning.end == Warning.End.LIFTED
    assert Notification.objects.filter(user=people.owner, text__contains="警示已解除").count() == 1


def test_a_yellow_warning_that_is_not_cured_is_proposed_to_be_suspended(prosecute, people, clock):
    case = prosecute()
    case.decide("yellow")
    due = case.task("RectifyYellow").due_at
    clock.set(engine_clock.now() + (due - engine_clock.now()) / 2 + timedelta(minutes=1))
    case.go_on()
    assert Notification.objects.filter(user=people.owner, text__contains="期限已过半").count() == 1

    clock.set(due + timedelta(seconds=1))
    case.go_on()
    assert case.open_tasks() == {"VerifyYellow"}  # nothing escalates by itself
    assert case.task("VerifyYellow").inputs["overdue"] is True
    assert case.status == "yellow"
    case.verify("VerifyYellow", "escalate")

    # It stays yellow until a suspension is decided on.
    assert case.status == "yellow"
    assert case.open_tasks() == {"Propose"}
    assert Document.objects.filter(kind="warning_notice").count() == 1


def test_a_period_is_extended_once(prosecute, clock):
    case = prosecute()
    case.decide("yellow")
    case.rectify("RectifyYellow")
    clock.advance(days=10)
    case.verify("VerifyYellow", "extend")
    warning = Warning.objects.get()
    assert warning.extended
    assert engine_clock.day_of(warning.cure_by).isoformat() == "2026-04-21"
    assert case.task("RectifyYellow").due_at == warning.cure_by
    case.rectify("RectifyYellow")
    with pytest.raises(AnswersRefused) as refused:
        case.verify("VerifyYellow", "extend")
    assert "outcome" in refused.value.errors


def test_a_quality_risk_is_red_and_goes_to_people_when_it_is_not_cured(prosecute, people):
    case = prosecute(trigger="quality_risk", severity="major")
    assert case.task("Decide").inputs["rung"] == "red"
    case.decide("red")
    assert case.status == "red"
    assert not case.authorisation.is_usable
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "escalate")
    assert case.open_tasks() == {"Propose"}
    assert case.status == "red"  # it stays red until somebody decides

    case.propose("red")
    assert case.open_tasks() == {"RectifyRed"}
    assert Warning.objects.open().count() == 1
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "lift")
    assert (case.status, case.is_over) == ("valid", True)


def test_an_emergency_is_red_at_once_and_confirmed_by_somebody_else(prosecute, people, second_officer):
    case = prosecute(trigger="quality_risk", severity="urgent")
    assert case.status == "red"
    assert case.case.status == Case.Status.CONFIRMING
    assert case.open_tasks() == {"ConfirmRed"}
    assert not Document.objects.filter(kind="warning_notice").exists()
    task = case.task("ConfirmRed")
    assert engine_clock.day_of(task.due_at).isoformat() == "2026-03-12"
    with pytest.raises(ClaimRefused, match="立案人以外"):
        runtime.claim(task.pk, by=people.compliance)
    with pytest.raises(ClaimRefused):
        case.done("ConfirmRed", people.compliance, outcome="confirm", **WORDS)

    case.done("ConfirmRed", second_officer, outcome="confirm", **WORDS)
    assert case.status == "red"
    warning = Warning.objects.get()
    assert warning.document is not None
    assert warning.cure_by is not None
    assert case.open_tasks() == {"RectifyRed"}


def test_an_emergency_that_was_wrong_is_revoked(prosecute, second_officer, people, clock):
    case = prosecute(trigger="safety_limit", severity="grave")
    assert case.status == "red"
    case.done("ConfirmRed", second_officer, outcome="revoke", opinion="复核检测报告，样品并非该产品。")
    assert (case.status, case.is_over) == ("valid", True)
    assert Warning.objects.get().end == Warning.End.REVOKED
    assert Notification.objects.filter(user=people.owner, text__contains="经复核撤销").exists()
    assert len(taken_back(case.case.authorisation.product_id)) == 1
    clock.advance(days=30)
    assert len(taken_back(case.case.authorisation.product_id)) == 1
    clock.advance(days=1)
    assert taken_back(case.case.authorisation.product_id) == []
    # What was wrong does not count as a warning of this year.
    assert prosecute(trigger="misuse").case.repeats == 0


def test_a_case_without_a_warning_is_closed(prosecute):
    case = prosecute()
    case.decide("none")
    assert (case.status, case.is_over) == ("valid", True)
    assert not Warning.objects.exists()


@pytest.mark.parametrize(
    ("trigger", "severity", "task"),
    [
        ("fraud", "minor", "Propose"),
        ("refused_check", "grave", "Propose"),
        ("misuse", "major", "Propose"),
        ("inspection_failed", "minor", "Decide"),
    ],
)
def test_the_decision_table_sends_what_is_beyond_red_to_people(prosecute, trigger, severity, task):
    assert prosecute(trigger=trigger, severity=severity).open_tasks() == {task}


def test_a_second_misuse_within_a_year_is_beyond_yellow(prosecute):
    first = prosecute()
    first.decide("yellow")
    first.rectify("RectifyYellow")
    first.verify("VerifyYellow", "lift")
    second = prosecute()
    assert second.case.repeats == 1
    assert second.open_tasks() == {"Propose"}


def test_people_see_the_worst_of_all_open_warnings(prosecute):
    yellow = prosecute()
    yellow.decide("yellow")
    red = prosecute(trigger="quality_risk", severity="minor")
    red.decide("red")
    assert red.status == "red"
    yellow.rectify("RectifyYellow")
    yellow.verify("VerifyYellow", "lift")
    yellow.go_on()
    assert yellow.status == "red"
    later = prosecute(trigger="inspection_failed")
    later.decide("yellow")
    assert later.status == "red"  # also when the yellow one is the newest
    red.rectify("RectifyRed")
    red.verify("VerifyRed", "lift")
    assert red.status == "yellow"
    later.rectify("RectifyYellow")
    later.verify("VerifyYellow", "lift")
    assert later.status == "valid"


def test_another_rung_than_suggested_needs_a_reason(prosecute):
    case = prosecute()
    with pytest.raises(AnswersRefused) as refused:
        case.decide("red")
    assert set(refused.value.errors) == {"opinion"}
    case.decide("red", opinion=OPINION)
    assert case.status == "red"


def test_only_compliance_opens_cases(authorisation, people):
    words = {"trigger": "misuse", "severity": "minor", "facts": FACTS}
    for person in (people.owner, people.officer, people.legal, people.manager):
        with pytest.raises(MayNotOpen):
            commands.open_case(authorisation=authorisation, by=person, **words)
    assert not Case.objects.exists()


def test_a_second_case_of_the_same_kind_is_refused(prosecute):
    first = prosecute()
    with pytest.raises(CaseRunning, match=first.case.number):
        prosecute()


def test_there_is_no_case_against_what_is_not_in_force(begin, people):
    pending = begin(star=1).authorisation
    with pytest.raises(NotInForce):
        commands.open_case(authorisation=pending, trigger="misuse", severity="minor", facts=FACTS, by=people.compliance)


def test_a_confirmed_risk_counts_against_the_next_evaluation(prosecute, tea, second_officer):
    today = engine_clock.today()
    case = prosecute(trigger="quality_risk", severity="urgent")
    assert incidents.latest(tea.enterprise, until=today) is None  # not confirmed yet
    case.done("ConfirmRed", second_officer, outcome="confirm", **WORDS)
    assert incidents.latest(tea.enterprise, until=today) == today


def test_a_slow_decision_is_reported(prosecute, people, clock):
    case = prosecute()
    clock.set(case.task("Decide").due_at + timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.compliance, text__contains="过半").count() == 1
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1
    assert case.status == "valid"


def test_what_is_stored_for_everybody_is_in_chinese_whatever_the_officer_reads(prosecute):
    with translation.override("en"):
        case = prosecute(trigger="quality_risk", severity="major").case
        assert case.public_reason == "产品质量风险"
        assert "产品质量风险" in notices.default_basis(case)
        assert "送具备资质的机构复检" in "".join(notices.demands_of(case, "red"))
