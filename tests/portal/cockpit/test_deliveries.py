"""A manager sees what came with the product beside the own version, compares it and takes it over or works in it."""

from __future__ import annotations

import pytest
from django.test import Client

from engine.deliveries import deliver
from engine.deployments import publish
from engine.drafts import discard_draft, save_draft
from engine.models import Delivery, Draft, ProcessDefinition
from portal.accounts.models import User
from tests.engine.deployments.world import form, review, whole

pytestmark = pytest.mark.django_db

COMPARED = "/cockpit/deliveries/process/review/"


@pytest.fixture
def manager(client: Client, people) -> User:
    """Published an own version; since then two new files came."""
    deliver(whole())
    publish({"review.bpmn": review(name="我的审核")}, by=people.manager)
    publish({"review.form.json": form(label="我的意见")}, by=people.manager)
    deliver(whole(process=review(name="新交付"), form=form(label="新意见")))
    client.force_login(people.manager)
    return people.manager


def test_the_process_page_offers_what_came_for_the_process_and_its_forms(client: Client, manager: User):
    page = client.get("/cockpit/processes/review/").content.decode()
    assert COMPARED in page
    assert "/cockpit/deliveries/form/review_form/" in page
    assert "随产品交付" in page
    assert COMPARED in client.get("/cockpit/").content.decode()


def test_the_comparison_names_what_is_different(client: Client, manager: User):
    response = client.get(COMPARED)
    page = response.content.decode()
    assert "用户任务 “新交付”" in page
    assert [(one.change, one.element) for one in response.context["differences"]] == [("changed", "step")]
    assert "字段“新意见”" in client.get("/cockpit/deliveries/form/review_form/").content.decode()
    response = client.get(f"{COMPARED}file")
    assert (response.content, response["Content-Disposition"]) == (
        review(name="新交付"),
        'attachment; filename="review.bpmn"',
    )


def test_taking_over_makes_the_delivered_text_the_next_version(client: Client, manager: User):
    client.post(f"{COMPARED}take-over/")
    newest = ProcessDefinition.objects.newest("review")
    assert (bytes(newest.source), newest.deployment.created_by) == (review(name="新交付"), manager)
    assert not Delivery.objects.filter(kind="process").exists()
    assert client.get(COMPARED).status_code == 404


def test_the_delivered_diagram_opens_as_a_draft_unless_there_is_one(client: Client, manager: User):
    assert client.post("/cockpit/deliveries/process/review/edit/")["Location"] == "/cockpit/processes/review/edit/"
    assert bytes(Draft.objects.get().source) == review(name="新交付")
    discard_draft("review", etag=Draft.objects.get().etag)
    save_draft("review", review(name="在改"), etag="", by=manager)
    response = client.post("/cockpit/deliveries/process/review/edit/", follow=True)
    assert "已有草稿" in response.content.decode()
    assert bytes(Draft.objects.get().source) == review(name="在改")


def test_others_neither_see_nor_take_over(client: Client, manager: User, people):
    for person in (people.reviewer, people.owner):
        client.force_login(person)
        assert client.get(COMPARED).status_code == 403
        assert client.post(f"{COMPARED}take-over/").status_code == 403
        assert client.post("/cockpit/deliveries/process/review/edit/").status_code == 403
    client.logout()
    assert client.get(COMPARED).status_code == 302
