"""What people see and may do on the enterprise's pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.portal.world import deploy, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("name", ["dashboard", "documents", "members", "products", "new_product", "register"])
def test_the_owner_opens_every_page(client, people, tea, name):
    deploy("registration")
    client.force_login(people.owner)
    assert client.get(reverse(f"registry:{name}")).status_code == 200


def test_visitors_are_led_to_sign_in(client):
    answer = client.get(reverse("registry:dashboard"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("login"))


def test_another_enterprise_s_things_are_not_there(client, people, tea, silver_house):
    client.force_login(people.rival)
    for url in [
        reverse("registry:product", args=[tea.pk]),
        reverse("registry:edit_product", args=[tea.pk]),
        reverse("registry:registration", args=[tea.enterprise_id]),
        reverse("files:show", args=[tea.enterprise.licence_id]),
    ]:
        assert client.get(url).status_code == 404, url
    assert client.post(reverse("registry:file_product", args=[tea.pk])).status_code == 404
    assert client.post(reverse("registry:switch", args=[tea.enterprise_id])).status_code == 404


def test_reviewers_read_an_enterprise_s_files(client, people, tea_house):
    client.force_login(people.reviewer)
    answer = client.get(reverse("files:show", args=[tea_house.licence_id]))
    assert answer.getvalue() == picture()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_somebody_with_several_enterprises_switches(client, people, tea_house, make_enterprise):
    second = make_enterprise(people.owner, name="默戎苗家食品有限公司")
    client.force_login(people.owner)
    assert tea_house.uscc in client.get(reverse("registry:dashboard")).content.decode()
    client.post(reverse("registry:switch", args=[second.pk]))
    assert second.uscc in client.get(reverse("registry:dashboard")).content.decode()


def test_a_script_in_a_name_is_shown_as_text(client, people, make_enterprise):
    make_enterprise(people.owner, name=f"茶业{SCRIPT}")
    client.force_login(people.owner)
    text = client.get(reverse("registry:dashboard")).content.decode()
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


def test_staff_may_not_manage_members(client, people, tea_house):
    client.force_login(people.staff)
    assert client.post(reverse("registry:add_member"), {"username": "rr", "role": "staff"}).status_code == 403
    member = tea_house.members.get(user=people.owner)
    assert client.post(reverse("registry:member", args=[member.pk]), {"remove": "1"}).status_code == 403
    assert tea_house.members.count() == 2


def test_the_owner_adds_a_colleague(client, people, tea_house):
    client.force_login(people.owner)
    answer = client.post(reverse("registry:add_member"), {"username": "nobody", "role": "staff"})
    assert answer.status_code == 422
    assert "没有找到该用户名的账户" in answer.content.decode()
    client.post(reverse("registry:add_member"), {"username": "xinren", "role": "staff"})
    assert tea_house.members.filter(user=people.newcomer, role="staff").exists()
