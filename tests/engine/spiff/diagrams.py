"""Small diagrams without a drawing, written element by element."""

from __future__ import annotations

import itertools
from html import escape

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="file" targetNamespace="test">'
)


def diagram(*body: str, key: str = "p", name: str = "测试流程", roots: str = "") -> bytes:
    """A file with one process; `roots` holds messages, signals and errors."""
    process = f'<process id="{key}" name="{name}" isExecutable="true">{"".join(body)}</process>'
    return f"{HEAD}{roots}{process}</definitions>".encode()


def node(tag: str, node_id: str, *inside: str, extensions: str = "", **attributes: str) -> str:
    given = {"id": node_id, "name": f"名称{node_id}", **attributes}
    text = " ".join(f'{name}="{escape(found)}"' for name, found in given.items())
    extra = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    return f"<{tag} {text}>{extra}{''.join(inside)}</{tag}>"


def zeebe(tag: str, *inside: str, **attributes: str) -> str:
    text = " ".join(f'{name}="{escape(found)}"' for name, found in attributes.items())
    return f"<zeebe:{tag} {text}>{''.join(inside)}</zeebe:{tag}>"


def mapping(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    """`{target: source}` both ways."""
    pairs = [("input", inputs or {}), ("output", outputs or {})]
    return zeebe("ioMapping", *(zeebe(tag, source=s, target=t) for tag, found in pairs for t, s in found.items()))


def start(node_id: str = "S", *inside: str, **attributes: str) -> str:
    return node("startEvent", node_id, *inside, **attributes)


def end(node_id: str = "E", *inside: str, **attributes: str) -> str:
    return node("endEvent", node_id, *inside, **attributes)


def user(node_id: str, *inside: str, extensions: str = "", **assignment: str) -> str:
    assigned = zeebe("assignmentDefinition", **(assignment or {"candidateGroups": "reviewers"}))
    return node("userTask", node_id, *inside, extensions=zeebe("userTask") + assigned + extensions)


def service(node_id: str, *inside: str, topic: str = "test.topic", retries: str = "3", extensions: str = "") -> str:
    return node(
        "serviceTask",
        node_id,
        *inside,
        extensions=zeebe("taskDefinition", type=topic, retries=retries) + extensions,
    )


def script(node_id: str, expression: str, result: str) -> str:
    return node("scriptTask", node_id, extensions=zeebe("script", expression=expression, resultVariable=result))


def call(node_id: str, process: str, *inside: str, extensions: str = "", propagate: str = "true") -> str:
    called = zeebe("calledElement", processId=process, propagateAllChildVariables=propagate)
    return node("callActivity", node_id, *inside, extensions=called + extensions)


def sub(node_id: str, *inside: str, extensions: str = "", **attributes: str) -> str:
    return node("subProcess", node_id, *inside, extensions=extensions, **attributes)


def xor(node_id: str, **attributes: str) -> str:
    return node("exclusiveGateway", node_id, **attributes)


def par(node_id: str) -> str:
    return node("parallelGateway", node_id)


def inc(node_id: str, **attributes: str) -> str:
    return node("inclusiveGateway", node_id, **attributes)


def boundary(node_id: str, on: str, definition: str, *, interrupting: bool = True) -> str:
    return node("boundaryEvent", node_id, definition, attachedToRef=on, cancelActivity=str(interrupting).lower())


def catch(node_id: str, definition: str) -> str:
    return node("intermediateCatchEvent", node_id, definition)


def throw(node_id: str, definition: str = "", extensions: str = "") -> str:
    return node("intermediateThrowEvent", node_id, definition, extensions=extensions)


def timer(duration: str = "", *, date: str = "", cycle: str = "") -> str:
    tag, text = ("timeDate", date) if date else ("timeCycle", cycle) if cycle else ("timeDuration", duration)
    return f"<timerEventDefinition><{tag}>{escape(text)}</{tag}></timerEventDefinition>"


def message_event(name: str) -> str:
    return f'<messageEventDefinition messageRef="m_{name}"/>'


def signal_event(name: str) -> str:
    return f'<signalEventDefinition signalRef="s_{name}"/>'


def error_event(code: str = "") -> str:
    return f'<errorEventDefinition errorRef="e_{code}"/>' if code else "<errorEventDefinition/>"


def link_event(name: str) -> str:
    return f'<linkEventDefinition name="{name}"/>'


TERMINATE = "<terminateEventDefinition/>"


def message(name: str, correlation: str = "") -> str:
    key = (
        f"<extensionElements>{zeebe('subscription', correlationKey=correlation)}</extensionElements>"
        if correlation
        else ""
    )
    return f'<message id="m_{name}" name="{name}">{key}</message>'


def signal(name: str) -> str:
    return f'<signal id="s_{name}" name="{name}"/>'


def error(code: str) -> str:
    return f'<error id="e_{code}" name="错误{code}" errorCode="{code}"/>'


def flow(source: str, target: str, condition: str = "") -> str:
    inside = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" name="{source}到{target}" {ends}>{inside}</sequenceFlow>'


def path(*ids: str) -> str:
    """Flows from one to the next."""
    return "".join(flow(a, b) for a, b in itertools.pairwise(ids))


def loop(items: str, item: str, *, output: str = "", each: str = "", sequential: bool = False, until: str = "") -> str:
    given = {"inputCollection": items, "inputElement": item}
    if output:
        given |= {"outputCollection": output, "outputElement": each}
    condition = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<extensionElements>{zeebe('loopCharacteristics', **given)}</extensionElements>{condition}"
        "</multiInstanceLoopCharacteristics>"
    )
