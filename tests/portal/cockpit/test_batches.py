"""The manager does one thing to many cases: chosen in the list, watched on a page, stopped, undone."""

import html

import pytest
from django.urls import reverse

from engine import jobs, runtime
from engine.models import Batch, ProcessInstance
from tests.engine.runtime.world import deploy
from tests.engine.spiff.diagrams import diagram, end, path, start, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(people):
    deploy(diagram(start(), user("A"), end(), path("S", "A", "E")))
    return [runtime.start("p", business_key=f"K{number}") for number in range(3)]


@pytest.fixture
def manage(client, people, cases):
    client.force_login(people.manager)
    return client


def text(answer):
    return html.unescape(answer.content.decode())


def begin(client, query, **fields):
    address = f"{reverse('cockpit:new_batch')}?{query}"
    return client.post(address, {"operation": "suspend", "reason": "核查", **fields}, follow=True)


def suspended():
    return set(ProcessInstance.objects.exclude(suspension="").values_list("business_key", flat=True))


def test_chosen_cases_are_suspended_and_the_page_says_how_far_it_is(manage, cases):
    assert "批量操作选中的案件" in text(manage.get(reverse("cockpit:instances")))
    query = "&".join(f"pk={case.pk}" for case in cases[:2])
    assert "选中 2 个案件" in text(manage.get(f"{reverse('cockpit:new_batch')}?{query}"))
    runtime.suspend(cases[0].pk, by=None, reason="先前")
    shown = text(begin(manage, query))
    assert ("共 2 件，完成 0 件" in shown, "还有 2 件" in shown) == (True, True)
    jobs.run_due_jobs()
    batch = Batch.objects.get()
    shown = text(manage.get(reverse("cockpit:batch", args=[batch.pk])))
    assert ("完成 1 件，未完成 1 件" in shown, "已经暂停，原因：先前" in shown) == (True, True)
    assert suspended() == {"K0", "K1"}
    assert "核查" in text(manage.get(reverse("cockpit:batches")))
    manage.post(reverse("cockpit:undo_batch", args=[batch.pk]), {"reason": "误操作"})
    jobs.run_due_jobs()
    assert suspended() == {"K0"}
    assert "已撤销" in text(manage.get(reverse("cockpit:batch", args=[batch.pk])))


def test_all_that_fit_are_done_and_others_are_not(manage, cases, people):
    runtime.cancel(cases[2].pk, by=people.manager, reason="x")
    begin(manage, "all=1&status=active&process=p")
    jobs.run_due_jobs()
    assert suspended() == {"K0", "K1"}


def test_a_batch_is_stopped(manage, cases):
    begin(manage, "all=1")
    batch = Batch.objects.get()
    manage.post(reverse("cockpit:stop_batch", args=[batch.pk]))
    jobs.run_due_jobs()
    assert "已停止 3 件" in text(manage.get(reverse("cockpit:batch", args=[batch.pk])))
    assert suspended() == set()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"operation": "migrate"}, "请填写要迁移到的版本"),
        ({"operation": "set_variables"}, "请写明要更正的变量"),
        ({"reason": ""}, "请先改正标出的内容"),
    ],
)
def test_what_is_missing_is_said_and_nothing_begins(manage, cases, fields, said):
    assert said in text(begin(manage, "all=1", **fields))
    assert not Batch.objects.exists()


def test_a_variable_is_set_and_set_back(manage, cases):
    begin(manage, "all=1", operation="set_variables", name="amount", kind="number", value="7")
    jobs.run_due_jobs()
    assert {one.variables["amount"] for one in ProcessInstance.objects.all()} == {7}
    shown = text(manage.get(reverse("cockpit:batch", args=[Batch.objects.get().pk])))
    assert '"amount": 7' in shown


def test_others_may_not(client, people, cases):
    client.force_login(people.reviewer)
    assert begin(client, "all=1").status_code == 403
    for address in ("cockpit:batches", "cockpit:new_batch"):
        assert client.get(reverse(address)).status_code == 403
    assert "批量操作选中的案件" not in text(client.get(reverse("cockpit:instances")))
