"""What an activity may do besides being completed: wait, so that events on its border may happen, and fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from engine.gate.diagram import Diagram, Element, local

ANY_ERROR: Final = frozenset({"*"})
# Activities that end only when something comes from outside; the others are done in the same moment.
_WAITING: Final = frozenset({"userTask", "serviceTask", "sendTask", "receiveTask", "callActivity"})
_WAITING_EVENTS: Final = frozenset({"intermediateCatchEvent"})


@dataclass(frozen=True)
class Outcome:
    """How a sub-process may end: normally, and with these error codes."""

    completes: bool = True
    errors: frozenset[str] = frozenset()


class Throwing(Protocol):
    def thrown_by(self, activity: Element) -> frozenset[str]: ...


def trigger(diagram: Diagram, event: Element) -> str:
    """The tag of the event's definition; empty for a plain event."""
    return next((local(definition) for definition in diagram.event_definitions(event)), "")


def error_code(diagram: Diagram, event: Element) -> str:
    """The code of an error event; empty where it stands for any error."""
    for definition in diagram.event_definitions(event):
        declared = diagram.root_elements("error").get(definition.get("errorRef") or "")
        if declared is not None:
            return (declared.get("errorCode") or "").strip()
    return ""


def is_interrupting(event: Element) -> bool:
    """Of a boundary event."""
    return event.get("cancelActivity") != "false"


def can_fire(diagram: Diagram, event: Element, activity: Element, throwing: Throwing) -> bool:
    """Whether a boundary event can happen while its activity runs."""
    if trigger(diagram, event) == "errorEventDefinition":
        return catches(error_code(diagram, event), throwing.thrown_by(activity))
    return waits(activity)


def waits(activity: Element) -> bool:
    """Whether time passes between the beginning and the end of an activity."""
    if local(activity) != "subProcess":
        return local(activity) in _WAITING
    return any(local(inner) in _WAITING | _WAITING_EVENTS for inner in _inside(activity))


def catches(code: str, thrown: frozenset[str]) -> bool:
    """Whether an event for `code` (empty: any) catches one of the errors `thrown`."""
    return bool(thrown) and (not code or code in thrown or thrown >= ANY_ERROR)


def uncaught(thrown: frozenset[str], codes: set[str]) -> frozenset[str]:
    """What is left of `thrown` behind events for `codes`."""
    return frozenset() if "" in codes else thrown - codes


def _inside(activity: Element) -> Iterator[Element]:
    return (element for element in activity.iterdescendants() if isinstance(element.tag, str))
