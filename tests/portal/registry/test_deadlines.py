"""Deadlines in the working days that people count in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.registry.deadlines import WorkingDays, deadline, time_used
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(hours=6), "今天到期"),
        (timedelta(days=1), "还有 1 个工作日"),
        (timedelta(days=5), "还有 3 个工作日"),  # over a weekend, to Monday
        (timedelta(hours=-1), "已逾期"),
        (timedelta(days=-5), "逾期 3 个工作日"),
    ],
)
def test_a_deadline_is_told_in_working_days(clock, after, words):
    clock.set(WEDNESDAY)
    assert deadline(WEDNESDAY + after).words == words


def test_many_deadlines_ask_the_calendar_once(clock, django_assert_num_queries):
    clock.set(WEDNESDAY)
    moments = [WEDNESDAY + timedelta(days=days) for days in range(-30, 30)]
    with django_assert_num_queries(1):
        days = WorkingDays(moments)
        assert len({deadline(moment, days).words for moment in moments}) > 20


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (timedelta(seconds=20), "不到 1 分钟"),
        (timedelta(minutes=40), "40 分钟"),
        (timedelta(hours=5), "5 小时"),
        (timedelta(days=7), "5 个工作日"),
    ],
)
def test_the_time_that_a_step_took(clock, taken, words):
    clock.set(WEDNESDAY + timedelta(days=10))
    assert time_used(WEDNESDAY, WEDNESDAY + taken, WorkingDays([WEDNESDAY])) == words
