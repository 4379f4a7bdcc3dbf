"""The phone as a key: it opens the account that verified it, and nobody else's texts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from engine.models.tokens import issue
from portal.accounts.models import User
from portal.notifications.models import SmsMessage
from tests.portal.accounts.codes import NEW, PASSWORD, last_code, send, signed_in, type_code, wrong
from tests.portal.accounts.test_sign_in import SIGN_UP

pytestmark = pytest.mark.django_db


class TestSignIn:
    def test_a_verified_number_and_its_code_open_the_account(self, client, people):
        send(client, "phone_sign_in", f"+86 {people.owner.phone}")
        answer = type_code(client, "phone_sign_in", people.owner.phone, last_code(people.owner.phone))
        assert answer.status_code == 302
        assert client.session["_auth_user_id"] == str(people.owner.pk)

    def test_it_leads_on_to_where_one_wanted_to_go(self, client, people):
        page = reverse("phone_sign_in") + "?next=/accounts/profile/"
        client.post(page, {"phone": people.owner.phone, "send": "1"})
        answer = client.post(page, {"phone": people.owner.phone, "code": last_code(people.owner.phone)})
        assert answer["Location"] == "/accounts/profile/"

    def test_an_unknown_number_gets_the_same_answers_and_no_text(self, people):
        def told(phone: str) -> list[tuple[int, str]]:
            client = Client()
            answers = [send(client, "phone_sign_in", phone), send(client, "phone_sign_in", phone)]
            answers += [type_code(client, "phone_sign_in", phone, "12345x") for _attempt in range(6)]
            return [(answer.status_code, without_tokens(answer.content.decode(), phone)) for answer in answers]

        def without_tokens(page: str, phone: str) -> str:
            return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(phone, "…")

        assert told(people.owner.phone) == told(NEW)
        assert not SmsMessage.objects.filter(phone=NEW).exists()

    @pytest.mark.parametrize("change", [{"phone_verified_at": None}, {"is_active": False}])
    def test_a_number_that_was_not_verified_or_a_closed_account_gets_no_text(self, client, people, change):
        User.objects.filter(pk=people.owner.pk).update(**change)
        assert send(client, "phone_sign_in", people.owner.phone).status_code == 200
        assert not SmsMessage.objects.exists()

    def test_codes_cannot_be_guessed(self, client, people):
        send(client, "phone_sign_in", people.owner.phone)
        code = last_code(people.owner.phone)
        for _attempt in range(5):
            type_code(client, "phone_sign_in", people.owner.phone, wrong(code))
        answer = type_code(client, "phone_sign_in", people.owner.phone, code)
        assert answer.status_code == 429
        assert not signed_in(client)

    def test_a_code_opens_only_where_it_was_asked_for(self, client, people):
        send(client, "phone_sign_in", people.owner.phone)
        other = Client()
        type_code(other, "phone_sign_in", people.owner.phone, last_code(people.owner.phone))
        assert not signed_in(other)

    def test_a_code_holds_for_ten_minutes_and_once(self, client, people, clock):
        clock.set(people.owner.phone_verified_at)
        send(client, "phone_sign_in", people.owner.phone)
        code = last_code(people.owner.phone)
        clock.advance(minutes=10)
        type_code(client, "phone_sign_in", people.owner.phone, code)
        assert not signed_in(client)
        send(client, "phone_sign_in", people.owner.phone)
        code = last_code(people.owner.phone)
        type_code(client, "phone_sign_in", people.owner.phone, code)
        assert signed_in(client)
        client.post(reverse("logout"))
        type_code(client, "phone_sign_in", people.owner.phone, code)
        assert not signed_in(client)

    def test_a_name_that_strangers_locked_still_opens_by_phone(self, client, people):
        for number in range(30):
            body = {"username": "longmei", "password": "wrong"}
            client.post(reverse("login"), body, REMOTE_ADDR=f"198.51.100.{number}")
        send(client, "phone_sign_in", people.owner.phone)
        type_code(client, "phone_sign_in", people.owner.phone, last_code(people.owner.phone))
        assert signed_in(client)


class TestForgottenPassword:
    def reset(self, client: Client, user: User, *passwords: str) -> Any:
        send(client, "forgotten_password", user.phone)
        type_code(client, "forgotten_password", user.phone, last_code(user.phone))
        first, second = (*passwords, *passwords)[:2]
        return client.post(reverse("new_password"), {"new_password1": first, "new_password2": second})

    def test_is_set_anew_after_the_code(self, client, people):
        token, elsewhere = issue(people.owner), Client()
        elsewhere.force_login(people.owner)
        assert self.reset(client, people.owner, PASSWORD).status_code == 302
        assert signed_in(client)
        assert elsewhere.get(reverse("profile")).status_code == 302
        assert Client().get("/api/v1/tasks/", headers={"authorization": f"Token {token}"}).status_code == 401
        body = {"username": "longmei", "password": PASSWORD}
        assert Client().post(reverse("login"), body).status_code == 302

    @pytest.mark.parametrize(
        ("passwords", "sentence"),
        [
            (("short",), "密码太短，至少10个字符"),
            (("1593572684",), "密码只包含数字"),
            (("password123",), "太常见"),
            (("longmei2026",), "太相似"),
            ((PASSWORD, PASSWORD + "x"), "不一致"),
        ],
    )
    def test_what_is_no_good_password_is_said(self, client, people, passwords, sentence):
        page = self.reset(client, people.owner, *passwords).content.decode()
        assert sentence in page
        assert people.owner.check_password("correct horse")

    def test_without_a_code_there_is_no_new_password(self, client, people):
        answer = client.post(reverse("new_password"), {"new_password1": PASSWORD, "new_password2": PASSWORD})
        assert answer["Location"] == reverse("forgotten_password")

    def test_the_proof_ends(self, client, people, clock):
        clock.set(people.owner.phone_verified_at)
        send(client, "forgotten_password", people.owner.phone)
        type_code(client, "forgotten_password", people.owner.phone, last_code(people.owner.phone))
        clock.advance(minutes=10)
        assert client.get(reverse("new_password")).status_code == 302


class TestOwnNumber:
    def change(self, client: Client, phone: str) -> None:
        client.post(reverse("profile"), {"display_name": "龙梅", "phone": phone, "language": "zh-hans"})

    def test_the_old_one_stays_until_the_code_of_the_new_one_is_entered(self, client, people):
        client.force_login(people.owner)
        old = people.owner.phone
        self.change(client, NEW)
        people.owner.refresh_from_db()
        assert (people.owner.verified_phone, people.owner.new_phone) == (old, NEW)
        client.post(reverse("phone"), {"send": "1"})
        client.post(reverse("phone"), {"code": last_code(NEW)})
        people.owner.refresh_from_db()
        assert (people.owner.verified_phone, people.owner.new_phone) == (NEW, "")

    def test_a_changed_mind_is_no_new_number(self, client, people):
        client.force_login(people.owner)
        old = people.owner.phone
        self.change(client, NEW)
        self.change(client, old)
        people.owner.refresh_from_db()
        assert (people.owner.verified_phone, people.owner.new_phone) == (old, "")

    def test_one_that_another_account_has_verified_is_refused(self, client, people):
        client.force_login(people.owner)
        old = people.owner.phone
        self.change(client, people.rival.phone)
        client.post(reverse("phone"), {"send": "1"})
        answer = client.post(reverse("phone"), {"code": last_code(people.rival.phone)})
        assert "已由另一个账号验证" in answer.content.decode()
        people.owner.refresh_from_db()
        assert people.owner.verified_phone == old

    def test_the_database_keeps_verified_numbers_apart(self, people):
        people.owner.phone = people.rival.phone
        with pytest.raises(IntegrityError), transaction.atomic():
            people.owner.save()


class TestSigningUp:
    @pytest.mark.parametrize(
        "written",
        [
            "154００００１００３",
            "154٠٠٠٠١٠٠٣",
            "１５４００００１００３",
            "154 0000 1003",
            "154-0000-1003",
            "154—0000–1003",
            "+8615400001003",
            "86 15400001003",
            "0086 154 0000 1003",
            "154\u200b00001003",
            "\u202a15400001003\u202c",
            "\ufeff15400001003\u00a0",
        ],
    )
    def test_a_number_is_read_however_it_was_pasted(self, client, written):
        assert client.post(reverse("signup"), SIGN_UP | {"phone": written}).status_code == 302
        assert User.objects.get(username="miaojia").phone == "15400001003"

    @pytest.mark.parametrize("written", ["123", "25400001003", "154000010031", "+1 540 000 1003", "一五四"])
    def test_what_is_no_number_is_refused(self, client, written):
        page = client.post(reverse("signup"), SIGN_UP | {"phone": written}).content.decode()
        assert "请填写11位手机号码" in page

    @pytest.mark.parametrize("written", ["\u200b\u200b", "\u3164", "\u2800 \u00ad", "\u202e\u202c"])
    def test_an_invisible_name_is_refused_with_a_sentence(self, client, written):
        page = client.post(reverse("signup"), SIGN_UP | {"display_name": written}).content.decode()
        assert "没有看得见的字" in page
        assert not User.objects.exists()

    def test_a_name_loses_what_is_invisible_and_keeps_its_punctuation(self, client):
        client.post(reverse("signup"), SIGN_UP | {"display_name": "\u202a龙\u200b　 苗（演示）"})
        assert User.objects.get().display_name == "龙 苗（演示）"

    def test_a_name_signs_in_however_it_was_pasted(self, client, people):
        body = {"username": "\u202aｌｏｎｇｍｅｉ\u202c ", "password": "correct horse"}
        assert client.post(reverse("login"), body).status_code == 302

    @pytest.mark.parametrize("form", ["１２３ ４５６", "123-456", "\u202a123456\u202c", "123\u200b456"])
    def test_a_code_is_read_however_it_was_pasted(self, client, form):
        client.post(reverse("signup"), SIGN_UP)
        client.post(reverse("phone"), {"send": "1"})
        code = last_code(SIGN_UP["phone"])
        table = str.maketrans(dict(zip("123456", code, strict=True)) | dict(zip("１２３４５６", code, strict=True)))
        client.post(reverse("phone"), {"code": form.translate(table)})
        assert User.objects.get().verified_phone

    def test_a_mistake_elsewhere_does_not_cost_the_password(self, client):
        page = client.post(reverse("signup"), SIGN_UP | {"phone": "1"}).content.decode()
        assert page.count(f'value="{SIGN_UP["password1"]}"') == 2
        page = client.post(reverse("signup"), SIGN_UP | {"password2": "other"}).content.decode()
        assert page.count(f'value="{SIGN_UP["password1"]}"') == 1
        assert 'value="other"' not in page
