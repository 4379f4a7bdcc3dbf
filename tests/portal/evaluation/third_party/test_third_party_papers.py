"""What is written about a commission, and who reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from documents.models import Document
from portal.evaluation.models import AgencyReport
from portal.registry import cases
from portal.registry.files import may_read
from tests.documents.world import text_of
from tests.portal.evaluation.outside import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_gets_stuck")]


def paper(case: Any, kind: str) -> Document:
    return Document.objects.filter(subject=case.application.number, kind=kind).latest("issued_at")


def test_a_commission_is_a_letter_that_the_agency_reads_before_it_answers(
    begin, first, second, people, client, monkeypatch
):
    # here the evaluation is a case of its own, elsewhere a part of the application
    monkeypatch.setitem(cases.describers, "eval_third_party", cases.describers["star_application"])
    case = begin()
    case.select(first)
    letter = paper(case, "commission_letter")
    text = text_of(letter.docx.read())
    for part in (first.name, "231821340123", "请于2026年3月13日前在业务平台答复", "15个工作日内提交", "没有利害关系"):
        assert part in text
    client.force_login(person(first))
    task = client.get(reverse("inbox:task", args=[case.task("AnswerOrder").pk])).content.decode()
    assert reverse("files:document", args=[letter.pk]) in task
    assert may_read(person(first), letter.docx)
    assert may_read(people.evaluator, letter.docx)
    assert not may_read(people.owner, letter.docx)

    case.refuse(person(first))
    case.commission(second)
    assert not may_read(person(second), letter.docx)
    another = Document.objects.exclude(pk=letter.pk).get(kind="commission_letter")
    assert may_read(person(second), another.docx)
    assert not may_read(person(first), another.docx)


def test_the_adopted_report_is_a_record_that_names_the_agency_s_file(commissioned, first, people):
    case = commissioned()
    case.report(person(first))
    case.sample_result()
    case.adopt()
    record = paper(case, "third_party_report")
    text = text_of(record.docx.read())
    handed_in = AgencyReport.objects.get().file
    for part in ("符合所申请星级", "86.50", "K6 风控管理制度", handed_in.name, handed_in.sha256, "采信"):
        assert part in text
    assert may_read(people.evaluator, record.docx)
    assert not may_read(people.owner, record.docx)
