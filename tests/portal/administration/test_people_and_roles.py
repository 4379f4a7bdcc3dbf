"""The platform's administrator adds people, gives and takes roles, closes accounts, and resets passwords."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engine.models import ApiToken
from portal.accounts import people as accounts
from portal.accounts import roles
from portal.accounts.models import AccountChange, User
from portal.notifications.models import Notification, SmsMessage
from tests.portal.world import signed_in

pytestmark = pytest.mark.django_db

Kind = AccountChange.Kind
NEW = {
    "username": "zhoulan",
    "display_name": "周兰",
    "phone": "15411110000",
    "roles": [roles.SAMPLE_KEEPER],
    "way": "invitation",
}
OWN = "a tea house in the clouds"


@pytest.fixture
def admin(people: Any) -> Client:
    return signed_in(people.admin)


def page(person: User) -> str:
    return reverse("administration:person", args=[person.pk])


def press(client: Client, person: User, action: str, **fields: Any) -> Any:
    return client.post(page(person), {"action": action, **fields})


def add(client: Client, **changes: Any) -> Any:
    return client.post(reverse("administration:add_person"), NEW | changes)


def shown_password(answer: Any) -> str:
    found = re.search(r"<code[^>]*>([a-z0-9-]+)</code>", answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def roles_of(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


def test_an_invited_person_proves_the_number_and_sets_the_password(admin: Client):
    assert add(admin).status_code == 302
    person = User.objects.get(username="zhoulan")
    assert roles_of(person) == {roles.SAMPLE_KEEPER}
    assert not person.has_usable_password()
    text = SmsMessage.objects.get(phone=person.phone).text
    assert reverse("forgotten_password") in text

    door = Client()
    door.post(reverse("forgotten_password"), {"phone": person.phone, "send": "1"})
    code = SmsMessage.objects.get(is_code=True).text
    typed = {"phone": person.phone, "code": re.search(r"[0-9]{6}", code)[0]}  # type: ignore[index]
    assert door.post(reverse("forgotten_password"), typed)["Location"] == reverse("new_password")
    door.post(reverse("new_password"), {"new_password1": OWN, "new_password2": OWN})
    person.refresh_from_db()
    assert person.verified_phone == "15411110000"
    assert person.check_password(OWN)


def test_a_number_that_nobody_was_invited_with_still_opens_nothing(people: Any, make_user: Any):
    User.objects.filter(pk=people.newcomer.pk).update(phone_verified_at=None)
    Client().post(reverse("forgotten_password"), {"phone": people.newcomer.phone, "send": "1"})
    assert not SmsMessage.objects.exists()


def test_a_one_time_password_is_shown_once_and_opens_only_the_change_of_password(admin: Client):
    password = shown_password(add(admin, way="password"))
    person = User.objects.get(username="zhoulan")
    assert password not in admin.get(page(person)).content.decode()
    client = Client()
    client.post(reverse("login"), {"username": "zhoulan", "password": password})
    change = reverse("password_change")
    for name in ("inbox:list", "profile", "texts"):
        assert client.get(reverse(name))["Location"] == change
    assert client.get("/api/v1/tasks/", headers={"accept": "application/json"}).status_code == 403
    same = client.post(change, {"old_password": password, "new_password1": password, "new_password2": password})
    assert "新密码不能与原密码相同" in same.content.decode()
    client.post(change, {"old_password": password, "new_password1": OWN, "new_password2": OWN})
    assert client.get(reverse("inbox:list")).status_code == 200


def test_a_one_time_password_gives_no_token(admin: Client):
    password = shown_password(add(admin, way="password"))
    answer = Client().post("/api/v1/token/", {"username": "zhoulan", "password": password}, "application/json")
    assert answer.status_code == 401
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"phone": ""}, "发邀请短信须填写手机号码"),
        ({"phone": "123"}, "请填写11位手机号码"),
        ({"username": "LONGMEI"}, "该用户名已被使用"),
        ({"display_name": "\u200b"}, "看得见的字"),
        ({"roles": [roles.ENTERPRISE]}, "enterprise"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said(admin: Client, changes: dict[str, Any], sentence: str):
    assert sentence in add(admin, **changes).content.decode()
    assert not User.objects.filter(username="zhoulan").exists()


def test_a_number_of_somebody_else_invites_nobody(admin: Client, people: Any):
    assert "已由另一个账号使用" in add(admin, phone=people.owner.phone).content.decode()


def test_roles_change_and_it_is_written_who_did_it(admin: Client, people: Any):
    press(admin, people.keeper, "roles", roles=[roles.LEGAL])
    assert roles_of(people.keeper) == {roles.LEGAL}
    change = people.keeper.changes.get()
    assert (change.by, change.given, change.taken) == (people.admin, [roles.LEGAL], [roles.SAMPLE_KEEPER])
    shown = admin.get(page(people.keeper)).content.decode()
    assert "增加 法务" in shown
    assert "收回 样品管理员" in shown
    with pytest.raises(TypeError):
        change.save()


def test_the_role_of_an_enterprise_stays_with_membership(admin: Client, people: Any):
    press(admin, people.owner, "roles", roles=[roles.REFERRER])
    assert roles_of(people.owner) == {roles.ENTERPRISE, roles.REFERRER}
    assert press(admin, people.keeper, "roles", roles=[roles.ENTERPRISE]).status_code == 422


def test_a_role_that_an_administrator_gives_himself_is_told_to_the_managers(admin: Client, people: Any):
    press(admin, people.admin, "roles", roles=[roles.ADMIN, roles.CERTIFICATE_OFFICER])
    told = Notification.objects.get(user=people.manager)
    assert "卫管 给自己增加了角色：证书专员" in told.text
    assert people.admin.changes.get().given == [roles.CERTIFICATE_OFFICER]


def test_the_last_administrator_stays_one(admin: Client, people: Any, make_user: Any):
    press(admin, people.admin, "roles", roles=[roles.LEGAL])
    assert roles_of(people.admin) == {roles.ADMIN}
    other = make_user("ad2", roles.ADMIN)
    press(admin, people.admin, "roles", roles=[])
    assert roles_of(people.admin) == set()
    assert not press(signed_in(other), other, "disable").wsgi_request.user.is_anonymous
    assert User.objects.get(pk=other.pk).is_active


def test_a_closed_account_is_signed_out_and_opens_again(admin: Client, people: Any):
    theirs = signed_in(people.keeper)
    press(admin, people.keeper, "disable")
    assert theirs.get(reverse("inbox:list")).status_code == 302
    press(admin, people.keeper, "enable")
    assert [change.kind for change in people.keeper.changes.all()] == [Kind.ENABLED, Kind.DISABLED]
    assert User.objects.get(pk=people.keeper.pk).is_active


def test_a_reset_ends_the_old_password_and_sends_to_the_code(admin: Client, people: Any):
    theirs = signed_in(people.keeper)
    press(admin, people.keeper, "reset")
    assert theirs.get(reverse("inbox:list")).status_code == 302
    assert not User.objects.get(pk=people.keeper.pk).check_password("correct horse")
    assert reverse("forgotten_password") in SmsMessage.objects.get(phone=people.keeper.phone).text


def test_the_all_powerful_account_is_no_business_of_administrators(admin: Client, make_user: Any):
    root = make_user("root")
    User.objects.filter(pk=root.pk).update(is_superuser=True)
    for action in ("disable", "password", "reset", "roles"):
        press(admin, root, action, roles=[])
    assert not AccountChange.objects.exists()
    assert User.objects.get(pk=root.pk).check_password("correct horse")


def test_people_are_found_by_name_number_and_role(admin: Client, people: Any):
    def found(**asked: str) -> list[User]:
        return list(admin.get(reverse("administration:people"), asked).context["object_list"])

    assert found(q="郑样") == [people.keeper]
    assert found(q=f"+86 {people.keeper.phone}") == [people.keeper]
    assert found(role=roles.LEGAL) == [people.legal]
    assert found(q="nobody") == []
    accounts.set_active(people.legal, False, by=people.admin)
    assert found(state="disabled") == [people.legal]
    assert people.keeper.phone not in admin.get(reverse("administration:people")).content.decode()


@pytest.mark.parametrize("who", ["owner", "reviewer", "evaluator", "compliance", "legal", "manager", "newcomer"])
def test_nobody_else_keeps_people(people: Any, who: str):
    client = signed_in(getattr(people, who))
    before = User.objects.count()
    assert client.get(reverse("administration:people")).status_code == 403
    assert client.get(page(people.keeper)).status_code == 403
    assert press(client, people.keeper, "roles", roles=[]).status_code == 403
    assert add(client).status_code == 403
    keeps_templates = who == "manager"
    assert client.get(reverse("administration:start")).status_code == (302 if keeps_templates else 403)
    assert (User.objects.count(), AccountChange.objects.count()) == (before, 0)
    assert ("平台管理" in client.get(reverse("profile")).content.decode()) == keeps_templates


def test_the_administrator_starts_among_the_people(admin: Client):
    assert admin.get("/", follow=True).redirect_chain[-1][0] == reverse("administration:people")
