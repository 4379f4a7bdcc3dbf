"""A code that is no good any more: asked for, decided by somebody else, replaced, and said of the old one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from engine import jobs
from engine.models import ProcessInstance
from portal.certification.models import Authorisation, QrCode
from portal.notifications.models import Notification
from portal.upkeep.commands import codes
from portal.upkeep.errors import MayNotReplace, NotInForce, ReplacementRunning
from portal.upkeep.models import CodeReplacement
from tests.flows import untaken
from tests.portal.upkeep.world import Case
from tests.portal.world import BPMN, deploy

pytestmark = pytest.mark.django_db

WHY = "市场上发现印有该二维码的仿冒包装，已拍照留存。"


@pytest.fixture(autouse=True)
def processes(begin):
    deploy("code_replacement")


def ask(authorisation: Authorisation, by: Any, cause: str = "leaked") -> Case:
    replacement = codes.ask(authorisation, cause=cause, reason=WHY, by=by)
    jobs.run_due_jobs()
    return Case(replacement.number)


def code_of(authorisation: Authorisation) -> QrCode:
    return QrCode.objects.get(product=authorisation.product_id)


def test_the_owner_asks_and_an_officer_replaces_it(issue, people, client):
    authorisation = issue(star=4)
    old = code_of(authorisation)
    client.force_login(people.owner)
    assert "更换二维码" in client.get(f"/enterprise/certificates/{authorisation.pk}/").content.decode()
    page = f"/enterprise/certificates/{authorisation.pk}/code/"
    refused = client.post(page, {"cause": "leaked", "reason": "太短"})
    assert refused.status_code == 422
    assert client.post(page, {"cause": "leaked", "reason": WHY})["Location"] == "/enterprise/certificates/"
    jobs.run_due_jobs()
    case = Case(CodeReplacement.objects.get().number)
    assert Client().get(f"/c/{old.token}").status_code == 200  # until it is decided
    case.done("Decide", people.officer, outcome="replace")
    assert case.is_over

    new = code_of(authorisation)
    assert new.code != old.code
    assert "高山绿茶" in Client().get(f"/c/{new.token}").content.decode()
    told = Client().get(f"/c/{old.token}")
    assert (told.status_code, "已更换，不再有效" in told.content.decode()) == (410, True)
    assert Notification.objects.filter(user=people.owner, text__contains="请下载新的二维码").exists()
    first, second = authorisation.certificates.order_by("version")
    assert (second.document.number, second.document.corrects) == (first.document.number, first.document)
    assert new.token in second.document.snapshot
    assert CodeReplacement.objects.get().status == "replaced"


def test_the_old_pictures_are_not_given_out_any_more(issue, people, client):
    authorisation = issue(star=2)
    old = code_of(authorisation)
    ask(authorisation, people.owner).done("Decide", people.officer, outcome="replace")
    assert code_of(authorisation).svg_id != old.svg_id
    assert not authorisation.certificates.filter(version=2).exists()  # two stars have no certificate to print


def test_compliance_asks_without_the_owner(issue, people, client):
    authorisation = issue(star=2)
    case = ask(authorisation, people.compliance)
    case.done("Decide", people.officer, outcome="keep", opinion="包装照片中的二维码与登记一致，不需更换。")
    assert CodeReplacement.objects.get().status == "refused"
    assert Notification.objects.filter(user=people.owner, text__contains="不予更换：包装照片").exists()
    assert Client().get(f"/c/{code_of(authorisation).token}").status_code == 200
    client.force_login(people.compliance)
    assert client.get(f"/enterprise/certificates/{authorisation.pk}/code/").status_code == 200


@pytest.mark.parametrize("who", ["staff", "rival", "officer", "manager", "admin"])
def test_nobody_else_asks(issue, people, client, who):
    authorisation = issue(star=2)
    person = getattr(people, who)
    with pytest.raises(MayNotReplace):
        codes.ask(authorisation, cause="leaked", reason=WHY, by=person)
    client.force_login(person)
    page = f"/enterprise/certificates/{authorisation.pk}/code/"
    assert client.get(page).status_code == client.post(page, {"cause": "leaked", "reason": WHY}).status_code == 404
    assert not CodeReplacement.objects.exists()


def test_one_at_a_time_and_only_of_what_is_in_force(issue, people):
    authorisation = issue(star=2)
    ask(authorisation, people.owner)
    with pytest.raises(ReplacementRunning, match="正在办理"):
        codes.ask(authorisation, cause="damaged", reason=WHY, by=people.compliance)
    authorisation.move(Authorisation.Status.REVOKED)
    with pytest.raises(NotInForce):
        codes.ask(authorisation, cause="damaged", reason=WHY, by=people.owner)


def test_every_flow_is_taken(issue, people, clock):
    authorisation = issue(star=2)
    late = ask(authorisation, people.owner)
    clock.set(late.task("Decide").due_at + timedelta(minutes=1))
    jobs.run_due_jobs()
    late.done("Decide", people.officer, outcome="replace")
    again = ask(authorisation, people.owner, cause="damaged")
    again.done("Decide", people.officer, outcome="keep", opinion="二维码清晰可读，不需更换，请擦净后再扫。")
    played = ProcessInstance.objects.filter(process_key=codes.PROCESS)
    assert untaken(BPMN / "code_replacement" / "code_replacement.bpmn", played) == set()
