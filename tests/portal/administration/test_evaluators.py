"""The administrator keeps the lists of experts and of third-party agencies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts import roles
from portal.evaluation.models import Agency, Expert
from tests.portal.world import THIRD_USCC, WEDNESDAY, signed_in

pytestmark = pytest.mark.django_db

EXPERT = {
    "person": "pan",
    "fields": ["tea"],
    "county": "古丈县",
    "title": "研究员",
    "employer": "茶叶研究所",
    "is_active": "on",
}
AGENCY = {
    "name": "湘西检测",
    "uscc": f" {THIRD_USCC.lower()} ",
    "fields": ["tea"],
    "cma_number": "26180",
    "is_active": "on",
}
TIE = {"action": "tie", "organisation": "默戎茶厂", "kind": "employment", "since": "2020-01-01", "until": "2024-06-30"}


@pytest.fixture
def admin(people: Any, regions: Any, make_user: Any) -> Client:
    make_user("pan", display_name="潘茗")
    return signed_in(people.admin)


@pytest.fixture
def expert(admin: Client) -> Expert:
    admin.post(reverse("administration:add_expert"), EXPERT)
    return Expert.objects.get()


@pytest.fixture
def agency(admin: Client) -> Agency:
    admin.post(reverse("administration:add_agency"), AGENCY)
    return Agency.objects.get()


def of(kept: Expert | Agency) -> str:
    return reverse(f"administration:{'expert' if isinstance(kept, Expert) else 'agency'}", args=[kept.pk])


def test_an_expert_is_added_with_the_role(admin: Client, expert: Expert, people: Any):
    assert (expert.fields, expert.county_id, expert.is_active) == (["tea"], "433126", True)
    assert expert.user.groups.filter(name=roles.EXPERT).exists()
    assert expert.user.changes.get().by == people.admin
    assert "潘茗" in admin.get(reverse("administration:experts"), {"field": "tea", "q": "研究所"}).content.decode()
    assert "潘茗" not in admin.get(reverse("administration:experts"), {"field": "crafts"}).content.decode()


def test_an_expert_leaves_the_list_and_a_tie_is_noted(admin: Client, expert: Expert):
    admin.post(of(expert), {"action": "expert", "fields": ["tea", "quality"], "county": "522634"})
    expert.refresh_from_db()
    assert (expert.is_active, expert.fields, expert.county_id) == (False, ["tea", "quality"], "522634")
    admin.post(of(expert), TIE)
    assert expert.ties.get().until == date(2024, 6, 30)
    assert "默戎茶厂" in admin.get(of(expert)).content.decode()


def test_a_tie_that_goes_on_ends_today(admin: Client, expert: Expert, clock: Any):
    clock.set(WEDNESDAY)
    admin.post(of(expert), TIE | {"until": ""})
    admin.post(of(expert), {"action": "end", "tie": str(expert.ties.get().pk)})
    assert expert.ties.get().until == date(2026, 3, 11)


def test_the_page_of_an_expert_names_the_county_and_saves_as_it_stands(admin: Client, expert: Expert):
    shown = admin.get(of(expert))
    assert "433126 古丈县" in shown.content.decode()
    admin.post(of(expert), {"action": "expert", "fields": ["tea"], "county": "433126 古丈县", "is_active": "on"})
    expert.refresh_from_db()
    assert expert.county_id == "433126"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"person": "nobody"}, "没有这个用户名"),
        ({"county": "没有的县"}, "没有找到这个县"),
        ({"fields": []}, "请先改正标出的内容"),
    ],
)
def test_what_is_wrong_with_an_expert_is_said(admin: Client, changes: dict[str, Any], sentence: str):
    answer = admin.post(reverse("administration:add_expert"), EXPERT | changes)
    assert sentence in answer.content.decode()
    assert not Expert.objects.exists()


def test_nobody_is_an_expert_twice(admin: Client, expert: Expert):
    assert "已在专家库中" in admin.post(reverse("administration:add_expert"), EXPERT).content.decode()


def test_an_agency_gets_people_and_loses_them(admin: Client, agency: Agency):
    assert agency.uscc == THIRD_USCC
    admin.post(of(agency), {"action": "member", "person": "pan"})
    person = agency.members.get().user
    assert person.groups.filter(name=roles.AGENCY).exists()
    assert "已是这个机构的人员" in admin.post(of(agency), {"action": "member", "person": "pan"}).content.decode()
    admin.post(of(agency), {"action": "remove", "member": str(agency.members.get().pk)})
    assert not agency.members.exists()
    assert not person.groups.filter(name=roles.AGENCY).exists()


def test_a_tie_cannot_end_before_it_began(admin: Client, agency: Agency):
    answer = admin.post(of(agency), TIE | {"until": "2019-01-01"})
    assert "结束日期不能早于开始日期" in answer.content.decode()
    assert not agency.ties.exists()


def test_a_wrong_credit_code_is_refused(admin: Client):
    answer = admin.post(reverse("administration:add_agency"), AGENCY | {"uscc": "91433126MAY0P0K290"})
    assert "统一社会信用代码" in answer.content.decode()
    assert not Agency.objects.exists()


@pytest.mark.parametrize("written", ["FULL", "\u202aCODE\u202c", "\u200bCODE\u00a0", "CO-DE"])
def test_a_credit_code_is_read_however_it_was_pasted(admin: Client, expert: Expert, agency: Agency, written: str):
    full = "".join(chr(ord(char) + 0xFEE0) for char in THIRD_USCC.lower())
    code = written.replace("FULL", full).replace("CODE", THIRD_USCC)
    code = code.replace("CO-DE", f"{THIRD_USCC[:8]} {THIRD_USCC[8:17]}—{THIRD_USCC[17:]}")
    for address in (of(agency), of(expert)):
        admin.post(address, TIE | {"uscc": code})
    assert [agency.ties.get().uscc, expert.ties.get().uscc] == [THIRD_USCC, THIRD_USCC]
    admin.post(reverse("administration:add_agency"), AGENCY | {"uscc": code})
    assert Agency.objects.count() == 1
    assert list(admin.get(reverse("administration:agencies"), {"q": code}).context["object_list"]) == [agency]


@pytest.mark.parametrize("who", ["owner", "evaluator", "manager", "legal"])
def test_nobody_else_keeps_the_lists(people: Any, expert: Expert, agency: Agency, who: str):
    client = signed_in(getattr(people, who))
    for page in (reverse("administration:experts"), reverse("administration:agencies"), of(expert), of(agency)):
        assert client.get(page).status_code == 403
    assert client.post(of(expert), TIE).status_code == 403
    assert client.post(of(agency), {"action": "member", "person": "pan"}).status_code == 403
    assert client.post(reverse("administration:add_agency"), AGENCY).status_code == 403


def test_djangos_own_administration_keeps_nothing(db: None):
    from django.contrib import admin as djangos

    assert not djangos.site._registry
