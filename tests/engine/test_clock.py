"""The one clock."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from engine import clock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.LOCAL_ZONE)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_stands_still_inside_at_and_goes_on_afterwards() -> None:
    with clock.at(NOON):
        assert clock.now() == NOON == clock.now()
        assert clock.now().tzinfo is UTC
        with clock.at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_the_clock_goes_on_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), clock.at(NOON):
        _ = 1 / 0
    assert clock.now() != NOON


def test_today_is_the_date_in_china() -> None:
    with clock.at(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 24)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(NOON.replace(tzinfo=None)):
        pass


def test_another_thread_keeps_its_own_clock() -> None:
    seen: list[datetime] = []
    with clock.at(NOON):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != NOON
