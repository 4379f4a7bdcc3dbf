"""What does not conform is put right before the report of a panel, or the evaluation does not pass."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from documents.models import Document
from engine import business_time, clock
from engine.errors import AnswersRefused
from engine.models import ProcessInstance
from portal.accounts.models import User
from portal.evaluation import commands
from portal.evaluation.cases import Applications
from portal.evaluation.models import Nonconformity, OnsiteVisit, Report
from portal.evaluation.results import evaluation_text
from portal.notifications.models import Notification, SmsMessage
from portal.registry.models import Product
from tests.flows import untaken
from tests.portal.evaluation.onsite.correcting import late, statuses, to_the_end, words
from tests.portal.evaluation.outside import Onsite
from tests.portal.world import BPMN, another, deploy

pytestmark = pytest.mark.django_db

Status = Nonconformity.Status


def test_what_is_minor_is_put_right_on_paper_and_the_report_says_how(found, people, tea):
    case = found(("K9", "minor"), ("K6", "minor"))
    assert case.open() == ["PutRight"]
    task = case.graded("PutRight", "minor")
    assert task.due_at == business_time.add_working_days(clock.now(), 15)
    assert case.application.status == "correction"
    notice = words(case, "correction_notice")
    for part in (
        "整改通知书",
        "1. K9 生产线、检测线（一般）：K9一项缺少三月的记录",
        "2. K6 风控管理制度（一般）",
        f"请于{clock.day_of(task.due_at):%Y年%-m月%-d日}前登录业务平台提交",
        "视为未整改，本次评价不通过",
    ):
        assert part in notice
    assert "复核现场" not in notice
    assert SmsMessage.objects.filter(phone=tea.enterprise.contact_phone, text__contains="有一般不符合项").count() == 1

    case.put_right(by=people.staff)
    assert (case.application.status, case.open()) == ("evaluating", ["ConfirmCorrection"])
    shown = case.listed(case.graded("ConfirmCorrection", "minor"))
    assert [row["evidence"][0]["name"] for row in shown] == ["整改记录.png", "整改记录.png"]
    case.confirm("closed", "closed")
    assert statuses(case) == [Status.CLOSED, Status.CLOSED]
    assert case.variables["verdict"] == {"outcome": "pass", "reason": "passed"}
    assert case.open() == ["WriteReport"]
    assert "已关闭" in case.shown("WriteReport")["findings"][0]["state"]

    assert to_the_end(case) == "pass"
    report = words(case, "evaluation_report")
    for part in (
        "五、不符合项及整改",
        "1. K9 生产线、检测线",
        "一般",
        "整改：已补齐三月的记录",
        "核查：核对了补记的内容",
    ):
        assert part in report
    assert "不符合项及整改：K9 生产线、检测线（一般）" in evaluation_text(case.application)
    assert "三、不符合项" in words(case, "visit_record")


def test_both_sides_see_each_with_its_state_and_the_days_that_are_left(found, people, clock, client):
    case = found(("K9", "minor"), ("K5", "major"))
    case.put_right("minor")

    def page(user: User) -> str:
        client.force_login(user)
        return client.get(reverse("evaluation:progress", args=[case.application.number])).content.decode()

    for user in (people.owner, people.evaluator, case.lead):
        shown = page(user)
        both = ("1. K9 生产线、检测线（一般）", "2. K5 产品溯源机制（严重）")
        for part in ("不符合项整改", *both, "待确认", "还有 30 个工作日"):
            assert part in shown
        assert "还有 15 个工作日" not in shown
    case.put_right("major")
    case.schedule_revisit()
    assert "复核现场：2026-03-25" in page(people.owner)
    rows = dict(Applications().summary(case.application.number, people.evaluator).rows)
    assert rows["不符合项 2（严重）"] == "K5 产品溯源机制：待确认"


def test_what_is_major_has_thirty_days_and_is_seen_again_on_site(found, people, clock, tea):
    case = found(("K5", "major"))
    task = case.graded("PutRight", "major")
    assert task.due_at == business_time.add_working_days(task.created_at, 30)
    assert "提交后由专家组长复核现场" in words(case, "correction_notice")
    case.put_right("major")
    assert case.open() == ["ScheduleRevisit"]
    with pytest.raises(AnswersRefused) as refused:
        case.schedule_revisit(revisit_at=(task.created_at + timedelta(days=1)).isoformat())
    assert "3个工作日" in refused.value.errors["revisit_at"][0]
    case.schedule_revisit()
    for told in (
        SmsMessage.objects.filter(phone=tea.enterprise.contact_phone),
        Notification.objects.filter(user=people.owner),
    ):
        assert told.filter(text__contains="复核现场，地点：默戎镇牛角山村；请准备：请备好补记的台账").count() == 1
    with pytest.raises(AnswersRefused) as refused:
        case.revisit("closed")
    assert set(refused.value.errors) == {"visited_at"}  # seven days before the day that was told
    clock.advance(days=7)
    with pytest.raises(AnswersRefused) as refused:
        case.revisit("closed", photos=[], revisit_summary="好")
    assert set(refused.value.errors) == {"photos", "revisit_summary"}
    case.revisit("closed")
    seen = OnsiteVisit.objects.get(panel=case.panel).revisit
    assert (seen.recorded_by, seen.photos.get().name, seen.summary) == (
        case.lead,
        "复核.png",
        "逐项查看了整改后的台账和现场。",
    )
    assert to_the_end(case) == "pass"
    report = words(case, "evaluation_report")
    assert "专家组长于2026年" in report
    assert "复核现场，照片1张存于业务平台。逐项查看了整改后的台账和现场。" in report


@pytest.mark.parametrize("grade", ["minor", "major"])
def test_what_the_lead_does_not_see_closed_fails_the_evaluation(grade, found, clock, people):
    case = found(("K9", grade), ("K6", grade))
    case.put_right(grade)
    if grade == "minor":
        case.confirm("closed", "unclosed")
    else:
        case.schedule_revisit()
        clock.advance(days=7)
        case.revisit("closed", "unclosed")
    assert statuses(case) == [Status.CLOSED, Status.UNCLOSED]
    assert case.variables["verdict"] == {"outcome": "fail", "reason": "nonconformity"}
    assert "不符合项逾期未整改或者未关闭" in case.shown("WriteReport")["score_text"]
    assert Notification.objects.filter(user=people.owner, text__contains="经确认未关闭").count() == 1
    assert to_the_end(case) == "fail"
    report = Report.objects.get(application=case.application)
    assert (report.outcome, "未关闭" in report.summary) == ("fail", True)
    assert "未关闭" in words(case, "evaluation_report")


def test_silence_fails_the_evaluation_when_the_days_are_over(found, clock, people):
    case = found(("K9", "minor"))
    clock.set(case.graded("PutRight", "minor").due_at - timedelta(seconds=1))
    case.go_on()
    assert case.open() == ["PutRight"]
    assert Notification.objects.filter(user=people.owner, text__contains="时间已过半，逾期评价不通过").count() == 1
    late(case, "PutRight", "minor", clock)
    assert statuses(case) == [Status.LAPSED]
    assert case.variables["verdict"] == {"outcome": "fail", "reason": "nonconformity"}
    assert (case.application.status, case.open()) == ("evaluating", ["WriteReport"])
    for user in (people.owner, case.lead):
        assert Notification.objects.filter(user=user, text__contains="不符合项逾期未整改").count() == 1
    assert to_the_end(case) == "fail"


def test_each_grade_has_its_own_days_and_one_that_fails_ends_the_other(found, clock):
    case = found(("K9", "minor"), ("K5", "major"))
    assert case.open() == ["PutRight", "PutRight"]
    minor, major = (case.graded("PutRight", grade) for grade in ("minor", "major"))
    assert minor.due_at < major.due_at
    assert [len(case.listed(task)) for task in (minor, major)] == [1, 1]
    case.put_right("minor")
    assert case.application.status == "correction"  # the enterprise still has the major one to do
    late(case, "PutRight", "major", clock)
    assert statuses(case) == [Status.DROPPED, Status.LAPSED]
    assert (case.application.status, case.open()) == ("evaluating", ["WriteReport"])
    called = ProcessInstance.objects.filter(process_key="onsite_correction")
    assert sorted(called.values_list("status", flat=True)) == ["cancelled", "completed"]
    assert to_the_end(case) == "fail"


def test_both_grades_closed_lead_on_to_the_report(found, clock):
    case = found(("K5", "major"), ("K9", "minor"))
    case.put_right("minor")
    case.put_right("major")
    assert case.application.status == "evaluating"
    case.confirm("closed")
    assert case.open() == ["ScheduleRevisit"]
    case.schedule_revisit()
    clock.advance(days=7)
    case.revisit("closed")
    assert case.open() == ["WriteReport"]
    assert to_the_end(case) == "pass"


def test_who_does_not_score_enough_is_not_sent_to_put_anything_right(found):
    case = found(("K9", "minor"), scores=(75, 75, 75))
    assert case.variables["verdict"] == {"outcome": "fail", "reason": "mean"}
    assert case.open() == ["WriteReport"]
    assert not Document.objects.filter(kind="correction_notice").exists()
    assert to_the_end(case) == "fail"
    assert statuses(case) == [Status.DROPPED]


def test_a_manager_changes_the_days_in_the_table(found):
    deploy("eval_onsite", changes={"<text>15</text>": "<text>10</text>"})
    case = found(("K9", "minor"))
    task = case.graded("PutRight", "minor")
    assert task.due_at == business_time.add_working_days(task.created_at, 10)


def test_every_flow_of_a_correction_is_taken(onsite_process, experts, make_expert, clock, people, tea):
    for n in range(6):  # nobody evaluates an enterprise twice running
        make_expert(f"ex-{n}", "tea", senior=True)

    def play(product: Product, nonconformity: tuple[str, str]) -> Onsite:
        case = Onsite(people, product, star=4)
        case.to_record(clock)
        case.record_with(nonconformity)
        case.all_opine(85, 85, 85)
        return case

    lapsed = play(tea, ("K9", "minor"))
    clock.set(lapsed.graded("PutRight", "minor").due_at - timedelta(hours=1))
    lapsed.go_on()
    late(lapsed, "PutRight", "minor", clock)
    on_paper = play(another(tea, "古丈毛尖"), ("K9", "minor"))
    on_paper.put_right()
    late(on_paper, "ConfirmCorrection", "minor", clock)
    on_paper.confirm("closed")
    again = play(another(tea, "古丈红茶"), ("K5", "major"))
    again.put_right("major")
    late(again, "ScheduleRevisit", "major", clock)
    again.schedule_revisit()
    late(again, "RecordRevisit", "major", clock)
    assert Notification.objects.filter(user=people.manager, text__contains="复核现场的日期已到").count() == 1
    again.revisit("unclosed")
    assert [to_the_end(case) for case in (lapsed, on_paper, again)] == ["fail", "pass", "fail"]
    played = ProcessInstance.objects.filter(process_key="onsite_correction")
    assert untaken(BPMN / "eval_onsite" / "onsite_correction.bpmn", played) == set()
    leading = {"Flow_Aggregated_CorrectNonconformities", "Flow_CorrectNonconformities_ScorePanel"}
    panels = ProcessInstance.objects.filter(process_key="eval_onsite")
    assert not leading & untaken(BPMN / "eval_onsite" / "eval_onsite.bpmn", panels)


def test_the_result_of_the_whole_application_says_what_was_not_put_right(apply, experts, people, clock):
    whole = apply(star=3)
    deploy("eval_onsite")  # in place of the stand-in
    whole.accept()
    whole.sample_result()
    case = Onsite.within(whole)
    case.to_record(clock)
    case.record_with(("K9", "minor"))
    case.all_opine(80, 80, 80)
    late(case, "PutRight", "minor", clock)
    case.report()
    case.sign("agree", "agree")
    case.accept_report()
    whole.summarise(0)
    whole.decide("fail")
    assert whole.status == "failed"
    result = words(case, "evaluation_result")
    assert "不符合项 1（一般）" in result
    assert "逾期未整改" in result


def test_who_withdraws_has_nothing_to_put_right_any_more(apply, experts, people, clock):
    whole = apply(star=3)
    deploy("eval_onsite")
    whole.accept()
    case = Onsite.within(whole)
    case.to_record(clock)
    case.record_with(("K9", "minor"), ("K5", "major"))
    case.all_opine(80, 80, 80)
    assert case.open().count("PutRight") == 2
    commands.ask_to_withdraw(whole.application, by=people.owner)
    whole.go_on()
    assert whole.status == "withdrawn"
    assert "PutRight" not in case.open()
