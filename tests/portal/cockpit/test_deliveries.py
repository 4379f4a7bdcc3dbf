"""A manager sees what came with the product beside the own version, compares it and takes it over or works in it."""

from __future__ import annotations

import pytest
from django.test import Client

from engine.changes import reviewing
from engine.changes.contents import Contents
from engine.deliveries import deliver
from engine.deployments import publish
from engine.models import Change, Delivery
from engine.versions import MODELS
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


@pytest.mark.parametrize(
    ("kind", "key", "file"), [("process", "review", "review.bpmn"), ("form", "review_form", "review_form.form.json")]
)
def test_the_delivered_text_is_taken_over_by_a_change_and_then_the_products_again(
    client: Client, manager: User, make_user, kind: str, key: str, file: str
):
    delivered = bytes(Delivery.objects.get(kind=kind, key=key).source)
    client.post(f"/workbench/deliveries/{kind}/{key}/")
    change = Change.objects.get()
    assert Contents(change).files == {file: delivered}
    reviewing.submit(change.pk, digest=Contents(change).digest, by=manager)
    second = make_user("second", "process_manager")
    reviewing.approve(change.pk, digest=Contents(change).digest, by=second)
    newest = MODELS[kind].objects.newest(key)
    assert (bytes(newest.source), newest.is_shipped) == (delivered, True)
    assert not Delivery.objects.filter(kind=kind).exists()
    assert client.get(f"/cockpit/deliveries/{kind}/{key}/").status_code == 404


def test_others_neither_see_nor_take_over(client: Client, manager: User, people):
    for person in (people.reviewer, people.owner):
        client.force_login(person)
        assert client.get(COMPARED).status_code == 403
        assert client.post("/workbench/deliveries/process/review/").status_code == 403
    client.logout()
    assert client.get(COMPARED).status_code == 302
