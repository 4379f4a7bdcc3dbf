"""What the corpus is written with: refused files, and next to them their nearest innocent neighbours."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.engine.gate.world import chain, diagram, extended, flow

Files = bytes | Mapping[str, bytes]  # one diagram, or files by name


class Rule(NamedTuple):
    """At least two files each way: in which the rule is reported, and in which nothing is refused."""

    refused: Sequence[Files]
    accepted: Sequence[Files]


TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
PAID = '<bpmn:message id="paid" name="paid" />'
CORRELATED = f'<bpmn:message id="paid" name="paid">{extended("""<zeebe:subscription correlationKey="=number" />""")}</bpmn:message>'
STOPPED = '<bpmn:signal id="stopped" name="stopped" />'
FAILED = '<bpmn:error id="failed" name="failed" errorCode="E1" />'
OFFER = '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="star_evaluator" />'


def user(own_id: str = "step", *, name: str = "审核", inside: str = "", more: str = "", attributes: str = "") -> str:
    """A user task that a star evaluator can take; `more` are zeebe extensions, `inside` BPMN parts."""
    return f'<bpmn:userTask id="{own_id}" name="{name}" {attributes}>{extended(OFFER + more)}{inside}</bpmn:userTask>'


def node(kind: str, own_id: str = "step", inside: str = "", **attributes: str) -> str:
    text = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<bpmn:{kind} id="{own_id}"{text}>{inside}</bpmn:{kind}>'


def definition(kind: str, **attributes: str) -> str:
    text = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:{kind}EventDefinition{text} />"


def boundary(own_id: str, host: str, inside: str = TIMER, **attributes: str) -> str:
    return node("boundaryEvent", own_id, inside, attachedToRef=host, **attributes)


def catch(own_id: str = "step", inside: str = TIMER) -> str:
    return node("intermediateCatchEvent", own_id, inside)


def sub(own_id: str = "sub", *inside: str, **attributes: str) -> str:
    """A sub-process of `inside`, or of a start and an end."""
    plain = node("startEvent", "in") + node("endEvent", "out") + flow("in", "out")
    return node("subProcess", own_id, "".join(inside) or plain, **attributes)


def steps(*parts: str, roots: str = "") -> bytes:
    """begin → step → done, with the `parts` besides; one of them has the id `step`."""
    return diagram(*parts, chain("step"), roots=roots)


def process(key: str, *parts: str) -> bytes:
    return diagram(*parts, key=key)


def cycle(text: str) -> bytes:
    """A reminder that repeats while the step is open."""
    timer = f"<bpmn:timerEventDefinition><bpmn:timeCycle>{text}</bpmn:timeCycle></bpmn:timerEventDefinition>"
    return steps(user(), boundary("remind", "step", timer, cancelActivity="false"), flow("remind", "done"))
