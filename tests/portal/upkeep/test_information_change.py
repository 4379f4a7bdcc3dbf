"""P16 as it runs: what is registered of an enterprise changes by a review, its contact at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from engine import jobs
from engine.models import Incident, ProcessInstance
from portal.certification.models import QrCode
from portal.inbox.answers import initial
from portal.notifications.models import Notification
from portal.registry.errors import EnterpriseNotActive, FieldsRefused, NothingChanged
from portal.registry.models import Enterprise
from portal.upkeep.commands import changes
from portal.upkeep.errors import ChangeRunning, MayNotChange
from portal.upkeep.models import InformationChange
from tests.flows import untaken
from tests.portal.upkeep.world import Case, reference
from tests.portal.world import BPMN, deploy, stored_picture

pytestmark = pytest.mark.django_db

NAME = "古丈云岭茶业集团有限公司"
OBJECTION = "新执照扫描件看不清统一社会信用代码，请重新上传。"
DIAGRAM = BPMN / "information_change" / "information_change.bpmn"


@pytest.fixture(autouse=True)
def processes(begin):
    deploy("information_change")


def report(enterprise: Enterprise, people: Any, **fields: Any) -> InformationChange:
    by = fields.pop("by", people.owner)
    licence = fields.pop("licence", None) or stored_picture(
        owner=enterprise.group, user=people.owner, name="新执照.png"
    )
    changed_on = fields.pop("changed_on", date(2026, 3, 5))
    said = {name: getattr(enterprise, name) for name in InformationChange.FIELDS} | {"name": NAME} | fields
    change = changes.report(enterprise, fields=said, licence=licence, changed_on=changed_on, by=by)
    jobs.run_due_jobs()
    return change


def decide(change: InformationChange, outcome: str, people: Any) -> None:
    answers = {"outcome": outcome} | ({} if outcome == "pass" else {"opinion": OBJECTION})
    Case(change.number).done("Review", people.reviewer, **answers)
    change.refresh_from_db()


def test_what_is_granted_is_registered_and_certificates_are_issued_again_under_their_numbers(issue, tea_house, people):
    authorisation = issue(star=3)
    code = QrCode.objects.get(product=authorisation.product_id).code
    first = authorisation.certificates.get()
    change = report(tea_house, people)
    task = Case(change.number).task("Review")
    assert task.due_at.astimezone().date() == date(2026, 4, 10)
    shown = initial(task)
    assert [(row["label"], row["after"]) for row in shown["changes"]] == [("企业名称", NAME)]
    assert (shown["late"], shown["certificates"]) == (False, 1)
    tea_house.refresh_from_db()
    assert tea_house.name != NAME  # until it is decided

    decide(change, "pass", people)

    tea_house.refresh_from_db()
    assert (tea_house.name, tea_house.licence, change.status) == (NAME, change.licence, "accepted")
    second = authorisation.certificates.get(version=2)
    assert second.document.number == first.document.number == authorisation.number
    assert (second.document.corrects, second.document.version) == (first.document, 2)
    assert NAME in second.document.snapshot
    assert NAME not in first.document.snapshot
    assert (second.issued_by, QrCode.objects.get(product=authorisation.product_id).code) == (people.reviewer, code)
    assert Notification.objects.filter(user=people.owner, text__contains="信息变更已准予").exists()


def test_what_is_refused_leaves_everything_as_it_was(issue, tea_house, people):
    authorisation = issue(star=3)
    change = report(tea_house, people)
    decide(change, "fail", people)
    tea_house.refresh_from_db()
    assert (change.status, tea_house.name == NAME) == ("refused", False)
    assert authorisation.certificates.count() == 1


def test_a_correction_is_sent_again(tea_house, people):
    change = report(tea_house, people)
    decide(change, "correct", people)
    case = Case(change.number)
    assert initial(case.task("Correct"))["guidance"] == OBJECTION
    licence = stored_picture(owner=tea_house.group, user=people.owner, name="清晰执照.png")
    said = {name: getattr(change, name) for name in InformationChange.FIELDS}
    case.done("Correct", people.staff, **said, licence=reference(licence), note="已重新扫描")
    change.refresh_from_db()
    assert (change.status, change.licence) == ("reviewing", licence)
    decide(change, "pass", people)
    assert change.status == "accepted"


def test_a_correction_that_never_comes_is_a_withdrawal(tea_house, people, clock):
    change = report(tea_house, people)
    decide(change, "correct", people)
    clock.set(Case(change.number).task("Correct").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    change.refresh_from_db()
    assert change.status == "withdrawn"
    assert report(tea_house, people).status == "reviewing"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"by": "staff"}, MayNotChange),
        ({"by": "rival"}, MayNotChange),
        ({"changed_on": date(2026, 4, 1)}, FieldsRefused),
        ({"name": "古丈🍯茶业"}, FieldsRefused),
    ],
)
def test_what_cannot_be_reported_is_told_and_changes_nothing(wrong, error, tea_house, people):
    if "by" in wrong:
        wrong = {"by": getattr(people, wrong["by"])}
    with pytest.raises(error):
        report(tea_house, people, **wrong)
    assert not InformationChange.objects.exists()


def test_nothing_new_one_at_a_time_and_only_of_an_active_enterprise(tea_house, people):
    with pytest.raises(NothingChanged):
        report(tea_house, people, name=tea_house.name, licence=tea_house.licence)
    report(tea_house, people)
    with pytest.raises(ChangeRunning):
        report(tea_house, people)
    InformationChange.objects.update(status="refused")
    tea_house.move(Enterprise.Status.FROZEN)
    with pytest.raises(EnterpriseNotActive):
        report(tea_house, people)


def test_a_late_report_is_told_to_the_reviewer(tea_house, people):
    change = report(tea_house, people, changed_on=date(2026, 2, 20))
    assert initial(Case(change.number).task("Review"))["late"] is True


def test_the_contact_changes_at_once_to_a_member_whose_number_is_verified(tea_house, people, client):
    client.force_login(people.owner)
    page = client.get(reverse("upkeep:change"))
    assert "随时可以更换" in page.content.decode()
    sent = {"contact": people.staff.pk, "contact_name": "石晓"}
    assert client.post(reverse("upkeep:contact"), sent).status_code == 302
    tea_house.refresh_from_db()
    assert (tea_house.contact_name, tea_house.contact_phone) == ("石晓", people.staff.phone)
    assert client.post(reverse("upkeep:contact"), sent | {"contact": people.rival.pk}).status_code == 422


def test_the_owner_reports_on_the_page_and_follows_the_case(tea_house, people, client):
    client.force_login(people.owner)
    licence = stored_picture(owner=tea_house.group, user=people.owner, name="新执照.png")
    said = {name: getattr(tea_house, name) for name in InformationChange.FIELDS}
    sent = said | {"name": NAME, "changed_on": "2026-03-05", "reason": "", "paper-kept": [str(licence.pk)]}
    answer = client.post(reverse("upkeep:change"), sent, follow=True)
    assert answer.status_code == 200
    assert InformationChange.objects.get().name == NAME
    assert "正在审核" in client.get(reverse("upkeep:change")).content.decode()


def test_every_flow_has_been_taken(tea_house, people, clock):
    first = report(tea_house, people)
    clock.set(Case(first.number).task("Review").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    decide(first, "correct", people)
    said = {name: getattr(first, name) for name in InformationChange.FIELDS}
    Case(first.number).done("Correct", people.owner, **said, licence=[], note="")
    decide(first, "fail", people)
    second = report(tea_house, people)
    decide(second, "correct", people)
    clock.set(Case(second.number).task("Correct").due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    decide(report(tea_house, people), "pass", people)
    assert not Incident.objects.exists()
    played = ProcessInstance.objects.filter(process_key=changes.PROCESS)
    assert untaken(DIAGRAM, played) == set()
