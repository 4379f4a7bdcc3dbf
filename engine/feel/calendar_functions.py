"""Our own FEEL functions on the business calendar, answered by Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from engine import business_time
from engine.clock import LOCAL_ZONE

# Their answers change with the working days; the others only count.
CALENDAR = ("add_working_days", "add_months", "halfway")


def answer(name: str, args: Sequence[object]) -> str:
    """The ISO date and time that the function gives; TypeError or ValueError on other arguments."""
    return _FUNCTIONS[name](*args).isoformat()


def _counted(function: Callable[[datetime, int], datetime]) -> Callable[..., datetime]:
    def call(start: object = None, count: object = None, *rest: object) -> datetime:
        if rest or not isinstance(count, int) or isinstance(count, bool):
            raise TypeError("expected an instant and a whole number")
        return function(_instant(start), count)

    return call


def _halfway(start: object = None, end: object = None, *rest: object) -> datetime:
    if rest:
        raise TypeError("expected two instants")
    return business_time.halfway(_instant(start), _instant(end))


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError("expected a date and time")
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_ZONE)


_FUNCTIONS: dict[str, Callable[..., datetime]] = {
    "add_working_days": _counted(business_time.add_working_days),
    "add_months": _counted(business_time.add_months),
    "add_days": _counted(business_time.add_days),
    "halfway": _halfway,
}
