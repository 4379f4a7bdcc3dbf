"""A masked number is shown whole to those at work on the person's case, and each look is on record."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from engine import jobs, runtime
from engine.models import UserTask
from portal.accounts import roles
from portal.evaluation import commands as evaluation
from portal.registry import commands as registry
from portal.registry.models import PhoneReveal
from portal.supervision.models import Report
from tests.portal.registering import open_task
from tests.portal.world import deploy, enterprise_fields, stored_picture

pytestmark = pytest.mark.django_db

#: What people get who have nothing to do in the case: those who read enterprises know that they may not; others
#: learn nothing.
NO_WORK = {
    "owner": 404, "staff": 404, "rival": 404, "newcomer": 404, "reviewer": 403, "evaluator": 403, "keeper": 403,
    "officer": 403, "compliance": 403, "legal": 403, "manager": 403, "admin": 404,
}  # fmt: skip


def ask(client, person, enterprise):
    client.force_login(person)
    return client.post(reverse("registry:contact_phone", args=[enterprise.pk]))


@pytest.fixture
def registration(people, regions):
    """Sent by a newcomer; the review is offered."""
    deploy("registration")
    paper = stored_picture(owner=f"user:{people.newcomer.username}", user=people.newcomer)
    fields = enterprise_fields(regions["433126104"], contact_phone=people.newcomer.phone, licence=paper)
    enterprise = registry.register_enterprise(fields=fields, by=people.newcomer)
    jobs.run_due_jobs()
    return enterprise


@pytest.fixture
def application(people, tea):
    """The enterprise hands in its evidence: nobody of the platform has anything to do."""
    deploy(
        "star_application", "sample_inspection", "eval_online", "eval_third_party", "eval_onsite", "certification_issue"
    )
    evaluation.apply_for_star(tea, star=1, by=people.owner)
    jobs.run_due_jobs()
    return tea.enterprise


@pytest.fixture
def penalty(prosecute):
    """A case against the tea; the decision is offered to compliance."""
    return prosecute(trigger="quality_risk", severity="minor").case.enterprise


# The enterprise's own people may know of it; what they see of it is not for this address.
OWN = {"owner": 403, "staff": 403}
CASES = [
    ("registration", {"newcomer": 403, "reviewer": 200}),
    ("application", OWN),
    ("penalty", OWN | {"compliance": 200}),
]


@pytest.mark.parametrize(
    ("case", "who", "status"),
    [(case, who, (NO_WORK | changes)[who]) for case, changes in CASES for who in NO_WORK],
)
def test_a_contact_s_number_is_for_those_at_work_on_a_case_of_the_enterprise(
    request, client, people, case, who, status
):
    enterprise = request.getfixturevalue(case)
    answer = ask(client, getattr(people, who), enterprise)
    assert answer.status_code == status
    assert (enterprise.contact_phone in answer.content.decode()) == (status == 200)
    assert PhoneReveal.objects.count() == (status == 200)


def test_visitors_learn_nothing_and_reading_needs_a_press(client, people, registration):
    url = reverse("registry:contact_phone", args=[registration.pk])
    answer = client.post(url)
    assert answer.status_code in (302, 401)
    client.force_login(people.reviewer)
    assert client.get(url).status_code == 405
    assert not PhoneReveal.objects.exists()


def test_a_colleague_s_task_is_no_work_of_one_s_own(client, people, registration, make_user):
    other = make_user("rr2", roles.REGISTRATION_REVIEWER)
    runtime.claim(open_task(registration).pk, by=other)
    assert ask(client, people.reviewer, registration).status_code == 403
    assert ask(client, other, registration).status_code == 200


def test_the_button_stands_beside_the_case_for_those_who_may_press_it(client, people, registration):
    url = reverse("registry:contact_phone", args=[registration.pk])
    pages = [reverse("registry:registration", args=[registration.pk])]
    client.force_login(people.reviewer)
    for page in [*pages, f"/inbox/tasks/{open_task(registration).pk}/"]:
        text = client.get(page).content.decode()
        assert f'hx-post="{url}"' in text, page
        assert registration.contact_phone not in text, page
    for person in (people.evaluator, people.newcomer):
        client.force_login(person)
        text = client.get(pages[0]).content.decode()
        assert url not in text
        assert registration.masked_contact_phone in text


def test_the_owner_sees_when_the_number_was_looked_at_and_in_which_role(client, people, registration):
    assert ask(client, people.reviewer, registration).status_code == 200
    page = reverse("registry:registration", args=[registration.pk])
    client.force_login(people.newcomer)
    text = client.get(page).content.decode()
    assert "号码查看记录" in text
    assert re.search(rf"登记审核员\s+{registration.number}", text)
    assert people.reviewer.display_name not in text
    client.force_login(people.evaluator)
    assert "号码查看记录" not in client.get(page).content.decode()


def test_the_record_can_be_neither_changed_nor_deleted(client, people, registration):
    assert ask(client, people.reviewer, registration).status_code == 200
    for tamper in (lambda rows: rows.update(reference=""), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            tamper(PhoneReveal.objects.all())


@pytest.fixture
def report(authorisation, tea):
    deploy("penalty_escalation")
    return Report.objects.create(
        product=tea, kind="quality", description="打开后有霉味，批次20260301。", phone="15400000077"
    )


REPORTS = {"compliance": 200, "legal": 403, "manager": 403}


@pytest.mark.parametrize("who", NO_WORK)
def test_a_reporter_s_number_is_for_compliance_who_take_it_up(client, people, report, who):
    client.force_login(getattr(people, who))
    answer = client.post(reverse("supervision:report_phone", args=[report.pk]))
    assert answer.status_code == REPORTS.get(who, 404)
    assert (report.phone in answer.content.decode()) == (who == "compliance")
    noted = PhoneReveal.objects.filter(whose="reporter", enterprise=None, reference=str(report.pk))
    assert noted.count() == (who == "compliance")


def test_once_the_report_s_case_is_over_nobody_looks_any_more(client, people, report, prosecute):
    prosecution = prosecute(trigger="quality_risk", severity="minor")
    Report.objects.filter(pk=report.pk).update(case=prosecution.case)
    url = reverse("supervision:report_phone", args=[report.pk])
    client.force_login(people.compliance)
    assert f'hx-post="{url}"' in client.get("/supervision/reports/").content.decode()
    assert client.post(url).status_code == 200
    prosecution.decide("none")
    assert not UserTask.objects.open().filter(case__business_key=prosecution.case.number).exists()
    assert client.post(url).status_code == 403
    assert url not in client.get("/supervision/reports/").content.decode()


def test_who_belongs_to_the_enterprise_never_learns_who_reported_it(client, people, report, tea):
    tea.enterprise.members.create(user=people.compliance, role="staff")
    client.force_login(people.compliance)
    assert client.post(reverse("supervision:report_phone", args=[report.pk])).status_code == 404
