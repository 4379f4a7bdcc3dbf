"""The evidence of an application: what it lacks, and what becomes of it before it is accepted."""

from __future__ import annotations

import pytest

from engine.errors import AnswersRefused
from engine.models import ProcessInstance
from portal.evaluation.models import Application, Decision
from portal.notifications.models import Notification, SmsMessage
from portal.scheme.regulations import RULES
from tests.portal.evaluation.case import OPINION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck", "no_draw")]


def test_evidence_records_the_version_of_the_rules_that_was_accepted_and_its_page_says_so(apply, people, client):
    case = apply(star=1)
    case.send_evidence()
    accepted = people.owner.acceptances.get(subject=case.application.number)
    assert (accepted.regulation, accepted.version) == ("rules", RULES.current)
    client.force_login(people.evaluator)
    page = client.get(f"/enterprise/applications/{case.application.number}/").content.decode()
    assert f'href="{RULES.url_of(RULES.current)}"' in page
    assert f"{people.owner.display_name}于" in page


def test_a_star_out_of_reach_is_lowered(apply, people):
    case = apply(star=4)
    case.send_evidence(k7_files=[], k6_level=2)
    assert case.status == Application.Status.PRECHECK_FAILED
    assert case.open_tasks() == {"Choose"}
    assert Notification.objects.filter(user=people.owner, text__contains="未达到").exists()

    with pytest.raises(AnswersRefused) as refused:
        case.done("Choose", people.owner, outcome="lower", new_star=4)
    assert set(refused.value.errors) == {"new_star"}
    case.done("Choose", people.owner, outcome="lower", new_star=3)
    assert case.status == Application.Status.SUBMITTED
    assert case.application.star == 3
    assert case.instance.variables["star"] == 3
    case.done("Accept", people.evaluator, outcome="accept")
    assert "ReportOnsite" in case.open_tasks()


def test_missing_evidence_is_supplied(apply, people):
    case = apply(star=2)
    case.send_evidence(k3_files=[])
    case.done("Choose", people.owner, outcome="supplement")
    case.send_evidence()
    assert case.status == Application.Status.SUBMITTED
    assert case.application.evidence.filter(criterion="K3").count() == 1


def test_giving_up_frees_the_product(apply, people, tea):
    case = apply(star=5)
    case.send_evidence(k7_files=[])
    case.done("Choose", people.owner, outcome="give_up")
    assert case.status == Application.Status.WITHDRAWN
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert apply(star=1).status == Application.Status.DRAFT


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
    assert case.status == Application.Status.CORRECTION
    task = case.task("Correct")
    assert task.due_at.astimezone().date().isoformat() == "2026-04-01"
    case.send_evidence("Correct", by=people.staff)
    assert case.status == Application.Status.SUBMITTED
    assert case.open_tasks() == {"Accept"}
    assert Decision.objects.get().opinion == OPINION


def test_a_correction_that_does_not_come_lapses(apply, people, clock, tea):
    case = apply(star=1)
    case.send_evidence()
    case.done("Accept", people.evaluator, outcome="correct", opinion=OPINION)
    clock.advance(days=15)
    case.go_on()
    assert Notification.objects.filter(user=people.owner, text__contains="尚未补正").count() == 1
    assert case.status == Application.Status.CORRECTION
    clock.advance(days=8)
    case.go_on()
    assert case.status == Application.Status.LAPSED
    assert case.instance.status == ProcessInstance.Status.COMPLETED
    assert case.open_tasks() == set()


def test_a_rejected_application_ends_with_its_reasons(apply, people):
    case = apply(star=1)
    case.send_evidence()
    with pytest.raises(AnswersRefused):
        case.done("Accept", people.evaluator, outcome="reject", opinion="不行")
    case.done("Accept", people.evaluator, outcome="reject", opinion=OPINION)
    assert case.status == Application.Status.FAILED
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
