"""Link events: which throw leads to which catch."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from tests.engine.gate.corpus.parts import Rule, node, sub, user
from tests.engine.gate.world import diagram, flow


def link(way: str, own_id: str, name: str = "next") -> str:
    tag = "intermediateThrowEvent" if way == "throw" else "intermediateCatchEvent"
    return node(tag, own_id, f'<bpmn:linkEventDefinition name="{name}" />')


def page(*parts: str) -> bytes:
    """begin → step → away (throw) and here (catch) → done, as far as the parts say."""
    return diagram(user(), flow("begin", "step"), *parts)


AWAY, HERE = link("throw", "away"), link("catch", "here")
JUMP = flow("step", "away") + flow("here", "done")
PAIR = page(AWAY, HERE, JUMP)
TWO_THROWS = diagram(
    node("inclusiveGateway", "gate", default="gate_step") + user() + AWAY + link("throw", "off") + HERE,
    flow("begin", "gate") + flow("gate", "step") + flow("step", "away") + flow("here", "done"),
    flow("gate", "off", "<bpmn:conditionExpression>=short</bpmn:conditionExpression>"),
)
TWO_LINKS = page(AWAY, HERE, link("throw", "on", "last"), link("catch", "there", "last"),
                 flow("step", "away"), flow("here", "on"), flow("there", "done"))  # fmt: skip
INNER = sub("sub", node("startEvent", "in"), link("throw", "in_away"), link("catch", "in_here"), node("endEvent", "out"),
            flow("in", "in_away"), flow("in_here", "out"))  # fmt: skip
SAME_NAME_INSIDE = page(AWAY, HERE, INNER, flow("step", "sub"), flow("sub", "away"), flow("here", "done"))
APART = sub(
    "sub",
    node("startEvent", "in"),
    link("catch", "here"),
    node("endEvent", "out"),
    flow("in", "out"),
    flow("here", "out"),
)

RULES: dict[str, Rule] = {
    "link-name-missing": Rule(
        [page(link("throw", "away", ""), HERE, JUMP), page(AWAY, link("catch", "here", " "), JUMP)],
        [PAIR, TWO_LINKS],
    ),
    "link-without-catch": Rule(
        [
            page(AWAY, flow("step", "away")),
            page(AWAY, link("catch", "here", "other"), JUMP),
            page(AWAY, APART, flow("step", "away")),
        ],
        [PAIR, SAME_NAME_INSIDE],
    ),
    "link-without-throw": Rule(
        [page(HERE, flow("step", "done"), flow("here", "done")), page(link("throw", "away", "other"), HERE, JUMP)],
        [PAIR, TWO_THROWS],
    ),
    "link-ambiguous": Rule(
        [
            page(AWAY, HERE, link("catch", "there"), JUMP, flow("there", "done")),
            page(AWAY, HERE, link("catch", "there"), JUMP),
        ],
        [TWO_LINKS, SAME_NAME_INSIDE],
    ),
    "link-throw-with-flow": Rule(
        [page(AWAY, HERE, JUMP, flow("away", "done")), page(AWAY, HERE, JUMP, flow("away", "here"))],
        [PAIR, TWO_THROWS],
    ),
    "link-catch-with-flow": Rule(
        [page(AWAY, HERE, JUMP, flow("begin", "here")), page(AWAY, HERE, JUMP, flow("away", "here"))],
        [PAIR, TWO_LINKS],
    ),
}
