"""P01 as it runs: the real diagram, the real engine, the real rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from documents.models import Document
from engine import clock as engine_clock
from engine import jobs, runtime
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from portal.notifications.models import Notification, SmsMessage
from portal.registry.errors import AlreadyRegistered, RegistrationRunning
from portal.registry.models import Enterprise
from portal.registry.progress import progress
from portal.scheme.regulations import RULES
from tests.portal.registering import case_of, nothing_is_stuck, open_task, review, send_correction
from tests.portal.world import THIRD_USCC, WEDNESDAY, deploy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration_process")]

OBJECTION = "营业执照照片不清晰，请重新拍摄后上传。"


def test_a_passed_registration_activates_the_enterprise_and_tells_it(registered, people):
    enterprise = registered()
    task = open_task(enterprise)
    assert task.form_key == "registration_review"
    assert list(task.candidates.values_list("group", flat=True)) == ["registration_reviewer"]
    # Two working days after Wednesday.
    assert task.due_at.astimezone().date().isoformat() == "2026-03-13"

    review(enterprise, "pass", by=people.reviewer, guidance="请尽快登记产品。")

    assert enterprise.status == Enterprise.Status.ACTIVE
    assert enterprise.activated_at == WEDNESDAY
    document = Document.objects.get(subject=enterprise.number)
    assert document.title == "登记审核结果通知书"
    assert "一乡一品登〔2026〕1号" in document.number
    assert document.docx.owner == enterprise.group
    assert Notification.objects.filter(user=people.newcomer, text__contains="通过登记审核").count() == 1
    assert SmsMessage.objects.get(phone=people.newcomer.phone).text.startswith(enterprise.name)
    assert case_of(enterprise).status == ProcessInstance.Status.COMPLETED
    assert HistoryEvent.objects.filter(case=case_of(enterprise), kind="signal_sent").exists()
    assert not Job.objects.filter(instance=case_of(enterprise), status="ready").exists()
    assert nothing_is_stuck()


def test_a_step_that_comes_too_late_is_an_incident_that_says_why(registered, people):
    enterprise = registered()
    Enterprise.objects.filter(pk=enterprise.pk).update(status=Enterprise.Status.WITHDRAWN)
    review(enterprise, "pass", by=people.reviewer)
    for _retry in range(3):
        Job.objects.filter(status="ready").update(due_at=WEDNESDAY)
        jobs.run_due_jobs()
    assert "的状态是“已撤回”，不能变为“已注册”" in Incident.objects.get().message
    assert Enterprise.objects.get().status == Enterprise.Status.WITHDRAWN


def test_the_files_of_the_registrant_become_the_enterprise_s(registered, people):
    enterprise = registered()
    enterprise.licence.refresh_from_db()
    assert enterprise.licence.owner == enterprise.group


def test_a_correction_goes_to_the_enterprise_and_comes_back_to_review(registered, people):
    enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)

    assert enterprise.status == Enterprise.Status.CORRECTION
    task = open_task(enterprise)
    assert list(task.candidates.values_list("group", flat=True)) == [enterprise.group]
    assert OBJECTION in Document.objects.get(subject=enterprise.number).data["data"]["opinion"]

    send_correction(enterprise, by=people.newcomer, name="默戎苗家食品有限责任公司")

    assert enterprise.name == "默戎苗家食品有限责任公司"
    assert enterprise.status == Enterprise.Status.SUBMITTED
    assert enterprise.rounds == 1
    assert open_task(enterprise).form_key == "registration_review"
    assert nothing_is_stuck()


def test_the_letter_and_the_bell_name_the_day_that_the_diagram_says(registered, people):
    deploy("registration", changes={"add_working_days(now(), 15)": "add_working_days(now(), 6)"})
    enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)

    assert engine_clock.day_of(open_task(enterprise).due_at).isoformat() == "2026-03-19"
    assert "2026-03-19" in Document.objects.get(subject=enterprise.number).snapshot
    assert Notification.objects.filter(user=people.newcomer, text__contains="请在2026-03-19前完成").exists()


def test_a_correction_records_the_version_of_the_rules_that_was_accepted_and_its_page_says_so(
    registered, people, client
):
    enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    send_correction(enterprise, by=people.newcomer)
    accepted = people.newcomer.acceptances.get()
    assert (accepted.enterprise, accepted.subject) == (enterprise, enterprise.number)
    assert (accepted.regulation, accepted.version) == ("rules", RULES.current)
    client.force_login(people.newcomer)
    page = client.get(reverse("registry:registration", args=[enterprise.pk])).content.decode()
    assert f'href="{RULES.url_of(RULES.current)}"' in page
    assert f"{people.newcomer.display_name}于" in page


def test_after_two_corrections_a_third_objection_ends_the_registration(registered, people):
    enterprise = registered()
    for _round in range(2):
        review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
        send_correction(enterprise, by=people.newcomer)
    assert enterprise.rounds == 2

    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)

    assert enterprise.status == Enterprise.Status.REJECTED
    assert case_of(enterprise).status == ProcessInstance.Status.COMPLETED
    last = Document.objects.filter(subject=enterprise.number).order_by("pk").latest("number")
    assert last.data["data"]["outcome"] == "fail"
    assert "补正两轮" in last.data["data"]["opinion"]
    assert nothing_is_stuck()


def test_a_rejected_registration_may_be_tried_again(registered, people):
    enterprise = registered()
    review(enterprise, "fail", by=people.reviewer, opinion="经营范围与申报产品完全不符。")
    assert enterprise.status == Enterprise.Status.REJECTED
    again = registered()
    assert again.pk != enterprise.pk
    assert again.status == Enterprise.Status.SUBMITTED


def test_a_correction_that_never_comes_is_a_withdrawal(registered, people, clock):
    enterprise = registered()
    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    due = open_task(enterprise).due_at

    clock.set(due - timedelta(days=6))
    jobs.run_due_jobs()
    reminders = Notification.objects.filter(user=people.newcomer, text__contains="还剩5个工作日")
    assert reminders.count() == 1

    clock.set(due + timedelta(seconds=1))
    jobs.run_due_jobs()
    enterprise.refresh_from_db()

    assert enterprise.status == Enterprise.Status.WITHDRAWN
    assert case_of(enterprise).status == ProcessInstance.Status.COMPLETED
    assert not UserTask.objects.open().exists()
    assert nothing_is_stuck()


def test_a_slow_review_is_reminded_at_half_time_and_reported_when_due(registered, people, clock):
    enterprise = registered()
    due = open_task(enterprise).due_at
    clock.set(WEDNESDAY + (due - WEDNESDAY) / 2 + timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.reviewer, text__contains="过半").count() == 1
    assert not Notification.objects.filter(user=people.manager).exists()

    clock.set(due + timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1
    # Nothing is ever approved automatically: the review is still open.
    assert open_task(enterprise).form_key == "registration_review"


def test_a_special_review_comes_first_in_the_inbox(registered, people):
    enterprise = registered()
    assert open_task(enterprise).priority == 50

    assert runtime.correlate("special_review", correlation_key=enterprise.number) == 1
    jobs.run_due_jobs()

    enterprise.refresh_from_db()
    assert enterprise.special_review
    assert open_task(enterprise).priority == 90
    review(enterprise, "pass", by=people.reviewer)
    assert enterprise.is_active
    assert nothing_is_stuck()


def test_an_expired_licence_goes_straight_to_correction(registered, people):
    enterprise = registered(term_ends_on=WEDNESDAY.date() - timedelta(days=1))
    enterprise.refresh_from_db()

    assert enterprise.status == Enterprise.Status.CORRECTION
    assert enterprise.findings == [{"code": "licence_expired", "severity": "fail"}]
    assert "营业期限已届满" in Document.objects.get(subject=enterprise.number).data["data"]["opinion"]
    send_correction(enterprise, by=people.newcomer, long_term=True)
    assert open_task(enterprise).form_key == "registration_review"


def test_an_unusual_registry_is_only_a_hint_to_the_reviewer(registered):
    enterprise = registered(uscc="51100000MAY0P0H892")
    task = open_task(enterprise)
    assert task.form_key == "registration_review"
    assert task.inputs["format_findings"] == [{"code": "uscc_prefix", "severity": "note"}]


def test_a_registered_code_is_not_registered_again(registered, people, tea_house):
    with pytest.raises(AlreadyRegistered) as refused:
        registered(uscc=tea_house.uscc)
    assert refused.value.enterprise_id == tea_house.pk
    assert not ProcessInstance.objects.exists()


def test_a_code_under_review_is_not_submitted_twice(registered):
    registered()
    with pytest.raises(RegistrationRunning):
        registered(uscc=f" {THIRD_USCC.lower()} ")
    assert Enterprise.objects.count() == 1


def test_the_progress_names_roles_and_never_people(registered, people):
    enterprise = registered()
    seen = progress(case_of(enterprise), user=people.newcomer)
    assert [(step.name, step.role) for step in seen.now] == [("登记审核", "登记审核员")]
    assert seen.now[0].deadline.working_days == 2
    assert not seen.asked_of_me
    assert [(str(stage.label), stage.state) for stage in seen.stages] == [
        ("提交注册信息", "done"),
        ("登记审核", "now"),
        ("完成注册", "next"),
    ]
    assert not seen.clock.stands

    review(enterprise, "correct", by=people.reviewer, opinion=OBJECTION)
    seen = progress(case_of(enterprise), user=people.newcomer)
    assert [step.name for step in seen.asked_of_me] == ["补正注册信息"]
    assert seen.now[0].deadline.working_days == 15
    assert seen.clock.stands
    assert [line.text for line in seen.history] == ["审核要求补正", "提交了注册信息"]
    assert [document.title for document in seen.documents] == ["登记审核结果通知书"]


def test_the_notice_is_downloaded_by_the_enterprise_and_by_nobody_else(registered, people, silver_house, client):
    enterprise = registered()
    review(enterprise, "pass", by=people.reviewer)
    url = reverse("files:document", args=[Document.objects.get(subject=enterprise.number).pk])

    client.force_login(people.newcomer)  # no LibreOffice: the Word file is served instead
    answer = client.get(url)
    assert answer.getvalue().startswith(b"PK")
    assert ".docx" in answer["Content-Disposition"]

    client.force_login(people.rival)
    assert client.get(url).status_code == 404


def test_the_enterprise_reads_in_plain_words_why_its_case_went_the_way_it_went(registered, people, client):
    enterprise = registered()
    review(enterprise, "pass", by=people.reviewer)
    client.force_login(people.newcomer)
    page = client.get(reverse("registry:registration", args=[enterprise.pk])).content.decode()
    assert "为什么走到这一步" in page
    assert "审核结论：通过" in page
    assert "outcome" not in page
