"""What is written at a timer or as a due date: durations, instants, cycles, and how a cycle goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import WrongValue
from engine.spiff import timers

NOON = datetime(2026, 1, 31, 4, tzinfo=UTC)  # in Shanghai


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("PT1S", "2026-01-31T04:00:01"),
        ("PT0.5S", "2026-01-31T04:00:00.500000"),
        ("PT2M", "2026-01-31T04:02:00"),
        ("PT3H", "2026-01-31T07:00:00"),
        (" P4D ", "2026-02-04T04:00:00"),
        ("P5W", "2026-03-07T04:00:00"),
        ("P1M", "2026-02-28T04:00:00"),
        ("P11M", "2026-12-31T04:00:00"),
        ("P12M", "2027-01-31T04:00:00"),
        ("P2Y", "2028-01-31T04:00:00"),
        ("P1Y1M", "2027-02-28T04:00:00"),
        ("P1M1DT1H", "2026-03-01T05:00:00"),
        ("P1Y2M1W1DT1H1M1S", "2027-04-08T05:01:01"),
    ],
)
def test_a_duration_is_counted_from_now(text: str, instant: str):
    assert timers.alarm("duration", text, {}, NOON) == timers.Alarm(datetime.fromisoformat(f"{instant}+00:00"))


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "1D", "P-1D", "P1H", "P1.5D", "PT0S", "P0D", "P0Y0M", "P1D2", "P99999999999D"]
)
def test_what_is_no_duration_is_refused_with_what_was_written(text: str):
    with pytest.raises(WrongValue) as refused:
        timers.duration(text, f"={text}")
    assert refused.value.params["expression"] == f"={text}"


@pytest.mark.parametrize("text", ["P9000Y", "P100000M", "P9000000D"])
def test_a_duration_beyond_the_end_of_time_is_refused(text: str):
    with pytest.raises(WrongValue) as refused:
        timers.duration(text, text).after(NOON)
    assert refused.value.params["expression"] == text


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-05T09:00:00", "2026-03-05T01:00:00"),  # in Shanghai, where nothing else is said
        (" 2026-03-05T09:00:00Z ", "2026-03-05T09:00:00"),
        ("2026-03-05T09:00:00-05:00", "2026-03-05T14:00:00"),
        ("2026-03-05T09:00:00@Europe/Berlin", "2026-03-05T08:00:00"),
        ("2026-07-05T09:00:00@Europe/Berlin", "2026-07-05T07:00:00"),
        ("2026-03-05", "2026-03-04T16:00:00"),
    ],
)
def test_a_timer_of_a_date(text: str, instant: str):
    assert timers.alarm("date", text, {}, NOON) == timers.Alarm(datetime.fromisoformat(f"{instant}+00:00"))


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "2026-02-30",
        "2026-03-05T09:00:00@Nowhere/Town",
        "2026-03-05T09:00:00@../etc",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_what_is_no_date_is_refused_with_what_was_written(text: str):
    with pytest.raises(WrongValue) as refused:
        timers.alarm("date", text, {}, NOON)
    assert refused.value.params["expression"] == text


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-03-05", "2026-03-05T15:59:59"),  # the end of the day, in Shanghai
        ("2026-03-05T09:00:00", "2026-03-05T01:00:00"),
        ("P1D", "2026-02-01T04:00:00"),
        ("=day", "2026-03-05T15:59:59"),
        ('="P" + string(days) + "D"', "2026-02-02T04:00:00"),
        ("=nothing", None),
        ("=empty", None),
        ("", None),
    ],
)
def test_when_a_task_is_due(text: str, due: str | None):
    variables = {"day": "2026-03-05", "days": 2, "nothing": None, "empty": ""}
    expected = datetime.fromisoformat(f"{due}+00:00") if due else None
    assert timers.moment(text, variables, NOON) == expected


@pytest.mark.parametrize("text", ["=number", "=yes", "bald"])
def test_a_task_is_not_due_at_what_is_no_time(text: str):
    with pytest.raises(WrongValue) as refused:
        timers.moment(text, {"number": 3, "yes": True}, NOON)
    assert refused.value.params["expression"] == text


@pytest.mark.parametrize(
    ("text", "every", "remaining"),
    [("R3/PT1H", "PT1H", 2), ("R1/P1D", "P1D", 0), ("R/P1M", "P1M", None), (" R999999999/PT1H ", "PT1H", 999_999_998)],
)
def test_a_cycle_begins_after_its_first_period(text: str, every: str, remaining: int | None):
    due = timers.duration(every, every).after(NOON)
    assert timers.alarm("cycle", text, {}, NOON) == timers.Alarm(due, every, remaining)


@pytest.mark.parametrize("text", ["R0/PT1H", "R1000000000/PT1H", "R-1/PT1H", "PT1H", "R3/", "R3/PT0S", "R3PT1H", "=3"])
def test_what_is_no_cycle_is_refused_with_what_was_written(text: str):
    with pytest.raises(WrongValue) as refused:
        timers.alarm("cycle", text, {}, NOON)
    assert refused.value.params["expression"] == text


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (1, 1, 2),
        (1, 1.9, 2),
        (1, 2, 3),  # that of this very moment is the one that fires
        (1, 5.5, 6),
        (1, 1000, 1001),
        (1, 0.5, 2),  # a clock that was set back does not bring the next one forward
    ],
)
def test_a_cycle_of_hours_keeps_its_rhythm_whenever_it_is_fired(last: float, now: float, due: float):
    assert timers.following("PT1H", NOON, at(last), at(now)) == at(due)


@pytest.mark.parametrize(
    ("every", "last", "now", "due"),
    [
        ("P1M", (2, 28), (2, 28), (3, 31)),
        ("P1M", (3, 31), (3, 31), (4, 30)),
        ("P1M", (2, 28), (6, 30), (7, 31)),
        ("P1M", (3, 31), (2, 1), (4, 30)),
        ("P2M", (3, 31), (4, 10), (5, 31)),
        ("P1M1D", (3, 1), (3, 1), (4, 2)),  # counted from the last one: a month and a day
        ("P1M1D", (3, 1), (4, 2), (5, 3)),
    ],
)
def test_a_cycle_of_months_keeps_the_day_it_began_on(every: str, last: tuple, now: tuple, due: tuple):
    days = [datetime(2026, month, day, 4, tzinfo=UTC) for month, day in (last, now)]
    found = timers.following(every, NOON, *days)
    assert (found.month, found.day, found.hour) == (*due, 4)


@pytest.mark.parametrize(
    ("text", "asks", "repeats"),
    [
        ("=add_working_days(now(), 3)", True, False),
        ("=add_months(day, 2)", True, False),
        ("=day", False, True),
        ("=now() + duration(days)", False, False),
        ("add_working_days", False, False),
        ("P3D", False, False),
        ("", False, False),
    ],
)
def test_what_a_change_of_the_calendar_may_move(text: str, asks: bool, repeats: bool):
    assert (timers.asks_calendar(text), timers.may_hold_days(text)) == (asks, repeats)
