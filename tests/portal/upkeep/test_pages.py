"""What the enterprise sees of its authorisations: what is done, what comes next and by when, what it may begin."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from engine import clock as engine_clock
from engine import jobs
from engine.models import ProcessInstance
from portal.upkeep.models import MarkProof
from tests.portal.upkeep.world import Case
from tests.portal.world import deploy

pytestmark = pytest.mark.django_db

MOST = 20


@pytest.fixture(autouse=True)
def processes(begin):
    deploy("authorisation_term", "mark_application_proof", "annual_inspection", "certification_issue")


@pytest.fixture
def authorisation(issue):
    return issue(star=3)


@pytest.fixture
def page(authorisation):
    return reverse("upkeep:authorisation", args=[authorisation.pk])


def test_an_authorisation_says_what_is_asked_and_what_comes(authorisation, page, people, client):
    client.force_login(people.owner)
    text = client.get(page).content.decode()
    for words in ("报送标识应用备案", "还有", "年度检查报送截止", "2027-03-11", "续展申请截止", "未备案，暂不享有权益"):
        assert words in text
    assert "升级：" in text  # the owner may apply for a higher star
    assert "重新报送" not in text  # one proof is open already


def test_the_product_list_the_product_and_the_certificates_say_it_too(authorisation, people, client):
    client.force_login(people.staff)
    addresses = [
        reverse("registry:products"),
        reverse("registry:product", args=[authorisation.product_id]),
        reverse("certification:list"),
    ]
    for address in addresses:
        text = client.get(address).content.decode()
        assert "报送标识应用备案" in text, address
        assert "授权有效期至" in text, address


def test_only_members_see_it(page, people, client):
    for somebody in (people.rival, people.newcomer):
        client.force_login(somebody)
        assert client.get(page).status_code in (302, 403, 404)


def test_new_packages_are_reported_from_the_page(authorisation, page, people, client):
    MarkProof.objects.update(status="accepted")
    client.force_login(people.staff)
    assert "更换包装，重新报送" in client.get(page).content.decode()
    answer = client.post(reverse("upkeep:begin_proof", args=[authorisation.pk]), follow=True)
    assert "已启动标识应用备案" in answer.content.decode()
    again = client.post(reverse("upkeep:begin_proof", args=[authorisation.pk]), follow=True)
    assert "正在办理，请先办完" in again.content.decode()
    assert MarkProof.objects.count() == 2


def test_in_its_time_the_owner_is_offered_a_renewal_and_staff_are_not(authorisation, page, people, client, clock):
    day = authorisation.valid_to - timedelta(days=120)
    clock.set(datetime.combine(day, time(10), engine_clock.LOCAL_ZONE))
    client.force_login(people.owner)
    assert "续展：三星" in client.get(page).content.decode()
    client.force_login(people.staff)
    assert "续展：三星" not in client.get(page).content.decode()


def test_the_case_of_a_proof_is_followed_by_the_enterprise_and_the_reviewer(authorisation, people, client):
    number = authorisation.mark_proofs.get().number
    case = ProcessInstance.objects.get(business_key=number)
    for somebody, status in ((people.owner, 200), (people.reviewer, 200), (people.rival, 404)):
        client.force_login(somebody)
        assert client.get(reverse("registry:case", args=[case.pk])).status_code == status
    client.force_login(people.owner)
    task = client.get(f"/inbox/tasks/{Case(number).task('Submit').pk}/").content.decode()
    assert authorisation.number in task


@pytest.mark.parametrize("days", [1, 320])
def test_pages_take_few_statements(days, authorisation, page, people, client, clock, django_assert_max_num_queries):
    clock.set(engine_clock.now() + timedelta(days=days))
    jobs.run_due_jobs()
    client.force_login(people.owner)
    for address in (page, reverse("registry:products"), reverse("certification:list"), reverse("upkeep:change")):
        with django_assert_max_num_queries(MOST):
            client.get(address)
