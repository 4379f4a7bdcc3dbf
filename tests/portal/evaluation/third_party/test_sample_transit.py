"""While the sample is to be sent and on its way, no time of the agency's passes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from engine.clock import LOCAL_ZONE, day_text
from portal.evaluation.models import ThirdPartyOrder
from portal.notifications.models import Notification
from tests.portal.evaluation.outside import ThirdParty, person
from tests.portal.shown_clock import shown_clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]


def at(day: int, month: int = 3, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LOCAL_ZONE)


@pytest.fixture
def case(accepted_for_two: Any, first: Any) -> Any:
    """Accepted and commissioned on Wednesday, 2026-03-11; the sample is not sent yet."""
    ThirdParty.within(accepted_for_two).commission(first)
    return accepted_for_two


def clocks(case: Any, people: Any, *more: tuple[Any, str]) -> set[str]:
    """What each side reads of it: the enterprise, the office, and whoever is named besides."""
    pages = [
        (people.owner, reverse("evaluation:progress", args=[case.number])),
        (people.evaluator, reverse("registry:case", args=[case.instance.pk])),
        *more,
    ]
    return {shown_clock(person, url) for person, url in pages}


def told(user: Any, words: str) -> int:
    return Notification.objects.filter(user=user, text__contains=words).count()


def test_the_agencys_days_are_counted_from_the_day_on_which_the_sample_is_received(case, people, clock, first):
    agency = person(first)
    assert case.open_tasks() == {"ShipSample"}
    clock.set(at(24))
    case.ship()
    (shown,) = clocks(case, people)
    assert "办理计时已暂停" in shown
    assert "样品在途，自 2026-03-24 起不计时" in shown
    clock.set(at(30))
    case.go_on()
    assert told(agency, "时间已过半") == 0, "the nineteenth day after it accepted, none of them counted"

    case.receive()
    assert told(agency, "期限自今日起算") == 1
    task = case.task("ReportThirdParty")
    # Ching Ming on Monday 6 April; from Friday 1 to Tuesday 5 May nobody works, on Saturday 9 May everybody does.
    assert day_text(task.due_at) == "2026-04-21"
    case.draw()
    case.test()
    case.done("DisposeSample", people.keeper, outcome="retain")
    (shown,) = clocks(case, people, (agency, f"/inbox/tasks/{task.pk}/"))
    assert "办理计时中" in shown
    assert "还有 15 个工作日" in shown
    clock.set(at(21, 4, 9))
    (shown,) = clocks(case, people, (agency, f"/inbox/tasks/{task.pk}/"))
    assert "今天到期" in shown
    assert (told(agency, "时间已过半"), told(people.manager, "逾期未交")) == (0, 0)
    case.go_on()
    clock.set(task.due_at + timedelta(minutes=1))
    case.go_on()
    assert (told(agency, "时间已过半"), told(people.manager, "逾期未交")) == (1, 1)
    ThirdParty.within(case).report(agency)
    assert "AdoptReport" in case.open_tasks()


def test_whoever_accepts_when_the_sample_is_there_has_the_days_from_then_on(case, people, clock, first, second):
    case.ship()
    case.receive()
    task = case.task("ReportThirdParty")
    clock.set(task.due_at + timedelta(days=8))  # five working days more, and it is taken away
    case.go_on()
    assert ThirdPartyOrder.objects.get(agency=first).status == ThirdPartyOrder.Status.REPLACED
    ThirdParty.within(case).select(second)
    clock.set(at(10, 4))
    ThirdParty.within(case).accept(person(second))
    assert day_text(case.task("ReportThirdParty").due_at) == "2026-05-06"


def test_a_sample_that_comes_before_the_agency_accepts_is_known_then(accepted_for_two, clock, first):
    case = accepted_for_two
    ThirdParty.within(case).select(first)
    case.ship()
    case.receive()
    clock.set(at(12))
    ThirdParty.within(case).accept(person(first))
    assert day_text(case.task("ReportThirdParty").due_at) == "2026-04-02"


def test_a_sample_that_is_refused_for_the_last_time_is_waited_for_no_longer(case, people, first):
    for _attempt in range(3):
        assert "ReportThirdParty" not in case.open_tasks()
        case.ship()
        case.receive("refuse", appearance="damaged", opinion="包装破损，样品已经受潮，无法检测。")
    assert case.open_tasks() == {"ReportThirdParty"}
    ThirdParty.within(case).report(person(first), conclusion="fail")
    assert case.open_tasks() == {"AdoptReport"}
