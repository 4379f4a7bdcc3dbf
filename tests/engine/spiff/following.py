"""The history of a case that is played without a database, and what it says of the case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine.history import Snapshot
from engine.spiff import Case
from engine.spiff.trace import look

EPOCH = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class Told:
    kind: str
    element_id: str = ""
    element_name: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    change: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = EPOCH


class Followed:
    """`snapshots`: as JSON, after every event."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.events = [Told("instance_started", data={"variables": dict(variables), "version": 1})]
        self.snapshot = Snapshot.after(self.events)
        self.snapshots: list[str] = []

    def step(self, case: Case) -> None:
        """After a case has advanced: what the events of the step say is how it is now."""
        opening = Told("task_claimed", change=case.change)
        notes = [Told(note.kind, note.element_id, note.element_name, note.data, note.change) for note in case.notes]
        for event in [opening, *notes]:
            stored = Told(
                event.kind, data=json.loads(json.dumps(event.data)), change=json.loads(json.dumps(event.change))
            )
            self.events.append(stored)
            self.snapshot.follow(stored)
            self.snapshots.append(plain(self.snapshot))
        assert says(self.snapshot) == shows(case)

    def check_past(self) -> None:
        """Every event still says what it said when it was the last."""
        again = Snapshot.after(self.events[:1])
        for event, then in zip(self.events[1:], self.snapshots, strict=True):
            again.follow(event)
            assert plain(again) == then


def says(snapshot: Snapshot) -> Any:
    return json.dumps([snapshot.variables, snapshot.tokens, snapshot.scopes], sort_keys=True)


def plain(snapshot: Snapshot) -> str:
    return json.dumps([says(snapshot), snapshot.active_elements])


def shows(case: Case) -> Any:
    now = look(case._workflow)
    tokens = {str(own): token.element_id for own, token in now.tokens.items()}
    assert sorted(set(tokens.values())) == case.active_elements()
    scopes = {str(own): values for own, values in now.scopes.items()}
    return json.dumps([case.variables(), tokens, scopes], sort_keys=True)
