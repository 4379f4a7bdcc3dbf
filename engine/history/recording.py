"""What came into a case from outside, step by step, and what followed from it: enough to run it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.errors import HistoryNotWhole
from engine.history.snapshots import Event, Snapshot
from engine.models import HistoryEvent, ProcessInstance

Json = dict[str, Any]
Kind = HistoryEvent.Kind
# What an element waits for → what is told when it has come.
CAME: Mapping[str, str] = {
    "user": Kind.TASK_COMPLETED.value,
    "service": Kind.JOB_COMPLETED.value,
    "call": Kind.CHILD_RETURNED.value,
    "timer": Kind.TIMER_FIRED.value,
    "message": Kind.MESSAGE_RECEIVED.value,
    "signal": Kind.SIGNAL_RECEIVED.value,
}
_CAME = frozenset(CAME.values())
_BY_HAND = (Kind.VARIABLES_SET, Kind.INCIDENT_RESOLVED, Kind.TOKEN_MOVED, Kind.INSTANCE_CANCELLED)
# Only these are the work of the diagram, which another diagram may do otherwise.
FOLLOWED = (
    Kind.ELEMENT_STARTED,
    Kind.ELEMENT_COMPLETED,
    Kind.ELEMENT_CANCELLED,
    Kind.GATEWAY_TAKEN,
    Kind.ERROR_CAUGHT,
    Kind.SIGNAL_SENT,
    Kind.INCIDENT_CREATED,
    Kind.INSTANCE_COMPLETED,
)


@dataclass
class Step:
    """`given`: the event that came, None for the beginning; `place`: which of the tokens at its element it was for;
    `holder`: the element on whose border it came, and which of the tokens there, where the history says so;
    `followed`: what the diagram made of it; `then`: how the case was afterwards."""

    given: Event | None
    at: datetime
    place: int = 0
    holder: tuple[str, int] | None = None
    followed: list[Event] = field(default_factory=list)
    then: Snapshot = field(default_factory=Snapshot)


@dataclass
class Recording:
    """`renamed`: element → its id in the version that the case runs in now, where it was migrated."""

    variables: Json
    trigger: tuple[str, str] | None
    steps: list[Step]
    has_caller: bool
    renamed: Mapping[str, str] = field(default_factory=dict)


def record(instance: ProcessInstance) -> Recording:
    """Raises HistoryNotWhole for a case that an earlier release began."""
    events = list(HistoryEvent.objects.filter(instance=instance).order_by("pk"))
    return recorded(events, has_caller=instance.parent_id is not None)


def recorded(events: Iterable[Event], *, has_caller: bool = False) -> Recording:
    beginning, *rest = events
    if beginning.change is None:
        raise HistoryNotWhole
    trigger = beginning.data.get("trigger")
    first = Step(None, beginning.at)
    now = Snapshot.after([beginning])
    steps = [first]
    renamed: dict[str, str] = {}
    for event in _cancelled_first(rest):
        if _is_given(event):
            steps[-1].then = deepcopy(now)
            token, holder = event.data.get("token") or event.data.get("task"), event.data.get("holder")
            steps.append(Step(event, event.at, _place(token, now)[1], _place(holder, now) if holder else None))
        if event.kind in FOLLOWED:
            steps[-1].followed.append(event)
        if event.kind == Kind.INSTANCE_MIGRATED:
            moved = event.data["mapping"]
            renamed = {**{own: moved.get(name, name) for own, name in renamed.items()}, **moved}
        now.follow(event)
    steps[-1].then = now
    variables = dict(beginning.data["variables"])
    return Recording(variables, tuple(trigger) if trigger else None, steps, has_caller, renamed)


def _is_given(event: Event) -> bool:
    if event.kind == Kind.ERROR_CAUGHT:
        return "token" in event.data  # others come from the diagram itself
    return event.kind in _CAME or event.kind in _BY_HAND


def _place(token: Any, now: Snapshot) -> tuple[str, int]:
    """Where a token is, and which of those there: they are known by the order in which they came."""
    element = now.tokens.get(str(token), "")
    here = [own for own, at in now.tokens.items() if at == element]
    return element, here.index(str(token)) if token in here else 0


def _cancelled_first(events: Iterable[Event]) -> list[Event]:
    """A cancellation is told after what it cancelled; here it is told before, as everything else that came."""
    ordered: list[Event] = []
    for event in events:
        place = len(ordered)
        if event.kind == Kind.INSTANCE_CANCELLED:
            while place and ordered[place - 1].kind == Kind.ELEMENT_CANCELLED and ordered[place - 1].at == event.at:
                place -= 1
        ordered.insert(place, event)
    return ordered
