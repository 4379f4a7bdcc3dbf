"""Events, and who comes to them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from engine import clock
from portal.demo.stage import Stage
from portal.events import commands
from portal.events.models import Event, Signup
from portal.registry.models import Enterprise, Product

REVIEWER = "reviewer"


def announced(stage: Stage, *, days: int, lasts: int = 1, closes: int = 3, **told: object) -> Event:
    """Begins at nine in so many days; signing up ends some days before."""
    first = clock.today() + timedelta(days=days)
    event = Event(
        begins_at=datetime.combine(first, time(9), clock.LOCAL_ZONE),
        ends_at=datetime.combine(first + timedelta(days=lasts - 1), time(17), clock.LOCAL_ZONE),
        closes_on=first - timedelta(days=closes),
        **told,
    )
    commands.draft(event, by=stage.person(REVIEWER))
    commands.publish(event)
    return event


def signed_up(
    stage: Stage, event: Event, enterprise: Enterprise, *, note: str, by: str, product: Product | None = None
) -> Signup:
    stage.clock.later(minutes=20)
    return commands.sign_up(event, enterprise=enterprise, product=product, people=2, note=note, by=stage.person(by))


def confirmed(stage: Stage, *signups: Signup) -> None:
    for signup in signups:
        commands.confirm(signup, by=stage.person(REVIEWER))


def recorded(stage: Stage, event: Event, *, text: str, attended: list[Signup]) -> None:
    """On the day after its end."""
    stage.clock.to(event.ends_at + timedelta(hours=17))
    commands.record(event, text=text, attended=[each.pk for each in attended], by=stage.person(REVIEWER))
