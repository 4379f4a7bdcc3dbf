"""The papers of a visit and of its panel: what they say, and who reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from documents import render
from documents.models import Document
from engine.models import ProcessInstance
from portal.evaluation.models import Opinion
from portal.notifications.models import SmsMessage
from portal.registry.files import may_read
from tests.documents.world import text_of

pytestmark = pytest.mark.django_db


def papers(case: Any, kind: str) -> list[Document]:
    return list(Document.objects.filter(subject=case.application.number, kind=kind).order_by("number"))


def words(document: Document) -> str:
    return text_of(document.docx.read())


def reads(user: Any, document: Document) -> bool:
    return may_read(type(user).objects.get(pk=user.pk), document.docx)


def test_the_notice_of_a_visit_names_the_panel_the_day_and_what_to_prepare(begin_onsite, people, tea):
    case = begin_onsite(star=4)
    case.all_accept()
    case.no_objection()
    case.schedule(note="请备齐三年内的检测报告。\n请安排检验员到场。")
    [notice] = papers(case, "visit_notice")
    text = words(notice)
    for part in (
        *(str(expert) for expert in case.seated),
        "组长",
        "省农科院",
        "默戎镇牛角山村",
        "2026年3月18日",
        "产品质量保险体系",
        "1. 请备齐三年内的检测报告。",
        "2. 请安排检验员到场。",
    ):
        assert part in text
    assert reads(people.staff, notice)
    assert all(reads(expert, notice) for expert in case.seated)
    assert SmsMessage.objects.filter(phone=tea.enterprise.contact_phone, text__contains="现场评价通知书").count() == 1


def test_the_record_of_a_visit_is_the_enterprise_s_too(begin_onsite, people, clock):
    case = begin_onsite(star=4)
    case.all_accept()
    case.no_objection()
    case.schedule()
    clock.advance(days=7)
    case.record(
        k9_verdict="unclear",
        k9_remark="检测线缺少第三季度的校准记录",
        sign_off="refused",
        sign_refusal="对第九项有不同看法，要求另行说明。",
    )
    [record] = papers(case, "visit_record")
    text = words(record)
    for part in (
        "K9 生产线、检测线",
        "检测线缺少第三季度的校准记录",
        "企业拒绝签字：对第九项有不同看法，要求另行说明。",
        "现场拍摄照片1张",
        f"{case.lead}（组长）",
    ):
        assert part in text
    assert reads(people.staff, record)
    assert case.open() == ["GiveOpinion"] * 3


def test_single_opinions_are_papers_once_all_are_in_and_never_the_enterprise_s(begin_onsite, people, clock):
    case = begin_onsite(star=4)
    case.to_opinions(clock)
    case.opine(case.seated[0], 82)
    case.opine(case.seated[1], 79, vetoes=["hazard"], veto_reason="车间有积水，靠近电源。")
    assert papers(case, "expert_opinion") == []
    case.opine(case.seated[2], 88)
    sheets = papers(case, "expert_opinion")
    assert len(sheets) == 3
    [vetoed] = [sheet for sheet in sheets if "车间有积水" in words(sheet)]
    text = words(vetoed)
    for part in (str(case.seated[1]), "79分", "平均分：79.00分", "存在质量或安全隐患", "现场与材料一致"):
        assert part in text
    for user, may in ((people.evaluator, True), (people.officer, True), (people.staff, False), (people.owner, False)):
        assert [reads(user, sheet) for sheet in sheets] == [may] * 3
    case.discuss("keep", veto_upheld="dismissed")
    assert len(papers(case, "expert_opinion")) == Opinion.objects.count() == 3  # the same round is counted again


def test_the_report_holds_what_everybody_of_the_panel_said_to_it(begin_onsite, people, clock, client):
    case = begin_onsite(star=4)
    case.to_opinions(clock)
    case.all_opine(82, 84, 86)
    lead, second = case.seated[:2]
    case.report(nonconformities="请补充第三季度的校准记录。")
    case.sign("agree", "dissent")
    assert papers(case, "evaluation_report") == []
    case.accept_report()
    [report] = papers(case, "evaluation_report")
    text = words(report)
    for part in (
        "合格",
        "84.00",
        "生产与质量管理",
        "84.00分",
        f"{lead}（组长）",
        "撰写",
        "检测线的校准记录不足",
        "请补充第三季度的校准记录。",
    ):
        assert part in text
    assert render.render(report.data) == report.docx.read()
    assert reads(people.evaluator, report)
    assert not reads(people.owner, report)
    assert not reads(second, report)  # the case is over for the experts


def test_what_is_to_be_put_right_after_a_visit_is_a_notice_of_its_own(begin_onsite, people, clock):
    case = begin_onsite(star=4)
    case.to_opinions(clock)
    case.all_opine(82, 84, 86)
    case.report(nonconformities="请补充第三季度的校准记录。\n请更换破损的防尘罩。")
    case.sign("agree", "agree")
    case.accept_report("correct", opinion="请按不符合项逐项整改并提交证明。")
    [notice] = papers(case, "correction_notice")
    assert notice.title == "整改通知书"
    text = words(notice)
    for part in ("需整改的事项", "1. 请补充第三季度的校准记录。", "2. 请更换破损的防尘罩。", "逐项整改并提交证明"):
        assert part in text
    assert reads(people.staff, notice)


def test_nobody_finds_a_confidential_paper_by_its_address(begin_onsite, people, clock, client):
    case = begin_onsite(star=4)
    case.to_opinions(clock)
    case.all_opine(82, 84, 86)
    sheet = papers(case, "expert_opinion")[0]
    assert ProcessInstance.objects.get(pk=case.instance.pk).status == "active"
    client.force_login(people.owner)
    assert client.get(reverse("files:document", args=[sheet.pk])).status_code == 404
    page = client.get(reverse("evaluation:progress", args=[case.application.number])).content.decode()
    assert "专家评价意见表" not in page
