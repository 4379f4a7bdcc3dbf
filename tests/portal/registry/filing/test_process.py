"""A product is filed by a reviewer: the diagram's ways, and who may go them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import jobs, runtime
from engine.errors import AnswersRefused
from engine.models import Incident, Job, ProcessInstance, UserTask
from portal.inbox.answers import initial
from portal.notifications.models import Notification, SmsMessage
from portal.registry import commands, timeline
from portal.registry.errors import EnterpriseNotActive, FilingRunning, NotEditable
from portal.registry.models import Enterprise, Filing, Product, Region
from portal.registry.progress import progress
from tests.flows import untaken
from tests.portal.filing import (
    OBJECTION,
    case_of,
    completed,
    draft,
    filings_form,
    open_task,
    review,
    send_again,
    sent,
)
from tests.portal.world import BPMN, WEDNESDAY, stored_picture

pytestmark = pytest.mark.django_db


def test_a_complete_product_is_filed_by_a_reviewer_and_numbered(product, people):
    filing = sent(product, by=people.staff)
    assert filing.number == "B202600001"
    product.refresh_from_db()
    assert product.status == Product.Status.FILING
    task = open_task(filing)
    assert task.form_key == "product_filing_review"
    assert list(task.candidates.values_list("group", flat=True)) == ["registration_reviewer"]
    assert task.due_at.astimezone().date().isoformat() == "2026-03-13"

    review(filing, "pass", by=people.reviewer, guidance="建议在包装上加印追溯码。")

    assert (filing.status, filing.version, filing.product.status) == ("filed", 1, "filed")
    assert filing.product.filing_number == "F202600001"
    assert (filing.product.version, filing.product.filed_at) == (1, WEDNESDAY)
    told = Notification.objects.get(user=people.owner, text__contains="已备案，备案编号F202600001")
    assert told.url == f"/enterprise/filings/{filing.number}/"
    assert "已备案" in SmsMessage.objects.get(phone=people.owner.phone).text
    assert case_of(filing).status == ProcessInstance.Status.COMPLETED
    assert not Job.objects.filter(instance=case_of(filing), status="ready").exists()
    assert completed(filing)[-1] == "Filed"


def test_what_was_returned_is_put_right_and_filed(product, people):
    filing = sent(product, by=people.owner)
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION, guidance="请在自然光下拍摄。")
    assert (filing.status, filing.product.status) == ("correction", "returned")
    task = open_task(filing)
    assert list(task.candidates.values_list("group", flat=True)) == [product.enterprise.group]
    assert task.due_at.astimezone().date().isoformat() == "2026-04-01"
    assert Notification.objects.filter(user=people.staff, text__contains="需要补正，请在2026-04-01前").exists()

    commands.update_product(product, fields={"specification": "100克/罐"})
    commands.set_pictures(product, files=[stored_picture(owner=product.enterprise.group, name="正面.png")])
    send_again(filing, by=people.staff, note="已重拍包装正面照片")

    assert (filing.status, filing.rounds, filing.product.status) == ("submitted", 1, "filing")
    seen = open_task(filing)
    assert seen.form_key == "product_filing_review"
    assert filings_form(seen)["note"] == "已重拍包装正面照片"
    look = timeline.look_back(seen, people.reviewer)
    assert [(change.label, change.before, change.after) for entry in look.since for change in entry.changes] == [
        ("规格型号", "250克/罐", "100克/罐"),
        ("产品图片", "照片.png", "正面.png"),
    ]
    # The second time is a new decision, whatever was concluded the first time.
    assert "outcome" not in initial(seen)
    review(filing, "pass", by=people.reviewer)
    assert filing.product.status == Product.Status.FILED


def test_what_is_refused_is_a_draft_again_with_the_reason_and_may_be_sent_anew(product, people):
    filing = sent(product, by=people.owner)
    review(filing, "fail", by=people.reviewer, opinion="产品属于国家禁止生产的品种。", guidance="请改报其他产品。")
    assert (filing.status, filing.product.status, filing.product.filing_number) == ("refused", "draft", None)
    assert Notification.objects.filter(user=people.owner, text__contains="不予备案").exists()
    assert case_of(filing).status == ProcessInstance.Status.COMPLETED
    again = sent(product, by=people.owner)
    assert again.pk != filing.pk
    assert open_task(again).form_key == "product_filing_review"


def test_a_third_objection_after_two_rounds_is_a_refusal(product, people):
    filing = sent(product, by=people.owner)
    for _round in range(2):
        review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
        send_again(filing, by=people.owner)
    assert filing.rounds == 2
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
    assert (filing.status, filing.product.status) == ("refused", "draft")
    assert completed(filing)[-1] == "Refused"


def test_a_correction_that_never_comes_is_a_withdrawal(product, people, clock):
    filing = sent(product, by=people.owner)
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
    due = open_task(filing).due_at
    clock.set(due - timedelta(days=6))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.owner, text__contains="还剩5个工作日").count() == 1
    clock.set(due + timedelta(seconds=1))
    jobs.run_due_jobs()
    filing.refresh_from_db()
    product.refresh_from_db()
    assert (filing.status, product.status) == ("withdrawn", "draft")
    assert Notification.objects.filter(user=people.owner, text__contains="视为撤回，可以重新提交").count() == 1
    assert case_of(filing).status == ProcessInstance.Status.COMPLETED
    assert not UserTask.objects.open().exists()
    assert not Incident.objects.exists()


def test_a_slow_review_is_reminded_reported_and_never_granted_by_itself(product, people, clock):
    filing = sent(product, by=people.owner)
    due = open_task(filing).due_at
    clock.set(WEDNESDAY + (due - WEDNESDAY) / 2 + timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.reviewer, text__contains="过半").count() == 1
    assert not Notification.objects.filter(user=people.manager).exists()
    clock.set(due + timedelta(days=90))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1
    assert open_task(filing).form_key == "product_filing_review"
    product.refresh_from_db()
    assert product.status == Product.Status.FILING


def test_what_is_incomplete_by_now_goes_straight_back(product, people):
    """The township was given up after the filing was sent."""
    commands.file_product(product, by=people.owner)
    Region.objects.filter(pk=product.origin_id).update(valid_to=WEDNESDAY.date() - timedelta(days=1))
    jobs.run_due_jobs()
    filing = Filing.objects.get()
    assert filing.status == Filing.Status.CORRECTION
    task = open_task(filing)
    with pytest.raises(AnswersRefused) as refused:
        runtime.complete_task(task.pk, answers={}, by=people.owner)
    assert "产地乡镇" in str(refused.value.errors)
    Region.objects.filter(pk=product.origin_id).update(valid_to=None)
    send_again(filing, by=people.owner)
    assert open_task(filing).form_key == "product_filing_review"


def test_every_flow_of_the_diagram_is_taken(tea_house, people, clock):
    """One filing for each way."""
    filed = sent(draft(tea_house, by=people.owner, name="甲"), by=people.owner)
    review(filed, "pass", by=people.reviewer)
    refused = sent(draft(tea_house, by=people.owner, name="乙"), by=people.owner)
    review(refused, "fail", by=people.reviewer, opinion="产品属于国家禁止生产的品种。")
    thrice = sent(draft(tea_house, by=people.owner, name="丙"), by=people.owner)
    for _round in range(2):
        review(thrice, "correct", by=people.reviewer, opinion=OBJECTION)
        send_again(thrice, by=people.owner)
    review(thrice, "correct", by=people.reviewer, opinion=OBJECTION)
    commands.file_product(lost := draft(tea_house, by=people.owner, name="丁"), by=people.owner)
    Region.objects.filter(pk=lost.origin_id).update(valid_to=WEDNESDAY.date() - timedelta(days=1))
    jobs.run_due_jobs()
    late = Filing.objects.get(product=lost)
    due = open_task(late).due_at
    clock.set(due - timedelta(days=6))
    jobs.run_due_jobs()
    clock.set(due + timedelta(seconds=1))
    Region.objects.filter(pk=lost.origin_id).update(valid_to=None)
    slow = sent(draft(tea_house, by=people.owner, name="戊"), by=people.owner)
    clock.set(open_task(slow).due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    played = map(case_of, (filed, refused, thrice, late, slow))
    assert untaken(BPMN / "product_filing" / "product_filing.bpmn", played) == set()


def test_a_product_is_not_sent_twice(product, people):
    filing = sent(product, by=people.owner)
    with pytest.raises(FilingRunning, match=filing.number):
        commands.file_product(product, by=people.staff)
    assert ProcessInstance.objects.count() == 1
    review(filing, "pass", by=people.reviewer)
    with pytest.raises(NotEditable):
        commands.file_product(product, by=people.owner)


def test_under_review_nothing_is_edited(product, people):
    sent(product, by=people.owner)
    with pytest.raises(NotEditable):
        commands.update_product(product, fields={"name": "别的茶"})
    with pytest.raises(NotEditable):
        commands.set_pictures(product, files=[])


def test_a_frozen_enterprise_files_nothing(product, people, tea_house):
    tea_house.move(Enterprise.Status.FROZEN)
    with pytest.raises(EnterpriseNotActive):
        commands.file_product(product, by=people.owner)


def test_nobody_reviews_a_product_of_his_own_enterprise(product, people):
    filing = sent(product, by=people.owner)
    product.enterprise.members.create(user=people.reviewer, role="staff")
    assert not (UserTask.objects.offered_to(people.reviewer) & UserTask.objects.filter(pk=open_task(filing).pk))


def test_the_progress_tells_both_sides_of_the_same_days(product, people):
    filing = sent(product, by=people.owner)
    seen = progress(case_of(filing), user=people.owner)
    assert [(step.name, step.role) for step in seen.now] == [("备案审核", "登记审核员")]
    assert seen.now[0].deadline.working_days == 2
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
    seen = progress(case_of(filing), user=people.owner)
    assert [step.name for step in seen.asked_of_me] == ["补正产品备案"]
    assert seen.clock.stands
    assert [line.text for line in seen.history] == ["审核退回补正", "提交了产品备案"]
