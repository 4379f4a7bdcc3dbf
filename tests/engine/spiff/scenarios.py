"""One scenario for each construct of the table that runs: what it does when a case passes it.

A scenario gets `play`, which lets the gate look at the diagram before the engine runs it.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.bpmn.constructs import Position, event_key
from tests.engine.spiff import diagrams as d
from tests.engine.spiff.diagrams import diagram, end, flow, path, start, user, zeebe
from tests.engine.spiff.player import Player

Play = Callable[..., Player]
SCENARIOS: dict[str, Callable[[Play], None]] = {}


def shows(*keys: str) -> Callable[[Callable[[Play], None]], Callable[[Play], None]]:
    def register(scenario: Callable[[Play], None]) -> Callable[[Play], None]:
        for key in keys:
            assert key not in SCENARIOS, key
            SCENARIOS[key] = scenario
        return scenario

    return register


def event(position: Position, trigger: str = "") -> str:
    return event_key(position, f"{trigger}EventDefinition" if trigger else "")


def line(step: str, *, roots: str = "", more: str = "") -> bytes:
    """S → X → A → E; X is `step`."""
    return diagram(start(), step, user("A"), end(), path("S", "X", "A", "E"), more, roots=roots)


def goes_on(play: Player) -> None:
    """The step is behind the case, and the rest is as drawn."""
    assert play.waiting == ["A"]
    assert play.complete("A").ended


# Tasks ------------------------------------------------------------------------------------------------------
@shows("process", "sequenceFlow", "task", event(Position.START), event(Position.END))
def a_step_that_does_nothing(play: Play) -> None:
    case = play(line(d.node("task", "X")))
    goes_on(case)
    assert case.done == ["S", "X", "A", "E"]


@shows("manualTask")
def a_manual_task(play: Play) -> None:
    goes_on(play(line(d.node("manualTask", "X"))))


@shows("userTask", "zeebe:userTask", "zeebe:assignmentDefinition", "zeebe:formDefinition", "zeebe:taskSchedule")
@shows("zeebe:priorityDefinition", "zeebe:properties")
def a_user_task(play: Play) -> None:
    settings = (
        zeebe("formDefinition", formId="review_form")
        + zeebe("taskSchedule", dueDate="2026-03-01T09:00:00+08:00", followUpDate="2026-02-01T09:00:00+08:00")
        + zeebe("priorityDefinition", priority="70")
        + zeebe("properties", zeebe("property", name="colour", value="blue"))
    )
    case = play(line(user("X", extensions=settings)))
    details = case.wait("X").details
    assert (details["groups"], details["form"], details["priority"]) == (["reviewers"], "review_form", 70)
    assert (details["due"][:10], details["follow_up"][:10]) == ("2026-03-01", "2026-02-01")
    assert details["properties"] == {"colour": "blue"}
    goes_on(case.complete("X"))


@shows("serviceTask", "zeebe:taskDefinition", "zeebe:taskHeaders")
def a_service_task(play: Play) -> None:
    headers = zeebe("taskHeaders", zeebe("header", key="kind", value="letter"))
    case = play(line(d.service("X", retries="5", extensions=headers)))
    details = case.wait("X").details
    assert (details["topic"], details["retries"], details["headers"]) == ("test.topic", 5, {"kind": "letter"})
    goes_on(case.complete("X"))


@shows("sendTask")
def a_send_task(play: Play) -> None:
    case = play(line(d.node("sendTask", "X", extensions=zeebe("taskDefinition", type="test.topic"))))
    assert case.wait("X").kind == "service"
    goes_on(case.complete("X"))


@shows("receiveTask", "zeebe:subscription")
def a_receive_task(play: Play) -> None:
    receive = d.node("receiveTask", "X", messageRef="m_paid")
    case = play(line(receive, roots=d.message("paid", "=number")), {"number": "R1"})
    wait = case.wait("X")
    assert (wait.kind, wait.details["name"], wait.details["correlation_key"]) == ("message", "paid", "R1")
    goes_on(case.fire("X"))


@shows("scriptTask", "zeebe:script")
def a_script_task(play: Play) -> None:
    case = play(line(d.script("X", "=20 + 22", "answer")))
    assert case.variables == {"answer": 42}
    goes_on(case)


@shows("businessRuleTask", "zeebe:calledDecision")
def a_decision(play: Play) -> None:
    rule = d.node("businessRuleTask", "X", extensions=zeebe("calledDecision", decisionId="star", resultVariable="n"))
    case = play(line(rule), decisions={"star": 5})
    assert case.variables == {"n": 5}
    goes_on(case)


@shows("callActivity", "zeebe:calledElement")
def a_called_process(play: Play) -> None:
    case = play(line(d.call("X", "child")))
    assert case.wait("X").details["process"] == "child"
    goes_on(case.complete("X", result=1))
    assert case.variables == {"result": 1}


@shows("subProcess", event(Position.EMBEDDED_START))
def a_sub_process(play: Play) -> None:
    case = play(line(d.sub("X", start("XS"), user("XA"), end("XE"), path("XS", "XA", "XE"))))
    assert case.waiting == ["XA"]
    goes_on(case.complete("XA"))


# Markers ----------------------------------------------------------------------------------------------------
EACH = {"output": "marks", "each": "=mark"}


@shows("multiInstance/parallel", "zeebe:loopCharacteristics")
def several_at_once(play: Play) -> None:
    case = play(line(user("X", d.loop("=[1, 2]", "n", **EACH))))
    assert case.waiting == ["X", "X"]
    goes_on(case.complete("X", 1, mark="b").complete("X", mark="a"))
    assert case.variables == {"marks": ["a", "b"]}


@shows("multiInstance/sequential")
def one_after_the_other(play: Play) -> None:
    case = play(line(user("X", d.loop("=[1, 2]", "n", sequential=True, **EACH))))
    assert case.waiting == ["X"]
    goes_on(case.complete("X", mark="a").complete("X", mark="b"))
    assert case.variables == {"marks": ["a", "b"]}


@shows("subProcess/multiInstance")
def a_sub_process_for_each(play: Play) -> None:
    inside = d.sub("X", start("XS"), user("XA"), end("XE"), path("XS", "XA", "XE"), d.loop("=[1, 2]", "n"))
    case = play(line(inside))
    assert case.waiting == ["XA", "XA"]
    goes_on(case.complete("XA").complete("XA"))


@shows("completionCondition")
def enough_of_them(play: Play) -> None:
    case = play(line(user("X", d.loop("=[1, 2, 3]", "n", until="=numberOfCompletedInstances >= 2", **EACH))))
    assert case.complete("X", mark="a").waiting == ["X", "X"]
    goes_on(case.complete("X", mark="b"))


# Gateways and flows -----------------------------------------------------------------------------------------
def split(tag: str, **attributes: str) -> bytes:
    """S → X → A (n > 0), B (n > 1), C (default or third) → E."""
    last = "" if attributes else "=n < 1"
    return diagram(
        start(), d.node(tag, "X", **attributes), user("A"), user("B"), user("C"), end(), path("S", "X"),
        flow("X", "A", "=n > 0"), flow("X", "B", "=n > 1"), flow("X", "C", last),
        path("A", "E"), path("B", "E"), path("C", "E"),
    )  # fmt: skip


@shows("exclusiveGateway", "exclusiveGateway/conditionExpression")
def an_exclusive_choice(play: Play) -> None:
    assert play(split("exclusiveGateway"), {"n": 2}).waiting == ["A"]
    assert play(split("exclusiveGateway"), {"n": 0}).waiting == ["C"]


@shows("exclusiveGateway@default")
def an_exclusive_default(play: Play) -> None:
    assert play(split("exclusiveGateway", default="X_C"), {"n": 0}).waiting == ["C"]


@shows("inclusiveGateway", "inclusiveGateway/conditionExpression")
def an_inclusive_choice(play: Play) -> None:
    source = diagram(
        start(), d.inc("X", default="X_B"), user("A"), user("B"), d.inc("J"), user("C"), end(), path("S", "X"),
        flow("X", "A", "=n > 0"), flow("X", "B"), path("A", "J"), path("B", "J"), path("J", "C", "E"),
    )  # fmt: skip
    assert play(source, {"n": 1}).complete("A").waiting == ["C"]
    assert play(split("inclusiveGateway"), {"n": 2}).waiting == ["A", "B"]


@shows("inclusiveGateway@default")
def an_inclusive_default(play: Play) -> None:
    assert play(split("inclusiveGateway", default="X_C"), {"n": 0}).waiting == ["C"]


@shows("parallelGateway")
def side_by_side(play: Play) -> None:
    case = play(
        diagram(start(), d.par("X"), user("A"), user("B"), d.par("J"), user("C"), end(),
                path("S", "X", "A", "J", "C", "E"), path("X", "B", "J"))
    )  # fmt: skip
    assert case.waiting == ["A", "B"]
    assert case.complete("A").waiting == ["B"]
    assert case.complete("B").waiting == ["C"]


@shows("eventBasedGateway")
def whatever_comes_first(play: Play) -> None:
    case = play(
        diagram(start(), d.node("eventBasedGateway", "X"), d.catch("M", d.message_event("go")),
                d.catch("T", d.timer("P1D")), user("A"), end(), path("S", "X", "M", "A", "E"), path("X", "T", "E"),
                roots=d.message("go", "=1"))
    )  # fmt: skip
    assert case.waiting == ["M", "T"]
    assert case.fire("M").waiting == ["A"]


@shows("activity/conditionExpression")
def conditions_after_a_task(play: Play) -> None:
    source = diagram(
        start(), user("X"), user("A"), user("B"), user("C"), end(), path("S", "X"), flow("X", "A", "=n > 0"),
        flow("X", "B", "=n > 1"), flow("X", "C"), path("A", "E"), path("B", "E"), path("C", "E"),
    )  # fmt: skip
    assert play(source).complete("X", n=0).waiting == ["C"]
    assert play(source).complete("X", n=1).waiting == ["A", "C"]
    case = play(source).complete("X", n=2)
    assert case.waiting == ["A", "B", "C"]
    (note,) = [note for note in case.notes if note.kind == "gateway_taken"]
    assert (note.element_id, note.data["taken"]) == ("X", ["X_C", "X_A", "X_B"])


@shows("activity@default")
def a_default_after_a_task(play: Play) -> None:
    body = d.node("userTask", "X", extensions=zeebe("userTask") + zeebe("assignmentDefinition",
                  candidateGroups="reviewers"), default="X_B")  # fmt: skip
    source = diagram(start(), body, user("A"), user("B"), end(), path("S", "X"), flow("X", "A", "=n > 0"),
                     flow("X", "B"), path("A", "E"), path("B", "E"))  # fmt: skip
    assert play(source).complete("X", n=1).waiting == ["A"]
    assert play(source).complete("X", n=0).waiting == ["B"]


@shows("event/conditionExpression")
def conditions_after_events(play: Play) -> None:
    source = diagram(
        start(), d.catch("X", d.timer("P1D")), user("A"), user("B"), end(), flow("S", "X", "=true"),
        flow("X", "A", "=n > 0"), flow("X", "B", "=n > 1"), path("A", "E"), path("B", "E"),
    )  # fmt: skip
    assert play(source, {"n": 1}).fire("X").waiting == ["A"]
    stuck = play(source, {"n": 0}).fire("X")
    assert [(failure.element_id, failure.code) for failure in stuck.failures] == [("X", "no-path")]
    assert stuck.retry(n=2).waiting == ["A", "B"]


# Data and lanes ---------------------------------------------------------------------------------------------
@shows("lane")
def the_role_of_a_lane(play: Play) -> None:
    inner = '<lane id="l2" name="内 层"><flowNodeRef>X</flowNodeRef></lane>'
    lanes = (
        f'<laneSet id="ls"><lane id="l1" name="外层"><childLaneSet id="c">{inner}</childLaneSet>'
        "<flowNodeRef>X</flowNodeRef></lane></laneSet>"
    )
    case = play(line(user("X"), more=lanes))
    assert case.wait("X").lane == "内 层"


@shows("ioMapping>input")
def mapped_inputs(play: Play) -> None:
    case = play(line(d.service("X", extensions=d.mapping({"who": "=name"}))), {"name": "Li", "secret": 1})
    assert case.wait("X").variables == {"who": "Li"}


@shows("ioMapping>output")
def mapped_outputs(play: Play) -> None:
    case = play(line(d.service("X", extensions=d.mapping(outputs={"kept": "=given + 1"}))))
    case.complete("X", given=1, dropped=2)
    assert case.variables == {"kept": 2}
