"""The clock of a case that has two sides: both see the same time left, and why it stands."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engine import business_time, jobs, runtime
from engine.bpmn import read
from engine.clock import LOCAL_ZONE, day_text
from engine.models import HistoryEvent, UserTask
from portal.notifications.models import Notification
from portal.registry import case_clock
from portal.registry.case_clock import PAUSES
from tests.portal.registering import case_of, open_task, review, send_correction
from tests.portal.shown_clock import shown_clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]
OBJECTION = "营业执照照片不清晰，请重新拍摄后上传。"
WHY = "企业法定代表人住院，企业申请暂缓"
BPMN = Path(__file__).parents[3] / "bpmn"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@pytest.fixture
def enterprise(registered: Any, clock: Any) -> Any:
    clock.set(at("2026-11-23T10:00"))  # a Monday
    return registered()


def clocks(enterprise: Any, people: Any) -> list[str]:
    """What the enterprise reads of the clock, and what the office reads beside its task or of the case."""
    pages = [
        (people.newcomer, reverse("registry:registration", args=[enterprise.pk])),
        (people.reviewer, reverse("registry:case", args=[case_of(enterprise).pk])),
    ]
    task = UserTask.objects.open().get(case__business_key=enterprise.number)
    pages.append((people.newcomer if task.properties.get(PAUSES) else people.reviewer, f"/inbox/tasks/{task.pk}/"))
    return [shown_clock(person, url) for person, url in pages]


def clock_now(enterprise: Any) -> Any:
    case = case_of(enterprise)
    return case_clock.clock_of(case, case_clock.read(case, HistoryEvent.objects.filter(instance=case)))


def test_the_review_goes_on_with_what_was_left_of_it(enterprise, people, clock, django_assert_num_queries):
    due = open_task(enterprise).due_at
    assert due == business_time.end_of_day(at("2026-11-25").date())
    assert clock_now(enterprise).running.working_days == 2
    clock.set(at("2026-11-24T10:00"))
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    seen = clock_now(enterprise)
    assert (seen.stands, seen.left, seen.used, seen.running) == (True, 1, 1, None)
    assert [(pause.reason, pause.until, pause.deadline.working_days) for pause in seen.pauses] == [
        ("企业补正", None, 15)
    ]
    shown = clocks(enterprise, people)
    assert all("办理计时已暂停" in each and "恢复后还剩 1 个工作日" in each for each in shown), shown
    assert all("企业补正，自 2026-11-24 起不计时" in each and "还有 15 个工作日" in each for each in shown), shown

    clock.set(at("2026-12-02T10:00"))
    send_correction(enterprise, by=people.newcomer)
    task = open_task(enterprise)
    assert task.due_at == business_time.end_of_day(at("2026-12-03").date()), "one working day was left, not two"
    seen = clock_now(enterprise)
    assert (seen.stands, seen.running.working_days, seen.used) == (False, 1, 1)
    assert [(pause.reason, pause.working_days) for pause in seen.past] == [("企业补正", 6)]
    shown = clocks(enterprise, people)
    assert all("办理计时中" in each and "还有 1 个工作日" in each for each in shown), shown
    assert all("2026-11-24 – 2026-12-02 企业补正，6 个工作日" in each for each in shown), shown
    case = case_of(enterprise)
    known = case_clock.read(case, ())
    with django_assert_num_queries(0):  # whatever the page read already is not asked for again
        assert case_clock.clock_of(case, known).running.working_days == 1


def test_the_reviewer_is_reminded_once_in_what_is_left_and_the_manager_told_when_it_is_over(enterprise, people, clock):
    clock.set(at("2026-11-24T10:00"))
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    clock.set(at("2026-12-02T10:00"))
    send_correction(enterprise, by=people.newcomer)
    Notification.objects.all().delete()

    def told(user: Any, words: str) -> int:
        return Notification.objects.filter(user=user, text__contains=words).count()

    half = business_time.halfway(at("2026-12-02T10:00"), open_task(enterprise).due_at)
    clock.set(half - timedelta(minutes=1))
    jobs.run_due_jobs()
    assert told(people.reviewer, "已过半") == 0
    clock.set(half)
    jobs.run_due_jobs()
    clock.set(open_task(enterprise).due_at - timedelta(seconds=1))
    jobs.run_due_jobs()
    assert (told(people.reviewer, "已过半"), told(people.manager, "已超过办理期限")) == (1, 0)
    clock.set(open_task(enterprise).due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    clock.advance(days=9)
    jobs.run_due_jobs()
    assert (told(people.reviewer, "已过半"), told(people.manager, "已超过办理期限")) == (1, 1)
    assert in_the_cockpit(people.manager, enterprise) == (True, True)
    runtime.suspend(case_of(enterprise).pk, by=people.manager, reason=WHY, clock_stands=True)
    assert in_the_cockpit(people.manager, enterprise) == (False, False), "its clock stands"


def in_the_cockpit(manager: Any, enterprise: Any) -> tuple[bool, bool]:
    """Whether the manager is told that something is late, and finds the case among what is."""
    client = Client()
    client.force_login(manager)
    page = client.get(reverse("cockpit:processes")).content.decode()
    listed = client.get(reverse("cockpit:instances"), {"status": "overdue"}).content.decode()
    return "1 个任务已逾期" in page, enterprise.number in listed


def test_while_the_case_waits_for_a_reason_of_the_enterprise_no_time_passes(enterprise, people, clock):
    client = Client()
    client.force_login(people.manager)
    case = case_of(enterprise)
    client.post(reverse("cockpit:suspend", args=[case.pk]), {"reason": WHY, "clock_stands": "on"})
    clock.set(at("2026-12-10T10:00"))
    jobs.run_due_jobs()
    shown = clocks(enterprise, people)
    assert all("暂停计时，还剩 2 个工作日" in each and "办理计时已暂停" in each for each in shown), shown
    assert all(f"{WHY}，自 2026-11-23 起不计时" in each for each in shown), shown
    client.force_login(people.reviewer)
    listed = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(reverse("inbox:list")).content.decode()))
    assert "暂停计时，还剩 2 个工作日" in listed
    assert not Notification.objects.filter(text__contains="已过半").exists()
    runtime.resume(case.pk, by=people.manager, reason="已出院")
    task = open_task(enterprise)
    assert day_text(task.due_at) == "2026-12-14"
    shown = clocks(enterprise, people)
    assert all("还有 2 个工作日" in each and f"2026-12-10 {WHY}，13 个工作日" in each for each in shown), shown


def test_a_case_that_was_suspended_for_another_reason_goes_on_counting(enterprise, people, clock):
    runtime.suspend(case_of(enterprise).pk, by=people.manager, reason="核对材料")
    clock.set(at("2026-11-24T10:00"))
    seen = clock_now(enterprise)
    assert (seen.stands, seen.pauses, seen.running.words) == (False, [], "还有 1 个工作日")


def test_whatever_is_due_is_reminded_of_in_time_and_has_something_happen_when_it_is_over():
    forgotten = []
    for path in sorted(BPMN.glob("*/*.bpmn")):
        drawn = read(path.read_bytes())
        for node in drawn.nodes:
            if node.kind == "userTask" and node.settings.due_date:
                timers = [timer for timer in drawn.boundaries[node.id] if timer.trigger == "timer"]
                if len(timers) < 2 or all(timer.is_interrupting for timer in timers):
                    forgotten.append((path.stem, node.id))
    assert forgotten == []


def test_whatever_waits_for_the_enterprise_says_in_its_diagram_why_no_time_passes():
    """And so does the sample on its way; nothing that the office does."""
    silent, busy = [], []
    for path in sorted(BPMN.glob("*/*.bpmn")):
        for node in read(path.read_bytes()).nodes:
            if node.kind != "userTask":
                continue
            of_enterprise = "enterprise:" in node.settings.candidate_groups
            if of_enterprise and not node.settings.properties.get(PAUSES):
                silent.append((path.stem, node.id))
            if not of_enterprise and node.settings.properties.get(PAUSES):
                busy.append((path.stem, node.id))
    assert silent == []
    assert busy == [("sample_inspection", "ReceiveSample")]
