"""How an instance was: its events, read in order, give variables, tokens and open tasks after each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.models import HistoryEvent, ProcessInstance
from engine.spiff import TELLING

Json = dict[str, Any]
Kind = HistoryEvent.Kind
_ENDED: dict[str, str] = {
    Kind.INSTANCE_COMPLETED: ProcessInstance.Status.COMPLETED,
    Kind.INSTANCE_CANCELLED: ProcessInstance.Status.CANCELLED,
}


class Event(Protocol):
    """What is read of an event; a row of the history is one."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def element_id(self) -> str: ...
    @property
    def element_name(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def change(self) -> Mapping[str, Any] | None: ...


@dataclass
class OpenTask:
    id: str
    element_id: str
    name: str
    created_at: datetime
    due_at: str | None


@dataclass
class Snapshot:
    """An instance after some of its events. `tokens`: id → element, in order of arrival; `scopes`: token that opened
    one → its variables. Of a history that an earlier release began, tokens are not known (`is_whole`)."""

    version: int = 0
    status: str = ProcessInstance.Status.ACTIVE
    variables: Json = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, Json] = field(default_factory=dict)
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    is_whole: bool = True

    @classmethod
    def after(cls, events: Iterable[Event]) -> Snapshot:
        found = cls()
        for event in events:
            found.follow(event)
        return found

    @property
    def active_elements(self) -> list[str]:
        return sorted(set(self.tokens.values()))

    def follow(self, event: Event) -> None:
        """On to the next event."""
        data = event.data
        self._note_kind(event)
        self._note_task(event)
        # Earlier releases told here what an element had written before it failed.
        if event.kind in TELLING or (event.kind == Kind.INCIDENT_CREATED and not self.is_whole):
            self.variables |= data.get("variables", {})
        for name in data.get("removed", ()):
            self.variables.pop(name, None)
        change = event.change or {}
        self.tokens |= dict(change.get("came", ()))
        for token, values in change.get("scopes", ()):
            self.scopes[token] = {**self.scopes.get(token, {}), **values}
        self.variables |= change.get("variables", {})
        for token in change.get("left", ()):
            self.tokens.pop(token, None)
            self.scopes.pop(token, None)
            self.tasks.pop(token, None)

    def _note_kind(self, event: Event) -> None:
        if event.kind == Kind.INSTANCE_STARTED:
            self.version, self.is_whole = event.data.get("version", 0), event.change is not None
        elif event.kind == Kind.INSTANCE_MIGRATED:
            self.version = event.data["to"]
        self.status = _ENDED.get(event.kind, self.status)

    def _note_task(self, event: Event) -> None:
        own = event.data.get("task", "")
        if event.kind == Kind.TASK_CREATED:
            due = event.data.get("due")
            self.tasks[own] = OpenTask(own, event.element_id, event.element_name, event.at, due)
        elif event.kind == Kind.TASK_RESCHEDULED and own in self.tasks:
            self.tasks[own].due_at = event.data["due"]
        elif event.kind == Kind.TASK_COMPLETED:
            self.tasks.pop(own, None)


def as_of(event: HistoryEvent) -> Snapshot:
    """How an instance was right after an event of its history."""
    events = HistoryEvent.objects.filter(instance=event.instance_id, pk__lte=event.pk).order_by("pk")
    return Snapshot.after(events.iterator(chunk_size=500))
