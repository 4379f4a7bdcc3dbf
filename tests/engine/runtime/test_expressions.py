"""Expressions that fail while a case runs, what their values become, and how decisions explain themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine import jobs, runtime
from engine.models import HistoryEvent
from engine.registry import UndeclaredResult, handles, takes
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks, person
from tests.engine.spiff.diagrams import (
    diagram,
    end,
    flow,
    loop,
    mapping,
    node,
    path,
    script,
    service,
    start,
    user,
    xor,
    zeebe,
)

pytestmark = pytest.mark.django_db


def one(element: str) -> bytes:
    return diagram(start(), element, end(), path("S", "X", "E"))


@pytest.mark.parametrize(
    "source",
    [
        diagram(start(), xor("X", default="X_E"), user("A"), end(), path("S", "X", "E"),
                flow("X", "A", "=1 + missing > 2"), path("A", "E")),
        one(script("X", "=1 + missing", "found")),
        one(user("X", extensions=mapping({"found": "=1 + missing"}))),
        one(user("X", extensions=zeebe("taskSchedule", dueDate="=1 + missing"))),
        one(user("X", candidateGroups="=[1 + missing]")),
        one(user("X", loop("=[1 + missing]", "item"))),
        one(service("X", extensions=mapping({"found": "=1 + missing"}))),
    ],
)  # fmt: skip
def test_an_unknown_variable_is_an_incident_that_names_element_expression_and_variable(source: bytes):
    deploy(source)
    runtime.start("p", variables={"star": 3})
    incident = open_incident()
    assert (incident.element_id, incident.kind) == ("X", "expression-error")
    for part in ("“名称X”", "1 + missing", "没有名为“missing”的变量"):
        assert part in incident.message


def test_the_case_goes_on_once_the_variable_is_there():
    deploy(one(script("X", "=1 + missing", "found")))
    case = runtime.start("p")
    runtime.set_variables(case.pk, variables={"missing": 4}, by=person("operator"))
    runtime.retry(open_incident().pk, by=person("operator"))
    case.refresh_from_db()
    assert (case.variables["found"], case.status) == (5, "completed")


def test_values_are_kept_as_plain_json():
    texts = {
        "on": ('=date("2026-05-01")', "2026-05-01"),
        "at": ('=date and time("2026-05-01T10:00:00@Asia/Shanghai")', "2026-05-01T10:00:00+08:00"),
        "hour": ('=time("10:00:00")', "10:00:00"),
        "span": ('=duration("P2DT3H")', "P2DT3H"),
        "years": ('=duration("P14M")', "P1Y2M"),
        "nested": ('={a: [date("2026-05-01"), null], b: 1.5}', {"a": ["2026-05-01", None], "b": 1.5}),
    }
    scripts = "".join(script(name, text, name) for name, (text, _value) in texts.items())
    deploy(diagram(start(), scripts, user("A"), end(), path("S", *texts, "A", "E")))
    case = runtime.start("p")
    case.refresh_from_db()
    assert case.variables == {name: value for name, (_text, value) in texts.items()}


def test_decimals_of_a_caller_are_numbers():
    deploy(diagram(start(), user("A"), end(), path("S", "A", "E")))
    case = runtime.start("p", variables={"price": Decimal("1.50"), "boxes": Decimal("3.00"), "rows": [Decimal(2)]})
    case.refresh_from_db()
    assert case.variables == {"price": 1.5, "boxes": 3, "rows": [2]}
    assert [type(case.variables[name]) for name in ("price", "boxes")] == [float, int]


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">
  <decision id="points" name="加分"><literalExpression><text>score + 1</text></literalExpression></decision>
  <decision id="level" name="档次">
    <informationRequirement><requiredDecision href="#points"/></informationRequirement>
    <decisionTable id="t">
      <input id="i" label="得分"><inputExpression id="ie"><text>points</text></inputExpression></input>
      <output id="o" name="level"/>
      <rule id="r1">
        <inputEntry id="a"><text>{low}</text></inputEntry><outputEntry id="b"><text>"low"</text></outputEntry>
      </rule>
      <rule id="r2">
        <inputEntry id="c"><text>&gt;= 5</text></inputEntry><outputEntry id="e"><text>"high"</text></outputEntry>
      </rule>
  </decisionTable></decision></definitions>"""
RULE = one(
    node("businessRuleTask", "X", extensions=zeebe("calledDecision", decisionId="level", resultVariable="level"))
)


def test_the_history_holds_inputs_rules_and_results_of_every_decision():
    deploy(RULE, tables=[TABLE.format(low="&lt; 5").encode()])
    case = runtime.start("p", variables={"score": 6})
    event = HistoryEvent.objects.get(case_id=case.pk, kind="decision_evaluated")
    first, last = event.data["steps"]
    assert first == {"decision": "points", "name": "加分", "inputs": {}, "rules": None, "result": 7}
    assert last["inputs"] == {"得分": 7}
    assert [(rule["id"], rule["number"]) for rule in last["rules"]] == [("r2", 2)]
    (explained,) = runtime.explain(case.pk)
    assert "“加分”按表达式得出 7。" in explained.sentence
    assert "“档次”（得分：7）按第 2 条规则得出 high。" in explained.sentence


def test_contradicting_rules_are_an_incident_that_names_them():
    deploy(RULE, tables=[TABLE.format(low="&lt; 9").encode()])
    runtime.start("p", variables={"score": 6})
    incident = open_incident()
    assert (incident.element_id, incident.kind) == ("X", "decision-error")
    assert "规则 1、2 同时符合" in incident.message


def test_a_decision_without_its_variable_is_an_incident_that_names_it():
    deploy(RULE, tables=[TABLE.format(low="&lt; 5").encode()])
    runtime.start("p")
    for part in ("“名称X”", "决策“加分”", "score + 1", "没有名为“score”的变量"):
        assert part in open_incident().message


def test_a_handler_gives_what_it_declares_and_nothing_else():
    handles("exact", gives=["a"])(lambda job: {"a": 1})
    handles("more", gives=["a"])(lambda job: {"a": 1, "b": 2})
    deploy(diagram(start(), service("A", topic="exact"), service("B", topic="more"), end(), path("S", "A", "B", "E")))
    case = runtime.start("p")
    jobs.run_due_jobs()
    case.refresh_from_db()
    assert (case.variables, case.status) == ({"a": 1}, "active")


def test_a_form_gives_what_it_declares_and_nothing_else():
    class Generous:
        def initial(self, task: Any) -> dict[str, Any]:
            return {}

        def accept(self, task: Any, answers: dict[str, Any], by: Any) -> dict[str, Any]:
            return answers

    takes("generous", gives=["outcome"])(Generous)
    deploy(one(user("X", extensions=zeebe("formDefinition", formId="generous"))), forms=["generous"])
    runtime.start("p")
    li = person("li", "reviewers")
    with pytest.raises(UndeclaredResult):
        runtime.complete_task(open_task("X").pk, answers={"outcome": "pass", "score": 5}, by=li)
    runtime.complete_task(open_task("X").pk, answers={"outcome": "pass"}, by=li)
    assert open_tasks() == []
