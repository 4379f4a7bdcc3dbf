"""What an application is answered with: played in its process, and read."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from documents import render
from documents.models import Document
from portal.notifications.models import SmsMessage
from portal.registry.files import may_read
from tests.documents.world import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck", "no_draw")]


def letter(case: Any, kind: str) -> Document:
    return Document.objects.filter(subject=case.number, kind=kind).latest("issued_at")


def words(document: Document) -> str:
    return text_of(document.docx.read())


def test_who_is_accepted_reads_what_follows(apply, people, tea, client, settings):
    settings.OTOP_CONTACT = "0731-00000000（工作日9:00—17:00）"
    case = apply(star=1)
    case.send_evidence()
    case.done("Accept", people.evaluator, outcome="accept", guidance="请注意样品包装。")
    document = letter(case, "acceptance_notice")
    assert document.number == "一乡一品评〔2026〕1号"
    text = words(document)
    for part in (
        "受理通知书",
        tea.enterprise.name,
        "2026年3月11日提交的星级评价申请",
        "《星级评价规则》（2026-01版）第三部分“怎样办理”第2项",
        "线上评价",
        "请按寄样单所载的地址和期限寄送样品",
        "由评价员线上核对材料",
        "请注意样品包装。",
        "0731-00000000（工作日9:00—17:00）",
    ):
        assert part in text
    assert "专家组" not in text

    client.force_login(people.staff)
    page = client.get(reverse("evaluation:progress", args=[case.number])).content.decode()
    assert reverse("files:document", args=[document.pk]) in page
    assert SmsMessage.objects.filter(phone=tea.enterprise.contact_phone, text__contains="受理通知书见申请进度").exists()


def test_who_must_correct_reads_what_and_until_when(apply, people):
    case = apply(star=1)
    case.send_evidence()
    opinion = "储存环节的证明已过期，请重新上传。\n请补充产品溯源的说明。"
    case.done("Accept", people.evaluator, outcome="correct", opinion=opinion, guidance="上传前请核对有效期。")
    text = words(letter(case, "correction_notice"))
    for part in (
        "经受理审查需要补正",
        "1. 储存环节的证明已过期，请重新上传。",
        "2. 请补充产品溯源的说明。",
        "请于2026年4月1日前登录业务平台提交",
        "上传前请核对有效期。",
    ):
        assert part in text
    assert "整改" not in text


def test_what_the_evaluator_could_not_check_is_asked_for_item_by_item(apply, people):
    case = apply(star=1)
    case.accept()
    case.sample_result()
    case.check_online(k5_verdict="unclear", k5_remark="缺少三月的批次记录")
    case.conclude_online("correct", opinion="溯源材料不足以下结论，请补充。")
    text = words(letter(case, "correction_notice"))
    assert "经线上评价需要补正" in text
    assert "1. K5 产品溯源机制：需补充（缺少三月的批次记录）" in text
    assert "溯源材料不足以下结论，请补充。" in text
    assert "K1 " not in text


def test_who_is_refused_reads_why_and_how_to_appeal(apply, people):
    case = apply(star=1)
    case.send_evidence()
    case.done("Accept", people.evaluator, outcome="reject", opinion="执行标准已经废止，不在评价范围内。")
    text = words(letter(case, "rejection_notice"))
    assert "决定不予受理" in text
    assert "执行标准已经废止，不在评价范围内。" in text
    assert "自送达之日起10个工作日内登录业务平台提出申诉" in text
    assert not Document.objects.filter(subject=case.number, kind="evaluation_result").exists()


def test_who_passes_reads_the_star_the_reasons_and_what_was_judged(apply, people):
    case = apply(star=1)
    case.to_summary()
    case.summarise(1)
    case.decide("pass")
    document = letter(case, "evaluation_result")
    text = words(document)
    for part in ("通过，评定为一星", "K5 产品溯源机制", "符合", "平台随后发放星级标识和二维码", "第6项"):
        assert part in text
    assert "申诉" not in text
    assert case.application.samples.get().number in text
    assert render.render(document.data) == document.docx.read()


def test_who_fails_reads_why_until_when_to_appeal_and_when_to_apply_again(apply, people, tea, make_user):
    case = apply(star=1)
    case.to_summary("fail")
    case.summarise(0)
    case.decide("fail")
    document = letter(case, "evaluation_result")
    text = words(document)
    for part in (
        "不通过",
        "材料与现场情况不一致，请逐项说明。",
        "自送达之日起10个工作日内",
        "自2026年6月11日起，你单位可以就本产品重新申请",
    ):
        assert part in text
    assert may_read(people.staff, document.docx)
    assert may_read(people.evaluator, document.docx)
    assert not may_read(make_user("stranger"), document.docx)
