"""The evidence beside a task: to look at in place, under the criteria's names, from whom and since when."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import StoredFile
from portal.registry import cases
from portal.registry.case_files import CaseFile, marked_new
from tests.portal.evaluation.case import OPINION
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db


def shown(case, reader) -> list[CaseFile]:
    return cases.summary(case.instance, reader).files


def test_files_stand_under_the_criterion_s_name_in_the_order_of_the_table(apply, people):
    case = apply(star=2)
    case.send_evidence()
    groups = list(dict.fromkeys(file.group for file in shown(case, people.evaluator)))
    assert groups == [
        "营业执照、组织机构代码证、税务登记证",
        "生产、加工、储存、运输、销售符合国家标准",
        "安全生产环境照片",
        "产品溯源机制",
        "风控管理制度",
    ]


def test_a_file_says_when_it_came_and_from_whom_as_the_reader_may_know(apply, people):
    case = apply(star=1)
    case.send_evidence()
    assert {file.by for file in shown(case, people.evaluator)} == {"龙梅（企业）"}
    assert {file.by for file in shown(case, people.owner)} == {"龙梅（企业）"}
    assert {file.by for file in shown(case, people.staff)} == {"企业"}
    assert all(file.at for file in shown(case, people.evaluator))


def test_the_task_page_opens_pictures_in_place_and_offers_the_download_beside(apply, people, client: Client):
    case = apply(star=1)
    case.send_evidence()
    client.force_login(people.evaluator)
    page = client.get(reverse("inbox:task", args=[case.task("Accept").pk])).content.decode()
    file = case.application.evidence.exclude(file=None).first().file
    url = reverse("files:show", args=[file.pk])
    assert f'href="{url}?inline"' in page
    assert f'href="{url}" download' in page
    assert reverse("files:thumb", args=[file.pk]) in page
    assert 'data-file="picture"' in page


def test_small_pictures_are_for_those_who_may_read_the_file(apply, people, client: Client):
    case = apply(star=1)
    case.send_evidence()
    url = reverse("files:thumb", args=[case.application.evidence.exclude(file=None).first().file_id])
    client.force_login(people.evaluator)
    assert client.get(url)["Content-Type"] == "image/jpeg"
    client.force_login(people.rival)
    assert client.get(url).status_code == 404


def test_the_keeper_is_shown_the_files_of_the_sample_and_no_link_that_leads_nowhere(
    apply, people, client: Client, settings: Any
):
    settings.OTOP_DRAW_RATE = 0  # no test report beside the picture
    case = apply(star=1)
    case.to_summary()
    client.force_login(people.keeper)
    files = shown(case, people.keeper)
    assert {file.group for file in files} == {"样品签收照片"}
    page = client.get(reverse("evaluation:progress", args=[case.number])).content.decode()
    links = [*re.findall(r'href="(/files/[^"?]+)', page), *(file.url for file in files)]
    for link in links:
        answer = client.get(link)
        assert (answer.status_code, bool(answer.getvalue())) == (200, True)
        answer.close()


def test_in_the_second_round_what_came_since_the_first_is_marked(apply, people, client: Client, clock):
    case = apply(star=1)
    case.send_evidence()
    StoredFile.objects.update(created_at=WEDNESDAY)
    clock.advance(hours=1)
    case.done("Accept", people.evaluator, outcome="correct", opinion=OPINION)
    clock.advance(days=1)
    case.send_evidence("Correct")
    task = case.task("Accept")
    old = {row.file_id for row in case.application.evidence.exclude(file=None)[:2]}
    StoredFile.objects.filter(pk__in=old).update(created_at=WEDNESDAY)
    client.force_login(people.evaluator)
    page = client.get(reverse("inbox:task", args=[task.pk]))
    marks = {file.url.split("/")[-2]: file.is_new for file in page.context["files"]}
    assert {pk for pk, is_new in marks.items() if not is_new} == {str(pk) for pk in old}
    assert "新" in page.content.decode()


def test_without_an_earlier_round_nothing_is_new():
    file = CaseFile(name="a.png", url="/", at=WEDNESDAY)
    assert marked_new([file], since=None) == [file]
    assert marked_new([file], since=WEDNESDAY - timedelta(days=1))[0].is_new
