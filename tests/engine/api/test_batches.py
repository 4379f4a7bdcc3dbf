"""Batches over REST."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from engine import jobs, runtime
from engine.models import Batch, ProcessInstance
from tests.engine.api.conftest import Client, _user
from tests.engine.api.test_tasks import problem
from tests.engine.runtime.world import deploy
from tests.engine.spiff.diagrams import diagram, end, path, start, user

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/batches/"


@pytest.fixture
def cases(db: None) -> list[str]:
    deploy(diagram(start(), user("A"), end(), path("S", "A", "E")))
    return [str(runtime.start("p", business_key=f"K{number}").pk) for number in range(3)]


@pytest.fixture
def operator(client_of: Client) -> Any:
    return client_of(_user("qian.wei", permissions=("change_processinstance", "view_processinstance")))


def begin(client: Any, **body: Any) -> Any:
    return client.post(ADDRESS, {"operation": "suspend", "reason": "核查", **body}, format="json")


def test_a_batch_is_begun_watched_and_undone(operator: Any, cases: list[str]):
    answer = begin(operator, instances=cases)
    batch = answer.json()
    assert (answer.status_code, batch["operation"], batch["created_by"]) == (201, "suspend", "qian.wei")
    assert batch["counts"] == {"waiting": 3, "done": 0, "failed": 0, "stopped": 0}
    one = f"{ADDRESS}{batch['id']}/"
    problem(operator.post(f"{one}undo/", {"reason": "x"}, format="json"), 409)
    jobs.run_due_jobs()
    assert operator.get(one).json()["counts"]["done"] == 3
    undone = operator.post(f"{one}undo/", {"reason": "误操作"}, format="json")
    assert (undone.status_code, undone.json()["undoes"]) == (201, batch["id"])
    jobs.run_due_jobs()
    assert not ProcessInstance.objects.exclude(suspension="").exists()
    assert problem(operator.post(f"{one}undo/", {"reason": "x"}, format="json"), 409)["code"] == "no-undo"
    assert [found["id"] for found in operator.get(ADDRESS).json()["results"]] == [undone.json()["id"], batch["id"]]
    page = operator.get(ADDRESS, {"page_size": 1}).json()
    assert operator.get(page["next"]).json()["results"][0]["id"] == batch["id"]


def test_each_case_tells_how_it_went(operator: Any, cases: list[str], admin: Any):
    runtime.suspend(cases[0], by=admin, reason="先前")
    address = f"{ADDRESS}{begin(operator, filter={'process': 'p', 'status': 'active'}).json()['id']}/items/"
    jobs.run_due_jobs()
    (failed,) = operator.get(address, {"status": "failed"}).json()["results"]
    assert (failed["instance"], failed["business_key"], failed["message"]) == (cases[0], "K0", "已经暂停，原因：先前")
    first = operator.get(address, {"page_size": 2}).json()
    assert len(first["results"]) + len(operator.get(first["next"]).json()["results"]) == 3
    problem(operator.get(address, {"status": "lost"}), 400)


def test_a_batch_is_stopped(operator: Any, cases: list[str]):
    one = f"{ADDRESS}{begin(operator, instances=cases).json()['id']}/"
    stopped = operator.post(f"{one}stop/").json()
    assert (stopped["counts"]["stopped"], bool(stopped["stopped_at"])) == (3, True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"instances": ["x"]},
        {"instances": [str(uuid4())]},
        {"filter": {"proces": "p"}},
        {"filter": {"status": "lost"}},
        {"instances": [str(uuid4())], "filter": {"process": "p"}},
        {"operation": "burn", "filter": {"process": "p"}},
        {"operation": "migrate", "filter": {"process": "p"}},
        {"operation": "set_variables", "filter": {"process": "p"}},
        {"filter": {"process": "p"}, "reason": ""},
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_begins(operator: Any, cases: list[str], body: dict[str, Any]):
    assert problem(begin(operator, **body), 400)["errors"]
    assert not Batch.objects.exists()


def test_what_fits_nothing_is_said(operator: Any, cases: list[str]):
    assert problem(begin(operator, filter={"process": "q"}), 422)["code"] == "none-chosen"


def test_batches_are_for_operators_and_their_own_cases(operator: Any, cases: list[str], client_of: Client):
    batch = begin(operator, instances=cases).json()["id"]
    for path_ in ("", f"{batch}/", f"{batch}/items/"):
        problem(client_of(_user(f"a{len(path_)}")).get(ADDRESS + path_), 403)
    blind = client_of(_user("blind", permissions=("change_processinstance",)))
    problem(begin(blind, instances=cases), 400)
    problem(begin(blind, filter={"process": "p"}), 422)
    problem(begin(operator, operation="retry", filter={"process": "p"}), 403)
    problem(operator.get(f"{ADDRESS}{uuid4()}/"), 404)
    problem(operator.get(f"{ADDRESS}nonsense/"), 404)
