"""How a star ends: revoked by legal and a manager, or given back by its holder; and what follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from engine import clock as engine_clock
from portal.evaluation import eligibility
from portal.evaluation.errors import BarredUntil
from portal.registry.models import Enterprise, Product
from portal.supervision import commands, freezing, sanctions
from portal.supervision.errors import MayNotGiveUp
from portal.supervision.models import Case, Warning
from tests.portal.supervision.prosecuting import (
    OPINION,
    REVOKED,
    letters,
    scanned,
)
from tests.portal.world import deploy, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("referral")]


def test_a_star_is_revoked_for_good(prosecute, people, tea, clock):
    case = prosecute(**REVOKED).revoked()
    assert (case.status, case.is_over, case.case.status) == ("revoked", True, Case.Status.CLOSED)
    page = scanned(tea)
    assert "已撤销" in page
    assert "标识使用不当" in page
    home = signed_in(people.owner).get("/enterprise/").content.decode()
    assert "不得继续使用" in home
    assert "平台正在复核" not in home  # nothing is looked at again by itself
    letter = letters("sanction_notice")[0]
    assert letter.title == "撤销通知书"
    # Fraud: five years.
    assert letter.data["data"]["effects"][-1] == "2031-03-11前不得重新申请星级评价"
    product = Product.objects.get(pk=tea.pk)
    assert product.status == Product.Status.FILED
    refused = eligibility.refusal(Product.objects.get(pk=tea.pk), star=1)
    assert refused is not None  # the enterprise is frozen for fraud
    Enterprise.objects.filter(pk=tea.enterprise_id).update(status="active")
    refused = eligibility.refusal(Product.objects.get(pk=tea.pk), star=1)
    assert isinstance(refused, BarredUntil)
    assert "2031-03-11" in str(refused)
    clock.set(datetime(2031, 3, 10, 23, 59, tzinfo=engine_clock.LOCAL_ZONE))
    assert isinstance(eligibility.refusal(Product.objects.get(pk=tea.pk), star=1), BarredUntil)
    clock.set(datetime(2031, 3, 11, tzinfo=engine_clock.LOCAL_ZONE))
    assert eligibility.refusal(Product.objects.get(pk=tea.pk), star=1) is None


def test_a_product_that_is_not_a_fraud_may_apply_again_after_a_year(prosecute, tea, clock, settings):
    prosecute(trigger="safety_limit", severity="major").revoked()
    assert freezing.barred_until([tea.pk]) == {tea.pk: date(2027, 3, 11)}
    settings.OTOP_REAPPLY_YEARS = 2
    assert freezing.barred_until([tea.pk]) == {tea.pk: date(2028, 3, 11)}


def test_what_is_not_cured_goes_from_yellow_to_suspension_to_revocation(prosecute, clock):
    case = prosecute()
    case.decide("yellow")
    case.rectify("RectifyYellow")
    case.verify("VerifyYellow", "escalate")
    assert (case.open_tasks(), case.status) == ({"Propose"}, "yellow")
    case.suspended()
    yellow, suspended = Warning.objects.order_by("pk")
    assert (yellow.end, suspended.level) == (Warning.End.ESCALATED, "suspended")
    clock.set(case.task("RectifySuspension").due_at + timedelta(minutes=1))
    case.go_on()
    assert case.task("VerifySuspension").inputs["overdue"] is True
    case.verify("VerifySuspension", "escalate")
    # Revocation is told and heard anew.
    assert case.open_tasks() == {"State"}
    assert case.status == "suspended"
    assert letters("prior_notice")[-1].data["data"]["measure"] == "revoked"
    case.state("")
    case.revoke()
    case.agree()
    assert (case.status, case.is_over) == ("revoked", True)


def test_an_emergency_that_is_confirmed_may_go_on_to_revocation(prosecute, second_officer, people):
    case = prosecute(trigger="safety_limit", severity="grave")
    assert case.status == "red"  # the only thing that everybody sees while it is only alleged
    case.done("ConfirmRed", second_officer, outcome="severe", opinion=OPINION, public_reason="农残超标")
    assert case.open_tasks() == {"Propose"}
    assert case.status == "red"
    case.revoked()
    assert case.status == "revoked"


def test_a_frozen_enterprise_is_looked_at_again_when_its_bar_is_over(prosecute, tea, clock):
    prosecute(**REVOKED).revoked()
    assert Enterprise.objects.get(pk=tea.enterprise_id).status == "frozen"
    freezing.look_again_at_the_frozen()
    assert Enterprise.objects.get(pk=tea.enterprise_id).status == "frozen"
    clock.set(engine_clock.now() + timedelta(days=5 * 366))
    freezing.look_again_at_the_frozen()
    assert Enterprise.objects.get(pk=tea.enterprise_id).status == "active"


def test_other_cases_end_with_the_star(prosecute):
    yellow = prosecute(trigger="inspection_failed")
    yellow.decide("yellow")
    prosecute(trigger="safety_limit", severity="major").revoked()
    yellow.go_on()
    assert yellow.is_over
    assert yellow.case.warnings.get().end == Warning.End.OVERTAKEN


def test_a_revocation_is_reversed_by_an_appeal_that_is_won(prosecute, tea):
    yellow = prosecute(trigger="inspection_failed")
    yellow.decide("yellow")
    case = prosecute(**REVOKED).revoked()
    warning = case.case.warnings.open().get()
    assert Enterprise.objects.get(pk=tea.enterprise_id).status == "frozen"
    sanctions.annul(warning, reference="P202600001", job_id=uuid4())
    case.go_on()
    assert case.status == "valid"  # the yellow case had ended with the star
    assert Product.objects.get(pk=tea.pk).status == Product.Status.STARRED
    assert Enterprise.objects.get(pk=tea.enterprise_id).status == "active"
    assert freezing.barred_until([tea.pk]) == {}
    assert "经申诉撤销" in scanned(tea)
    # Once more does no harm.
    sanctions.annul(warning, reference="P202600001", job_id=uuid4())


@pytest.mark.parametrize("who", ["staff", "rival", "compliance", "officer", "admin"])
def test_only_the_owner_gives_a_star_back(authorisation, people, client, who):
    deploy("penalty_escalation")
    person = getattr(people, who)
    with pytest.raises(MayNotGiveUp):
        commands.give_up(authorisation, reason="产品已停产", by=person)
    client.force_login(person)
    page = f"/supervision/give-up/{authorisation.pk}/"
    assert client.post(page, {"reason": "产品已停产"}).status_code in (302, 403, 404)
    assert not Case.objects.exists()
    client.force_login(people.owner)
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "产品已停产"})["Location"] == "/enterprise/certificates/"
    case = Case.objects.get()
    assert (case.trigger, case.opened_by) == ("holder_request", people.owner)
    again = client.post(page, {"reason": "产品已停产"})
    assert again.status_code == 422
    assert case.number in again.content.decode()


@pytest.mark.parametrize("trigger", ["holder_request", "stopped"])
def test_a_star_is_given_back(prosecute, people, tea, trigger):
    case = prosecute(trigger=trigger)
    assert case.open_tasks() == {"DecideCancel"}
    case.done(
        "DecideCancel", people.officer, outcome="cancel", opinion="企业申请属实，产品已停产。", basis="星级评价规则"
    )
    assert (case.status, case.is_over) == ("cancelled", True)
    assert "已注销" in scanned(tea)
    assert letters("sanction_notice")[0].title == "注销通知书"
    assert not Warning.objects.exists()
    assert eligibility.refusal(Product.objects.get(pk=tea.pk), star=1) is None


def test_a_star_that_is_not_given_back_stays(prosecute, people):
    case = prosecute(trigger="stopped")
    case.done("DecideCancel", people.officer, outcome="none", opinion="停产系设备检修，两周后恢复。")
    assert (case.status, case.is_over) == ("valid", True)
