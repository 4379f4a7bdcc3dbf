"""Tasks are given to people and taken from them: by hand, when a role ends, when nobody is left."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine import jobs, runtime
from engine.business_time import end_of_day
from engine.clock import day_of
from engine.errors import BeyondCalendar, DayOff, ReasonMissing
from engine.models import HistoryEvent, Incident, Job, TaskDraft, UserTask
from tests.engine.runtime.test_rights import deactivated, left, outcome, taken
from tests.engine.runtime.world import deploy, manager, open_task, person
from tests.engine.spiff.diagrams import boundary, diagram, end, path, start, timer, user, zeebe

pytestmark = pytest.mark.django_db


def events(kind: str) -> list[dict[str, Any]]:
    return [event.data for event in HistoryEvent.objects.filter(kind=kind)]


def test_a_manager_gives_a_task_back_with_a_reason(task: UserTask):
    taken(task, person("li", "deciders"))
    TaskDraft.objects.create(task=task, user=person("li"), answers={"half": "typed"})
    with pytest.raises(ReasonMissing):
        runtime.release(task.pk, by=manager(), reason="  ")
    runtime.release(task.pk, by=manager(), reason="休假")
    task.refresh_from_db()
    assert task.assignee is None
    assert events("task_unclaimed") == [{"task": str(task.pk), "from": "li", "reason": "休假"}]
    assert list(UserTask.objects.offered_to(person("wang", "deciders"))) == [task]


def test_taking_a_task_from_somebody_needs_a_reason(task: UserTask):
    li, wang = person("li", "deciders"), person("wang", "deciders")
    assert runtime.assign(task.pk, to=li, by=manager()).assignee == li
    with pytest.raises(ReasonMissing):
        runtime.assign(task.pk, to=wang, by=manager())
    assert runtime.assign(task.pk, to=wang, by=manager(), reason="休假").assignee == wang
    assert events("task_assigned")[-1] == {"task": str(task.pk), "from": "li", "to": "wang", "reason": "休假"}


def test_another_due_date_is_kept_with_its_reason(task: UserTask):
    due = datetime(2026, 5, 6, tzinfo=UTC)
    with pytest.raises(ReasonMissing):
        runtime.reschedule(task.pk, due_at=due, by=manager(), reason="")
    runtime.reschedule(task.pk, due_at=due, by=manager(), reason="材料晚到")
    task.refresh_from_db()
    assert (task.due_at, task.candidates.get().due_at) == (due, due)
    (event,) = events("task_rescheduled")
    assert (event["due"], event["reason"]) == (due.isoformat(), "材料晚到")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (datetime(2026, 10, 1, 2, tzinfo=UTC), "2026-10-01 是休息日，请选择工作日，例如 2026-10-08"),
        (datetime(2031, 5, 6, tzinfo=UTC), "2031-05-06 超出工作日历：2031 年的节假日尚未录入"),
    ],
)
def test_a_due_date_on_which_nobody_works_or_that_nobody_knows_is_refused(task: UserTask, day: datetime, told: str):
    before = task.due_at
    with pytest.raises((DayOff, BeyondCalendar), match=told):
        runtime.reschedule(task.pk, due_at=day, by=manager(), reason="材料晚到")
    task.refresh_from_db()
    assert task.due_at == before
    assert events("task_rescheduled") == []


def test_what_happens_on_the_due_day_goes_with_it(clock: Any):
    """Reminder and lapse are counted in days; what reminds of an appointment stays on its day."""
    clock.set(datetime(2026, 11, 23, 2, tzinfo=UTC))
    counted, appointment = "=add_working_days(now(), {})", "2026-11-24T09:00:00+08:00"
    on = {"Half": counted.format(1), "Due": counted.format(2), "Later": counted.format(7), "Visit": "=visit_at"}
    deploy(
        diagram(
            start(),
            user("A", extensions=zeebe("taskSchedule", dueDate=counted.format(2))),
            *(boundary(name, "A", timer(date=text), interrupting=name == "Due") for name, text in on.items()),
            end(),
            *(end(f"End{name}") for name in on),
            path("S", "A", "E"),
            *(path(name, f"End{name}") for name in on),
        )
    )
    runtime.start("p", variables={"visit_at": appointment})
    task = UserTask.objects.open().get()
    # From Wednesday to Friday.
    runtime.reschedule(task.pk, due_at=end_of_day(date(2026, 11, 27)), by=manager(), reason="企业申请延期")
    due = {job.element_id: job.due_at for job in Job.objects.filter(kind=Job.Kind.TIMER)}
    days = {name: day_of(moment).isoformat() for name, moment in due.items()}
    assert days == {"Half": "2026-11-26", "Due": "2026-11-27", "Later": "2026-12-04", "Visit": "2026-11-24"}
    clock.set(end_of_day(date(2026, 11, 27)) - timedelta(minutes=1))
    jobs.run_due_jobs()
    assert UserTask.objects.open().exists()
    clock.advance(minutes=2)
    jobs.run_due_jobs()
    assert not UserTask.objects.open().exists()


def test_who_hands_out_no_tasks_may_not_do_it(task: UserTask):
    li = taken(task, person("li", "deciders"))
    wang = person("wang", "deciders")
    assert outcome(lambda: runtime.release(task.pk, by=wang, reason="要")) == "not yours"
    assert outcome(lambda: runtime.assign(task.pk, to=wang, by=wang, reason="要")) == "not yours"
    assert outcome(lambda: runtime.reschedule(task.pk, due_at=None, by=li, reason="要")) == "not yours"


# Leaving ------------------------------------------------------------------------------------------
def test_what_a_person_took_goes_back_when_the_group_is_left(task: UserTask):
    li = left(taken(task, person("li", "deciders")))
    Job.objects.all().delete()
    assert (runtime.look_again(li), runtime.look_again(li)) == (1, 0)
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert (task.status, task.assignee) == ("open", None)
    (event,) = events("task_unclaimed")
    assert (event["from"], bool(event["reason"])) == ("li", True)


def test_who_is_back_before_the_job_runs_keeps_the_task(task: UserTask):
    li = left(taken(task, person("li", "deciders")))
    runtime.look_again(li)
    person("li", "deciders")
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert task.assignee == li
    assert not events("task_unclaimed")


def test_what_may_be_kept_is_kept(task: UserTask):
    li = taken(task, person("li", "deciders"))
    assert runtime.look_again(li) == 0
    assert runtime.look_at_everybody() == 0


def test_what_nobody_announced_is_found(task: UserTask):
    li = taken(task, person("li", "deciders"))
    type(li).objects.filter(pk=li.pk).update(is_active=False)
    assert runtime.look_at_everybody() == 1
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert task.assignee is None


def test_a_task_that_the_diagram_gave_to_one_person_comes_back_to_that_person():
    li = person("li")
    deploy(diagram(start(), user("A", assignee="li"), end(), path("S", "A", "E")))
    runtime.start("p")
    runtime.unclaim(open_task("A").pk, by=li)
    assert list(UserTask.objects.offered_to(li)) == [open_task("A")]


def test_a_task_of_somebody_who_is_gone_can_be_given_to_another():
    li, wang = person("li"), person("wang")
    deploy(diagram(start(), user("A", candidateUsers="li"), end(), path("S", "A", "E")))
    runtime.start("p")
    task = open_task("A")
    assert not runtime.is_nobodys(task)
    assert outcome(lambda: runtime.assign(task.pk, to=wang, by=manager(), reason="休假")) == "refused"
    deactivated(li)
    assert runtime.is_nobodys(task)
    assert runtime.assign(task.pk, to=wang, by=manager(), reason="离职").assignee == wang
    assert list(UserTask.objects.inbox_of(wang)) == [task]
    assert runtime.complete_task(task.pk, answers={}, by=wang).status == "completed"


def test_a_task_that_nobody_can_take_any_more_is_told_to_the_operators():
    li = person("li")
    deploy(diagram(start(), user("A", candidateUsers="li"), end(), path("S", "A", "E")))
    runtime.start("p")
    task = runtime.claim(open_task("A").pk, by=li)
    runtime.look_again(deactivated(li))
    jobs.run_due_jobs()
    assert "名称A" in Incident.objects.get(resolved_at=None).message
    runtime.assign(task.pk, to=person("wang"), by=manager())
    assert not Incident.objects.filter(resolved_at=None).exists()


def test_the_incident_of_a_task_for_nobody_is_over_when_somebody_has_it():
    deploy(diagram(start(), user("A", assignee="nobody"), end(), path("S", "A", "E")))
    runtime.start("p")
    runtime.assign(open_task("A").pk, to=person("li"), by=manager())
    assert not Incident.objects.filter(resolved_at=None).exists()


def test_a_task_that_only_one_person_may_have_is_that_person_s_without_claiming(task: UserTask):
    li = person("li", "deciders")  # the other one of the group did the review
    assert not runtime.give_to_the_only_one(task.pk, to=person("zhao", "reviewers"))
    assert runtime.only_one_may_have(task, li)
    assert runtime.give_to_the_only_one(task.pk, to=li)
    task.refresh_from_db()
    assert task.assignee == li
    assert events("task_assigned") == [{"task": str(task.pk), "to": "li", "reason": "只有一人可以办理"}]
    assert not runtime.give_to_the_only_one(task.pk, to=li), "it is already"
    runtime.unclaim(task.pk, by=li)
    person("wang", "deciders")
    assert not runtime.only_one_may_have(task, li)
    assert not runtime.give_to_the_only_one(task.pk, to=li)


def test_a_task_for_somebody_by_name_is_nobody_s_once_that_person_is_gone():
    li = person("li")
    deploy(diagram(start(), user("A", candidateUsers="li"), user("B"), end(), path("S", "A", "B", "E")))
    runtime.start("p")
    task = open_task("A")
    assert not runtime.is_nobodys(task)
    deactivated(li)
    runtime.look_again(li)
    assert runtime.is_nobodys(task)
