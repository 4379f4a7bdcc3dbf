"""Who hears an appeal and who may not, and what the enterprise reads of it meanwhile."""

from __future__ import annotations

from uuid import uuid4

import pytest

from engine import runtime
from engine.errors import EngineError
from engine.models import UserTask
from portal.accounts import roles
from portal.inbox.answers import initial
from portal.supervision.models import CounterEntry
from tests.portal.appeals.appealing import REASONS, is_offered
from tests.portal.supervision.prosecuting import OPINION

pytestmark = pytest.mark.django_db


def test_nobody_who_had_a_part_in_the_decision_hears_the_appeal(red, warning, appeal, people, make_user):
    both = make_user("cplg", roles.COMPLIANCE_OFFICER, roles.LEGAL, display_name="沈规")
    red.rectify("RectifyRed")
    red.done("VerifyRed", both, outcome="extend", opinion=OPINION)
    people.compliance.groups.add(*people.legal.groups.all())
    case = appeal(warning)
    task = case.task("Accept")
    offered = {user.username for user in (both, people.compliance, people.legal) if is_offered(task, user)}
    assert offered == {people.legal.username}
    for involved in (both, people.compliance):
        with pytest.raises(EngineError):
            runtime.claim(task.pk, by=involved)
        with pytest.raises(EngineError):
            runtime.complete_task(task.pk, answers={"outcome": "accept"}, by=involved)
    case.done("Accept", people.legal, outcome="accept")


def test_who_decided_an_evaluation_has_no_part_in_it_when_it_is_sent_back(failed, appeal, people):
    failed.decisions.create(
        stage="decision", outcome="fail", opinion=OPINION, decided_by=people.officer, task_id=uuid4()
    )
    case = appeal(failed)
    case.decide("remit")
    key = case.appeal.again
    task = UserTask.objects.open().get(case__business_key=key)
    assert is_offered(task, people.owner)
    task.candidates.update(group=roles.CERTIFICATE_OFFICER)
    assert not is_offered(task, people.officer)


def test_two_persons_decide(red, warning, appeal, people):
    people.legal.groups.add(*people.manager.groups.all())
    case = appeal(warning)
    case.done("Accept", people.legal, outcome="accept")
    case.done("Review", people.legal, outcome="revoke", opinion=REASONS)
    with pytest.raises(EngineError):
        case.done("Decide", people.legal, outcome="agree")
    case.done("Decide", people.manager, outcome="return", opinion="请补充批号比对的证据再议。")
    assert case.open_tasks() == {"Review"}
    assert "批号比对" in initial(case.task("Review"))["returned_text"]
    assert not CounterEntry.objects.exists()


def test_the_enterprise_reads_nothing_of_a_proposal(red, warning, appeal, people, client):
    case = appeal(warning)
    case.done("Accept", people.legal, outcome="accept")
    case.done("Review", people.legal, outcome="revoke", opinion=REASONS)
    client.force_login(people.owner)
    for page in ("/enterprise/appeals/", f"/enterprise/instances/{case.instance.pk}/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "依据不足" not in answer.content.decode()
    client.force_login(people.rival)
    assert client.get(f"/enterprise/instances/{case.instance.pk}/").status_code == 404
