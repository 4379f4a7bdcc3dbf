"""An instance as of an event of its history, for whoever may see the instance."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.api.conftest import Client
from tests.engine.api.test_tasks import problem

pytestmark = pytest.mark.django_db


def events_of(client: Any, case: dict[str, Any]) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/instances/{case['id']}/history/").json()["results"]


def test_what_was_open_then_is_told(
    client_of: Client, started: dict[str, Any], task: dict[str, Any], reviewer: Any, admin: Any
):
    client = client_of(admin)
    waiting = events_of(client, started)[-1]
    answers = {"answers": {"opinion": "ok"}}
    assert client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/complete/", answers, format="json").status_code == 200
    address = f"/api/v1/instances/{started['id']}/history/"
    then = client.get(f"{address}{waiting['id']}/").json()
    assert (then["status"], then["version"], then["is_whole"]) == ("active", 1, True)
    assert then["event"]["id"] == waiting["id"]
    assert [row["id"] for row in then["tasks"]] == [task["id"]]
    assert then["active_elements"] == started["active_elements"] == [token["element_id"] for token in then["tokens"]]
    assert then["variables"] == started["variables"]
    now = client.get(f"/api/v1/instances/{started['id']}/").json()
    last = client.get(f"{address}{events_of(client, started)[-1]['id']}/").json()
    for name in ("status", "variables", "active_elements"):
        assert last[name] == now[name]
    assert last["tasks"] == last["tokens"] == []


def test_whoever_only_has_a_task_there_sees_no_variables(
    client_of: Client, started: dict[str, Any], reviewer: Any, stranger: Any, admin: Any
):
    last = events_of(client_of(admin), started)[-1]["id"]
    address = f"/api/v1/instances/{started['id']}/history/{last}/"
    seen = client_of(reviewer).get(address).json()
    assert (seen["variables"], seen["scopes"], seen["event"]["data"]) == ({}, [], {})
    assert seen["active_elements"]
    assert problem(client_of(stranger).get(address), 404)["code"] == "instance-not-found"
    assert client_of(None).get(address).status_code == 401


@pytest.mark.parametrize("event", ["0", "999999999", "9" * 30])
def test_an_event_that_is_not_there_is_not_found(client_of: Client, started: dict[str, Any], admin: Any, event: str):
    answer = client_of(admin).get(f"/api/v1/instances/{started['id']}/history/{event}/")
    assert problem(answer, 404)["code"] == "event-not-found"
