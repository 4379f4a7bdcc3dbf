"""How many statements a program's request takes, exactly: signing in, rights, answer, BEGIN and COMMIT all counted; and
how many functions it calls at most."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from engine import deployments, runtime
from engine.models import UserTask
from engine.models.tokens import issue
from tests.bench.counting import answered, calls
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
    return Client(headers=signed_in(user))


def signed_in(user: Any) -> dict[str, str]:
    return {"host": "localhost", "authorization": f"Token {issue(user)}"}


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
    assert len(asked) == 6, told(asked)


def test_claim(program: Client):
    for task in waiting(2):
        asked = statements(program, f"/api/v1/tasks/{task}/claim/")
    assert len(asked) == 6, told(asked)


def test_start(program: Client):
    for key in ("A-1", "A-2"):
        asked = statements(program, "/api/v1/definitions/bench/start/", {"business_key": key}, status=201)
    assert len(asked) == 6, told(asked)


def test_no_request_calls_more_functions_than_its_work_takes(program: Client):
    site = get_wsgi_application()
    asking = RequestFactory(headers=signed_in(person("other", "star_evaluator")))

    def most(paths: list[str], body: dict[str, Any]) -> int:
        """The first requests of a process, and the first on a connection, fill memory and prepare statements."""
        asked = [asking.post(path, body, content_type="application/json").environ for path in paths]
        return min(calls(lambda: answered(site, one)) for one in asked)  # noqa: B023

    tasks = waiting(12)
    # A view that does nothing but one UPDATE and one INSERT calls 2,900.
    assert most([f"/api/v1/tasks/{task}/complete/" for task in tasks[:6]], {"answers": ANSWERS}) < 4500
    assert most([f"/api/v1/tasks/{task}/claim/" for task in tasks[6:]], {}) < 2700
