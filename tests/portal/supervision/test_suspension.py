"""Suspension as it runs: told before, heard, decided by two, put right."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from engine import clock as engine_clock
from engine.errors import AnswersRefused, EngineError
from engine.models import ProcessInstance, UserTask
from portal.evaluation import eligibility
from portal.inbox.answers import initial
from portal.notifications.models import Notification
from portal.registry.models import Enterprise, Product
from portal.registry.progress import progress
from portal.supervision import sanctions
from portal.supervision.models import Case, Statement, Warning
from tests.portal.certification.issuing import Issuing
from tests.portal.supervision.prosecuting import (
    CHARGE,
    DECIDED,
    REVOKED,
    STATEMENT,
    SUSPENDED,
    Prosecution,
    letters,
    scanned,
)
from tests.portal.world import another

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("referral")]


def test_a_suspension_is_told_before_heard_decided_by_two_and_lifted(prosecute, people, tea):
    case = prosecute(**SUSPENDED)
    assert initial(case.task("Propose"))["suggested_text"] == "拟暂停"
    case.propose("suspend")

    # What is only alleged is the enterprise's alone.
    assert (case.status, case.case.status) == ("valid", Case.Status.HEARING)
    assert "暂停" not in scanned(tea)
    notice = letters("prior_notice")[0]
    assert (notice.title, notice.data["data"]["measure"], notice.data["data"]["facts"]) == (
        "处罚事先告知书", "suspended", CHARGE,
    )  # fmt: skip
    # Five working days after Wednesday 11 March 2026.
    assert notice.data["data"]["state_by"] == "2026-03-18"
    assert Notification.objects.filter(user=people.owner, text__contains="拟被暂停").count() == 1
    assert case.task("State").due_at.astimezone(engine_clock.LOCAL_ZONE).date() == date(2026, 3, 18)
    case.state()
    assert Statement.objects.get().text == STATEMENT

    task = case.task("DecideSuspension")
    assert initial(task)["statement"] == STATEMENT
    case.suspend(months="2")
    assert case.status == "valid"  # until the second person has agreed
    case.agree()

    assert (case.status, case.case.status) == ("suspended", Case.Status.SUSPENDED)
    assert not case.authorisation.is_usable
    page = scanned(tea)
    assert "已暂停" in page
    assert "标识使用不当" in page
    warning = Warning.objects.get()
    assert warning.cure_by.astimezone(engine_clock.LOCAL_ZONE).date() == date(2026, 5, 11)
    assert warning.document.title == "暂停通知书"
    assert STATEMENT not in warning.document.snapshot
    assert "提出陈述、申辩" in warning.document.data["data"]["heard"]

    case.rectify("RectifySuspension")
    case.verify("VerifySuspension", "lift")
    assert (case.status, case.is_over) == ("valid", True)
    restored = letters("restoration_notice")[0]
    assert (restored.title, restored.data["data"]["level"]) == ("恢复通知书", "suspended")
    assert case.case.status == Case.Status.CLOSED


def test_who_says_nothing_is_decided_on_all_the_same(prosecute, clock, people):
    case = prosecute(**SUSPENDED)
    case.propose("suspend")
    clock.set(case.task("State").due_at + timedelta(minutes=1))
    case.go_on()
    assert case.open_tasks() == {"DecideSuspension"}
    assert initial(case.task("DecideSuspension"))["silence"] == "企业在期限内未提出陈述申辩"
    assert Notification.objects.filter(user=people.owner, text__contains="陈述申辩期限已过").exists()


def test_who_waives_is_not_waited_for(prosecute):
    case = prosecute(**SUSPENDED)
    case.propose("suspend")
    case.state("")
    assert initial(case.task("DecideSuspension"))["silence"] == "企业放弃陈述申辩"


@pytest.mark.parametrize(
    ("facts", "first", "second", "by"),
    [
        (SUSPENDED, "DecideSuspension", "AgreeSuspension", "compliance"),
        (REVOKED, "DecideRevocation", "AgreeRevocation", "legal"),
    ],
)
def test_one_person_alone_takes_no_star_away(prosecute, people, facts, first, second, by):
    case = prosecute(**facts)
    case.propose("suspend" if by == "compliance" else "revocation")
    case.state()
    case.suspend() if by == "compliance" else case.revoke()
    person = getattr(people, by)
    person.groups.add(*people.officer.groups.all(), *people.manager.groups.all())
    task = case.task(second)
    assert not UserTask.objects.offered_to(person).filter(pk=task.pk).exists()
    with pytest.raises(EngineError):
        case.done(second, person, outcome="agree")
    # Nor does who proposed it agree to it.
    people.compliance.groups.add(*people.officer.groups.all(), *people.manager.groups.all())
    assert not UserTask.objects.offered_to(people.compliance).filter(pk=task.pk).exists()
    with pytest.raises(EngineError):
        case.done(second, people.compliance, outcome="agree")
    assert case.status == "valid"


def test_the_second_person_sends_it_back(prosecute, people):
    case = prosecute(**SUSPENDED)
    case.propose("suspend")
    case.state()
    case.suspend()
    case.done("AgreeSuspension", people.officer, outcome="return", opinion="请核对两次抽查的批号。")
    assert case.open_tasks() == {"DecideSuspension"}
    assert "批号" in initial(case.task("DecideSuspension"))["returned_text"]
    assert case.status == "valid"


def test_red_that_is_not_cured_is_proposed_to_be_suspended(prosecute):
    case = prosecute(trigger="quality_risk", severity="major")
    case.decide("red")
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "escalate")
    assert (case.open_tasks(), case.status) == ({"Propose"}, "red")
    case.propose("red")
    assert (case.open_tasks(), Warning.objects.open().count()) == ({"RectifyRed"}, 1)


def test_an_enterprise_asks_for_more_time_and_gets_it_once(prosecute, people, clock):
    case = prosecute(**SUSPENDED).suspended()
    ask = {"outcome": "extend", "reason": "新包装印制须三周，已下订单，预计六月初完成。"}
    case.done("RectifySuspension", people.owner, **ask)
    assert "新包装印制" in initial(case.task("VerifySuspension"))["asked_reason"]
    clock.advance(days=3)
    case.verify("VerifySuspension", "extend")
    warning = Warning.objects.get()
    assert warning.extended
    assert [choice["value"] for choice in initial(case.task("RectifySuspension"))["choices"]] == ["report"]
    with pytest.raises(AnswersRefused):
        case.done("RectifySuspension", people.owner, **ask)
    case.rectify("RectifySuspension")
    case.verify("VerifySuspension", "continue")
    assert case.open_tasks() == {"RectifySuspension"}
    assert case.task("RectifySuspension").due_at == warning.cure_by


def test_two_products_suspended_freeze_the_enterprise_until_one_is_well(prosecute, people, tea):
    first = prosecute(**SUSPENDED).suspended()
    enterprise = Enterprise.objects.get(pk=tea.enterprise_id)
    assert enterprise.status == "active"
    other = Issuing(another(tea, "古丈毛尖"), star=2, people=people).issue()
    second = Prosecution(other, people, **SUSPENDED).suspended()
    enterprise.refresh_from_db()
    assert enterprise.status == "frozen"
    assert Notification.objects.filter(user=people.owner, text__contains="企业已被冻结").exists()
    assert isinstance(eligibility.refusal(Product.objects.get(pk=tea.pk), star=3), EngineError)
    first.rectify("RectifySuspension")
    first.verify("VerifySuspension", "lift")
    enterprise.refresh_from_db()
    assert enterprise.status == "active"
    assert second.authorisation.status_now == "suspended"


def test_a_ground_that_falls_ends_what_is_under_way_against_it(prosecute):
    case = prosecute(trigger="quality_risk", severity="major")
    case.decide("red")
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "escalate")
    case.propose("suspend")
    assert case.open_tasks() == {"State"}
    sanctions.annul(Warning.objects.get(), reference="P202600001", job_id=uuid4())
    case.go_on()
    assert (case.is_over, case.open_tasks(), case.status) == (True, set(), "valid")


def test_the_enterprise_reads_its_letters_and_nothing_of_a_proposal(prosecute, people, client):
    case = prosecute(**SUSPENDED)
    case.propose("suspend")
    case.state()
    case.suspend()
    page = f"/enterprise/instances/{case.instance.pk}/"
    client.force_login(people.owner)
    answer = client.get(page).content.decode()
    assert "处罚事先告知书" in answer
    assert DECIDED not in answer
    assert "市场抽查发现" not in answer
    client.force_login(people.rival)
    assert client.get(page).status_code == 404


def test_what_is_put_right_again_is_verified_again(prosecute, people):
    """The progress goes back with the case: a verification of the round before is no longer done."""
    case = prosecute(trigger="quality_risk", severity="major")
    case.decide("red")
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "escalate")
    case.suspended()
    assert case.open_tasks() == {"RectifySuspension"}
    instance = ProcessInstance.objects.get(process_key="penalty_escalation")
    stages = progress(instance, user=people.owner).stages
    assert [(stage.label, stage.state) for stage in stages] == [
        ("处置决定", "done"), ("整改", "now"), ("整改验收", "next"), ("结案", "next"),
    ]  # fmt: skip
