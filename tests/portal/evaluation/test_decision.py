"""Which star is recommended and awarded, and who decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import runtime
from engine.business_time import halfway
from engine.clock import now, today
from engine.errors import AnswersRefused, SeparationOfDuties
from engine.models import ProcessInstance
from portal.accounts import roles
from portal.evaluation import incidents
from portal.evaluation.models import Application, Decision
from portal.notifications.models import Notification
from portal.registry.models import Product
from tests.portal.evaluation.case import OPINION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck", "no_draw")]


def test_whoever_took_part_does_not_decide(apply, people):
    case = apply(star=1)
    case.to_summary()
    case.summarise(1)
    for person in (people.evaluator, people.keeper):
        person.groups.add(people.officer.groups.get(name=roles.CERTIFICATE_OFFICER))
        with pytest.raises(SeparationOfDuties):
            runtime.claim(case.task("Decide").pk, by=person)
    case.decide("pass")
    assert case.status == Application.Status.PASSED


def test_a_lower_star_is_awarded_with_consent_only(apply, people):
    case = apply(star=3)
    case.to_summary()
    case.summarise(2)
    case.done("Consent", people.owner, outcome="disagree")
    with pytest.raises(AnswersRefused) as refused:
        case.decide("pass")
    assert "未同意" in refused.value.errors["outcome"][0]
    case.decide("return")
    assert case.status == Application.Status.EVALUATING
    case.summarise(2)
    case.done("Consent", people.owner, outcome="agree")
    case.decide("pass")
    assert case.application.awarded_star == 2
    assert case.child("certification_issue").variables["star"] == 2


def test_no_answer_to_a_lower_star_is_no_consent(apply, people, clock):
    case = apply(star=3)
    case.to_summary()
    case.summarise(1)
    half = halfway(now(), case.task("Consent").due_at)
    for moment, reminded in ((half - timedelta(minutes=1), 0), (half, 1)):
        clock.set(moment)
        case.go_on()
        told = Notification.objects.filter(user=people.owner, text__contains="建议星级待确认")
        assert told.count() == reminded
    clock.advance(days=8)
    case.go_on()
    with pytest.raises(AnswersRefused):
        case.decide("pass")
    case.decide("fail")
    assert case.status == Application.Status.FAILED


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
    assert case.status == Application.Status.FAILED
    tea.refresh_from_db()
    assert tea.status == Product.Status.FILED
    assert Decision.objects.get(stage="decision").opinion == OPINION
    assert not ProcessInstance.objects.filter(process_key="certification_issue").exists()
