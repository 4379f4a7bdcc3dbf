"""What a story of the demo is, when it begins, and how a product comes as far as its application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from engine import clock
from portal.demo import enterprise_steps as owners
from portal.demo.stage import Stage
from portal.demo.timeline import working_day_before
from portal.demo.world import Business, Goods
from portal.evaluation.models import Application
from portal.registry.models import Enterprise


@dataclass(frozen=True)
class Story:
    """`shows` and `lacks` say how far it goes, and what no process does yet."""

    title: Promise | str
    begins: Callable[[datetime], datetime]
    is_told: Callable[[], bool]
    play: Callable[[Stage], object]
    shows: Promise | str
    lacks: Promise | None = None


def days_before(days: int) -> Callable[[datetime], datetime]:
    """The first working day at or before so many days ago, at ten."""
    return lambda now: working_day_before(clock.day_of(now) - timedelta(days=days), count=1)


def working_days_before(count: int) -> Callable[[datetime], datetime]:
    return lambda now: working_day_before(clock.day_of(now), count=count)


def minutes_before(minutes: int) -> Callable[[datetime], datetime]:
    return lambda now: now - timedelta(minutes=minutes)


def registered(business: Business) -> Callable[[], bool]:
    return lambda: Enterprise.objects.filter(uscc=business.uscc).exists()


def applied(stage: Stage, business: Business, goods: Goods, *, star: int, referrer: str = "") -> Application:
    """Register, file and apply within three working days; the acceptance is the next step."""
    enterprise = owners.registered(stage, business, referrer_phone=referrer)
    stage.clock.after(1)
    product = owners.filed(stage, enterprise, goods, by=business.owner)
    application = owners.apply(stage, product, goods, star=star, by=business.owner)
    stage.clock.after(1)
    return application
