"""An enterprise leaves the platform when nothing of it is under way any more."""

from __future__ import annotations

import pytest

from engine import jobs, runtime
from engine.models import UserTask
from portal.notifications.models import Notification
from portal.registry.commands import withdrawing
from portal.registry.errors import MayNotWithdraw, NotFinished, NotWithdrawable
from portal.registry.models import Enterprise
from portal.supervision import commands as supervision
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import CHARGE, REVOKED, Prosecution
from tests.portal.world import another, deploy

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]

pytestmark = pytest.mark.django_db

PAGE = "/enterprise/withdraw/"
WHY = "企业已停止生产，不再需要星级。"


def answers(enterprise: Enterprise, **changes: str) -> dict[str, str]:
    return {"reason": WHY, "name": enterprise.name} | changes


def test_the_owner_leaves_when_nothing_is_under_way(tea, people, client):
    enterprise = tea.enterprise
    client.force_login(people.owner)
    assert "退出平台" in client.get("/enterprise/members/").content.decode()
    assert client.post(PAGE, answers(enterprise, name="别的企业")).status_code == 422
    assert client.post(PAGE, answers(enterprise))["Location"] == "/enterprise/"
    enterprise.refresh_from_db()
    assert (enterprise.status, enterprise.withdrawn_by) == ("withdrawn", people.owner)
    assert enterprise.withdrawn_at is not None
    assert enterprise.withdrawal_reason == WHY
    assert Notification.objects.filter(user=people.staff, text__contains="已退出平台").exists()
    # What was is still read; the code may be registered anew.
    assert client.get("/enterprise/products/").status_code == 200
    assert not Enterprise.objects.live().filter(uscc=enterprise.uscc).exists()
    with pytest.raises(NotWithdrawable):
        withdrawing.withdraw(enterprise, reason=WHY, by=people.owner)


@pytest.mark.parametrize("who", ["staff", "rival", "reviewer", "admin"])
def test_nobody_but_the_owner(tea, people, client, who):
    person = getattr(people, who)
    with pytest.raises(MayNotWithdraw):
        withdrawing.withdraw(tea.enterprise, reason=WHY, by=person)
    client.force_login(person)
    client.post(PAGE, answers(tea.enterprise))
    tea.enterprise.refresh_from_db()
    assert tea.enterprise.status == "active"


def test_a_star_is_given_back_first_and_then_its_page_says_so(issue, people, client, tea):
    """And what asks for that is itself something to wait for."""
    deploy("penalty_escalation", "authorisation_term")
    authorisation = issue(star=2)
    client.force_login(people.owner)
    assert "高山绿茶的星级授权尚未终止" in client.get(PAGE).content.decode()
    with pytest.raises(NotFinished, match="请先申请注销"):
        withdrawing.withdraw(tea.enterprise, reason=WHY, by=people.owner)
    case = supervision.give_up(authorisation, reason="产品已停产", by=people.owner)
    jobs.run_due_jobs()
    assert any(case.number in text for text in withdrawing.unfinished(tea.enterprise))
    task = case_task(case.number)
    runtime.complete_task(
        task.pk, answers={"outcome": "cancel", "opinion": CHARGE, "basis": "星级评价规则"}, by=people.officer
    )
    jobs.run_due_jobs()
    assert withdrawing.unfinished(tea.enterprise) == []
    withdrawing.withdraw(tea.enterprise, reason=WHY, by=people.owner)
    shown = client.get(f"/c/{tea.qr_code.token}").content.decode()
    assert "已注销" in shown


def case_task(number: str) -> UserTask:
    return UserTask.objects.open().get(case__business_key=number)


def test_nobody_leaves_a_bar_behind(issue, people, tea, settings):
    deploy("penalty_escalation")
    settings.OTOP_FREEZE_PRODUCTS = 5
    Prosecution(issue(star=2), people, trigger="safety_limit", severity="major").revoked()
    tea.enterprise.refresh_from_db()
    assert tea.enterprise.status == "active"
    with pytest.raises(NotFinished, match="不得重新申请"):
        withdrawing.withdraw(tea.enterprise, reason=WHY, by=people.owner)


def test_a_frozen_enterprise_stays(issue, people, tea):
    deploy("penalty_escalation")
    Prosecution(issue(star=2), people, **REVOKED).revoked()
    with pytest.raises(NotWithdrawable, match="已冻结"):
        withdrawing.withdraw(Enterprise.objects.get(pk=tea.enterprise_id), reason=WHY, by=people.owner)


def test_what_is_evaluated_is_finished_first(begin, people, tea):
    other = Issuing(another(tea, "古丈毛尖"), star=2, people=people)
    with pytest.raises(NotFinished, match=other.application.number):
        withdrawing.withdraw(tea.enterprise, reason=WHY, by=people.owner)
