"""When the star that is in force may be applied for once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from engine import clock
from portal.certification.models import Authorisation
from portal.scheme import values

Status = Authorisation.Status
# Under a yellow warning the year's faults are put right beside it; what is worse keeps it from being renewed.
_RENEWABLE = (Status.VALID, Status.YELLOW)


@dataclass(frozen=True)
class Window:
    """The first and the last day on which a renewal may be applied for."""

    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        return self.opens <= day <= self.closes


@dataclass(frozen=True)
class Days:
    """How many days before the end a renewal opens and closes: read once for all authorisations of a page."""

    opens: int
    closes: int

    @classmethod
    def now(cls) -> Days:
        return cls(values.whole("OTOP_RENEWAL_OPENS_DAYS"), values.whole("OTOP_RENEWAL_CLOSES_DAYS"))

    def window(self, authorisation: Authorisation) -> Window:
        end = authorisation.valid_to
        return Window(end - timedelta(days=self.opens), end - timedelta(days=self.closes))


def is_open(authorisation: Authorisation, days: Days) -> bool:
    return authorisation.status_now in _RENEWABLE and days.window(authorisation).holds(clock.today())


def window(authorisation: Authorisation) -> Window:
    return Days.now().window(authorisation)


def sell_through() -> timedelta:
    """How long goods that were made before the end may be sold after it."""
    return timedelta(days=values.whole("OTOP_SELL_THROUGH_DAYS"))
