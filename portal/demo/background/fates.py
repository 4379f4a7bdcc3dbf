"""What becomes of the products of the background, and of how many each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.demo.background import holders, ways
from portal.demo.background.ways import Made
from portal.demo.stage import Stage
from portal.demo.stories.story import days_before, working_days_before
from portal.registry.models import Product

Begins = Callable[[float], Callable[[datetime], datetime]]
Play = Callable[[Stage, Made], object]


@dataclass(frozen=True)
class Fate:
    """`begins`: when, by the share of the time that it leaves."""

    name: str
    count: int
    stars: tuple[int, ...]
    begins: Begins
    play: Play


def _days(first: int, last: int) -> Begins:
    return lambda share: days_before(round(first + (last - first) * share))


def _working_days(first: int, last: int) -> Begins:
    return lambda share: working_days_before(round(first + (last - first) * share))


def _held(after: Callable[[Stage, Made, Product], None]) -> Play:
    """What happens to a product that has its star."""
    return lambda stage, made: after(stage, made, ways.certified(stage, made))


def _valid(count: int, *stars: int) -> Fate:
    """Over two years; with five stars it takes longest until they are there."""
    return Fate(f"valid{stars[0]}", count, stars, _days(80, 720), _held(holders.keep))


_ANY, _LOW, _HIGH = (1, 2, 3, 4, 5), (1, 2), (3, 4)
# Until the first annual inspection is announced.
_YEAR = _days(130, 320)

FATES = (
    Fate("registering", 1, _LOW, _working_days(1, 1), ways.register),
    Fate("correcting", 3, _LOW, _working_days(3, 10), ways.sent_back),
    Fate("refused", 2, _LOW, _days(20, 300), ways.turned_away),
    Fate("filing", 2, _LOW, _working_days(3, 3), ways.sent),
    Fate("returned", 2, _LOW, _working_days(4, 9), ways.returned),
    Fate("filed", 5, _LOW, _days(20, 400), ways.filed),
    Fate("applying", 2, _LOW, _working_days(3, 3), ways.applied),
    Fate("rejected", 2, _ANY, _days(40, 500), ways.rejected),
    Fate("withdrawn", 2, _LOW, _days(40, 400), ways.withdrawn),
    Fate("packing", 4, (1,), _working_days(5, 9), ways.checked),
    Fate("posted", 1, (1,), _working_days(7, 7), ways.posted),
    Fate("commissioned", 2, (2,), _working_days(14, 14), ways.with_agency),
    Fate("before_visit", 2, _HIGH, _working_days(9, 9), ways.before_visit),
    Fate("opinions", 1, (3,), _working_days(15, 15), ways.opinions_missing),
    Fate("deciding", 2, (1,), _working_days(14, 14), ways.evaluated),
    Fate("proofreading", 1, (1,), _working_days(15, 15), ways.decided_yesterday),
    Fate("public_notice", 3, _HIGH, _working_days(22, 25), ways.awarded),
    Fate("failed", 3, _LOW, _days(60, 500), ways.failed),
    _valid(16, 1),
    _valid(12, 2),
    _valid(11, 3),
    _valid(6, 4),
    _valid(5, 5),
    Fate("inspected", 1, _LOW, _days(360, 372), _held(holders.hand_in_inspection)),
    Fate("late", 5, _LOW, _days(403, 409), _held(holders.forget_inspection)),
    Fate("late_and_cured", 2, _LOW, _days(440, 640), _held(holders.make_up_for_inspection)),
    Fate("red", 3, _ANY, _YEAR, _held(holders.red)),
    Fate("red_and_cured", 2, _LOW, _days(190, 320), _held(holders.red_and_cured)),
    Fate("suspended", 3, _ANY, _YEAR, _held(holders.suspended)),
    Fate("revoked", 2, _LOW, _YEAR, _held(holders.revoked)),
    Fate("given_back", 4, _ANY, _YEAR, _held(holders.given_back)),
    Fate("expired", 3, (1,), _days(1140, 1190), _held(holders.let_expire)),
    Fate("reported", 1, _LOW, _YEAR, _held(holders.reported)),
    Fate("complained_of", 2, _ANY, _YEAR, _held(holders.asked_to_explain)),
    Fate("cleared", 2, _LOW, _YEAR, _held(holders.cleared)),
)
