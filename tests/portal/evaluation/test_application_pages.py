"""The enterprise's pages: apply, follow, withdraw; and what others do not see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engine.clock import at
from portal.evaluation.models import Application, Decision
from portal.notifications.models import Notification
from portal.registry import cases
from tests.portal.evaluation.case import OPINION
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(client):
    """`visit(user, "apply")`: the page as this person gets it."""

    def get(user, name: str, *args, **query):
        client.force_login(user)
        return client.get(reverse(f"evaluation:{name}", args=args), query)

    return get


@pytest.fixture
def visit_url(client):
    def get(user, url: str):
        client.force_login(user)
        return client.get(url)

    return get


@pytest.fixture
def send(client):
    def post(user, name: str, *args, **fields):
        client.force_login(user)
        return client.post(reverse(f"evaluation:{name}", args=args), fields)

    return post


def text(response) -> str:
    return response.content.decode()


def test_the_owner_applies_and_lands_on_the_progress_page(star_processes, send, people, tea):
    response = send(people.owner, "apply", product=tea.pk, star=2)
    application = Application.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("evaluation:progress", args=[application.number])
    assert (application.product, application.star, application.created_by) == (tea, 2, people.owner)


def test_a_second_click_does_not_open_a_second_application(star_processes, send, people, tea):
    send(people.owner, "apply", product=tea.pk, star=2)
    assert send(people.owner, "apply", product=tea.pk, star=2).status_code == 422
    assert Application.objects.count() == 1


def test_a_product_of_somebody_else_cannot_be_chosen(star_processes, send, visit, people, tea, silver_house):
    response = send(people.rival, "apply", product=tea.pk, star=1)
    assert response.status_code == 422
    assert not Application.objects.exists()
    assert visit(people.rival, "criteria", product=tea.pk, star=1).status_code == 404


@pytest.mark.parametrize("star", ["0", "6", "", "五"])
def test_a_star_that_does_not_exist_is_refused(star_processes, send, people, tea, star):
    assert send(people.owner, "apply", product=tea.pk, star=star).status_code == 422
    assert not Application.objects.exists()


def test_staff_look_but_do_not_apply(star_processes, visit, send, people, tea):
    assert visit(people.staff, "apply").status_code == 403
    assert send(people.staff, "apply", product=tea.pk, star=1).status_code == 403
    listed = visit(people.staff, "applications")
    assert listed.status_code == 200
    assert reverse("evaluation:apply") not in text(listed)


def test_the_table_shows_what_is_met_and_what_is_missing(star_processes, visit, people, tea):
    met = text(visit(people.owner, "criteria", product=tea.pk, star=5))
    assert "连续三年" in met
    assert "已满足（6年10个月）" in met
    assert "有效测试" in met
    tea.enterprise.founded_on = "2025-07-11"
    tea.enterprise.save()
    missing = text(visit(people.owner, "criteria", product=tea.pk, star=3))
    assert "未满足（目前8个月）" in missing
    assert "目前最高可达 1 星" in missing


def test_without_a_filed_product_the_page_leads_to_the_products(star_processes, visit, people, silver_house):
    page = text(visit(people.rival, "apply"))
    assert "没有可以申请的产品" in page
    assert reverse("registry:products") in page


def test_the_progress_page_says_what_is_asked_and_until_when(apply, visit, visit_url, people):
    case = apply(star=1)
    case.accept()
    page = text(visit(people.staff, "progress", case.number))
    assert "寄出样品" in page
    assert reverse("inbox:task", args=[case.task("ShipSample").pk]) in page
    assert "寄样单" in page
    assert "还有 10 个工作日" in page
    assert reverse("inbox:task", args=[case.task("CheckOnline").pk]) not in page
    assert people.evaluator.display_name not in page
    assert "data-island" not in page
    diagrams = reverse("registry:diagrams", args=[case.instance.pk])
    assert diagrams in page
    opened = text(visit_url(people.staff, diagrams))
    assert reverse("registry:diagram", args=[case.child("sample_inspection").pk]) in opened
    for process in ("sample_inspection", "eval_online"):
        assert reverse("registry:diagrams", args=[case.child(process).pk]) in opened


def test_the_enterprise_reads_what_is_addressed_to_it_and_not_the_summary(apply, visit, people):
    case = apply(star=1)
    case.send_evidence()
    case.done("Accept", people.evaluator, outcome="correct", opinion=OPINION)
    assert OPINION in text(visit(people.owner, "progress", case.number))
    with at(WEDNESDAY.replace(hour=4)):
        case.send_evidence("Correct")
    case.done("Accept", people.evaluator, outcome="accept")
    case.sample_result()
    if "TestSample" in case.open_tasks():
        case.test()
    case.check_online()
    case.conclude_online()
    case.summarise(1)
    summary = Decision.objects.get(stage="summary").opinion
    assert summary not in text(visit(people.owner, "progress", case.number))


def test_others_do_not_see_the_application(apply, visit, people, silver_house, make_user):
    case = apply(star=1)
    for stranger in (people.rival, people.newcomer, make_user("zj", "expert")):
        assert visit(stranger, "progress", case.number).status_code == 404
    for reader in (people.staff, people.evaluator, people.keeper, people.officer, people.compliance):
        assert visit(reader, "progress", case.number).status_code == 200
    assert case.number not in text(visit(people.rival, "applications"))


def test_visitors_are_asked_to_sign_in(apply, client):
    case = apply(star=1)
    for name, args in (("applications", ()), ("apply", ()), ("progress", (case.number,))):
        response = client.get(reverse(f"evaluation:{name}", args=args))
        assert response.status_code == 302
        assert "next=" in response.url


def test_the_owner_withdraws_from_the_page(apply, visit, send, people):
    case = apply(star=1)
    case.accept()
    assert "确认撤回" in text(visit(people.owner, "progress", case.number))
    assert "确认撤回" not in text(visit(people.staff, "progress", case.number))
    assert send(people.rival, "withdraw", case.number).status_code == 404
    send(people.staff, "withdraw", case.number)
    case.go_on()
    assert case.application.is_open
    send(people.owner, "withdraw", case.number)
    case.go_on()
    assert case.status == Application.Status.WITHDRAWN
    assert "确认撤回" not in text(visit(people.owner, "progress", case.number))


def test_the_code_on_the_note_opens_the_keeper_s_task(apply, visit, people, silver_house):
    case = apply(star=1)
    case.accept()
    case.ship()
    number = case.application.samples.get().number
    assert visit(people.keeper, "sample", number).url == reverse("inbox:task", args=[case.task("ReceiveSample").pk])
    assert visit(people.owner, "sample", number).url == reverse("evaluation:progress", args=[case.number])
    assert visit(people.rival, "sample", number).status_code == 404


def test_a_name_with_markup_stays_text(apply, visit, people, tea):
    tea.name = "<script>alert(1)</script>"
    tea.save()
    case = apply(star=1)
    page = text(visit(people.owner, "progress", case.number))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_the_case_beside_a_task_shows_evidence_and_no_opinions(apply, people):
    case = apply(star=2)
    case.send_evidence()
    case.done("Accept", people.evaluator, outcome="correct", opinion=OPINION)
    summary = cases.summary(case.instance, people.keeper)
    assert summary.title == f"高山绿茶 · 二星 · {case.product.enterprise.name}"
    assert ("申请编号", case.number) in summary.rows
    assert summary.files == []  # the keeper reads what belongs to samples
    assert OPINION not in str(summary)
    beside = cases.summary(case.instance, people.evaluator)
    assert any(file.name.endswith("营业执照.png") for file in beside.files)
    assert cases.titles([case.instance])[case.instance.pk] == summary.title


def test_an_enterprise_fills_in_what_is_asked_without_claiming_it(apply, client, people):
    """The first member to hand it in has done it and comes back to the progress; the others are told."""
    case = apply(star=1)
    case.accept()
    task = case.task("ShipSample")
    client.force_login(people.staff)
    page = text(client.get(reverse("inbox:task", args=[task.pk])))
    assert reverse("inbox:claim", args=[task.pk]) not in page
    assert reverse("registry:dashboard") in page
    assert '"readonly": false' in page
    answers = {
        "courier": "顺丰速运", "tracking_number": "SF1234567890", "quantity": "2罐", "batch": "20260301",
        "produced_on": "2026-03-01", "shelf_life": "18个月",
    }  # fmt: skip
    complete = reverse("inbox:complete", args=[task.pk])
    answer = client.post(complete, {"answers": answers}, content_type="application/json")
    assert answer.json()["next"] == reverse("evaluation:progress", args=[case.number])
    shown = text(client.get(answer.json()["next"]))
    assert "“寄出样品”已提交。接下来由" in shown
    assert Notification.objects.filter(user=people.owner, text__contains="石晓已提交“寄出样品”").count() == 1
    client.force_login(people.owner)
    assert client.post(complete, {"answers": answers}, content_type="application/json").status_code == 409
