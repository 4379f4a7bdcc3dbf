"""Working days, month arithmetic and what happens where the published calendar ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import business_time
from engine.business_time import (
    add_days,
    add_months,
    add_working_days,
    day_cutoff,
    days_between,
    end_of_day,
    halfway,
    is_provisional,
    is_published,
    is_working_day,
    missing_year,
    stood,
)
from engine.clock import LOCAL_ZONE

YEARS = [date(2020, 1, 1), date(2030, 12, 31)]
moments = st.builds(datetime.combine, st.dates(*YEARS), st.times(), st.just(LOCAL_ZONE))
few = st.integers(0, 60)


def at(text: str) -> datetime:
    """A moment in mainland China, ten in the morning unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return moment.replace(hour=moment.hour or 10, tzinfo=LOCAL_ZONE)


@pytest.fixture(autouse=True)
def published_calendar_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(business_time, "_overrides", lambda first, last: {})


@pytest.fixture
def own_table() -> Iterator[dict[date, bool]]:
    table: dict[date, bool] = {}

    def provider(first: date, last: date) -> Mapping[date, bool]:
        assert first <= last
        return {day: working for day, working in table.items() if first <= day <= last}

    previous = business_time._overrides
    business_time.use_overrides(provider)
    yield table
    business_time.use_overrides(previous)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-02-13", "2026-02-24"),
        ("2026-02-14T11:00", "2026-02-25"),
        ("2026-04-30T18:00", "2026-05-08"),
        ("2026-09-18T10:00", "2026-09-21"),
        ("2026-09-18T17:30", "2026-09-22"),
        ("2026-09-30", "2026-10-09"),
        ("2026-11-23", "2026-11-25"),
    ],
)
def test_two_working_days_around_the_holidays_of_2026(received: str, due: str) -> None:
    assert add_working_days(at(received), 2) == end_of_day(date.fromisoformat(due))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2026-09-01", "2026-10-08"),
        ("2026-01-17", "2026-02-24"),
        ("2026-12-31", "2027-02-01"),  # 31 January 2027 is a Sunday
    ],
)
def test_one_month_later(start: str, due: str) -> None:
    assert add_months(at(start), 1) == end_of_day(date.fromisoformat(due))


def test_months_cross_years_and_leap_days() -> None:
    assert add_months(at("2023-02-28"), 12) == end_of_day(date(2024, 2, 28))
    assert add_months(at("2024-02-29"), 12) == end_of_day(date(2025, 2, 28))
    assert add_months(at("2025-11-30"), 3) == end_of_day(date(2026, 2, 28))


def test_working_weekends_and_holidays_of_2026() -> None:
    working_weekends = {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
    days = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert {day for day in days if day.weekday() >= 5 and is_working_day(day).is_working} == working_weekends
    assert not any(is_working_day(day).provisional for day in days)
    assert not is_working_day(date(2026, 10, 1)).is_working


def test_the_due_moment_is_the_end_of_a_day_in_china() -> None:
    due = add_working_days(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), 2)
    assert due.isoformat() == "2026-11-25T23:59:59+08:00"


def test_the_local_date_counts_not_the_utc_date() -> None:
    # 23:00 on Sunday in UTC is Monday morning in China.
    assert add_working_days(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), 1) == end_of_day(date(2026, 11, 24))


@pytest.mark.parametrize(("clock_time", "due"), [("17:00:00", date(2026, 11, 24)), ("17:00:01", date(2026, 11, 25))])
def test_five_o_clock_sharp_is_still_in_time(clock_time: str, due: date) -> None:
    assert add_working_days(at(f"2026-11-23T{clock_time}"), 1) == end_of_day(due)


def test_another_cut_off() -> None:
    late = at("2026-11-23T18:00")
    assert add_working_days(late, 1, cutoff=time(20)) == end_of_day(date(2026, 11, 24))


@pytest.mark.parametrize("setting", ["18:30", time(18, 30)])
def test_the_cut_off_is_a_setting(setting: str | time, settings: Any) -> None:
    settings.OTOP_DAY_CUTOFF = setting
    assert add_working_days(at("2026-11-23T18:30"), 1) == end_of_day(date(2026, 11, 24))
    assert add_working_days(at("2026-11-23T18:31"), 1) == end_of_day(date(2026, 11, 25))


def test_without_the_setting_five_o_clock_is_the_cut_off(settings: Any) -> None:
    del settings.OTOP_DAY_CUTOFF
    assert day_cutoff() == time(17)


def test_the_working_days_of_a_period_count_both_ends(own_table: dict[date, bool]) -> None:
    def working_days(first: date, last: date) -> list[date]:
        return [day for day, found in days_between(first, last).items() if found.is_working]

    october = [date(2026, 10, day) for day in (8, 9, 10, 12)]  # the 10th, a Saturday, makes up for a holiday
    assert working_days(date(2026, 10, 1), date(2026, 10, 12)) == october
    assert working_days(date(2026, 10, 9), date(2026, 10, 9)) == [date(2026, 10, 9)]
    own_table[date(2026, 10, 9)] = False
    assert working_days(date(2026, 10, 8), date(2026, 10, 12)) == [october[0], *october[2:]]


def test_what_arrives_on_a_day_off_counts_as_received_on_the_next_working_day() -> None:
    saturday, monday = at("2026-11-21T09:00"), at("2026-11-23T09:00")
    assert add_working_days(saturday, 2) == add_working_days(monday, 2)


def test_calendar_days_ignore_holidays() -> None:
    assert add_days(at("2026-09-30"), 3) == end_of_day(date(2026, 10, 3))
    assert add_days(at("2026-09-30T23:30"), 0) == end_of_day(date(2026, 9, 30))


def test_beyond_the_published_calendar_weekends_decide_provisionally() -> None:
    assert is_working_day(date(2030, 5, 1)) == (True, True)  # a Wednesday
    assert is_working_day(date(2030, 5, 4)) == (False, True)
    assert not is_provisional(date(2026, 12, 1), date(2026, 12, 31))
    assert is_provisional(date(2026, 12, 31), date(2027, 1, 1))
    assert add_working_days(at("2026-12-31"), 1) == end_of_day(date(2027, 1, 1))


def test_what_the_state_council_announced_is_published_whatever_the_own_table_says(own_table: dict[date, bool]) -> None:
    own_table[date(2030, 5, 1)] = False
    assert is_published(date(2026, 5, 1))
    assert not is_published(date(2030, 5, 1))


def test_the_next_year_is_asked_for_from_october_on(own_table: dict[date, bool]) -> None:
    assert missing_year(date(2026, 9, 30)) is None
    assert missing_year(date(2026, 10, 1)) == 2027
    assert missing_year(date(2027, 1, 1)) == 2027


def test_the_own_table_comes_first_and_is_not_provisional(own_table: dict[date, bool]) -> None:
    own_table[date(2027, 1, 1)] = False
    own_table[date(2027, 1, 2)] = True
    own_table[date(2026, 11, 24)] = False
    assert is_working_day(date(2027, 1, 1)) == (False, False)
    assert is_working_day(date(2027, 1, 2)) == (True, False)
    assert add_working_days(at("2026-12-31"), 1) == end_of_day(date(2027, 1, 2))
    assert add_working_days(at("2026-11-23"), 1) == end_of_day(date(2026, 11, 25))


def test_a_closure_longer_than_the_look_ahead_is_read_to_its_end(own_table: dict[date, bool]) -> None:
    own_table.update({date(2026, 11, 24) + timedelta(days=offset): False for offset in range(60)})
    assert add_working_days(at("2026-11-23"), 1) == end_of_day(date(2027, 1, 25))


@pytest.mark.parametrize(
    ("start", "end", "middle"),
    [
        ("2026-11-23T10:00", "2026-11-25T10:00", "2026-11-24T10:00"),
        ("2026-11-20T12:00", "2026-11-23T12:00", "2026-11-23T00:00"),  # Friday noon to Monday noon
        ("2026-11-20T10:00", "2026-11-24T10:00", "2026-11-23T10:00"),  # not Sunday
        ("2026-11-21T10:00", "2026-11-22T10:00", "2026-11-21T22:00"),  # nothing but days off
    ],
)
def test_halfway_is_when_half_of_the_working_time_is_gone(start: str, end: str, middle: str) -> None:
    assert halfway(at(start), at(end)) == datetime.fromisoformat(middle).replace(tzinfo=LOCAL_ZONE)


@given(moments, st.integers(1, 60))
def test_half_of_a_deadline_is_on_no_day_off(start: datetime, days: int) -> None:
    end = add_working_days(start, days)
    middle = halfway(start, end)
    assert start <= middle < end
    assert is_working_day(middle.date()).is_working


def test_working_days_between_two_moments() -> None:
    friday, monday = at("2026-11-20"), at("2026-11-23")
    assert business_time.working_days_between(friday, monday) == 1
    assert business_time.working_days_between(monday, friday) == -1
    assert business_time.working_days_between(friday, at("2026-11-22")) == 0
    assert business_time.working_days_between(at("2026-09-30"), at("2026-10-09")) == 2


@pytest.mark.parametrize(
    ("due", "since", "until", "then"),
    [
        # Friday to Wednesday: three working days stood, of which two were left on each side.
        ("2026-11-24T23:59", "2026-11-20T10:00", "2026-11-25T15:00", "2026-11-27T23:59"),
        # Over the holiday of October: what would have been the 1st is the next day on which people work.
        ("2026-09-30T23:59", "2026-09-29T10:00", "2026-09-30T10:00", "2026-10-08T23:59"),
        # A weekend is no working time.
        ("2026-11-24T23:59", "2026-11-20T18:00", "2026-11-22T10:00", "2026-11-24T23:59"),
        # Seven hours were left of that day, and are left of the next that has them.
        ("2026-11-23T17:00", "2026-11-23T10:00", "2026-11-24T11:00", "2026-11-24T17:00"),
        ("2026-11-23T11:00", "2026-11-23T10:00", "2026-11-24T17:30", "2026-11-24T18:30"),
        ("2026-11-23T17:00", "2026-11-23T10:00", "2026-11-24T18:00", "2026-11-25T17:00"),
        # Late is late by as much.
        ("2026-11-19T23:59", "2026-11-20T10:00", "2026-11-23T10:00", "2026-11-20T23:59"),
        # Not counted in working days.
        ("2026-11-21T12:00", "2026-11-20T10:00", "2026-11-25T10:00", "2026-11-26T12:00"),
    ],
)
def test_after_the_clock_stood_as_much_is_left(due: str, since: str, until: str, then: str) -> None:
    assert stood(at(due), since=at(since), until=at(until)) == at(then)


@pytest.mark.parametrize(
    ("days", "then"),
    # From a Wednesday; the holiday of October is none, the Saturday after it is one.
    [(0, "2026-10-14T15:00"), (3, "2026-10-19T15:00"), (-1, "2026-10-13T15:00"), (-6, "2026-09-30T15:00")],
)
def test_a_moment_moves_by_working_days_both_ways(days: int, then: str) -> None:
    assert business_time.shift(at("2026-10-14T15:00"), days) == at(then)


@given(moments, st.integers(1, 30), st.integers(0, 40 * 24))
def test_a_pause_takes_nothing_and_gives_nothing(start: datetime, days: int, hours: int) -> None:
    due, until = add_working_days(start, days), start + timedelta(hours=hours)
    later = stood(due, since=start, until=until)
    assert is_working_day(later.date()).is_working
    between = business_time.working_days_between
    assert between(until, later) == between(start, due)


@pytest.mark.parametrize("days", [-1, 3661])
def test_absurd_periods_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="days ahead"):
        add_working_days(at("2026-11-23"), days)


def test_ten_years_are_the_longest_period() -> None:
    assert add_days(at("2026-11-23"), 3660) == end_of_day(date(2036, 11, 30))
    assert add_months(at("2026-11-23"), 118) == end_of_day(date(2036, 9, 23))
    with pytest.raises(ValueError, match="days ahead"):
        add_months(at("2026-11-23"), 119)


def test_a_start_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_days(at("2026-11-23").replace(tzinfo=None), 1)


@given(moments, moments, few)
def test_who_comes_later_is_due_no_earlier(one: datetime, other: datetime, days: int) -> None:
    first, second = sorted((one, other))
    assert add_working_days(first, days) <= add_working_days(second, days)
    assert add_days(first, days) <= add_days(second, days)
    assert add_months(first, days) <= add_months(second, days)


@given(moments, few)
def test_a_due_day_is_a_working_day_and_not_in_the_past(start: datetime, days: int) -> None:
    due = add_working_days(start, days)
    assert is_working_day(due.date()).is_working
    assert due.time() == time(23, 59, 59)
    assert due.date() >= start.date() + timedelta(days=days)
    assert is_working_day(add_months(start, days).date()).is_working


@given(moments, few)
def test_exactly_so_many_working_days_lie_between_receipt_and_due(start: datetime, days: int) -> None:
    received, due = add_working_days(start, 0).date(), add_working_days(start, days).date()
    between = (received + timedelta(days=offset) for offset in range(1, (due - received).days + 1))
    assert sum(is_working_day(day).is_working for day in between) == days
