"""What BPMN means by its elements: flow nodes, flows, lanes, events, loops, and the scopes that hold them.

Every answer is there for every file, however wrong it is: what is absent is empty, what is written twice counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.bpmn.element import Element
from engine.bpmn.kinds import ACTIVITIES, TIMERS

# A property of a process: the topic of what is owed when somebody cancels a case of it.
ON_CANCEL = "onCancel"
_LINKS = frozenset({"intermediateThrowEvent", "intermediateCatchEvent"})


@dataclass(frozen=True, eq=False)
class Flow(Element):
    """A sequence flow."""

    @property
    def source(self) -> str:
        """The id of the node that it leaves."""
        return self.get("sourceRef") or ""

    @property
    def target(self) -> str:
        return self.get("targetRef") or ""

    @cached_property
    def condition(self) -> str | None:
        """None where it has none."""
        found = self.first("conditionExpression")
        return None if found is None else found.text


@dataclass(frozen=True, eq=False)
class EventDefinition(Element):
    """What an event waits for or throws."""

    @property
    def trigger(self) -> str:
        """`timer`, `message`, `signal`, `error`, `link`, `terminate` …"""
        return self.kind.removesuffix("EventDefinition")

    @property
    def reference(self) -> str | None:
        """The id of the message, signal, error or escalation."""
        return self.get(f"{self.trigger}Ref")

    @property
    def times(self) -> list[Element]:
        """What a timer is set to; one that is right has one of them."""
        return self.of_kind(*TIMERS)

    @property
    def time(self) -> tuple[str, str]:
        """`date`, `duration` or `cycle`, and its text; both empty where nothing is written."""
        found = {time.kind: time for time in reversed(self.times)}
        return next(((kind, found[tag].text) for tag, kind in TIMERS.items() if tag in found), ("", ""))


@dataclass(frozen=True, eq=False)
class Loop(Element):
    """The multi-instance marker of an activity."""

    @property
    def is_sequential(self) -> bool:
        return self.get("isSequential") == "true"

    @property
    def until(self) -> str:
        """The completion condition."""
        found = self.first("completionCondition")
        return "" if found is None else found.text


@dataclass(frozen=True, eq=False)
class Lane(Element):
    @cached_property
    def node_ids(self) -> list[str]:
        """Of the nodes that it names itself."""
        return [reference.text for reference in self.of_kind("flowNodeRef")]


@dataclass(frozen=True, eq=False)
class Node(Element):
    """An event, activity or gateway."""

    @property
    def default(self) -> str | None:
        """The id of its default flow."""
        return self.get("default")

    @cached_property
    def definitions(self) -> Sequence[EventDefinition]:
        return [child for child in self.children if isinstance(child, EventDefinition)]

    @property
    def definition(self) -> EventDefinition | None:
        return self.definitions[0] if self.definitions else None

    @property
    def trigger(self) -> str:
        """That of its event definition; empty for a plain event."""
        return self.definitions[0].trigger if self.definitions else ""

    @property
    def link(self) -> str | None:
        """The name that a link event goes by; None for all others."""
        if self.kind not in _LINKS:
            return None
        return next((each.name for each in self.definitions if each.trigger == "link"), None)

    @cached_property
    def loop(self) -> Loop | None:
        if self.kind not in ACTIVITIES:
            return None
        return next((child for child in self.children if isinstance(child, Loop)), None)

    @property
    def message(self) -> str | None:
        """The id of the message that a receive task waits for."""
        return self.get("messageRef")

    @property
    def host(self) -> str:
        """The id of the activity that a boundary event lies on; empty for all others."""
        return self.get("attachedToRef") or ""

    @property
    def is_interrupting(self) -> bool:
        """Of a boundary event, and of the start of an event sub-process."""
        attribute = "cancelActivity" if self.kind == "boundaryEvent" else "isInterrupting"
        return self.attributes.get(attribute, "true") == "true"

    @property
    def is_event_subprocess(self) -> bool:
        return self.kind == "subProcess" and self.get("triggeredByEvent") == "true"


@dataclass(frozen=True, eq=False)
class Scope(Element):
    """What holds nodes and flows of its own."""

    @cached_property
    def nodes(self) -> Sequence[Node]:
        """Directly in it."""
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def starts(self) -> list[Node]:
        return [node for node in self.nodes if node.kind == "startEvent"]

    @property
    def event_subprocesses(self) -> list[SubProcess]:
        return [node for node in self.nodes if isinstance(node, SubProcess) and node.is_event_subprocess]

    @cached_property
    def flows(self) -> Sequence[Flow]:
        return [child for child in self.children if isinstance(child, Flow)]


@dataclass(frozen=True, eq=False)
class SubProcess(Scope, Node):
    pass


@dataclass(frozen=True, eq=False)
class Process(Scope):
    @property
    def is_executable(self) -> bool:
        return self.get("isExecutable") == "true"

    @property
    def called(self) -> str:
        """Its name for people."""
        return self.name or self.id

    @property
    def inputs(self) -> list[str] | None:
        """The variables that it says it is started with; None where it does not say."""
        return listed_inputs(self)

    @property
    def on_cancel(self) -> str:
        """The topic of its property `onCancel`; empty where there is none."""
        return self.settings.properties.get(ON_CANCEL, "")


def listed_inputs(element: Element) -> list[str] | None:
    """The names in its property `inputs`, separated by commas; None where it has none.

    They are variables that come from outside: those that a process is started with, those that the message or signal of
    an event or receive task brings.
    """
    listed = element.settings.properties.get("inputs")
    return None if listed is None else [name for part in listed.split(",") if (name := part.strip())]
