"""P13 as it runs: every outcome with its effects."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock as engine_clock
from engine import jobs, runtime
from engine.errors import AnswersRefused, EngineError
from engine.models import ProcessInstance, UserTask
from portal.appeals.commands import file_appeal
from portal.appeals.errors import AppealedBefore
from portal.evaluation import incidents
from portal.evaluation.models import Application
from portal.inbox.answers import initial
from portal.notifications.models import Notification
from portal.supervision.models import Case, CounterEntry, Warning
from tests.flows import untaken
from tests.portal.appeals.appealing import FORM, REASONS, Appealing, failed_application, is_offered
from tests.portal.supervision.prosecuting import OPINION, WORDS, scanned
from tests.portal.world import BPMN

pytestmark = pytest.mark.django_db


def test_an_appeal_that_is_won_reverses_the_warning_at_once(red, warning, appeal, authorisation, people, tea):
    day = engine_clock.today()
    assert incidents.latest(tea.enterprise, until=day) == day
    case = appeal(warning)
    # Filing suspends nothing.
    assert "红色警示" in scanned(tea)
    case.decide("revoke")
    assert case.is_over
    assert (case.appeal.status, case.appeal.outcome) == ("decided", "revoke")
    warning.refresh_from_db()
    assert warning.end == Warning.End.APPEALED
    assert CounterEntry.objects.get(warning=warning).reference == case.appeal.number
    authorisation.refresh_from_db()
    assert authorisation.status == "valid"
    assert "建议停止购买" not in scanned(tea)
    assert "经申诉撤销" in scanned(tea)
    assert incidents.latest(tea.enterprise, until=day) is None
    red.go_on()
    assert red.is_over
    assert red.open_tasks() == set()
    letter = case.appeal.document
    assert (letter.title, letter.number, letter.docx.owner) == (
        "申诉处理决定",
        "一乡一品申〔2026〕1号",
        tea.enterprise.group,
    )
    assert letter.data["data"]["outcome"] == "revoke"
    assert Notification.objects.filter(user=people.owner, text__contains="撤销原决定").count() == 1


def test_a_warning_that_has_ended_is_reversed_by_a_counter_entry_alone(red, warning, appeal, tea):
    red.rectify("RectifyRed")
    red.verify("VerifyRed", "lift")
    before = Warning.objects.values().get()
    assert incidents.latest(tea.enterprise, until=engine_clock.today()) is not None
    appeal(warning).decide("revoke")
    assert Warning.objects.values().get() == before
    assert CounterEntry.objects.count() == 1
    assert incidents.latest(tea.enterprise, until=engine_clock.today()) is None


def test_a_decision_that_is_upheld_stays(red, warning, appeal, authorisation, tea):
    case = appeal(warning)
    case.decide("uphold")
    assert case.is_over
    authorisation.refresh_from_db()
    assert authorisation.status == "red"
    assert not CounterEntry.objects.exists()
    assert red.open_tasks() == {"RectifyRed"}
    assert case.appeal.document.data["data"]["effects"] == ["原决定继续有效"]


def test_a_red_warning_is_changed_to_a_yellow_one(red, warning, appeal, authorisation, people):
    appeal(warning).decide("change")
    again = Case.objects.exclude(pk=red.case.pk).get()
    assert (again.directed, again.trigger, again.opened_by) == ("yellow", "quality_risk", people.manager)
    task = UserTask.objects.open().get(case__business_key=again.number)
    assert (task.element_id, task.inputs["rung"]) == ("Decide", "yellow")
    words = {"public_reason": "抽检不合格", "basis": "申诉处理决定", "demands": "加强检验"}
    with pytest.raises(AnswersRefused):
        runtime.complete_task(task.pk, answers={"outcome": "none", "opinion": OPINION}, by=people.compliance)
    runtime.complete_task(task.pk, answers={"outcome": "yellow", **words}, by=people.compliance)
    jobs.run_due_jobs()
    authorisation.refresh_from_db()
    assert authorisation.status == "yellow"


def test_a_warning_is_sent_back_to_be_decided_anew_by_another_officer(red, warning, appeal, people, second_officer):
    case = appeal(warning)
    case.decide("remit")
    again = Case.objects.exclude(pk=red.case.pk).get()
    assert again.directed == ""
    assert case.appeal.effects[1] == f"由未参与原决定的合规专员重新作出处置决定（{again.number}）"
    task = UserTask.objects.open().get(case__business_key=again.number)
    assert not is_offered(task, people.compliance)
    with pytest.raises(EngineError, match="经申诉发回"):
        runtime.complete_task(task.pk, answers={"outcome": "red", **WORDS}, by=people.compliance)
    assert is_offered(task, second_officer)
    runtime.complete_task(task.pk, answers={"outcome": "red", **WORDS}, by=second_officer)
    jobs.run_due_jobs()
    assert _open(again.number, "RectifyRed").candidates.filter(group=again.enterprise.group).exists()


def test_a_failed_evaluation_is_done_again_with_the_same_evidence(failed, appeal, people):
    failed.evidence.create(criterion="K5", level=1, note="有追溯台账", given_by=people.owner)
    case = appeal(failed)
    case.decide("remit")
    again = Application.objects.exclude(pk=failed.pk).get()
    assert (again.star, again.status, again.created_by) == (1, "draft", people.owner)
    assert again.evidence.get().note == "有追溯台账"
    assert case.appeal.again == again.number
    assert failed.product.applications.get(pk=failed.pk).overturned_at is not None
    assert again.number in case.appeal.effects[1]
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_an_evaluation_cannot_be_changed_only_repeated(failed, appeal, people):
    case = appeal(failed)
    case.done("Accept", people.legal, outcome="accept")
    assert [choice["value"] for choice in initial(case.task("Review"))["choices"]] == ["uphold", "revoke", "remit"]
    with pytest.raises(AnswersRefused):
        case.done("Review", people.legal, outcome="change", opinion=REASONS)


def test_what_is_not_accepted_ends_with_reasons(red, warning, appeal, people):
    case = appeal(warning)
    case.done("Accept", people.legal, outcome="reject", opinion="申诉未提出任何事实与理由。")
    assert case.is_over
    assert case.appeal.status == "rejected"
    assert case.appeal.document.data["data"]["outcome"] == "rejected"
    with pytest.raises(AppealedBefore):
        file_appeal(warning, **FORM, by=people.owner)


def _open(number: str, element_id: str) -> UserTask:
    return UserTask.objects.open().get(case__business_key=number, element_id=element_id)


def test_every_flow_is_taken(red, warning, failed, appeal, people, clock):
    def late(case: Appealing, element: str) -> None:
        clock.set(case.task(element).due_at + timedelta(minutes=1))
        case.go_on()

    case = appeal(warning)
    other = appeal(failed)
    late(case, "Accept")
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").exists()
    other.done("Accept", people.legal, outcome="reject", opinion="申诉未提出任何事实与理由。")
    case.done("Accept", people.legal, outcome="accept")
    late(case, "Review")
    case.done("Review", people.legal, outcome="uphold", opinion=REASONS)
    late(case, "Decide")
    clock.advance(hours=1)
    case.done("Decide", people.manager, outcome="return", opinion="请补充批号比对的证据再议。")
    case.done("Review", people.legal, outcome="revoke", opinion=REASONS)
    case.done("Decide", people.manager, outcome="agree")
    assert case.is_over
    appeal(failed_application(failed.product, by=people.owner)).decide("uphold")
    played = ProcessInstance.objects.filter(process_key="appeal")
    assert untaken(BPMN / "appeal" / "appeal.bpmn", played) == set()
