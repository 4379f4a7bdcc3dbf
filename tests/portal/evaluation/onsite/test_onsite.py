"""P07 from the draw to the result."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.evaluation.models import Decision, Report
from portal.evaluation.results import evaluation_text
from portal.notifications.models import SmsMessage
from tests.portal.evaluation.outside import Onsite
from tests.portal.world import deploy

pytestmark = pytest.mark.django_db


def test_four_stars_are_evaluated_by_three_experts(begin_onsite, people, clock, tea):
    case = begin_onsite(star=4)
    assert case.open() == ["InviteExperts"] * 3
    case.all_accept()
    assert case.open() == ["ConfirmPanel"]
    assert case.panel.lead.expert.is_senior
    case.no_objection()
    case.schedule()
    assert SmsMessage.objects.filter(phone=tea.enterprise.contact_phone, text__contains="现场评价定于").count() == 1
    clock.advance(days=7)
    case.record()
    case.all_opine(82, 79, 88)
    assert case.variables["score"]["mean"] == 83
    assert case.variables["verdict"] == {"outcome": "pass", "reason": "passed"}
    case.report()
    case.sign("agree", "agree")
    case.accept_report()

    assert case.has_ended
    assert case.variables["outcome"] == "pass"
    report = Report.objects.get(application=case.application)
    assert (report.path, report.outcome, report.score) == ("onsite", "pass", Decimal("83.00"))
    assert set(report.checks.values_list("criterion", flat=True)) == {f"K{n}" for n in range(2, 10)}
    assert Decision.objects.get(application=case.application).outcome == "pass"


@pytest.mark.parametrize(("scores", "mean", "outcome"), [((81, 79, 80), 80, "pass"), ((80, 79, 80), 79.67, "fail")])
def test_the_third_opinion_decides(begin_onsite, clock, scores, mean, outcome):
    case = begin_onsite(star=4)
    case.to_opinions(clock)
    for expert, score in zip(case.seated[:2], scores, strict=False):
        case.opine(expert, score)
        assert "verdict" not in case.variables
    case.opine(case.seated[2], scores[2])
    assert (case.variables["score"]["mean"], case.variables["verdict"]["outcome"]) == (mean, outcome)


def test_in_the_whole_application_the_report_leads_to_the_summary(apply, experts, people, clock):
    whole = apply(star=3)
    deploy("eval_onsite")  # in place of the stand-in
    whole.accept()
    case = Onsite.within(whole)
    case.to_opinions(clock)
    case.all_opine(71, 70, 72)
    case.report()
    case.sign("agree", "agree")
    case.accept_report()
    assert "Summarise" not in case.open()  # the sample is still on its way
    whole.sample_result()
    assert "Summarise" in case.open()
    assert "得分 71.00" in evaluation_text(case.application)
    whole.summarise(3)
    whole.decide("pass")
    assert whole.application.awarded_star == 3
