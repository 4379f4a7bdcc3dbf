"""How many statements a program's request takes, exactly: signing in, rights, answer, BEGIN and COMMIT all counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engine import deployments, runtime
from engine.models import UserTask
from engine.models.tokens import issue
from tests.engine.runtime.world import person

# As it is in life: a step is a transaction, not a part of the test's.
pytestmark = pytest.mark.django_db(transaction=True)

SMALL = Path(__file__).parents[2] / "bench" / "process.bpmn"
ANSWERS = {"approved": True}


@pytest.fixture
def program() -> Client:
    user = person("bench", "star_evaluator")
    user.user_permissions.add(Permission.objects.get(codename="add_processinstance"))
    deployments.deploy({"process.bpmn": SMALL.read_bytes()})
    return Client(headers={"authorization": f"Token {issue(user)}"})


def statements(client: Client, path: str, body: dict[str, Any] | None = None, *, status: int = 200) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(path, body or {}, content_type="application/json")
    assert answer.status_code == status, answer.content
    return [query["sql"] for query in asked]


def told(asked: list[str]) -> str:
    return "\n".join(f"{number}: {text}" for number, text in enumerate(asked, 1))


def waiting(count: int) -> list[Any]:
    """Cases that wait at their first task."""
    for _ in range(count):
        runtime.start("bench")
    return list(UserTask.objects.filter(element_id="Fill").order_by("created_at").values_list("pk", flat=True))


def test_complete(program: Client):
    for task in waiting(2):
        asked = statements(program, f"/api/v1/tasks/{task}/complete/", {"answers": ANSWERS})
    assert len(asked) == 7, told(asked)


def test_claim(program: Client):
    for task in waiting(2):
        asked = statements(program, f"/api/v1/tasks/{task}/claim/")
    assert len(asked) == 6, told(asked)


def test_start(program: Client):
    for key in ("A-1", "A-2"):
        asked = statements(program, "/api/v1/definitions/bench/start/", {"business_key": key}, status=201)
    assert len(asked) == 6, told(asked)
