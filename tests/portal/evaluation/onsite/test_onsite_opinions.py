"""Opinions: blind, scored, discussed."""

from __future__ import annotations

import pytest

from engine import runtime
from engine.errors import AnswersRefused, AssigneeRefused, ClaimRefused, TaskNotYours
from engine.models import HistoryEvent, UserTask
from portal.evaluation.models import Opinion, Report
from portal.notifications.models import Notification
from portal.registry.disclosure import Reader, may_read
from tests.portal.evaluation.outside import OPINION

pytestmark = pytest.mark.django_db


def test_opinions_are_blind_until_all_are_in(begin_onsite, people, clock):
    case = begin_onsite()
    case.to_opinions(clock)
    first, second, third = case.seated
    by_others = (second, people.owner, people.evaluator)

    def read_the_first_s_answers() -> list[bool]:
        tasks = list(UserTask.objects.filter(element_id="GiveOpinion"))
        given = next(task for task in tasks if task.completed_by_id == first.pk)
        return [may_read(Reader.of(user, tasks), given) for user in (first, *by_others)]

    everybody = [*case.seated, people.evaluator, people.manager, people.officer, people.admin]
    superuser = type(first).objects.create_superuser("root")
    case.opine(first, 61)
    case.opine(second, 62)

    assert [Opinion.objects.visible_to(user).count() for user in everybody] == [1, 1, 0, 0, 0, 0, 0]
    assert not Opinion.objects.visible_to(superuser).exists()
    case.instance.refresh_from_db()
    known = str(case.variables) + str(list(HistoryEvent.objects.values_list("data", flat=True)))
    known += str(list(UserTask.objects.values_list("inputs", flat=True)))
    assert "score_" not in known
    assert OPINION not in known
    assert read_the_first_s_answers() == [True, False, False, False]

    case.opine(third, 63)
    assert [Opinion.objects.visible_to(user).count() for user in everybody] == [3, 3, 3, 3, 3, 3, 0]
    assert Opinion.objects.visible_to(people.owner).count() == 0
    assert read_the_first_s_answers() == [True, False, False, True]
    assert Opinion.objects.visible_to(people.rival).count() == 0


def test_nobody_gives_an_opinion_for_another(begin_onsite, people, clock):
    case = begin_onsite()
    case.to_opinions(clock)
    first, second, _third = case.seated
    with pytest.raises(TaskNotYours):
        case.done("GiveOpinion", second, of=first)
    task = case.task("GiveOpinion", of=first)
    for other in (second, people.manager):
        with pytest.raises(AssigneeRefused):
            runtime.assign(task.pk, to=other, by=people.manager, reason="代为办理")
    with pytest.raises(AnswersRefused) as refused:
        case.opine(first, 101, signature=False, opinion="好", vetoes=["hazard"])
    assert set(refused.value.errors) == {
        *(f"score_{section}" for section in Opinion.Section.values), "signature", "opinion", "veto_reason",
    }  # fmt: skip


@pytest.mark.parametrize("step", ["ScheduleVisit", "RecordVisit", "Discuss", "WriteReport"])
def test_only_the_lead_does_the_lead_s_work(step, begin_onsite, people, clock):
    case = begin_onsite()
    case.all_accept()
    case.no_objection()
    if step != "ScheduleVisit":
        case.schedule()
        clock.advance(days=7)
    if step in ("Discuss", "WriteReport"):
        case.record()
        case.all_opine(*((95, 60, 85) if step == "Discuss" else (85, 85, 85)))
    lead, second, _third = case.seated
    task = case.task(step)
    assert task.assignee == lead  # offered to one person only, it is theirs at once
    task.candidates.create(group=f"user:{second.username}")  # as a diagram would that offers it to the whole panel
    UserTask.objects.filter(pk=task.pk).update(assignee=None)
    for refused in (runtime.claim, lambda pk, by: runtime.complete_task(pk, answers={}, by=by)):
        with pytest.raises(ClaimRefused, match="组长"):
            refused(task.pk, by=second)
    assert task not in UserTask.objects.inbox_of(second)
    assert runtime.who_may_have(task) == [lead]
    assert runtime.claim(task.pk, by=lead).assignee == lead


def test_an_expert_who_is_struck_off_the_list_gives_back_what_he_took(begin_onsite, clock):
    case = begin_onsite()
    case.to_opinions(clock)
    first = case.seated[0]
    task = runtime.claim(case.task("GiveOpinion", of=first).pk, by=first)
    first.expert.is_active = False
    first.expert.save()
    with pytest.raises(ClaimRefused):
        case.opine(first, 85)
    case.go_on()
    task.refresh_from_db()
    assert (task.status, task.assignee) == ("open", None)


def test_opinions_far_apart_are_discussed_and_kept(begin_onsite, clock):
    case = begin_onsite(star=3)
    case.to_opinions(clock)
    case.all_opine(90, 80, 74)
    assert case.variables["verdict"] == {"outcome": "discuss", "reason": "spread"}
    assert case.open() == ["Discuss"]
    case.discuss("keep")
    assert case.variables["verdict"] == {"outcome": "pass", "reason": "passed"}
    assert case.open() == ["WriteReport"]


def test_a_spread_of_fifteen_needs_no_discussion(begin_onsite, clock):
    case = begin_onsite(star=3)
    case.to_opinions(clock)
    case.all_opine(85, 70, 78)
    assert case.open() == ["WriteReport"]


def test_after_a_discussion_all_may_score_once_more(begin_onsite, clock):
    case = begin_onsite(star=3)
    case.to_opinions(clock)
    case.all_opine(90, 60, 75)
    case.discuss("rescore")
    assert case.open() == ["GiveOpinion"] * 3
    assert Opinion.objects.visible_to(case.seated[0]).count() == 3  # the first round is known
    case.opine(case.seated[0], 66)
    assert Opinion.objects.visible_to(case.seated[1]).count() == 3  # the second is blind again
    case.opine(case.seated[1], 69)
    case.opine(case.seated[2], 99)
    assert case.open() == ["Discuss"]
    with pytest.raises(AnswersRefused):
        case.discuss("rescore")
    case.discuss("keep")
    assert case.variables["score"]["mean"] == 78


@pytest.mark.parametrize(
    ("upheld", "verdict"),
    [("upheld", {"outcome": "fail", "reason": "veto_upheld"}), ("dismissed", {"outcome": "pass", "reason": "passed"})],
)
def test_a_veto_is_discussed_and_fails_if_upheld(begin_onsite, clock, upheld, verdict):
    case = begin_onsite(star=3)
    case.to_opinions(clock)
    case.opine(case.seated[0], 90)
    case.opine(case.seated[1], 90, vetoes=["hazard"], veto_reason="成品库与农药同室存放，存在安全隐患。")
    case.opine(case.seated[2], 90)
    assert case.variables["verdict"] == {"outcome": "discuss", "reason": "veto"}
    assert case.variables["score"]["vetoes"] == 1
    with pytest.raises(AnswersRefused) as refused:
        case.discuss("keep")
    assert set(refused.value.errors) == {"veto_upheld"}
    case.discuss("keep", veto_upheld=upheld)
    assert case.variables["verdict"] == verdict


def test_a_weak_section_fails_whatever_the_mean(begin_onsite, clock):
    case = begin_onsite(star=3)
    case.to_opinions(clock)
    scores = dict.fromkeys(Opinion.Section.values, 95)
    for expert, risk in zip(case.seated, (59, 60, 60), strict=True):
        case.opine(expert, scores | {"risk": risk})
    assert case.variables["score"]["lowest"] == 59.67
    assert case.variables["verdict"] == {"outcome": "fail", "reason": "section"}
    case.report()
    case.sign("agree", "agree")
    case.accept_report()
    assert case.variables["outcome"] == "fail"
    assert Report.objects.get().outcome == "fail"


def test_late_opinions_are_chased_and_reported(begin_onsite, clock, people):
    case = begin_onsite()
    case.to_opinions(clock)
    done, *late = case.seated
    case.opine(done, 80)
    clock.advance(days=3)
    case.go_on()
    chased = Notification.objects.filter(text__contains="专家意见待出具，办理时间已过半")
    assert {row.user for row in chased} == set(late)
    clock.advance(days=3)
    case.go_on()
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1
    assert case.open() == ["GiveOpinion"] * 2
