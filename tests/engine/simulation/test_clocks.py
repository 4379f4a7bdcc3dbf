"""A step that a case comes back to is due in a simulation when it is in life, and so are the timers on its border."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from engine import jobs, runtime
from engine.clock import LOCAL_ZONE
from engine.models import HistoryEvent, Job, ProcessInstance
from engine.simulation import Answer, Scenario
from tests.engine.runtime.world import deploy, open_task, person
from tests.engine.spiff.diagrams import boundary, diagram, end, flow, path, start, timer, user, xor, zeebe

pytestmark = pytest.mark.django_db

DAYS = 6


def returning(*, directly: bool = False) -> bytes:
    """A review of six working days with a reminder at half of them and one two days late; it returns to itself after a
    correction, or at once."""
    due = f"add_working_days(now(), {DAYS})"
    review = user(
        "Review",
        extensions=zeebe("taskSchedule", dueDate=f"={due}")
        + zeebe("properties", zeebe("property", name="continuesClock", value="true")),
    )
    reminders = {"Half": f"=halfway(now(), {due})", "Late": f"=add_working_days(now(), {DAYS} + 2)"}
    again = path("Way", "Review") if directly else path("Way", "Correct", "Review")
    return diagram(
        start(), review, "" if directly else user("Correct"), xor("Way", default="Way_E"), end(),
        *(boundary(name, "Review", timer(date=when), interrupting=False) + end(f"{name}Told")
          for name, when in reminders.items()),
        *(path(name, f"{name}Told") for name in reminders), path("S", "Review", "Way"), flow("Way", "E"),
        again.replace("></sequenceFlow>", "><conditionExpression>=again</conditionExpression></sequenceFlow>", 1),
    )  # fmt: skip


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=LOCAL_ZONE)


# A Monday. The review takes four of its six days, or a part of them in each round.
ONCE = [("Review", at(5), True), ("Correct", at(17), None), ("Review", at(26), False)]
OFTEN = [
    ("Review", at(4), True),
    ("Correct", at(9, 18), None),
    ("Review", at(12, 18), True),
    ("Correct", at(20), None),
    ("Review", at(27), False),
]
AT_ONCE = [("Review", at(4), True), ("Review", at(6, 16), True), ("Review", at(16), False)]
COURSES = [
    pytest.param(returning(), ONCE, id="once"),
    pytest.param(returning(), OFTEN, id="often"),
    pytest.param(returning(directly=True), AT_ONCE, id="at-once"),
]
Course = list[tuple[str, datetime, bool | None]]
# Task or timer, when it came or fired, when it is due.
Told = list[tuple[str, str, datetime, datetime | None]]


def as_given(again: bool | None) -> dict[str, Any]:
    return {} if again is None else {"again": again}


def told_of(events: Any) -> Told:
    found = [event for event in events if event.kind in ("task_created", "timer_fired")]
    return [
        (event.kind, event.element_id, event.at, due and datetime.fromisoformat(due))
        for event in found
        for due in [event.data["due"]]
    ]


@pytest.fixture
def really(clock: Any) -> Any:
    """Plays a course in life: workers come by once an hour."""

    def run(source: bytes, course: Course) -> ProcessInstance:
        li = person("li", "reviewers")
        deploy(source)
        clock.set(at(2))
        case = runtime.start("p")
        for element, moment, again in course:
            while (due := jobs_due()) and due <= moment:
                clock.set(due)
                jobs.run_due_jobs()
            clock.set(moment)
            runtime.complete_task(open_task(element).pk, answers=as_given(again), by=li)
        case.refresh_from_db()
        return case

    return run


def jobs_due() -> datetime | None:
    return Job.objects.filter(status__in=Job.OPEN).order_by("due_at").values_list("due_at", flat=True).first()


@pytest.mark.parametrize(("source", "course"), COURSES)
def test_a_step_that_is_come_back_to_is_due_as_it_is_in_life(really: Any, source: bytes, course: Course):
    case = really(source, course)
    lived = told_of(HistoryEvent.objects.filter(instance=case).order_by("id"))
    answers = [Answer(element, as_given(again), at=moment) for element, moment, again in course]
    _definition, simulated = runtime.simulate("p", Scenario(at(2), {}, answers))
    assert (simulated.unused, case.status, simulated.case.is_running) == ([], "completed", False)
    assert told_of(simulated.case.events) == lived
    assert {element for kind, element, *_rest in lived if kind == "timer_fired"} >= {"Half"}, "reminders were met"
    again = runtime.replay(case)
    assert (again.differences, again.is_same) == ([], True)


def test_what_was_left_is_what_decides(really: Any):
    """Six days, three of them taken: three are left after the correction, the reminder comes when half of them is
    gone, and who is late is told two days after them."""
    case = really(returning(), ONCE)
    told = told_of(HistoryEvent.objects.filter(instance=case).order_by("id"))
    days = [(element, day(moment), due and day(due)) for _kind, element, moment, due in told]
    assert [(begun, due) for element, begun, due in days if element == "Review"] == [(2, 10), (17, 20)]
    assert [(element, fired) for element, fired, _due in days if element in ("Half", "Late")] == [
        ("Half", 19),
        ("Late", 24),
    ]


def day(moment: datetime) -> int:
    return moment.astimezone(LOCAL_ZONE).day
