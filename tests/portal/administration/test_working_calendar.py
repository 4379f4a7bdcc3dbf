"""The administrator keeps the working calendar; what was counted in its days follows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engine import business_time, feel, jobs, runtime
from engine.errors import BeyondCalendar
from engine.models import CalendarDay, HistoryEvent, Job, UserTask
from portal.administration import day_lists
from portal.administration.tasks import remind_of_the_calendar
from portal.notifications.models import Notification
from tests.portal.world import deploy, signed_in

pytestmark = pytest.mark.django_db

# A Wednesday, 10:00 in Shanghai; the days after it lead into a year that is not published.
END_OF_YEAR = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
NOTICE = "2027-01-01 至 2027-01-03 休 元旦\n2027年2月6日-2027年2月12日  放假 春节\n2027.2.14 班 春节调休\n"


def year(number: int) -> str:
    return reverse("administration:calendar_year", args=[number])


def local_day(task: UserTask) -> date:
    assert task.due_at is not None
    return task.due_at.astimezone(business_time.LOCAL_ZONE).date()


@pytest.fixture
def admin(people: Any, clock: Any) -> Client:
    clock.set(END_OF_YEAR)
    return signed_in(people.admin)


@pytest.fixture
def review(admin: Client, registered: Any) -> UserTask:
    """Due in two working days: on 1 January, if nobody knows better."""
    deploy("registration")
    registered()
    task = UserTask.objects.open().get()
    assert local_day(task) == date(2027, 1, 1)
    return task


def import_notice(admin: Client, **changes: Any) -> Any:
    return admin.post(year(2027), {"action": "list", "text": NOTICE, "whole_year": "on", **changes})


def test_a_whole_year_is_entered_from_the_notice(admin: Client):
    assert "2027年的节假日没有全部录入" in admin.get(year(2027)).content.decode()
    import_notice(admin)
    assert CalendarDay.objects.filter(date__year=2027).count() == 365
    assert business_time.is_known(2027)
    for day, works in (((1, 1), False), ((1, 4), True), ((2, 9), False), ((2, 13), False), ((2, 14), True)):
        assert business_time.is_working_day(date(2027, *day)) == (works, False)
    shown = admin.get(year(2027)).content.decode()
    assert "春节调休" in shown
    assert "没有全部录入" not in shown


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-12-31T10:00", "2027-01-05"),
        ("2027-02-05T10:00", "2027-02-15"),  # over the Spring Festival; people work on Sunday the 14th
        ("2027-02-05T17:30", "2027-02-16"),
        ("2027-02-14T11:00", "2027-02-16"),
    ],
)
def test_two_working_days_of_a_year_that_was_entered(admin: Client, received: str, due: str):
    import_notice(admin)
    start = datetime.fromisoformat(received).replace(tzinfo=business_time.LOCAL_ZONE)
    assert business_time.add_working_days(start, 2) == business_time.end_of_day(date.fromisoformat(due))
    asked = "string(add_working_days(date and time(start), 2))"
    assert str(feel.evaluate(asked, {"start": start.isoformat()})).startswith(due)


@pytest.mark.parametrize(
    ("start", "due"), [("2026-12-31", "2027-02-01"), ("2027-01-06", "2027-02-14"), ("2027-01-31", "2027-03-01")]
)
def test_one_month_in_a_year_that_was_entered(admin: Client, start: str, due: str):
    import_notice(admin)
    began = datetime.fromisoformat(f"{start}T10:00").replace(tzinfo=business_time.LOCAL_ZONE)
    assert business_time.add_months(began, 1) == business_time.end_of_day(date.fromisoformat(due))


def test_a_date_by_hand_that_becomes_a_day_off_moves_to_the_next_working_day(
    admin: Client, review: UserTask, people: Any
):
    by_hand = datetime(2026, 12, 31, 8, 0, tzinfo=UTC)
    runtime.reschedule(review.pk, due_at=by_hand, by=people.manager, reason="材料晚到")
    admin.post(year(2026), {"action": "day", "first": "2026-12-31", "kind": "off", "note": "停电"})
    jobs.run_due_jobs()
    review.refresh_from_db()
    assert review.due_at == datetime(2027, 1, 1, 8, 0, tzinfo=UTC)


def test_those_who_keep_the_calendar_are_told_once_a_month_that_it_ends(admin: Client, review: UserTask, people: Any):
    def told(person: Any) -> list[str]:
        found = Notification.objects.filter(user=person, text__contains="节假日尚未录入")
        return list(found.values_list("text", flat=True))

    for _again in range(2):
        remind_of_the_calendar()
    words = "2027 年的节假日尚未录入，1 个任务的到期日暂按周末推算，录入后自动重算"
    assert (told(people.admin), told(people.manager), told(people.reviewer)) == ([words], [words], [])
    link = Notification.objects.get(user=people.admin, text=words).url
    assert admin.get(link).status_code == 200
    import_notice(admin)
    Notification.objects.all().delete()
    remind_of_the_calendar()
    assert told(people.admin) == []


def test_a_due_date_that_was_a_guess_is_counted_again(admin: Client, review: UserTask):
    timers = dict(Job.objects.filter(kind=Job.Kind.TIMER).values_list("pk", "due_at"))
    import_notice(admin)
    jobs.run_due_jobs()
    review.refresh_from_db()
    assert local_day(review) == date(2027, 1, 4)
    assert set(review.candidates.values_list("due_at", flat=True)) == {review.due_at}
    told = HistoryEvent.objects.filter(kind=HistoryEvent.Kind.TASK_RESCHEDULED, data__task=str(review.pk)).get()
    assert told.data["reason"] == "工作日历变更"
    later = Job.objects.filter(pk__in=timers, kind=Job.Kind.TIMER)
    assert len(timers) >= 2
    # Half of the working days is gone when it was; what happens on the day goes with it.
    assert sorted(job.due_at > timers[job.pk] for job in later) == [False, True]
    assert max(job.due_at for job in later) == review.due_at


def test_the_task_moves_back_when_the_day_is_removed(admin: Client, review: UserTask):
    admin.post(year(2027), {"action": "day", "first": "2027-01-01", "kind": "off", "note": "元旦"})
    jobs.run_due_jobs()
    review.refresh_from_db()
    assert local_day(review) == date(2027, 1, 4)
    admin.post(year(2027), {"action": "day", "first": "2027-01-01", "kind": "remove"})
    jobs.run_due_jobs()
    review.refresh_from_db()
    assert local_day(review) == date(2027, 1, 1)


def test_what_a_manager_decided_stays(admin: Client, review: UserTask, people: Any):
    due = datetime(2027, 1, 8, 8, 0, tzinfo=UTC)
    with pytest.raises(BeyondCalendar, match="2027 年的节假日尚未录入"):
        runtime.reschedule(review.pk, due_at=due, by=people.manager, reason="企业请假")
    import_notice(admin)
    runtime.reschedule(review.pk, due_at=due, by=people.manager, reason="企业请假")
    jobs.run_due_jobs()
    review.refresh_from_db()
    assert review.due_at == due


def test_days_that_no_deadline_touches_make_no_work(admin: Client, review: UserTask):
    admin.post(year(2026), {"action": "day", "first": "2026-03-02", "kind": "off"})
    assert not Job.objects.filter(kind=Job.Kind.RECOMPUTE).exists()


def test_people_see_that_a_due_date_is_a_guess(admin: Client, review: UserTask, people: Any):
    reviewer = signed_in(people.reviewer)
    page = reverse("inbox:task", args=[review.pk])
    assert "暂定" in reviewer.get(page).content.decode()
    assert "暂定" in reviewer.get(reverse("inbox:list")).content.decode()
    import_notice(admin)
    jobs.run_due_jobs()
    assert "暂定" not in reviewer.get(page).content.decode()


def test_from_october_on_the_missing_year_is_told(admin: Client, people: Any, clock: Any):
    warning = "2027年的节假日尚未录入"
    manager = signed_in(people.manager)
    pages = [(admin, reverse("administration:people")), (admin, year(2026)), (manager, reverse("cockpit:processes"))]
    for client, page in pages:
        assert warning in client.get(page).content.decode()
    clock.set(datetime(2026, 9, 30, 2, 0, tzinfo=UTC))
    for client, page in pages:
        assert warning not in client.get(page).content.decode()
    clock.set(END_OF_YEAR)
    import_notice(admin)
    for client, page in pages:
        assert warning not in client.get(page).content.decode()


def test_a_removed_day_of_an_entered_year_is_an_ordinary_one(admin: Client):
    import_notice(admin)
    admin.post(year(2027), {"action": "day", "first": "2027-02-14", "kind": "remove"})
    assert business_time.is_working_day(date(2027, 2, 14)) == (False, False)
    assert business_time.is_known(2027)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2027-01-01 休\nnonsense", "第 2 行无法识别：nonsense"),
        ("2027-02-30 休", "第 1 行的日期不存在"),
        ("2027-01-03 至 2027-01-01 休", "结束日期不能早于开始日期"),
        ("2026-12-31 休", "2026-12-31 不在 2027 年"),
        (" \n ", "请先改正标出的内容"),
    ],
)
def test_a_list_that_cannot_be_read_names_the_line(admin: Client, text: str, sentence: str):
    answer = import_notice(admin, text=text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CalendarDay.objects.exists()


def test_lists_are_read_however_they_are_typed():
    read = day_lists.read("２０２７－０１－０１　休　元旦\n2027/1/2~2027/1/3 放假\n2027-01-09 work")
    assert read == {
        date(2027, 1, 1): (False, "元旦"),
        date(2027, 1, 2): (False, ""),
        date(2027, 1, 3): (False, ""),
        date(2027, 1, 9): (True, ""),
    }


@pytest.mark.parametrize("who", ["owner", "reviewer", "compliance", "manager"])
def test_nobody_else_changes_the_calendar(people: Any, who: str):
    client = signed_in(getattr(people, who))
    assert client.get(year(2027)).status_code == 403
    assert import_notice(client).status_code == 403
    assert not CalendarDay.objects.exists()
