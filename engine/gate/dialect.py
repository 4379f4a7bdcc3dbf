"""What a diagram may hold: BPMN elements, their attributes, and the zeebe extensions.

What each of them does, and why others are refused, is in `engine.bpmn.constructs`. Whatever is not listed
here is refused by name. An attribute that only repeats BPMN's default is allowed.
"""

from __future__ import annotations

from typing import Final

from engine.bpmn.constructs import triggers
from engine.bpmn.kinds import ACTIVITIES, EVENTS, FLOW_NODES, TIMERS

# Which trigger each event may have; an empty string is the plain event.
EVENT_DEFINITIONS: Final[dict[str, frozenset[str]]] = {event: triggers(event) for event in sorted(EVENTS)}
ALL_EVENT_DEFINITIONS: Final = frozenset[str]().union(*EVENT_DEFINITIONS.values()) - {""}

_ANYWHERE: Final = frozenset({"id", "name"})

# Executable BPMN: element -> attributes that mean something to the engine, besides id and name.
ELEMENTS: Final[dict[str, frozenset[str]]] = {
    "definitions": frozenset({"targetNamespace", "exporter", "exporterVersion"}),
    "process": frozenset({"isExecutable", "processType"}),
    "message": frozenset(),
    "signal": frozenset(),
    "error": frozenset({"errorCode"}),
    "sequenceFlow": frozenset({"sourceRef", "targetRef"}),
    "conditionExpression": frozenset(),
    "startEvent": frozenset({"isInterrupting"}),
    "endEvent": frozenset(),
    "intermediateCatchEvent": frozenset(),
    "intermediateThrowEvent": frozenset(),
    "boundaryEvent": frozenset({"attachedToRef", "cancelActivity"}),
    "task": frozenset({"default"}),
    "manualTask": frozenset({"default"}),
    "userTask": frozenset({"default"}),
    "serviceTask": frozenset({"default"}),
    "sendTask": frozenset({"default"}),
    "receiveTask": frozenset({"default", "messageRef"}),
    "scriptTask": frozenset({"default"}),
    "businessRuleTask": frozenset({"default"}),
    "callActivity": frozenset({"default"}),
    "subProcess": frozenset({"default", "triggeredByEvent"}),
    "exclusiveGateway": frozenset({"default", "gatewayDirection"}),
    "inclusiveGateway": frozenset({"default", "gatewayDirection"}),
    "parallelGateway": frozenset({"gatewayDirection"}),
    "eventBasedGateway": frozenset({"gatewayDirection"}),
    "messageEventDefinition": frozenset({"messageRef"}),
    "signalEventDefinition": frozenset({"signalRef"}),
    "errorEventDefinition": frozenset({"errorRef"}),
    "timerEventDefinition": frozenset(),
    "terminateEventDefinition": frozenset(),
    "linkEventDefinition": frozenset(),
    "timeDate": frozenset(),
    "timeDuration": frozenset(),
    "timeCycle": frozenset(),
    "multiInstanceLoopCharacteristics": frozenset({"isSequential"}),
    "completionCondition": frozenset(),
    "extensionElements": frozenset(),
    "incoming": frozenset(),
    "outgoing": frozenset(),
    "collaboration": frozenset({"isClosed"}),
    "participant": frozenset({"processRef"}),
    "laneSet": frozenset(),
    "childLaneSet": frozenset(),
    "lane": frozenset(),
    "flowNodeRef": frozenset(),
}

# An attribute with BPMN's own default says nothing.
DEFAULTS: Final[dict[str, frozenset[str]]] = {
    "startQuantity": frozenset({"1"}),
    "completionQuantity": frozenset({"1"}),
    "isForCompensation": frozenset({"false"}),
    "parallelMultiple": frozenset({"false"}),
    "isInterrupting": frozenset({"true"}),
    "instantiate": frozenset({"false"}),
    "eventGatewayType": frozenset({"Exclusive"}),
    "triggeredByEvent": frozenset({"false"}),
    "isImmediate": frozenset({"true", "false"}),
    "isClosed": frozenset({"true", "false"}),
    "implementation": frozenset({"##unspecified", "##WebService"}),
    "processType": frozenset({"None", "Private", "Public"}),
    "behavior": frozenset({"All"}),
    "isCollection": frozenset({"true", "false"}),
}

# FEEL and nothing else.
EXPRESSION_LANGUAGES: Final = frozenset(
    {
        "http://www.omg.org/spec/FEEL/20140401",
        "https://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
        "feel",
        "FEEL",
    }
)
EXPRESSIONS: Final = frozenset({"conditionExpression", "completionCondition", *TIMERS})

# An extension's attribute with the value that the engine takes for granted.
EXTENSION_DEFAULTS: Final = {("calledElement", "propagateAllParentVariables"): "true"}

# Elements that only take something in: an output mapping is read, an input mapping has nothing to feed.
INPUTLESS: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})

# What a handler may do. A message event with a task definition is sent by one, without by the engine.
_SENDING: Final = frozenset({"serviceTask", "sendTask", "intermediateThrowEvent", "endEvent"})

# zeebe element -> (elements whose extensions may hold it, attributes that are honoured)
EXTENSIONS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "userTask": (frozenset({"userTask"}), frozenset()),
    "formDefinition": (frozenset({"userTask"}), frozenset({"formId"})),
    "assignmentDefinition": (
        frozenset({"userTask"}),
        frozenset({"assignee", "candidateGroups", "candidateUsers"}),
    ),
    "taskSchedule": (frozenset({"userTask"}), frozenset({"dueDate", "followUpDate"})),
    "priorityDefinition": (frozenset({"userTask"}), frozenset({"priority"})),
    "taskDefinition": (_SENDING, frozenset({"type", "retries"})),
    "taskHeaders": (_SENDING, frozenset()),
    "header": (frozenset({"taskHeaders"}), frozenset({"key", "value"})),
    "ioMapping": (ACTIVITIES | EVENTS, frozenset()),
    "input": (frozenset({"ioMapping"}), frozenset({"source", "target"})),
    "output": (frozenset({"ioMapping"}), frozenset({"source", "target"})),
    "script": (frozenset({"scriptTask"}), frozenset({"expression", "resultVariable"})),
    "calledDecision": (frozenset({"businessRuleTask"}), frozenset({"decisionId", "resultVariable"})),
    "calledElement": (
        frozenset({"callActivity"}),
        frozenset({"processId", "propagateAllChildVariables"}),
    ),
    "loopCharacteristics": (
        frozenset({"multiInstanceLoopCharacteristics"}),
        frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    ),
    "subscription": (frozenset({"message"}), frozenset({"correlationKey"})),
    "properties": (frozenset({*FLOW_NODES, "process", "sequenceFlow", "lane", "participant"}), frozenset()),
    "property": (frozenset({"properties"}), frozenset({"name", "value"})),
}

# Sites of FEEL in zeebe attributes. "value": FEEL after `=`, else literal. "feel": must be FEEL.
# "literal": an expression would not be evaluated.
SITES: Final[dict[tuple[str, str], str]] = {
    ("formDefinition", "formId"): "literal",
    ("assignmentDefinition", "assignee"): "value",
    ("assignmentDefinition", "candidateGroups"): "value",
    ("assignmentDefinition", "candidateUsers"): "value",
    ("taskSchedule", "dueDate"): "value",
    ("taskSchedule", "followUpDate"): "value",
    ("priorityDefinition", "priority"): "value",
    ("taskDefinition", "type"): "literal",
    ("taskDefinition", "retries"): "value",
    ("header", "value"): "literal",
    ("input", "source"): "value",
    ("output", "source"): "value",
    ("script", "expression"): "feel",
    ("calledDecision", "decisionId"): "literal",
    ("calledElement", "processId"): "literal",
    ("loopCharacteristics", "inputCollection"): "feel",
    ("loopCharacteristics", "outputElement"): "feel",
    ("subscription", "correlationKey"): "feel",
}

# Names that SpiffWorkflow and the builder give to their own helper tasks, in lower case.
RESERVED_IDS: Final = frozenset({"start", "end", "root", "starteventsplit", "starteventjoin"})

# Settings of ours in zeebe:properties, besides those that the portal reads from task.properties.
SEPARATE_FROM: Final = "separateFrom"


def allowed_attributes(element: str) -> frozenset[str]:
    """Attributes without a namespace that `element` may carry."""
    return ELEMENTS[element] | _ANYWHERE
