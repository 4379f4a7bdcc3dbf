"""Who looks after processes sees a case as it was after any event of its history."""

import html

import pytest
from django.urls import reverse

from engine import runtime
from portal.accounts import roles
from tests.engine.runtime.world import deploy, open_task
from tests.engine.spiff.diagrams import diagram, end, mapping, path, start, user

pytestmark = pytest.mark.django_db

TWO = diagram(
    start(), user("A", candidateGroups=roles.STAR_EVALUATOR), user("B", extensions=mapping({"half": "=opinion / 2"})),
    end(), path("S", "A", "B", "E"),
)  # fmt: skip


@pytest.fixture
def answered(people):
    deploy(TWO)
    case = runtime.start("p", business_key="K-1", variables={"points": 7})
    runtime.complete_task(open_task("A").pk, answers={"opinion": 90}, by=people.evaluator)
    return case


def test_an_event_leads_to_the_case_as_it_was(client, people, answered):
    client.force_login(people.manager)
    created = answered.history.filter(kind="task_created").first()
    address = reverse("cockpit:past", args=[answered.pk, created.pk])
    assert address in client.get(reverse("cockpit:instance", args=[answered.pk])).content.decode()
    shown = html.unescape(client.get(address).content.decode())
    assert '"active": ["A"]' in shown
    assert "points" in shown
    assert "opinion" not in shown
    assert shown.count("<div") == shown.count("</div>")


def test_the_last_event_shows_it_as_it_is_and_steps_have_variables_of_their_own(client, people, answered):
    client.force_login(people.manager)
    last = answered.history.latest("pk")
    answer = client.get(reverse("cockpit:past", args=[answered.pk, last.pk]))
    assert answer.context["then"].active_elements == ["B"]
    assert answer.context["scopes"] == [("名称B", [("half", 45)])]
    assert answer.context["after"] is None
    assert answer.context["before"].pk < last.pk


def test_nobody_else_sees_it_and_other_events_are_not_found(client, people, answered):
    last = answered.history.latest("pk")
    address = reverse("cockpit:past", args=[answered.pk, last.pk])
    client.force_login(people.evaluator)
    assert client.get(address).status_code == 403
    client.force_login(people.manager)
    assert client.get(reverse("cockpit:past", args=[answered.pk, last.pk + 1])).status_code == 404
