"""The one table of what a diagram may hold: BPMN elements, their attributes, and the zeebe extensions.

Whatever is not listed here is refused by name. An attribute that only repeats BPMN's default is allowed.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
TASKS: Final = frozenset(
    {
        "task",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "callActivity",
    }
)
GATEWAYS: Final = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
ACTIVITIES: Final = TASKS | {"subProcess"}
FLOW_NODES: Final = EVENTS | ACTIVITIES | GATEWAYS

# What the engine does not run; listed so that a refusal can call it by its Chinese name.
UNSUPPORTED: Final[dict[str, str | Promise]] = {
    "complexGateway": _("复杂网关"),
    "transaction": _("事务子流程"),
    "adHocSubProcess": _("特设子流程"),
    "linkEventDefinition": _("链接事件"),
    "compensateEventDefinition": _("补偿事件"),
    "cancelEventDefinition": _("取消事件"),
    "escalationEventDefinition": _("升级事件"),
    "conditionalEventDefinition": _("条件事件"),
    "standardLoopCharacteristics": _("标准循环"),
    "ioSpecification": _("输入输出规范"),
    "script": _("脚本代码"),
    "loopCardinality": _("循环次数"),
    "loopDataInputRef": _("循环输入引用"),
    "executionListeners": _("执行监听器"),
    "taskListeners": _("任务监听器"),
    "modelerTemplate": _("元素模板"),
}

# Which trigger each event may have; an empty string is the plain event.
EVENT_DEFINITIONS: Final[dict[str, frozenset[str]]] = {
    "startEvent": frozenset(
        {
            "",
            "messageEventDefinition",
            "timerEventDefinition",
            "signalEventDefinition",
            "errorEventDefinition",
        }
    ),
    "endEvent": frozenset(
        {
            "",
            "messageEventDefinition",
            "signalEventDefinition",
            "errorEventDefinition",
            "terminateEventDefinition",
        }
    ),
    "intermediateCatchEvent": frozenset({"messageEventDefinition", "timerEventDefinition", "signalEventDefinition"}),
    "intermediateThrowEvent": frozenset({"", "messageEventDefinition", "signalEventDefinition"}),
    "boundaryEvent": frozenset(
        {"messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "errorEventDefinition"}
    ),
}
ALL_EVENT_DEFINITIONS: Final = frozenset[str]().union(*EVENT_DEFINITIONS.values()) - {""}
# BPMN element -> the kind of timer
TIMERS: Final = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}

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
    "task": frozenset(),
    "manualTask": frozenset(),
    "userTask": frozenset(),
    "serviceTask": frozenset(),
    "sendTask": frozenset(),
    "receiveTask": frozenset({"messageRef"}),
    "scriptTask": frozenset(),
    "businessRuleTask": frozenset(),
    "callActivity": frozenset(),
    "subProcess": frozenset({"triggeredByEvent"}),
    "exclusiveGateway": frozenset({"default", "gatewayDirection"}),
    "inclusiveGateway": frozenset({"default", "gatewayDirection"}),
    "parallelGateway": frozenset({"gatewayDirection"}),
    "eventBasedGateway": frozenset({"gatewayDirection"}),
    "messageEventDefinition": frozenset({"messageRef"}),
    "signalEventDefinition": frozenset({"signalRef"}),
    "errorEventDefinition": frozenset({"errorRef"}),
    "timerEventDefinition": frozenset(),
    "terminateEventDefinition": frozenset(),
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

# Drawn for people, without effect: neither it nor what it holds is looked at.
DOCUMENTATION: Final = frozenset(
    {
        "documentation",
        "textAnnotation",
        "association",
        "group",
        "category",
        "participantMultiplicity",
        "itemDefinition",
    }
)
# The same, but people may expect an effect, so a note says that there is none.
DRAWN_DATA: Final = frozenset(
    {
        "dataObject",
        "dataObjectReference",
        "dataStore",
        "dataStoreReference",
        "dataInputAssociation",
        "dataOutputAssociation",
        "property",
        "messageFlow",
    }
)

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
    "taskDefinition": (frozenset({"serviceTask", "sendTask"}), frozenset({"type", "retries"})),
    "taskHeaders": (frozenset({"serviceTask", "sendTask"}), frozenset()),
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
