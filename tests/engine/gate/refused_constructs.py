"""One diagram for each construct of the table that is refused, or only drawn; the element is `step` unless
said otherwise."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from engine.bpmn.constructs import TABLE, TRIGGERS, Position, event_key
from tests.engine.gate.world import chain, condition, diagram, extended, flow, one_step

TIME = "<bpmn:timeDuration>P1D</bpmn:timeDuration>"
TIMER = f"<bpmn:timerEventDefinition>{TIME}</bpmn:timerEventDefinition>"
COLLECTION = extended('<zeebe:loopCharacteristics inputCollection="=[1]" inputElement="n" />')


def user(inside: str = "", attributes: str = "", more: str = "") -> str:
    people = extended(f'<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="star_evaluator" />{more}')
    return f'<bpmn:userTask id="step" {attributes}>{people}{inside}</bpmn:userTask>'


def looped(marker: str) -> bytes:
    return one_step(
        user(f"<bpmn:multiInstanceLoopCharacteristics>{COLLECTION}{marker}</bpmn:multiInstanceLoopCharacteristics>")
    )


def element(tag: str, inside: str = "", attributes: str = "") -> bytes:
    return one_step(f'<bpmn:{tag} id="step" {attributes}>{inside}</bpmn:{tag}>')


def handler(start: str, attributes: str = "") -> str:
    return (
        f'<bpmn:subProcess id="handler" triggeredByEvent="true"><bpmn:startEvent id="step" {attributes}>{start}</bpmn:startEvent>'
        '<bpmn:endEvent id="inner_end" /><bpmn:sequenceFlow id="inner" sourceRef="step" targetRef="inner_end" /></bpmn:subProcess>'
    )


def event(position: Position, trigger: str) -> bytes:
    """A diagram in which the event `step` at this position has this trigger."""
    inside = TIMER if trigger == "timerEventDefinition" else f"<bpmn:{trigger} />" if trigger else ""
    if position is Position.START:
        return diagram(
            f'<bpmn:startEvent id="step">{inside}</bpmn:startEvent><bpmn:endEvent id="done" />',
            flow("step", "done"),
            ends=False,
        )
    if position is Position.EVENT_START:
        return diagram(handler(inside), chain())
    if position is Position.BOUNDARY:
        border = f'<bpmn:boundaryEvent id="step" attachedToRef="work">{inside}</bpmn:boundaryEvent>'
        return diagram(f'<bpmn:userTask id="work" />{border}', chain("work"), flow("step", "done"))
    if position is Position.END:
        return diagram(
            f'<bpmn:startEvent id="begin" /><bpmn:endEvent id="step">{inside}</bpmn:endEvent>',
            flow("begin", "step"),
            ends=False,
        )
    return element(position.value, inside)


def choice(gateway: str, attributes: str = "") -> bytes:
    """`begin_gate`, then `gate_step` with a condition, `gate_done` without."""
    return diagram(
        f'<bpmn:{gateway} id="gate" {attributes} /><bpmn:task id="step" />', flow("begin", "gate"),
        flow("gate", "step", condition("=n &gt; 1")), flow("gate", "done"), flow("step", "done"),
    )  # fmt: skip


def extension(text: str, tag: str = "userTask") -> bytes:
    return one_step(f'<bpmn:{tag} id="step">{extended(text)}</bpmn:{tag}>')


def foreign(namespace: str) -> bytes:
    return extension(f'<x:setting xmlns:x="{namespace}" />')


def link(way: str, own_id: str, name: str = "next") -> str:
    tag = "intermediateThrowEvent" if way == "throw" else "intermediateCatchEvent"
    return f'<bpmn:{tag} id="{own_id}"><bpmn:linkEventDefinition name="{name}" /></bpmn:{tag}>'


EVENTS = {
    event_key(position, trigger): (event(position, trigger), "step")
    for position in Position
    for trigger in TRIGGERS
    if (row := TABLE.get(event_key(position, trigger))) is not None and row.is_refused
}
SUBPROCESS = '<bpmn:startEvent id="in" /><bpmn:endEvent id="out" />' + flow("in", "out")

# key -> file, id of the refused element
REFUSED: dict[str, tuple[bytes, str]] = EVENTS | {
    "choreography": (diagram(chain(), roots='<bpmn:choreography id="step" />'), "step"),
    "conversation": (diagram(chain(), roots='<bpmn:collaboration id="c"><bpmn:conversation id="step" /></bpmn:collaboration>'), "step"),
    "globalUserTask": (diagram(chain(), roots='<bpmn:globalUserTask id="step" />'), "step"),
    "import": (diagram(chain(), roots='<bpmn:import importType="x" location="y" namespace="z" />'), "defs"),
    "transaction": (element("transaction", SUBPROCESS), "step"),
    "adHocSubProcess": (element("adHocSubProcess", '<bpmn:task id="any" />'), "step"),
    "receiveTask@instantiate=true": (element("receiveTask", attributes='instantiate="true"'), "step"),
    "scriptTask>script": (element("scriptTask", "<bpmn:script>import os</bpmn:script>"), "step"),
    "scriptTask@scriptFormat": (element("scriptTask", attributes='scriptFormat="python"'), "step"),
    "task@operationRef": (element("serviceTask", attributes='operationRef="o"'), "step"),
    "loopCardinality": (looped("<bpmn:loopCardinality>3</bpmn:loopCardinality>"), "step"),
    "loopDataInputRef": (looped("<bpmn:loopDataInputRef>items</bpmn:loopDataInputRef>"), "step"),
    "loopDataOutputRef": (looped("<bpmn:loopDataOutputRef>items</bpmn:loopDataOutputRef>"), "step"),
    "inputDataItem": (looped('<bpmn:inputDataItem id="i" />'), "i"),
    "outputDataItem": (looped('<bpmn:outputDataItem id="o" />'), "o"),
    "complexBehaviorDefinition": (looped("<bpmn:complexBehaviorDefinition />"), "step"),
    "multiInstanceLoopCharacteristics@behavior": (
        one_step(user(f'<bpmn:multiInstanceLoopCharacteristics behavior="One">{COLLECTION}</bpmn:multiInstanceLoopCharacteristics>')),
        "step",
    ),
    "eventSubProcess/multiInstance": (
        diagram(
            handler(TIMER).replace('"true">', f'"true"><bpmn:multiInstanceLoopCharacteristics>{COLLECTION}</bpmn:multiInstanceLoopCharacteristics>', 1),
            chain(),
        ),
        "handler",
    ),
    "standardLoopCharacteristics": (one_step(user("<bpmn:standardLoopCharacteristics />")), "step"),
    "task@isForCompensation=true": (one_step(user(attributes='isForCompensation="true"')), "step"),
    "task@startQuantity": (one_step(user(attributes='startQuantity="2"')), "step"),
    "task@completionQuantity": (one_step(user(attributes='completionQuantity="2"')), "step"),
    "complexGateway": (element("complexGateway"), "step"),
    "eventBasedGateway@eventGatewayType=Parallel": (element("eventBasedGateway", attributes='eventGatewayType="Parallel"'), "step"),
    "eventBasedGateway@instantiate=true": (element("eventBasedGateway", attributes='instantiate="true"'), "step"),
    "parallelGateway/conditionExpression": (choice("parallelGateway"), "gate_step"),
    "eventBasedGateway/conditionExpression": (choice("eventBasedGateway"), "gate_step"),
    "parallelGateway@default": (choice("parallelGateway", 'default="gate_done"'), "gate"),
    "default/conditionExpression": (choice("exclusiveGateway", 'default="gate_step"'), "gate_step"),
    "conditionExpression@language": (
        diagram(
            '<bpmn:exclusiveGateway id="gate" default="gate_done" /><bpmn:task id="step" />', flow("begin", "gate"),
            flow("gate", "step", condition("=true").replace("xsi:type", 'language="python" xsi:type')), flow("gate", "done"), flow("step", "done"),
        ),
        "gate_step",
    ),
    "errorBoundary@cancelActivity=false": (
        diagram(
            '<bpmn:userTask id="work" /><bpmn:boundaryEvent id="step" attachedToRef="work" cancelActivity="false"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>',
            chain("work"), flow("step", "done"),
        ),
        "step",
    ),
    "errorStart@isInterrupting=false": (diagram(handler("<bpmn:errorEventDefinition />", 'isInterrupting="false"'), chain()), "step"),
    "interrupting/timeCycle": (element("intermediateCatchEvent", TIMER.replace("timeDuration>P1D", "timeCycle>R3/P1D").replace("timeDuration", "timeCycle")), "step"),
    "eventDefinitionRef": (element("intermediateCatchEvent", "<bpmn:eventDefinitionRef>timer</bpmn:eventDefinitionRef>"), "step"),
    "event>several definitions": (element("intermediateCatchEvent", TIMER + TIMER), "step"),
    "event@parallelMultiple=true": (element("intermediateCatchEvent", TIMER, 'parallelMultiple="true"'), "step"),
    "link/without catch": (diagram(link("throw", "step"), flow("begin", "step"), '<bpmn:task id="rest" />', flow("rest", "done")), "step"),
    "link/without throw": (diagram(link("catch", "step"), flow("begin", "done"), flow("step", "done")), "step"),
    "link/two catches": (
        diagram(link("throw", "away"), link("catch", "here"), link("catch", "step"), flow("begin", "away"), flow("here", "done"), flow("step", "done")),
        "step",
    ),
    "catch/ioMapping>input": (
        element("intermediateCatchEvent", extended('<zeebe:ioMapping><zeebe:input source="=1" target="n" /></zeebe:ioMapping>') + TIMER),
        "step",
    ),
    "ioSpecification": (one_step(user("<bpmn:ioSpecification />")), "step"),
    "zeebe:executionListeners": (extension('<zeebe:executionListeners><zeebe:executionListener eventType="start" type="x" /></zeebe:executionListeners>'), "step"),
    "zeebe:taskListeners": (extension('<zeebe:taskListeners><zeebe:taskListener eventType="start" type="x" /></zeebe:taskListeners>'), "step"),
    "zeebe:modelerTemplate": (one_step(user(attributes='zeebe:modelerTemplate="t"')), "step"),
    "zeebe:publishMessage": (extension('<zeebe:publishMessage correlationKey="=1" />', "endEvent"), "step"),
    "zeebe:adHoc": (extension('<zeebe:adHoc activeElementsCollection="=[]" />'), "step"),
    "zeebe:calledElement@bindingType": (extension('<zeebe:calledElement processId="child" bindingType="deployment" />', "callActivity"), "step"),
    "camunda:*": (one_step(user(attributes='camunda:assignee="x"')), "step"),
    "activiti:*": (foreign("http://activiti.org/bpmn"), "step"),
    "flowable:*": (foreign("http://flowable.org/bpmn"), "step"),
    "jboss:*": (foreign("http://www.jboss.org/drools"), "step"),
    "spiffworkflow:*": (foreign("http://spiffworkflow.org/bpmn/schema/1.0/core"), "step"),
}  # fmt: skip

ROOTS = (
    "resource",
    "correlationProperty",
    "interface",
    "endPoint",
    "escalation",
    "relationship",
    "partnerRole",
    "partnerEntity",
)
REFUSED |= {tag: (diagram(chain(), roots=f'<bpmn:{tag} id="step" name="x" />'), "step") for tag in ROOTS}
IN_TASKS = ("resourceRole", "performer", "humanPerformer", "potentialOwner", "auditing", "monitoring")
REFUSED |= {tag: (one_step(user(f"<bpmn:{tag} />")), "step") for tag in IN_TASKS}
REFUSED |= {
    "correlationKey": (diagram(chain(), roots='<bpmn:collaboration id="c"><bpmn:correlationKey id="step" /></bpmn:collaboration>'), "step"),
    "correlationSubscription": (diagram(chain(), '<bpmn:correlationSubscription id="step" />'), "step"),
    "extension": (diagram(chain(), roots='<bpmn:extension mustUnderstand="true" />'), "defs"),
    "linkEventDefinition>source": (element("intermediateCatchEvent", '<bpmn:linkEventDefinition name="x"><bpmn:source>a</bpmn:source></bpmn:linkEventDefinition>'), "step"),
    "linkEventDefinition>target": (element("intermediateThrowEvent", '<bpmn:linkEventDefinition name="x"><bpmn:target>a</bpmn:target></bpmn:linkEventDefinition>'), "step"),
}  # fmt: skip

# key -> file that passes although it holds the construct
DRAWN: dict[str, bytes] = {
    "process@isExecutable=false": diagram(chain(), roots='<bpmn:process id="other" isExecutable="false" />'),
    "participant": diagram(chain(), roots='<bpmn:collaboration id="c"><bpmn:participant id="pool" name="平台" processRef="process_1" /></bpmn:collaboration>'),
    "messageFlow": diagram(
        chain(),
        roots='<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="process_1" /><bpmn:participant id="them" />'
        '<bpmn:messageFlow id="mf" sourceRef="them" targetRef="pool" /></bpmn:collaboration>',
    ),
    "documentation": one_step(user("<bpmn:documentation>看这里</bpmn:documentation>").replace("<bpmn:extension", "<bpmn:documentation>先看</bpmn:documentation><bpmn:extension")),
    "association": diagram(chain(), '<bpmn:textAnnotation id="t" /><bpmn:association id="a" sourceRef="begin" targetRef="t" />'),
    "textAnnotation": diagram(chain(), '<bpmn:textAnnotation id="t"><bpmn:text>看这里</bpmn:text></bpmn:textAnnotation>'),
    "group": diagram(chain(), '<bpmn:group id="g" categoryValueRef="v" />', roots='<bpmn:category id="k"><bpmn:categoryValue id="v" value="x" /></bpmn:category>'),
    "dataObject": diagram(chain(), '<bpmn:dataObject id="paper" />'),
    "dataObjectReference": diagram(chain(), '<bpmn:dataObject id="paper" /><bpmn:dataObjectReference id="p" dataObjectRef="paper" />'),
    "dataStoreReference": diagram(chain(), '<bpmn:dataStoreReference id="p" />'),
    "dataInputAssociation": one_step(user('<bpmn:dataInputAssociation id="i"><bpmn:sourceRef>p</bpmn:sourceRef></bpmn:dataInputAssociation>')),
    "dataOutputAssociation": one_step(user('<bpmn:dataOutputAssociation id="o"><bpmn:targetRef>p</bpmn:targetRef></bpmn:dataOutputAssociation>')),
    "property": diagram(chain(), '<bpmn:property id="p" name="x" />'),
    "itemDefinition": diagram(chain(), roots='<bpmn:itemDefinition id="i" structureRef="string" />'),
    "modeler:*": one_step(user(attributes='modeler:note="seen"')),
}  # fmt: skip
