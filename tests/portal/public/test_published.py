"""警示与处罚公示: what is in force is listed for everybody, and nothing that is only alleged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from engine import clock as engine_clock
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.supervision.conftest import authorisation, prosecute, second_officer

__all__ = ["authorisation", "begin", "issue", "keys_of_the_test", "nothing_gets_stuck", "prosecute", "second_officer"]

pytestmark = pytest.mark.django_db


def listed(query: str = "") -> str:
    answer = Client().get(f"/warnings/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_suspension_is_listed_from_its_decision_to_its_end(prosecute, tea):
    case = prosecute(trigger="refused_check", severity="major")
    case.propose("suspend")
    case.state()
    case.suspend()
    assert tea.name not in listed()
    case.agree()
    assert tea.name in listed()
    assert tea.name in listed(f"?q={tea.enterprise.uscc.lower()}&level=suspended")
    assert tea.name not in listed("?level=red")
    assert tea.name not in listed("?q=nothing-like-it&page=x")
    case.rectify("RectifySuspension")
    case.verify("VerifySuspension", "lift")
    assert tea.name not in listed()


def test_a_revocation_is_listed_for_two_years(prosecute, tea, clock):
    prosecute(trigger="safety_limit", severity="major").revoked()
    assert "撤销" in listed()
    clock.set(engine_clock.now() + timedelta(days=729))
    assert tea.name in listed()
    clock.set(engine_clock.now() + timedelta(days=3))
    assert tea.name not in listed()


def test_an_emergency_is_listed_before_it_is_confirmed_and_gone_when_it_was_wrong(prosecute, tea, second_officer):
    case = prosecute(trigger="quality_risk", severity="urgent")
    assert tea.name in listed("?level=red")
    case.done("ConfirmRed", second_officer, outcome="revoke", opinion="复核检测报告，样品并非该产品。")
    assert tea.name not in listed()
