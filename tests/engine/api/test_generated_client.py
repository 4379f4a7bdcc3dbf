"""A program plays a case with a client that was generated from the contract, and with its models alone."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest

from engine import jobs
from tests.engine.api.client import NAME, Program, contract, generate
from tests.engine.deployments.world import review
from tests.engine.spiff.diagrams import catch, diagram, end, flow, message, message_event, start, user, zeebe

FORM = {
    "type": "default",
    "id": "order_form",
    "schemaVersion": 17,
    "components": [
        {
            "type": "number",
            "id": "Field_amount",
            "key": "amount",
            "label": "数量",
            "validate": {"required": True, "min": 1},
        }
    ],
}


def order() -> bytes:
    """S → Fill (form, for evaluators) → Paid (message, by number) → Pack → E."""
    form = zeebe("formDefinition", formId="order_form")
    return diagram(
        start(),
        user("Fill", extensions=form, candidateGroups="star_evaluator"),
        catch("Paid", message_event("paid")),
        user("Pack", candidateGroups="star_evaluator"),
        end(),
        flow("S", "Fill"),
        flow("Fill", "Paid"),
        flow("Paid", "Pack"),
        flow("Pack", "E"),
        key="order",
        roots=message("paid", "=number"),
    )


@pytest.fixture(scope="module", autouse=True)
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("client")
    generate(folder)
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[name]


@pytest.fixture
def visitor(site: Any) -> Program:
    return Program(site.url)


def signed_in(visitor: Program, username: str) -> Program:
    asked = visitor.models.CredentialsRequest(username=username, password=f"{username}-2026")
    return Program(visitor.url, visitor.call("token_create", body=asked).token)


@pytest.fixture
def boss(visitor: Program, admin: Any, reviewer: Any) -> Program:
    """Deploys, starts, watches; the process of orders is there."""
    program = signed_in(visitor, "admin")
    files = {"order.bpmn": order(), "order.form.json": json.dumps(FORM).encode()}
    sent = [program.types.File(BytesIO(content), file_name=name) for name, content in files.items()]
    deployed = program.call("deployments_create", body=program.models.DeploymentFilesRequest(files=sent, note="试用"))
    kinds = program.models.DefinitionKind
    assert {(one.kind, one.key) for one in deployed.definitions} == {
        (kinds.PROCESS, "order"),
        (kinds.FORM, "order_form"),
    }
    return program


@pytest.fixture
def worker(boss: Program, visitor: Program) -> Program:
    return signed_in(visitor, "li.na")


def begun(boss: Program, number: str) -> Any:
    body = boss.models.StartRequest(business_key=number, variables=boss.variables(number=number))
    return boss.call("definitions_start", "order", body=body)


def inbox(worker: Program, **asked: Any) -> list[Any]:
    """Every task, one to a page."""
    found: list[Any] = []
    cursor = worker.types.UNSET
    while cursor is not None:
        page = worker.call("tasks_list", page_size=1, cursor=cursor, **asked)
        found, cursor = [*found, *page.results], page.next_cursor
    return found


def test_a_case_from_the_first_click_to_its_end(boss: Program, worker: Program):
    instances = [begun(boss, f"D-{number}") for number in (1, 2, 3)]
    first = instances[0]
    assert (first.status, first.active_elements) == (boss.models.InstanceStatus.ACTIVE, ["Fill"])
    assert isinstance(first.started_at, datetime)

    tasks = inbox(worker)
    assert {task.instance for task in tasks} == {instance.id for instance in instances}
    (task,) = inbox(worker, business_key="D-1")
    taken = worker.call("tasks_claim", task.id)
    assert (taken.assignee, taken.status) == ("li.na", worker.models.TaskStatus.OPEN)

    form = worker.call("tasks_retrieve", task.id).schema
    assert form["components"][0]["key"] == "amount"

    refused = complete(worker, task.id, amount=0)
    assert isinstance(refused, worker.models.Problem)
    assert (refused.status, refused.code) == (422, "answers-refused")
    assert refused.errors["amount"] == ["“数量”不能小于 1"]
    assert complete(worker, task.id, amount=2).status == worker.models.TaskStatus.COMPLETED

    paid = boss.models.MessageRequest(
        name="paid", correlation_key="D-1", variables=boss.variables(by="微信"), message_id="bank-77"
    )
    assert [boss.call("messages_create", body=paid).correlated for _time in range(2)] == [1, 1]

    jobs.run_due_jobs()
    (pack,) = inbox(worker, business_key="D-1")
    assert (pack.element_id, pack.form) == ("Pack", "")
    worker.call("tasks_claim", pack.id)
    complete(worker, pack.id)
    ended = boss.call("instances_retrieve", first.id)
    assert ended.status == boss.models.InstanceStatus.COMPLETED
    assert ended.variables.to_dict() == {"number": "D-1", "amount": 2, "by": "微信"}

    history = told(boss, first.id)
    assert [event.kind for event in history if event.kind in ("task_completed", "message_received")] == [
        "task_completed",
        "message_received",
        "task_completed",
    ]
    given = next(event for event in history if event.kind == "task_completed")
    assert (given.actor, given.data["variables"]) == ("li.na", {"amount": 2})
    before_paid = [event.kind for event in history].index("message_received") - 1
    then = boss.call("instances_as_of", first.id, history[before_paid].id)
    assert (then.active_elements, then.variables.to_dict()) == (["Paid"], {"number": "D-1", "amount": 2})


def complete(worker: Program, task: Any, **answers: Any) -> Any:
    body = worker.models.CompleteRequest(answers=worker.variables(**answers))
    return worker.call("tasks_complete", task, body=body)


def told(boss: Program, instance: Any) -> list[Any]:
    """The history, three events to a page."""
    page = boss.call("instances_history", instance, page_size=3)
    found = list(page.results)
    while page.next_cursor is not None:
        page = boss.call("instances_history", instance, page_size=3, cursor=page.next_cursor)
        found += page.results
    return found


def test_what_an_operator_does(boss: Program, worker: Program):
    instance = begun(boss, "D-9")
    because = boss.models.StatedReasonRequest(reason="核对")
    assert boss.call("instances_suspend", instance.id, body=because).suspension == "itself"
    (task,) = inbox(worker)
    assert task.is_suspended
    assert worker.call("tasks_claim", task.id).code == "instance-suspended"
    assert boss.call("instances_resume", instance.id, body=because).suspension == ""
    again = boss.call("instances_resume", instance.id, body=because)
    assert (again.status, again.code) == (409, "not-suspended")

    corrected = boss.models.SetVariablesRequest(reason="更正", variables=boss.variables(amount=None))
    assert boss.call("instances_set_variables", instance.id, body=corrected).variables["amount"] is None
    (listed,) = boss.call("instances_list", step="Fill").results
    assert (listed.id, listed.has_incident) == (instance.id, False)
    assert boss.call("instances_cancel", instance.id, body=because).status == boss.models.InstanceStatus.CANCELLED
    assert inbox(worker) == []


def test_what_is_refused_comes_as_a_problem(visitor: Program, boss: Program, worker: Program):
    assert visitor.call("tasks_list").status == 401
    assert worker.call("definitions_start", "order").status == 403
    assert boss.call("definitions_start", "nothing").code == "unknown-process"
    wrong = boss.call("instances_history", begun(boss, "D-1").id, page_size=0)
    assert (wrong.status, list(wrong.errors.to_dict())) == (400, ["page_size"])
    bad = boss.types.File(BytesIO(review(group="nobody")), file_name="p.bpmn")
    found = boss.call("deployments_check", body=boss.models.DeploymentFilesRequest(files=[bad]))
    assert found.status == 422
    assert boss.models.FindingSeverity.ERROR in {finding.severity for finding in found.findings}


def test_a_trial_run(boss: Program):
    answer = boss.models.AnswerRequest(element="Fill", variables=boss.variables(amount=1))
    body = boss.models.ScenarioRequest(variables=boss.variables(number="D-1"), answers=[answer])
    found = boss.call("definitions_simulate", "order", body=body)
    assert [(wait.element_id, wait.kind) for wait in found.waits] == [("Paid", boss.models.WaitKind.MESSAGE)]


class TestTheContract:
    """What makes a client read well."""

    schema = property(lambda self: contract())

    def test_names(self):
        names = set(self.schema["components"]["schemas"])
        assert not [name for name in names if not re.fullmatch(r"([A-Z][a-z]+)+", name)]
        words = {name: re.findall("[A-Z][a-z]+", name) for name in names}
        odd = {"Serializer", "Enum", "Patched", "Paginated", "Blank", "Null"}
        assert not [name for name, parts in words.items() if len(set(parts)) < len(parts) or odd & set(parts)]
        operations = [one["operationId"] for path in self.schema["paths"].values() for one in path.values()]
        assert len(set(operations)) == len(operations)
        assert not [name for name in operations if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)]

    def test_everything_answered_is_there_and_has_a_type(self):
        answers = {
            name: shape
            for name, shape in self.schema["components"]["schemas"].items()
            if "properties" in shape and not name.endswith("Request")
        }
        lacking = {name: sorted(shape["properties"].keys() - shape["required"]) for name, shape in answers.items()}
        assert {name: found for name, found in lacking.items() if found} == {"Problem": ["errors", "findings"]}
        typed = {"type", "$ref", "allOf"}
        free = {
            (name, field)
            for name, shape in answers.items()
            for field, found in shape["properties"].items()
            if not typed & found.keys()
        }
        assert free == {("DecisionResult", "result")}  # whatever a decision gives

    def test_every_operation_says_what_it_does_and_whatever_is_refused_has_a_shape(self):
        for path in self.schema["paths"].values():
            for one in path.values():
                assert one["summary"], one["operationId"]
                assert any(status.startswith("2") for status in one["responses"]), one["operationId"]
                assert {"400", "401", "default"} <= one["responses"].keys(), one["operationId"]
                bodies = {
                    status: found["content"] for status, found in one["responses"].items() if status[0] not in "23"
                }
                assert all(list(found) == ["application/problem+json"] for found in bodies.values())

    def test_says_in_chinese_what_it_says(self):
        texts = list(_texts(self.schema))
        assert texts
        assert not [text for text in texts if not re.search("[\u4e00-\u9fff]", text) and text != "OTOP"]


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        texts = [found.get(word) for word in ("description", "summary", "title")]
        yield from (text for text in texts if isinstance(text, str) and text)
        for inner in found.values():
            yield from _texts(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _texts(inner)
