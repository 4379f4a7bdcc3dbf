"""Compliance's pages."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from engine.models import UserTask
from portal.inbox.answers import initial
from portal.registry import commands as enterprise_members
from portal.registry.cases import summary, titles
from portal.supervision.models import Case, Report
from tests.portal.supervision.prosecuting import FACTS

pytestmark = pytest.mark.django_db


def answers(chosen, **changes):
    return {
        "authorisation": chosen.pk,
        "trigger": "misuse",
        "severity": "minor",
        "facts": FACTS,
        "public_reason": "",
    } | changes


@pytest.fixture
def process(prosecute):
    """The diagram is deployed."""


def test_an_officer_opens_a_case(process, authorisation, client, people):
    client.force_login(people.compliance)
    response = client.post("/supervision/new/", answers(authorisation, trigger="quality_risk"))
    case = Case.objects.get()
    assert response["Location"] == f"/supervision/{case.number}/"
    assert case.public_reason == "产品质量风险"
    assert f"已立案，案件编号 {case.number}" in client.get(response["Location"]).content.decode()
    page = client.get(response["Location"]).content.decode()
    assert FACTS in page
    assert "作出处置决定" in page
    assert case.number in client.get("/supervision/?status=open").content.decode()
    assert case.number not in client.get("/supervision/?status=red").content.decode()


def test_bad_input_is_told_by_its_field(process, authorisation, client, people):
    client.force_login(people.compliance)
    response = client.post("/supervision/new/", answers(authorisation, facts="太短"))
    assert response.status_code == 422
    assert "不少于10个字" in response.content.decode()
    assert client.post("/supervision/new/", answers(authorisation, authorisation="")).status_code == 422
    client.post("/supervision/new/", answers(authorisation))
    again = client.post("/supervision/new/", answers(authorisation))
    assert again.status_code == 422
    assert "已有未结案件" in again.content.decode()
    assert Case.objects.count() == 1


def test_who_may_read_and_who_may_open(prosecute, authorisation, client, people):
    number = prosecute().case.number
    for person in (people.owner, people.rival, people.officer, people.evaluator):
        client.force_login(person)
        for url in ("/supervision/", "/supervision/new/", "/supervision/reports/", f"/supervision/{number}/"):
            assert client.get(url).status_code == 403
    for person in (people.legal, people.manager):
        client.force_login(person)
        assert client.get(f"/supervision/{number}/").status_code == 200
        assert client.post("/supervision/new/", answers(authorisation)).status_code == 403
    assert Case.objects.count() == 1


def test_the_inbox_shows_the_enterprise_what_concerns_it(prosecute, people):
    case = prosecute()
    case.decide("yellow")
    assert list(titles([case.instance]).values()) == ["高山绿茶 · 标识或二维码使用不当 · 古丈默戎云岭茶业有限公司"]
    for_owner = summary(case.instance, people.owner)
    assert FACTS not in str(for_owner)
    assert for_owner.links == []
    assert ("现行警示", "黄色警示：标识使用不当") in for_owner.rows
    assert "风险警示通知书" in for_owner.files[0].name
    assert summary(case.instance, people.compliance).links


def test_the_enterprise_answers_its_task_in_the_inbox(prosecute, client, people):
    case = prosecute()
    case.decide("yellow")
    task = UserTask.objects.open().get(element_id="RectifyYellow")
    client.force_login(people.staff)
    assert client.get(f"/inbox/tasks/{task.pk}/").status_code == 200
    assert "停用旧包装" in initial(task)["demands"]
    assert FACTS not in str(initial(task))
    assert client.get(f"/enterprise/instances/{case.instance.pk}/").status_code == 200


def test_markup_in_facts_stays_text(prosecute, client, people):
    case = prosecute().case
    Case.objects.filter(pk=case.pk).update(facts="<script>alert(1)</script>", public_reason="<b>x</b>")
    client.force_login(people.compliance)
    page = client.get(f"/supervision/{case.number}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_a_penalty_case_opens_only_to_those_who_supervise_and_to_the_enterprise(prosecute, client, people):
    case = prosecute(trigger="quality_risk", severity="urgent")
    case.go_on()
    addresses = [f"/enterprise/instances/{case.instance.pk}/{page}" for page in ("", "diagram.xml", "state.json")]

    def opens(person) -> set[int]:
        client.force_login(person)
        return {client.get(address, follow=True).status_code for address in addresses}

    for person in (people.compliance, people.legal, people.manager, people.owner, people.staff):
        assert opens(person) == {200}, person
    for person in (people.reviewer, people.evaluator, people.keeper, people.officer, people.admin, people.rival):
        assert opens(person) == {404}, person


@pytest.mark.parametrize("who", ["the superuser", "an officer of the enterprise itself"])
def test_a_case_is_opened_by_compliance_and_never_by_the_enterprise_s_own(who, process, authorisation, people, client):
    if who == "the superuser":
        people.admin.is_superuser = True
        people.admin.save()
    else:
        enterprise_members.add_member(authorisation.product.enterprise, username=people.compliance.username)
    client.force_login(people.admin if who == "the superuser" else people.compliance)
    assert client.post("/supervision/new/", answers(authorisation)).status_code == 422
    assert not Case.objects.exists()


def test_the_enterprise_sees_a_warning_wherever_it_looks_at_the_product(prosecute, client, people, tea):
    """Banner with reason, what is blocked and until when; no badge that says all is well."""
    case = prosecute(trigger="quality_risk", severity="major")
    case.decide("red", public_reason="抽检农残超标")
    client.force_login(people.owner)
    pages = {
        name: client.get(url).content.decode()
        for name, url in (
            ("dashboard", reverse("registry:dashboard")),
            ("product", reverse("registry:product", args=[tea.pk])),
            ("list", reverse("registry:products")),
        )
    }
    for page in pages.values():
        assert "status-badge-red" in page
        assert "已获星级" not in page
    for name in ("dashboard", "product"):
        assert "抽检农残超标" in pages[name]
        assert "停止下载星级标识与二维码" in pages[name]
        assert "整改期限" in pages[name]
        assert "个工作日" in pages[name]
    case.rectify("RectifyRed")
    case.verify("VerifyRed", "lift")
    assert "status-badge-red" not in client.get(reverse("registry:dashboard")).content.decode()


def test_the_page_of_a_case_says_by_itself_how_it_stands(prosecute, client, people):
    case = prosecute(severity="severe")
    client.force_login(people.compliance)
    address = reverse("supervision:case", args=[case.case.number])
    (seen,) = re.findall(r'seen=(\w+)" hx-trigger', client.get(address).content.decode())
    headers = {"HX-Request": "true", "HX-Target": "live"}
    assert client.get(address, {"seen": seen}, headers=headers).status_code == 204
    Report.objects.create(product=case.case.product, kind="quality", description="又有霉味，批次20260301。")
    assert "又有霉味" in client.get(address, {"seen": seen}, headers=headers).content.decode()
