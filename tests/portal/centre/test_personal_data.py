"""What is kept about me: to look at, to take along, to have erased."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engine.models import TaskCandidate
from portal.accounts.commands import CONSENT_VERSIONS, give_consent
from portal.accounts.models import AccountChange, Consent, User
from portal.notifications.models import Notification, SmsMessage
from portal.notifications.notices import notify
from portal.registry import commands
from portal.registry.models import EnterpriseMember, JoinRequest, PhoneReveal
from portal.registry.models.enterprises import Enterprise
from portal.scheme.regulations import PRIVACY, RULES
from tests.portal.referrals.conftest import processes, referrer
from tests.portal.world import stored_picture

__all__ = ["processes", "referrer"]

pytestmark = pytest.mark.django_db


def page(client, name: str) -> str:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def erase(client, user: User, password: str = "correct horse"):
    return client.post(reverse("centre:erase"), {"username": user.username, "password": password}, follow=True)


class TestOverview:
    def test_i_see_my_enterprises_with_my_part_in_each(self, client, people, tea_house, silver_house):
        commands.add_member(silver_house, username="longmei")
        commands.ask_to_join(silver_house, user=people.newcomer)
        client.force_login(people.owner)
        found = page(client, "centre:start")
        assert found.index("古丈默戎云岭茶业有限公司</span>") < found.index("负责人 ·") < found.index("经办人 ·")
        assert "您还不是推荐人" in found
        client.force_login(people.newcomer)
        found = page(client, "centre:start")
        assert "等待企业负责人答复" in found
        assert "古丈默戎" not in found

    def test_a_referrer_is_led_to_the_own_centre(self, client, referrer):
        client.force_login(referrer.user)
        found = page(client, "centre:start")
        assert "已计入 0 家，待激活 0 家" in found
        assert reverse("referrals:centre") in found

    def test_no_page_of_it_asks_much(self, client, people, tea_house):
        client.force_login(people.owner)
        for name in ("start", "sign_ins", "notices", "robots", "data", "erase"):
            with CaptureQueriesContext(connection) as asked:
                page(client, f"centre:{name}")
            assert len(asked) <= 20, name

    def test_strangers_are_led_to_the_sign_in_page(self, client):
        for name in ("start", "sign_ins", "notices", "robots", "data", "erase"):
            assert client.get(reverse(f"centre:{name}"))["Location"].startswith(reverse("login"))


class TestLooking:
    def test_i_see_what_i_agreed_to_in_which_version(self, client, people, referrer):
        give_consent(people.owner, Consent.Kind.PRIVACY)
        # As people accepted the rules in the release before.
        Consent.objects.create(user=people.owner, kind=Consent.Kind.RULES, version="2026-01")
        client.force_login(people.owner)
        found = page(client, "centre:data")
        assert PRIVACY.url_of(CONSENT_VERSIONS[Consent.Kind.PRIVACY]) in found
        assert f"版本 {CONSENT_VERSIONS[Consent.Kind.PRIVACY]}" in found
        assert RULES.url_of("2026-01") in found
        client.force_login(referrer.user)
        assert "推荐人须知" in page(client, "centre:data")

    def test_an_owner_sees_in_which_role_somebody_saw_the_number(self, client, people, tea_house):
        PhoneReveal.note(by=people.reviewer, whose="contact", reference="R202600001", enterprise=tea_house)
        client.force_login(people.owner)
        found = page(client, "centre:data")
        assert "登记审核员" in found
        assert "R202600001" in found
        assert people.reviewer.display_name not in found
        for other in (people.staff, people.rival):
            client.force_login(other)
            assert "R202600001" not in page(client, "centre:data")


class TestExport:
    def test_i_take_my_data_along_and_nobody_elses(self, client, people, tea_house, silver_house):
        give_consent(people.owner, Consent.Kind.PRIVACY)
        notify(text="样品已收到", users=[people.owner])
        notify(text="给杨银的通知", users=[people.rival])
        SmsMessage.objects.create(key="1", phone=people.owner.phone, text="您的验证码是123456", is_code=True)
        SmsMessage.objects.create(key="2", phone=people.owner.phone, text="请补正材料")
        client.force_login(people.owner)
        answer = client.post(reverse("centre:export"))
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        data = json.loads(answer.content)
        assert data["account"]["phone"] == people.owner.phone
        assert [one["name"] for one in data["enterprises"]] == [tea_house.name]
        assert [one["text"] for one in data["notices"]] == ["样品已收到"]
        assert [one["text"] for one in data["text_messages"]] == ["请补正材料"]
        assert [one["version"] for one in data["consents"]] == [CONSENT_VERSIONS[Consent.Kind.PRIVACY]]
        assert [one["name"] for one in data["files"]] == ["营业执照.png"]
        assert len(data["sign_ins"]) == 1
        for foreign in ("杨银", silver_house.name, people.owner.password):
            assert foreign not in answer.content.decode()

    def test_it_is_asked_for_five_times_an_hour(self, client, people):
        client.force_login(people.owner)
        for _time in range(5):
            assert client.post(reverse("centre:export")).status_code == 200
        assert "导出过于频繁" in client.post(reverse("centre:export"), follow=True).content.decode()
        assert client.get(reverse("centre:export")).status_code == 405


class TestErasure:
    def test_whoever_is_needed_is_told_what_has_to_be_done_before(self, client, people, tea_house, referrer):
        for person, sentence in (
            (people.owner, f"您是{tea_house.name}唯一的负责人"),
            (people.reviewer, "您还担任登记审核员"),
        ):
            client.force_login(person)
            assert sentence in page(client, "centre:erase")
            answer = erase(client, person)
            assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
            person.refresh_from_db()
            assert person.is_active
        commands.change_role(tea_house.members.get(user=people.staff), role="owner")
        client.force_login(people.owner)
        assert "注销后不能恢复" in page(client, "centre:erase")

    def test_an_open_task_of_ones_own_keeps_the_account(self, client, referrer, people):
        referrer.grants.create(
            number="G1", status="offered", kind="gift", title="新茶", detail="…", reason="…", proposed_by=people.manager
        )
        client.force_login(referrer.user)
        assert "权益“新茶”（G1）尚未办结" in page(client, "centre:erase")

    def test_it_takes_the_name_and_the_password(self, client, people):
        client.force_login(people.newcomer)
        assert "密码不正确" in erase(client, people.newcomer, "wrong").content.decode()
        answer = client.post(reverse("centre:erase"), {"username": "xin", "password": "correct horse"})
        assert "与用户名不一致" in answer.content.decode()
        assert User.objects.get(username="xinren").is_active

    def test_who_i_was_is_forgotten_and_what_i_did_is_kept(self, client, people, tea_house, silver_house, regions):
        person = people.staff
        phone = person.phone
        commands.ask_to_join(silver_house, user=person, reason="我是石晓")
        give_consent(person, Consent.Kind.PRIVACY)
        notify(text="石晓的通知", users=[person])
        SmsMessage.objects.create(key="1", phone=phone, text="石晓您好")
        draft = stored_picture(owner=f"user:{person.username}", user=person)
        client.force_login(person)
        elsewhere = client.session.session_key
        answer = erase(client, person)
        assert "账户已注销" in answer.content.decode()
        person.refresh_from_db()
        assert (person.username, person.display_name, person.phone) == (f"erased-{person.pk}", "已注销用户", "")
        assert (person.is_active, person.has_usable_password(), person.groups.count()) == (False, False, 0)
        assert not client.session.exists(elsewhere)
        assert not EnterpriseMember.objects.filter(user=person).exists()
        assert not person.has_perm("registry.act_for_enterprise", tea_house)
        assert JoinRequest.objects.get(user=person).reason == ""
        assert Notification.objects.of(person).count() == 0
        assert (SmsMessage.objects.get(key="1").phone, SmsMessage.objects.get(key="1").text) == ("", "")
        assert person.consents.get().withdrawn_at is not None
        assert AccountChange.objects.get(person=person).kind == "erased"
        draft.refresh_from_db()
        assert draft.owner == f"user:erased-{person.pk}"
        assert client.login(username="shixiao", password="correct horse") is False
        # Somebody else may take the name and the number, and comes into nothing.
        again = User.objects.create_user("shixiao", password="correct horse", phone=phone)
        client.force_login(again)
        assert "茶业" not in page(client, "centre:start")
        assert not TaskCandidate.objects.filter(group="user:shixiao").exists()

    def test_the_proof_of_what_an_enterprise_was_told_stays(self, client, people, tea_house):
        Enterprise.objects.filter(pk=tea_house.pk).update(contact_phone=people.staff.phone)
        SmsMessage.objects.create(key="1", phone=people.staff.phone, text="请补正材料")
        client.force_login(people.staff)
        erase(client, people.staff)
        assert SmsMessage.objects.get(key="1").text == "请补正材料"
