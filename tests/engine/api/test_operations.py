"""An operator's hand over REST: a reason each time, and a clear sentence where it cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from engine import runtime
from engine.models import HistoryEvent
from tests.engine.api.conftest import Client, _user
from tests.engine.api.test_tasks import problem
from tests.engine.runtime.world import deploy, open_tasks
from tests.engine.spiff.diagrams import diagram, end, path, start, user

pytestmark = pytest.mark.django_db


def version(*ids: str) -> bytes:
    return diagram(start(), *(user(own_id) for own_id in ids), end(), path("S", *ids, "E"))


class Operator:
    def __init__(self, client: Any) -> None:
        deploy(version("A", "B"))
        self.case = runtime.start("p", variables={"v": 1})
        self.client = client

    def __call__(self, operation: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1/instances/{self.case.pk}/{operation}/", body, format="json")


@pytest.fixture
def operate(client_of: Client) -> Operator:
    return Operator(client_of(_user("qian.wei", permissions=("change_processinstance", "view_processinstance"))))


def test_variables_are_set(operate: Operator):
    answer = operate("variables", variables={"v": 2, "w": [1]}, reason="填错了")
    assert (answer.status_code, answer.json()["variables"]) == (200, {"v": 2, "w": [1]})
    assert HistoryEvent.objects.get(kind="variables_set").data["reason"] == "填错了"


def test_a_token_is_moved(operate: Operator):
    answer = operate("move", element="A", to="B", reason="已线下办理")
    assert (answer.status_code, answer.json()["active_elements"]) == (200, ["B"])
    assert "不存在" in problem(operate("move", element="B", to="nowhere", reason="x"), 422)["detail"]


def test_a_case_is_cancelled(operate: Operator):
    assert operate("cancel", reason="重复").json()["status"] == "cancelled"
    problem(operate("move", element="A", to="B", reason="x"), 409)


def test_a_case_is_migrated_after_a_look_at_what_that_would_do(operate: Operator):
    deploy(version("A", "C", "B"))
    deploy(version("B"))
    plan = operate("migrate", version=2, dry_run=True).json()
    assert (plan["obstacles"], plan["mapping"]["A"]) == ([], "A")
    assert operate("migrate", version=2, reason="新流程").status_code == 200
    operate.case.refresh_from_db()
    assert operate.case.definition.version == 2
    (obstacle,) = operate("migrate", version=3, dry_run=True).json()["obstacles"]
    assert obstacle == {"element_id": "A", "name": "名称A", "reason": "新版本中没有对应的步骤"}
    assert "名称A" in problem(operate("migrate", version=3, reason="x"), 422)["detail"]
    problem(operate("migrate", version=9, reason="x"), 404)
    assert open_tasks() == ["A"]


def test_a_case_is_suspended_and_resumed(operate: Operator, admin: Any, client_of: Client):
    held = operate("suspend", reason="等待授权书").json()
    assert (held["status"], held["suspension"], held["suspension_reason"]) == ("active", "itself", "等待授权书")
    assert held["suspended_at"]
    assert "等待授权书" in problem(operate("suspend", reason="x"), 409)["detail"]
    person = client_of(admin)
    (task,) = person.get("/api/v1/tasks/").json()["results"]
    assert task["is_suspended"] is True
    for act in ("claim", "complete"):
        told = problem(person.post(f"/api/v1/tasks/{task['id']}/{act}/", {}, format="json"), 409)
        assert (told["code"], "等待授权书" in told["detail"]) == ("instance-suspended", True)
    free = operate("resume", reason="已收到").json()
    assert (free["suspension"], free["suspended_at"], free["suspension_reason"]) == ("", None, "")
    assert problem(operate("resume", reason="x"), 409)["code"] == "not-suspended"
    assert operate("suspend", reason="企业申请暂缓", clock_stands=True).json()["clock_stands"] is True
    assert operate("resume", reason="x").json()["clock_stands"] is False
    assert person.post(f"/api/v1/tasks/{task['id']}/claim/").json()["is_suspended"] is False


def test_a_process_is_suspended_and_resumed(operate: Operator, admin: Any, client_of: Client):
    def act(name: str, key: str = "p", **body: Any) -> Any:
        return operate.client.post(f"/api/v1/definitions/{key}/{name}/", body, format="json")

    held = act("suspend", reason="规则修订", with_instances=True).json()
    assert (held["key"], held["version"], held["suspension_reason"]) == ("p", 1, "规则修订")
    start = client_of(admin).post("/api/v1/definitions/p/start/", {}, format="json")
    assert "规则修订" in problem(start, 409)["detail"]
    problem(act("suspend", reason="x"), 409)
    problem(act("resume", version=1, reason="x"), 409)
    assert act("resume", reason="已修订").json()["suspension_reason"] is None
    problem(act("resume", reason="x"), 409)
    assert act("suspend", version=1, reason="x").json()["suspension_reason"] == "x"
    problem(act("suspend", key="q", reason="x"), 404)
    problem(act("suspend", version=7, reason="x"), 404)
    problem(act("suspend", version=0, reason="x"), 400)
    problem(act("suspend"), 400)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("suspend", {}),
        ("suspend", {"reason": "长" * 501}),
        ("resume", {"reason": ""}),
        ("cancel", {}),
        ("cancel", {"reason": " "}),
        ("variables", {"variables": {"v": 2}}),
        ("variables", {"reason": "x"}),
        ("variables", {"variables": [], "reason": "x"}),
        ("move", {"element": "A", "to": "B"}),
        ("move", {"element": "A", "reason": "x"}),
        ("move", {"element": "A", "to": "B", "task": "no id", "reason": "x"}),
        ("migrate", {"version": 0, "reason": "x"}),
        ("migrate", {"version": 1, "mapping": {"A": ["B"]}, "reason": "x"}),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_changes(operate: Operator, operation: str, body: Any):
    assert problem(operate(operation, **body), 400)["errors"]
    assert open_tasks() == ["A"]
    operate.case.refresh_from_db()
    assert (operate.case.status, operate.case.variables) == ("active", {"v": 1})


def test_a_migration_needs_a_reason(operate: Operator):
    problem(operate("migrate", version=1), 422)


@pytest.mark.parametrize("operation", ["cancel", "suspend", "resume", "variables", "move", "migrate"])
def test_only_operators_may(operate: Operator, client_of: Client, reviewer: Any, operation: str):
    definition = f"/api/v1/definitions/p/{operation}/"
    for who, status in ((reviewer, 403), (None, 401)):
        operate.client = client_of(who)
        problem(operate(operation, reason="x"), status)
        if operation in ("suspend", "resume"):
            problem(operate.client.post(definition, {"reason": "x"}, format="json"), status)
