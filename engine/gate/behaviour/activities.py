"""What an activity may do besides being completed: wait, so that events on its border may happen, and fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from engine.bpmn import Diagram, Node

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
    def thrown_by(self, activity: Node) -> frozenset[str]: ...


def error_code(diagram: Diagram, event: Node) -> str:
    """The code of an error event; empty where it stands for any error."""
    declared = (diagram.named(definition) for definition in event.definitions if definition.trigger == "error")
    return next(((found.get("errorCode") or "").strip() for found in declared if found is not None), "")


def can_fire(diagram: Diagram, event: Node, activity: Node, throwing: Throwing) -> bool:
    """Whether a boundary event can happen while its activity runs."""
    if event.trigger == "error":
        return catches(error_code(diagram, event), throwing.thrown_by(activity))
    return waits(activity)


def waits(activity: Node) -> bool:
    """Whether time passes between the beginning and the end of an activity."""
    if activity.kind != "subProcess":
        return activity.kind in _WAITING
    return any(inner.kind in _WAITING | _WAITING_EVENTS for inner in activity.all_below() if inner is not activity)


def catches(code: str, thrown: frozenset[str]) -> bool:
    """Whether an event for `code` (empty: any) catches one of the errors `thrown`."""
    return bool(thrown) and (not code or code in thrown or thrown >= ANY_ERROR)


def uncaught(thrown: frozenset[str], codes: set[str]) -> frozenset[str]:
    """What is left of `thrown` behind events for `codes`."""
    return frozenset() if "" in codes else thrown - codes
