"""The enterprise wishes another day for the visit: it asks, the lead of the panel answers, everybody is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from documents.models import Document
from engine import runtime
from engine.clock import LOCAL_ZONE, day_text
from engine.errors import AnswersRefused
from engine.models import HistoryEvent, ProcessInstance, UserTask
from portal.evaluation.commands import moves
from portal.evaluation.errors import MayNotMoveVisit, MoveAsked, MoveDeclined, MovesUsed, NoVisitToMove, VisitTooNear
from portal.evaluation.models import VisitMove
from portal.notifications.models import Notification, SmsMessage
from portal.registry import case_clock
from tests.flows import untaken
from tests.portal.world import BPMN, signed_in

pytestmark = pytest.mark.django_db

REASON = "3月18日村里停电检修，生产线不能运行。"
WISHED = "3月30日至4月1日"
NO = "专家组其他成员该周均有安排，无法调整。"


def at(day: int, month: int = 3, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LOCAL_ZONE)


@pytest.fixture
def case(begin_onsite: Any) -> Any:
    """The visit is to be on Wednesday, 2026-03-18, at ten."""
    case = begin_onsite()
    case.all_accept()
    case.no_objection()
    case.schedule()
    return case


def ask(case: Any, people: Any, **changes: Any) -> VisitMove:
    move = moves.ask(case.application, **{"reason": REASON, "wished": WISHED, "by": people.staff} | changes)
    case.go_on()
    return move


def agree(case: Any, to: datetime, **changes: Any) -> None:
    answers = {"outcome": "agreed", "visit_at": to.isoformat(timespec="minutes"), "place": "默戎镇牛角山村"}
    case.done("AnswerMove", case.lead, **answers | changes)


def decline(case: Any) -> None:
    case.done("AnswerMove", case.lead, outcome="declined", opinion=NO)


def clock_now(case: Any) -> Any:
    instance = ProcessInstance.objects.get(pk=case.instance.pk)
    return case_clock.clock_of(instance, case_clock.read(instance, HistoryEvent.objects.filter(case=instance)))


def told(user: Any, words: str) -> int:
    return Notification.objects.filter(user=user, text__contains=words).count()


def test_the_lead_agrees_and_the_days_until_the_wished_one_are_not_counted(case, people, clock):
    clock.set(at(13))
    ask(case, people)
    assert case.open() == ["AnswerMove"]
    assert [told(expert, "企业申请改期") for expert in case.seated] == [1] * len(case.seated)
    shown = case.shown("AnswerMove")
    assert (shown["reason_text"], shown["wished_text"]) == (REASON, WISHED)
    assert (shown["earliest"], shown["latest"]) == ("2026-03-18", "2026-04-13")
    with pytest.raises(AnswersRefused) as refused:
        agree(case, at(14, 4))
    assert "2026-03-18 至 2026-04-13" in refused.value.errors["visit_at"][0]
    agree(case, at(31))
    assert case.open() == ["RecordVisit"]
    visit = case.panel.visit
    assert visit.scheduled_at == at(31)
    assert day_text(case.task("RecordVisit").due_at) == "2026-04-01"
    for person in (people.owner, *case.seated):
        assert told(person, "定于2026-03-31 10:00") == 1
    assert SmsMessage.objects.filter(text__contains="2026-03-31").count() == 1
    assert Document.objects.filter(kind="visit_notice", subject=case.application.number).count() == 2

    seen = clock_now(case)
    assert (seen.pauses, seen.running.working_days) == ([], 13), "the day that it was told before is still to come"
    clock.set(at(24))
    case.go_on()
    assert told(case.lead, "现场评价日期已到") == 0
    seen = clock_now(case)
    assert (seen.stands, seen.running) == (True, None)
    (pause,) = seen.pauses
    assert (pause.reason, pause.since, pause.working_days) == ("企业申请改期", at(18), 4)
    assert pause.deadline.working_days == 5
    clock.set(at(31, hour=14))
    case.go_on()
    assert told(case.lead, "现场评价日期已到") == 1
    seen = clock_now(case)
    assert (seen.stands, seen.running.working_days) == (False, 1)
    assert [(pause.since, pause.until, pause.working_days) for pause in seen.past] == [(at(18), at(31), 9)]
    used = seen.used
    case.record()
    assert case.open() == ["GiveOpinion"] * 3
    assert clock_now(case).used == used


def test_the_lead_declines_and_the_visit_stays_on_its_day(case, people, clock):
    clock.set(at(13))
    ask(case, people)
    with pytest.raises(AnswersRefused):
        case.done("AnswerMove", case.lead, outcome="declined", opinion="不行")
    decline(case)
    assert case.open() == ["RecordVisit"]
    assert case.panel.visit.scheduled_at == at(18)
    assert day_text(case.task("RecordVisit").due_at) == "2026-03-19"
    for person in (people.owner, *case.seated):
        assert told(person, f"未同意改期，仍定于2026-03-18 10:00：{NO}") == 1
    clock.set(at(19))
    assert clock_now(case).pauses == []
    assert [move.outcome for move in VisitMove.objects.all()] == ["declined"]
    left = untaken(BPMN / "eval_onsite" / "eval_onsite.bpmn", ProcessInstance.objects.filter(pk=case.instance.pk))
    assert not {"Flow_MoveAnswered_TellDeclined", "Flow_TellDeclined_RecordVisit"} & left
    clock.set(at(16))
    with pytest.raises(MoveDeclined):
        ask(case, people)


def test_an_earlier_day_delays_nothing(case, people, clock):
    ask(case, people)
    agree(case, at(17))
    clock.set(at(17, hour=15))
    assert clock_now(case).pauses == []
    case.record()


def test_whoever_does_not_answer_is_reminded_and_reported(case, people, clock):
    ask(case, people)
    clock.set(case.task("AnswerMove").due_at)
    case.go_on()
    assert (told(case.lead, "企业申请改期待答复"), told(people.manager, "企业申请改期待答复")) == (1, 1)


def test_why_no_other_day_can_be_asked_for(case, people, clock, make_user, begin_onsite):
    with pytest.raises(MayNotMoveVisit):
        ask(case, people, by=make_user("stranger"))
    ask(case, people)
    with pytest.raises(MoveAsked):
        ask(case, people)
    agree(case, at(20))
    ask(case, people)
    agree(case, at(25))
    with pytest.raises(MovesUsed) as refused:
        ask(case, people)
    assert "最多改期2次" in str(refused.value)
    assert [move.outcome for move in VisitMove.objects.all()] == ["agreed", "agreed"]
    clock.set(at(25))
    assert [pause.since for pause in clock_now(case).past] == [at(18)], "from the day that it was told first"
    case.record()
    with pytest.raises(NoVisitToMove):
        ask(case, people)
    played = ProcessInstance.objects.filter(process_key="eval_onsite")
    left = untaken(BPMN / "eval_onsite" / "eval_onsite.bpmn", played)
    ways = {"VisitMoveAsked_AnswerMove", "AnswerMove_MoveAnswered", "MoveAnswered_AnnounceVisit"}
    assert not {f"Flow_{way}" for way in ways} & left


def test_on_the_day_itself_it_is_too_late(case, people, clock):
    clock.set(at(18, hour=8))
    with pytest.raises(VisitTooNear):
        ask(case, people)
    clock.set(at(17))
    ask(case, people)


def test_a_case_that_is_not_waiting_for_the_visit_refuses_and_keeps_nothing(case, people):
    """As one whose diagram did not know of it."""
    runtime.cancel(case.instance.pk, by=people.manager, reason="核对")
    with pytest.raises(NoVisitToMove):
        ask(case, people)
    assert not VisitMove.objects.exists()


def test_the_enterprise_asks_on_a_page_and_both_sides_read_how_it_stands(case, people):
    number = case.application.number
    url, progress = reverse("evaluation:move_visit", args=[number]), reverse("evaluation:progress", args=[number])
    client = signed_in(people.staff)
    assert url in client.get(progress).content.decode()
    assert "2026-03-18 10:00" in client.get(url).content.decode()
    assert client.post(url, {"reason": "停电", "wished": WISHED}).status_code == 422
    answer = client.post(url, {"reason": REASON, "wished": WISHED}, follow=True).content.decode()
    assert "由专家组长在2个工作日内答复" in answer
    case.go_on()
    assert url not in client.get(progress).content.decode()
    assert "已经申请过改期" in client.get(url, follow=True).content.decode()
    for person in (people.owner, people.evaluator, case.lead):
        page = signed_in(person).get(progress).content.decode()
        assert "待组长答复" in page
        assert REASON in page
        assert url not in page
    assert signed_in(case.lead).get(url).status_code == 404
    task = UserTask.objects.open().get(case=case.instance, element_id="AnswerMove")
    asked = signed_in(case.lead).get(reverse("inbox:task", args=[task.pk]))
    assert asked.context["form_config"]["data"]["reason_text"] == REASON
