"""The working calendar changes while cases wait."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from celery import current_app

from engine import jobs, queue, runtime
from engine.business_time import end_of_day
from engine.models import CalendarDay, HistoryEvent, Job, ProcessInstance
from tests.engine.runtime.world import deploy, manager, open_task, open_tasks, person
from tests.engine.spiff.diagrams import boundary, catch, diagram, end, mapping, par, path, start, timer, user, zeebe

pytestmark = pytest.mark.django_db

# A Wednesday, 10:00 in Shanghai, before days that nobody has published.
NOW = datetime(2030, 3, 6, 2, 0, tzinfo=UTC)
THURSDAY, FRIDAY, MONDAY = date(2030, 3, 7), date(2030, 3, 8), date(2030, 3, 11)
OFF = (False, "")
RESCHEDULED = HistoryEvent.Kind.TASK_RESCHEDULED


def due(text: str) -> str:
    return zeebe("taskSchedule", dueDate=text)


@pytest.fixture
def begin(clock: Any) -> Any:
    clock.set(NOW)

    def run(text: str, **variables: Any) -> ProcessInstance:
        late = timer(date=text) if text.startswith("=add") else timer("P9D")
        deploy(
            diagram(
                start(),
                user("A", extensions=due(text)),
                boundary("T", "A", late),
                end(),
                end("L"),
                path("S", "A", "E"),
                path("T", "L"),
            )
        )
        return runtime.start("p", variables=variables, by=person("owner"))

    return run


def change(*days: date) -> None:
    runtime.change_calendar(dict.fromkeys(days, OFF))
    jobs.run_due_jobs()


def test_the_task_and_its_timer_are_counted_from_when_they_began_with_what_they_had(begin: Any, clock: Any):
    case = begin("=add_working_days(now(), days)", days=2)
    assert open_task("A").due_at == end_of_day(FRIDAY)
    runtime.set_variables(case.pk, variables={"days": 2, "note": "later"}, by=manager(), reason="补充")
    clock.advance(hours=20)
    change(THURSDAY)
    assert open_task("A").due_at == end_of_day(MONDAY)
    assert Job.objects.get(kind=Job.Kind.TIMER).due_at == end_of_day(MONDAY)
    told = HistoryEvent.objects.filter(kind=RESCHEDULED)
    assert [event.data["reason"] for event in told] == ["工作日历变更"] * 2
    assert {event.element_id for event in told} == {"A", "T"}


def test_a_second_change_starts_from_the_first(begin: Any):
    begin("=add_working_days(now(), 2)")
    change(THURSDAY)
    change(MONDAY)
    assert open_task("A").due_at == end_of_day(date(2030, 3, 12))
    runtime.change_calendar({}, removed=[THURSDAY, MONDAY])
    jobs.run_due_jobs()
    assert open_task("A").due_at == end_of_day(FRIDAY)
    assert not CalendarDay.objects.exists()


def test_variables_that_were_corrected_later_do_not_count(begin: Any):
    case = begin("=add_working_days(now(), days)", days=2)
    runtime.set_variables(case.pk, variables={"days": 9}, by=manager(), reason="更正")
    change(THURSDAY)
    assert open_task("A").due_at == end_of_day(MONDAY)
    assert Job.objects.get(kind=Job.Kind.TIMER).due_at == end_of_day(MONDAY)


def test_a_duration_does_not_move(begin: Any):
    begin("P2D")
    before = open_task("A").due_at
    change(THURSDAY, FRIDAY)
    assert open_task("A").due_at == before
    assert not runtime.due_unchecked().exists()
    assert not HistoryEvent.objects.filter(kind=RESCHEDULED).exists()


def test_what_cannot_be_counted_again_is_listed_until_somebody_decides(begin: Any):
    begin("=cure_by", cure_by=end_of_day(MONDAY).isoformat())
    change(FRIDAY)
    task = runtime.due_unchecked().get()
    assert (task.element_id, task.due_at) == ("A", end_of_day(MONDAY))
    runtime.reschedule(task.pk, due_at=task.due_at, by=manager(), reason="核对无误")
    assert not runtime.due_unchecked().exists()


def test_a_period_that_another_step_counted_ends_on_no_day_off(clock: Any):
    clock.set(NOW)
    deploy(diagram(start(), catch("T", timer(date="=until")), end(), path("S", "T", "E")))
    runtime.start("p", variables={"until": end_of_day(FRIDAY).isoformat()})
    change(THURSDAY)
    assert Job.objects.get(kind=Job.Kind.TIMER).due_at == end_of_day(FRIDAY)
    change(FRIDAY)
    assert Job.objects.get(kind=Job.Kind.TIMER).due_at == end_of_day(MONDAY)
    change(MONDAY)
    assert Job.objects.get(kind=Job.Kind.TIMER).due_at == end_of_day(date(2030, 3, 12))


def test_what_is_to_happen_at_a_certain_hour_stays_there(clock: Any):
    clock.set(NOW)
    deploy(diagram(start(), catch("T", timer(date="=visit_at")), end(), path("S", "T", "E")))
    runtime.start("p", variables={"visit_at": "2030-03-08T09:00:00+08:00"})
    change(FRIDAY)
    assert Job.objects.get(kind=Job.Kind.TIMER).due_at == datetime(2030, 3, 8, 1, 0, tzinfo=UTC)


def test_a_case_that_the_days_do_not_touch_is_left_alone(begin: Any):
    begin("=add_working_days(now(), 2)")
    assert runtime.change_calendar({date(2030, 1, 2): OFF}) == 0
    change(date(2030, 6, 3))
    assert open_task("A").due_at == end_of_day(FRIDAY)
    assert not HistoryEvent.objects.filter(kind=RESCHEDULED).exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_told_of_what_a_change_makes_due_now(begin: Any, clock: Any, monkeypatch: pytest.MonkeyPatch):
    runtime.change_calendar({THURSDAY: OFF})
    begin("=add_working_days(now(), 1)")
    late = Job.objects.get(kind=Job.Kind.TIMER)
    assert late.due_at == end_of_day(FRIDAY)
    clock.advance(hours=40)
    told: list[str] = []
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **kwargs: told.extend(args))
    runtime.change_calendar({}, removed=[THURSDAY])
    recompute = Job.objects.get(kind=Job.Kind.RECOMPUTE)
    assert told == [str(recompute.pk)]
    jobs.run_job(recompute.pk)
    assert told == [str(recompute.pk), str(late.pk)]
    assert open_tasks() == ["A"], "it is only told"


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_not_told_of_what_is_due_later(begin: Any, monkeypatch: pytest.MonkeyPatch):
    begin("=add_working_days(now(), 2)")
    told: list[str] = []
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **kwargs: told.extend(args))
    runtime.change_calendar({THURSDAY: OFF})
    jobs.run_due_jobs()
    assert told == [str(Job.objects.get(kind=Job.Kind.RECOMPUTE).pk)]


def test_a_task_that_the_new_days_leave_without_a_date_is_due_no_more(begin: Any):
    begin('=if contains(string(add_working_days(now(), 2)), "03-08") then add_working_days(now(), 2) else null')
    assert open_task("A").due_at == end_of_day(FRIDAY)
    change(THURSDAY)
    assert open_task("A").due_at is None
    assert HistoryEvent.objects.get(kind=RESCHEDULED).data["due"] is None


def test_what_can_no_longer_be_counted_keeps_its_date(clock: Any):
    clock.set(NOW)
    within = due("=add_working_days(now(), days)") + mapping({"own": "=1"})
    source = diagram(start(), par("F"), catch("T", timer(date="=add_working_days(now(), days)")),
                     user("A", extensions=within), end(), path("S", "F", "T", "E"), path("F", "A", "E"))  # fmt: skip
    deploy(source)
    case = runtime.start("p", variables={"days": 2})
    runtime.set_variables(case.pk, variables={"days": "a few"}, by=manager(), reason="更正")
    change(THURSDAY)
    assert (open_task("A").due_at, Job.objects.get(kind=Job.Kind.TIMER).due_at) == (end_of_day(FRIDAY),) * 2
    assert Job.objects.get(kind=Job.Kind.RECOMPUTE).status == "done"
    assert not case.incidents.exists()
