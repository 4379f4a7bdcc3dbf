"""Lists over REST: instances and incidents, narrowed and in pages."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from engine import jobs, runtime
from engine.models import HistoryEvent, ProcessInstance
from engine.registry import handlers
from tests.clock import Clock
from tests.engine.api.conftest import Client, _user
from tests.engine.api.test_tasks import NOW, problem
from tests.engine.runtime.world import deploy, open_incident, open_task, person
from tests.engine.spiff.diagrams import call, diagram, end, path, service, start, user

pytestmark = pytest.mark.django_db

A_B = diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E"))
BREAKS = diagram(start(), service("X", topic="test.lists", retries="1"), end(), path("S", "X", "E"), key="breaks")


@pytest.fixture
def operator(client_of: Client) -> Any:
    permissions = ("change_processinstance", "view_processinstance", "change_incident")
    return client_of(_user("qian.wei", permissions=permissions))


@pytest.fixture
def broken(db: None, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    is_broken = [True]

    def handler(context: Any) -> dict[str, Any]:
        if is_broken:
            raise ValueError("broken")
        return {"done": True}

    monkeypatch.setitem(handlers, "test.lists", handler)
    deploy(BREAKS)
    return is_broken


def keys(client: Any, **query: Any) -> list[str]:
    answer = client.get("/api/v1/instances/", query)
    assert answer.status_code == 200, answer.content
    return [one["business_key"] for one in answer.json()["results"]]


class TestInstances:
    @pytest.fixture
    def cases(self, clock: Clock, broken: list[bool]) -> dict[str, ProcessInstance]:
        clock.set(NOW)
        deploy(A_B)
        found = {"one": runtime.start("p", business_key="one")}
        deploy(A_B)
        for key in ("two", "three"):
            clock.advance(minutes=1)
            found[key] = runtime.start("p", business_key=key)
        clock.advance(minutes=1)
        found["four"] = runtime.start("breaks", business_key="four")
        jobs.run_due_jobs()
        li = person("li", "reviewers")
        runtime.complete_task(open_task("A", instance=found["two"]).pk, answers={}, by=li)
        runtime.suspend(found["two"].pk, by=li, reason="x")
        runtime.cancel(found["three"].pk, by=li, reason="x")
        return found

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, ["four", "three", "two", "one"]),
            ({"process": "p"}, ["three", "two", "one"]),
            ({"process": "p", "version": 2}, ["three", "two"]),
            ({"business_key": "two"}, ["two"]),
            ({"status": "active"}, ["four", "two", "one"]),
            ({"status": "cancelled"}, ["three"]),
            ({"step": "A"}, ["one"]),
            ({"step": "B"}, ["two"]),
            ({"incident": "true"}, ["four"]),
            ({"incident": "false", "status": "active"}, ["two", "one"]),
            ({"suspended": "true"}, ["two"]),
            ({"suspended": "false", "status": "active"}, ["four", "one"]),
            ({"process": "nothing"}, []),
        ],
    )
    def test_are_narrowed(self, cases: Any, operator: Any, query: dict[str, Any], expected: list[str]):
        assert keys(operator, **query) == expected

    def test_come_in_pages(self, cases: Any, operator: Any):
        first = operator.get("/api/v1/instances/", {"page_size": 3}).json()
        assert [one["business_key"] for one in first["results"]] == ["four", "three", "two"]
        runtime.start("p", business_key="five")
        second = operator.get(first["next"]).json()
        assert ([one["business_key"] for one in second["results"]], second["next"]) == (["one"], None)

    def test_say_what_matters_and_no_variables(self, cases: Any, operator: Any):
        (line,) = operator.get("/api/v1/instances/", {"business_key": "two"}).json()["results"]
        assert (line["process"], line["version"], line["status"], line["active_elements"]) == ("p", 2, "active", ["B"])
        assert (line["suspension"], line["suspension_reason"], line["has_incident"]) == ("itself", "x", False)
        assert "variables" not in line

    def test_with_what_a_case_called(self, operator: Any):
        deploy(diagram(start(), call("C", "p"), end(), path("S", "C", "E"), key="outer"))
        deploy(A_B)
        case = runtime.start("outer", business_key="K")
        runtime.start("p", business_key="other")
        jobs.run_due_jobs()
        found = operator.get("/api/v1/instances/", {"case": str(case.pk)}).json()["results"]
        assert {(one["process"], one["case"]) for one in found} == {("outer", str(case.pk)), ("p", str(case.pk))}

    def test_of_somebody_with_a_task_are_those_cases_alone(self, cases: Any, client_of: Client):
        someone = client_of(_user("zhou", group="reviewers"))
        assert keys(someone) == ["three", "two", "one"]
        (line,) = someone.get("/api/v1/instances/", {"business_key": "one"}).json()["results"]
        assert line["has_incident"] is None
        problem(someone.get("/api/v1/instances/", {"incident": "true"}), 403)
        assert keys(client_of(_user("wu"))) == []
        problem(client_of(None).get("/api/v1/instances/"), 401)

    @pytest.mark.parametrize(
        "query",
        [
            {"proces": "p"},
            {"version": "two"},
            {"version": "1.5"},
            {"version": "0"},
            {"status": "lost"},
            {"suspended": "maybe"},
            {"incident": "1"},
            {"case": "x"},
            {"cursor": "x"},
            {"page_size": "0"},
        ],
    )
    def test_what_is_asked_wrongly_is_said(self, operator: Any, query: dict[str, str]):
        assert list(problem(operator.get("/api/v1/instances/", query), 400)["errors"]) == list(query)


class TestIncidents:
    def test_are_listed_and_tried_again(self, broken: list[bool], operator: Any):
        case = runtime.start("breaks", business_key="four")
        jobs.run_due_jobs()
        (line,) = operator.get("/api/v1/incidents/").json()["results"]
        assert (line["process"], line["instance"], line["case"]) == ("breaks", str(case.pk), str(case.pk))
        assert (line["business_key"], line["element_id"], line["kind"]) == ("four", "X", "job-failed")
        broken.clear()
        body = {"variables": {"v": 1}, "reason": "参数有误"}
        told = operator.post(f"/api/v1/incidents/{line['id']}/retry/", body, format="json")
        assert (told.status_code, bool(told.json()["resolved_at"])) == (200, True)
        jobs.run_due_jobs()
        case.refresh_from_db()
        assert (case.status, case.variables) == ("completed", {"v": 1, "done": True})
        assert operator.get("/api/v1/incidents/").json()["results"] == []
        assert len(operator.get("/api/v1/incidents/", {"resolved": "true"}).json()["results"]) == 1
        problem(operator.post(f"/api/v1/incidents/{line['id']}/retry/"), 404)

    def test_are_skipped_with_a_reason(self, broken: list[bool], operator: Any):
        case = runtime.start("breaks")
        jobs.run_due_jobs()
        address = f"/api/v1/incidents/{open_incident().pk}/skip/"
        problem(operator.post(address, {}, format="json"), 400)
        given = {"reason": "已线下处理", "variables": {"done": False}}
        assert operator.post(address, given, format="json").status_code == 200
        case.refresh_from_db()
        assert (case.status, case.variables) == ("completed", {"done": False})
        assert HistoryEvent.objects.get(kind="incident_resolved").data["reason"] == "已线下处理"

    def test_are_narrowed_and_in_pages(self, broken: list[bool], operator: Any):
        cases = [runtime.start("breaks") for _ in range(3)]
        jobs.run_due_jobs()

        def found(**query: Any) -> list[str]:
            return [one["instance"] for one in operator.get("/api/v1/incidents/", query).json()["results"]]

        assert found(instance=str(cases[1].pk)) == [str(cases[1].pk)]
        assert (len(found(process="breaks")), found(process="p"), found(kind="x")) == (3, [], [])
        first = operator.get("/api/v1/incidents/", {"page_size": 2}).json()
        second = operator.get(first["next"]).json()
        assert len({one["id"] for one in (*first["results"], *second["results"])}) == 3
        for query in ({"resolved": "maybe"}, {"instanc": "x"}, {"instance": "x"}):
            problem(operator.get("/api/v1/incidents/", query), 400)

    def test_are_for_operators(self, broken: list[bool], manager: Any, reviewer: Any, client_of: Client):
        runtime.start("breaks")
        jobs.run_due_jobs()
        pk = open_incident().pk
        problem(client_of(reviewer).get("/api/v1/incidents/"), 403)
        assert client_of(manager).get("/api/v1/incidents/").status_code == 200
        for act in ("retry", "skip"):
            for who, status in ((reviewer, 403), (manager, 403), (None, 401)):
                problem(client_of(who).post(f"/api/v1/incidents/{pk}/{act}/", {"reason": "x"}, format="json"), status)
            blind = client_of(_user(f"blind.{act}", permissions=("change_incident",)))
            problem(blind.post(f"/api/v1/incidents/{pk}/{act}/", {"reason": "x"}, format="json"), 404)


def test_an_unknown_instance_is_not_found(operator: Any):
    problem(operator.get(f"/api/v1/instances/{uuid4()}/"), 404)
