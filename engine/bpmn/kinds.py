"""What BPMN calls its elements, sorted by what they are to the engine."""

from __future__ import annotations

from typing import Final

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

# BPMN element -> the kind of timer
TIMERS: Final = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}

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
