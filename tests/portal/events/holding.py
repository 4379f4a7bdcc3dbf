"""An event as the people who hold it, and those who come, work on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine import clock
from portal.events import commands
from portal.events.models import Event, Signup
from portal.registry.models import Enterprise, Product


def told(**changes: Any) -> dict[str, Any]:
    """What is said of an event: in three weeks, for two days; signing up ends two days before."""
    begins = clock.now() + timedelta(days=21)
    known = {
        "kind": "expo",
        "title": "中部山货展销会",
        "venue": "长沙国际会展中心",
        "begins_at": begins,
        "ends_at": begins + timedelta(days=2),
        "closes_on": clock.day_of(begins) - timedelta(days=2),
        "places": 10,
        "detail": "标准展位免费，食宿自理。",
    }
    return known | changes


def typed(**changes: Any) -> dict[str, Any]:
    """The same, as it is typed into the form."""
    moments = {"begins_at", "ends_at"}
    return {
        name: value.astimezone(clock.LOCAL_ZONE).strftime("%Y-%m-%dT%H:%M") if name in moments else value
        for name, value in told(**changes).items()
    }


class Holding:
    def __init__(self, people: Any, *, is_published: bool = True, **changes: Any) -> None:
        self.people = people
        self.event = commands.draft(Event(**told(**changes)), by=people.reviewer)
        if is_published:
            commands.publish(self.event)

    def sign_up(self, enterprise: Enterprise, by: Any, product: Product | None = None) -> Signup:
        return commands.sign_up(self.event, enterprise=enterprise, product=product, by=by)

    def statuses(self) -> list[str]:
        """In the order in which they signed up."""
        return list(self.event.signups.order_by("pk").values_list("status", flat=True))
