"""Structure and pointers: ids, places, and what points by id."""

from __future__ import annotations

from tests.engine.gate.corpus.parts import (
    CORRELATED,
    FAILED,
    PAID,
    STOPPED,
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

WHOLE = steps(user())
DRAWN = '<bpmn:process id="drawn" isExecutable="false" />'
LONG = "长" * 201
PULL = "<bpmn:{0}>{1}</bpmn:{0}>"


def lanes(*members: str) -> str:
    """One lane for each text of ids."""
    inside = (
        node("lane", f"lane_{number}", "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in ids.split()))
        for number, ids in enumerate(members)
    )
    return node("laneSet", "lanes", "".join(inside))


def pool(reference: str) -> str:
    return node("collaboration", "pools", f'<bpmn:participant id="pool" {reference} />')


def listing(incoming: str, outgoing: str) -> str:
    return user(inside=PULL.format("incoming", incoming) + PULL.format("outgoing", outgoing))


def issue() -> str:
    return node("serviceTask", "step", extended('<zeebe:taskDefinition type="certificate.issue" />'))


def choice(default: str = "", inside: str = "") -> bytes:
    gate = node("exclusiveGateway", "gate", inside, **({"default": default} if default else {}))
    return diagram(
        gate, user(), flow("begin", "gate"), flow("gate", "done"), flow("gate", "step", condition("=star &gt; 2")),
        flow("step", "done"),
    )  # fmt: skip


def many(count: int, doubled: int = 0) -> bytes:
    ids = [f"step_{number}" for number in range(count)]
    flows = "".join(f'<bpmn:sequenceFlow id="more_{n}" sourceRef="step_0" targetRef="done" />' for n in range(doubled))
    return diagram("".join(node("manualTask", one) for one in ids), chain(*ids), flows)


RULES = {
    "no-executable-process": Rule(
        [WHOLE.replace(b'isExecutable="true"', b""), WHOLE.replace(b'isExecutable="true"', b'isExecutable="false"')],
        [WHOLE, diagram(chain())],
    ),
    "several-executable-processes": Rule(
        [
            diagram(chain(), roots='<bpmn:process id="second" isExecutable="true" />'),
            diagram(
                chain(),
                roots='<bpmn:process id="p2" isExecutable="true" /><bpmn:process id="p3" isExecutable="true" />',
            ),
        ],
        [diagram(chain(), roots=DRAWN), WHOLE],
    ),
    "process-not-executed": Rule(
        [
            diagram(chain(), roots=DRAWN),
            WHOLE.replace(b"<bpmn:process", b'<bpmn:process id="drawn" /><bpmn:process', 1),
        ],
        [diagram(chain()), diagram(chain(), roots=pool('name="客户"'))],
    ),
    "diagram-too-large": Rule([many(499), many(2, doubled=1000)], [many(40), WHOLE]),
    "id-missing": Rule(
        [
            diagram('<bpmn:task name="审核" />', chain()),
            diagram('<bpmn:laneSet id="l"><bpmn:lane name="审核" /></bpmn:laneSet>', chain()),
        ],
        [WHOLE, diagram(lanes("begin done"), chain())],
    ),
    "id-duplicate": Rule(
        [steps(user(), user()), steps(user("begin_step"), user())],
        [diagram(user("step"), user("Step"), chain("step", "Step")), WHOLE],
    ),
    "id-malformed": Rule(
        [diagram(user(name), chain(name)) for name in ("a.boundary", "1st", "two words", " step", "x" * 151)],
        [diagram(user(name), chain(name)) for name in ("审核", "_1st", "two-words", "x" * 144)],
    ),
    "id-reserved": Rule(
        [
            *(diagram(user(name), chain(name)) for name in ("Start", "END", "root", "StartEventSplit")),
            WHOLE.replace(b'id="begin_step"', b'id="End"'),
        ],
        [diagram(user("Start_1"), chain("Start_1")), WHOLE.replace(b'id="begin_step"', b'id="Ende"')],
    ),
    "name-too-long": Rule(
        [steps(user(name=LONG)), diagram(lanes("begin").replace("<bpmn:lane ", f'<bpmn:lane name="{LONG}" '), chain())],
        [steps(user(name=LONG[:200])), steps(user(name=""))],
    ),
    "flow-id-given": Rule(
        [
            diagram('<bpmn:sequenceFlow sourceRef="begin" targetRef="done" />'),
            diagram(user(), flow("begin", "step"), '<bpmn:sequenceFlow sourceRef="step" targetRef="done" />'),
        ],
        [diagram(chain()), WHOLE],
    ),
    "element-misplaced": Rule(
        [
            diagram(chain(), roots=user("outside")),
            steps(user(inside=user("inner"))),
            steps(user(inside=condition("=true"))),
            steps(user(), PAID),
            diagram(chain(), "<bpmn:timeDate>2026-05-01</bpmn:timeDate>"),
        ],
        [
            WHOLE,
            steps(
                sub(
                    "step",
                    node("startEvent", "in"),
                    user("inner"),
                    node("endEvent", "out"),
                    flow("in", "inner"),
                    flow("inner", "out"),
                )
            ),
        ],
    ),
    "part-repeated": Rule(
        [
            choice("gate_done").replace(
                b"</bpmn:conditionExpression>", b"</bpmn:conditionExpression>" + condition("=false").encode()
            ),
            steps(user(more='<zeebe:assignmentDefinition candidateGroups="star_evaluator" />')),
            steps(user(inside="<bpmn:extensionElements />")),
        ],
        [
            choice("gate_done"),
            steps(
                user(inside="<bpmn:documentation>一</bpmn:documentation><bpmn:documentation>二</bpmn:documentation>")
            ),
        ],
    ),
    "name-missing": Rule(
        [
            steps(node("receiveTask", messageRef="paid"), roots='<bpmn:message id="paid" />'),
            diagram(chain(), roots='<bpmn:signal id="stopped" name=" " />'),
            diagram(chain(), roots='<bpmn:error id="failed" name="failed" />'),
        ],
        [steps(node("receiveTask", messageRef="paid"), roots=CORRELATED), diagram(chain(), roots=STOPPED + FAILED)],
    ),
    "reference-missing": Rule(
        [
            steps(catch(inside=definition("message"))),
            steps(catch(inside=definition("signal"))),
            steps(node("receiveTask")),
            diagram(chain(), '<bpmn:sequenceFlow id="f" sourceRef="begin" />'),
            diagram(chain(), node("boundaryEvent", "late", TIMER), flow("late", "done")),
        ],
        [
            steps(catch(inside=definition("message", messageRef="paid")), roots=CORRELATED),
            steps(issue(), boundary("any", "step", definition("error")), flow("any", "done")),
        ],
    ),
    "reference-dangling": Rule(
        [
            diagram(chain(), flow("begin", "nowhere")),
            diagram(chain(), flow("nowhere", "done")),
            diagram(chain(), boundary("late", "ghost"), flow("late", "done")),
            choice("ghost"),
            choice("begin_gate"),
            steps(node("receiveTask", messageRef="ghost"), roots=PAID),
            steps(catch(inside=definition("signal", signalRef="paid")), roots=PAID),
            steps(user(), boundary("late", "step", definition("error", errorRef="ghost")), flow("late", "done")),
            diagram(lanes("ghost"), chain()),
            diagram(chain(), roots=pool('processRef="ghost"')),
        ],
        [choice("gate_done"), diagram(lanes("begin done"), chain(), roots=pool('processRef="process_1"'))],
    ),
    "reference-kind": Rule(
        [
            diagram(lanes("begin"), chain(), flow("begin", "lane_0")),
            steps(user(), flow("begin", "begin_step")),
            diagram(node("parallelGateway", "step"), boundary("late", "step"), chain("step"), flow("late", "done")),
            diagram(lanes("begin_done"), chain()),
        ],
        [steps(user(), boundary("late", "step"), flow("late", "done")), diagram(lanes("begin"), chain())],
    ),
    "reference-whitespace": Rule(
        [
            WHOLE.replace(b'sourceRef="begin"', b'sourceRef=" begin"'),
            choice("gate_done "),
            steps(node("receiveTask", messageRef="paid&#10;"), roots=PAID),
        ],
        [choice("gate_done"), diagram(lanes("\n begin \n done "), chain())],
    ),
    "boundary-elsewhere": Rule(
        [
            diagram(
                sub(
                    "step",
                    node("startEvent", "in"),
                    user("inner"),
                    node("endEvent", "out"),
                    flow("in", "inner"),
                    flow("inner", "out"),
                ),
                boundary("late", "inner"),
                chain("step"),
                flow("late", "done"),
            ),
            steps(
                user(),
                sub(
                    "sub",
                    node("startEvent", "in"),
                    boundary("late", "step"),
                    node("endEvent", "out"),
                    flow("in", "out"),
                    flow("late", "out"),
                ),
            ),
        ],
        [
            diagram(
                sub(
                    "step",
                    node("startEvent", "in"),
                    user("inner"),
                    boundary("late", "inner"),
                    node("endEvent", "out"),
                    flow("in", "inner"),
                    flow("inner", "out"),
                    flow("late", "out"),
                ),
                chain("step"),
            ),
            steps(user(), boundary("late", "step"), flow("late", "done")),
        ],
    ),
    "flow-list-dangling": Rule(
        [steps(listing("ghost", "step_done")), steps(listing("step_done", "step_done"))],
        [steps(listing("begin_step", "step_done")), steps(listing("\n begin_step \n", " step_done "))],
    ),
    "flow-list-incomplete": Rule(
        [
            choice("gate_done", inside=PULL.format("outgoing", "gate_done")),
            choice("gate_done", inside=PULL.format("outgoing", "gate_step")),
        ],
        [
            choice("gate_done", inside=PULL.format("outgoing", "gate_done") + PULL.format("outgoing", "gate_step")),
            choice("gate_done", inside=PULL.format("incoming", "begin_gate")),
        ],
    ),
    "lane-ambiguous": Rule(
        [steps(user(), lanes("step", "step")), steps(user(), lanes("step begin", "done", "step"))],
        [steps(user(), lanes("step", "begin done")), steps(user(), lanes("begin step done"))],
    ),
}
