"""The graph: beginnings and ends, ways in and out, choices."""

from __future__ import annotations

from tests.engine.gate.corpus.parts import (
    CORRELATED,
    FAILED,
    TIMER,
    Rule,
    boundary,
    catch,
    definition,
    node,
    steps,
    sub,
    user,
)
from tests.engine.gate.world import chain, condition, diagram, extended, flow

START, END = node("startEvent", "in"), node("endEvent", "out")
TRIGGERED = node("startEvent", "in", TIMER)
ORDERED = node("startEvent", "ordered", definition("message", messageRef="paid"))
ISSUE = node("serviceTask", "step", extended('<zeebe:taskDefinition type="certificate.issue" />'))
REPEATED = "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/P1D</bpmn:timeCycle></bpmn:timerEventDefinition>"
BY_ERROR = definition("error", errorRef="failed")


def inside(*parts: str, **attributes: str) -> bytes:
    """A sub-process of `parts` in the way."""
    return steps(sub("step", *parts, **attributes))


def beside(start: str) -> bytes:
    """An event sub-process that the start triggers."""
    return steps(user(), sub("sub", start, END, flow("in", "out"), triggeredByEvent="true"))


def choice(*ways: str, kind: str = "exclusiveGateway", **attributes: str) -> bytes:
    """begin → gate, from where `ways` lead to done and to the step."""
    return diagram(node(kind, "gate", **attributes), user(), flow("begin", "gate"), flow("step", "done"), *ways)


def awaited(*more: str) -> bytes:
    """After an event gateway, a message or a timer."""
    return diagram(
        node("eventBasedGateway", "gate"), catch("late"), catch("step", definition("message", messageRef="paid")),
        flow("begin", "gate"), flow("gate", "late"), flow("gate", "step"), flow("late", "done"), flow("step", "done"),
        *more, roots=CORRELATED,
    )  # fmt: skip


def failing(attribute: str) -> bytes:
    caught = boundary("caught", "step", BY_ERROR).replace("attachedToRef", f"{attribute} attachedToRef")
    return diagram(ISSUE, caught, chain("step"), flow("caught", "done"), roots=FAILED)


IF, ELSE = flow("gate", "step", condition("=star &gt; 2")), flow("gate", "done")

RULES = {
    "start-missing": Rule(
        [diagram(ends=False), inside(END)],
        [diagram(chain()), inside(START, END, flow("in", "out"))],
    ),
    "end-missing": Rule(
        [diagram(ends=False), inside(START)],
        [diagram(chain()), inside(START, END, flow("in", "out"))],
    ),
    "several-starts": Rule(
        [
            diagram(node("startEvent", "other"), chain(), flow("other", "done")),
            inside(START, node("startEvent", "in2"), END, flow("in", "out"), flow("in2", "out")),
        ],
        [
            diagram(ORDERED, chain(), flow("ordered", "done"), roots=CORRELATED),
            inside(
                START,
                END,
                node("endEvent", "out2"),
                node("exclusiveGateway", "x", default="x_out"),
                flow("in", "x"),
                flow("x", "out"),
                flow("x", "out2", condition("=n &gt; 1")),
            ),
        ],
    ),
    "start-trigger": Rule(
        [
            diagram(node("startEvent", "daily", TIMER), chain(), flow("daily", "done")),
            inside(TRIGGERED, END, flow("in", "out")),
            beside(START),
        ],
        [diagram(ORDERED, chain(), flow("ordered", "done"), roots=CORRELATED), beside(TRIGGERED)],
    ),
    "error-must-interrupt": Rule(
        [
            failing('cancelActivity="false"'),
            diagram(
                ISSUE,
                chain("step"),
                sub(
                    "sub",
                    node("startEvent", "in", BY_ERROR, isInterrupting="false"),
                    END,
                    flow("in", "out"),
                    triggeredByEvent="true",
                ),
                roots=FAILED,
            ),
        ],
        [failing(""), failing('cancelActivity="true"')],
    ),
    "unreachable": Rule(
        [
            diagram(user("alone"), chain(), flow("alone", "done")),
            diagram(user("one"), user("two"), chain(), flow("one", "two"), flow("two", "one")),
        ],
        [
            diagram(user("alone"), chain("alone")),
            steps(user(), boundary("late", "step"), user("after"), flow("late", "after"), flow("after", "done")),
        ],
    ),
    "flow-into-start": Rule(
        [
            steps(user(), flow("step", "begin")),
            steps(user(), boundary("late", "step"), flow("late", "done"), flow("step", "late")),
        ],
        [steps(user()), steps(user(), boundary("late", "step"), flow("late", "done"))],
    ),
    "flow-out-of-end": Rule(
        [
            steps(user(), flow("done", "step")),
            beside(TRIGGERED).replace(b"</bpmn:process>", flow("sub", "done").encode() + b"</bpmn:process>"),
        ],
        [steps(user()), beside(TRIGGERED)],
    ),
    "no-way-out": Rule(
        [
            diagram(
                node("parallelGateway", "gate"),
                user(),
                flow("begin", "gate"),
                flow("gate", "done"),
                flow("gate", "step"),
            ),
            steps(user(), boundary("late", "step")),
        ],
        [
            diagram(
                node("parallelGateway", "gate"),
                user(),
                node("endEvent", "other"),
                flow("begin", "gate"),
                flow("gate", "done"),
                flow("gate", "step"),
                flow("step", "other"),
            ),
            steps(user(), boundary("late", "step"), flow("late", "done")),
        ],
    ),
    "flow-crosses-scope": Rule(
        [
            steps(sub("step"), flow("in", "done")),
            steps(user(), sub("sub", START, END, flow("in", "out"), flow("step", "out"))),
        ],
        [steps(sub("step")), inside(START, user("inner"), END, flow("in", "inner"), flow("inner", "out"))],
    ),
    "implicit-split": Rule(
        [
            diagram(user(), user("next"), chain("step"), flow("step", "next"), flow("next", "done")),
            diagram(
                user(),
                user("next"),
                boundary("late", "step"),
                chain("step"),
                flow("late", "done"),
                flow("late", "next"),
                flow("next", "done"),
            ),
        ],
        [
            steps(user()),
            diagram(
                user(attributes='default="step_done"'),
                user("next"),
                chain("step"),
                flow("step", "next", condition("=star &gt; 2")),
                flow("next", "done"),
            ),
        ],
    ),
    "condition-ignored": Rule(
        [
            choice(ELSE, IF, kind="parallelGateway"),
            awaited().replace(
                b'targetRef="late"></bpmn:sequenceFlow>',
                f'targetRef="late">{condition("=true")}</bpmn:sequenceFlow>'.encode(),
            ),
        ],
        [choice(ELSE, IF, default="gate_done"), awaited()],
    ),
    "build": Rule(
        [steps(catch(inside=REPEATED)), steps(user(), boundary("late", "step", REPEATED), flow("late", "done"))],
        [
            steps(catch()),
            steps(user(), boundary("late", "step", REPEATED, cancelActivity="false"), flow("late", "done")),
        ],
    ),
    "condition-missing": Rule(
        [choice(ELSE, IF), choice(ELSE, IF, kind="inclusiveGateway")],
        [choice(ELSE, IF, default="gate_done"), choice(ELSE, IF, kind="inclusiveGateway", default="gate_done")],
    ),
    "condition-on-default": Rule(
        [
            choice(flow("gate", "done", condition("=true")), IF, default="gate_done"),
            choice(flow("gate", "done", condition("=true")), IF, default="gate_done", kind="inclusiveGateway"),
        ],
        [
            choice(ELSE, IF, default="gate_done"),
            choice(flow("gate", "done", condition("=star &lt;= 2")), flow("gate", "step"), default="gate_step"),
        ],
    ),
    "no-default-flow": Rule(
        [
            choice(flow("gate", "done", condition("=star &lt;= 2")), IF),
            choice(flow("gate", "done", condition("=star &lt;= 2")), IF, kind="inclusiveGateway"),
        ],
        [choice(ELSE, IF, default="gate_done"), choice(ELSE, flow("gate", "step"), kind="parallelGateway")],
    ),
    "event-gateway-targets": Rule(
        [
            choice(
                flow("gate", "late"),
                flow("gate", "step"),
                catch("late"),
                flow("late", "done"),
                kind="eventBasedGateway",
            ),
            awaited(user("again"), flow("again", "late")),
            diagram(node("eventBasedGateway", "gate"), catch("late"), chain("gate", "late")),
        ],
        [
            awaited(),
            awaited(
                node("boundaryEvent", "x", TIMER, attachedToRef="after"),
                user("after"),
                flow("x", "done"),
                flow("after", "done"),
            ).replace(
                b'id="late_done" sourceRef="late" targetRef="done"',
                b'id="late_done" sourceRef="late" targetRef="after"',
            ),
        ],
    ),
}
