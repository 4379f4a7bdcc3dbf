"""The phone as a key: it opens the account that verified it, and nobody else's texts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from engine.models.tokens import issue
from portal.accounts.models import User
from portal.notifications.models import SmsMessage
from tests.portal.accounts.test_sign_in import SIGN_UP

pytestmark = pytest.mark.django_db

NEW = "15488880001"
PASSWORD = "tea grows in clouds"


def last_code(phone: str) -> str:
    found = re.search(r"[0-9]{6}", SmsMessage.objects.filter(phone=phone, is_code=True)[0].text)
    assert found
    return found[0]


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "000001"


def shown(client: Client) -> str:
    """The digits of the picture that the browser was shown last; none are shown before it is wanted."""
    return str(client.session.get("picture", ""))


def wrong_digits(digits: str) -> str:
    return "0000" if digits != "0000" else "0001"


def send(client: Client, page: str, phone: str) -> Any:
    return client.post(reverse(page), {"phone": phone, "send": "1"})


def type_code(client: Client, page: str, phone: str, code: str) -> Any:
    return client.post(reverse(page), {"phone": phone, "code": code})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


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


class TestTextMessages:
    def test_to_one_number_go_out_a_minute_apart(self, client, people, clock):
        clock.set(people.owner.phone_verified_at)
        assert send(client, "phone_sign_in", people.owner.phone).status_code == 200
        clock.advance(seconds=59)
        assert "请1秒后再试" in send(client, "phone_sign_in", people.owner.phone).content.decode()
        clock.advance(seconds=1)
        assert send(client, "phone_sign_in", people.owner.phone).status_code == 200
        assert SmsMessage.objects.count() == 2

    def test_of_one_account_are_limited_however_often_the_number_changes(self, client):
        client.post(reverse("signup"), SIGN_UP)
        for number in range(12):
            profile = {"display_name": "龙苗", "phone": f"1548888{number:04}", "language": "zh-hans"}
            client.post(reverse("profile"), profile)
            client.post(reverse("phone"), {"send": "1"})
            client.post(reverse("phone"), {"send": "1", "picture": shown(client)})
        assert SmsMessage.objects.count() == 5

    def test_to_one_number_are_limited_by_the_day(self, people, clock):
        clock.set(people.owner.phone_verified_at)
        for _hour in range(24):
            send(Client(), "phone_sign_in", people.owner.phone)
            clock.advance(minutes=59)
        assert SmsMessage.objects.count() == 10


class TestPictures:
    """The third text within an hour, for one number or of one account, wants the digits of a picture."""

    @pytest.fixture(autouse=True)
    def two_texts(self, client, people, clock):
        clock.set(people.owner.phone_verified_at)
        self.phone = people.owner.phone
        for _text in range(2):
            self.page = self.send(client)
            clock.advance(seconds=61)

    def send(self, client: Client, **more: str) -> str:
        body = {"phone": self.phone, "send": "1"} | more
        return client.post(reverse("phone_sign_in"), body).content.decode()

    def test_are_not_asked_for_before(self):
        assert SmsMessage.objects.count() == 2
        assert 'name="picture"' not in self.page

    def test_are_asked_for_then_and_the_right_digits_send_the_text(self, client):
        page = self.send(client)
        assert "请填写图片中的数字" in page
        assert 'src="data:image/png;base64,' in page
        assert self.phone in page
        assert SmsMessage.objects.count() == 2
        assert "验证码已经发出" in self.send(client, picture=f" {shown(client)} ")
        assert SmsMessage.objects.count() == 3

    def test_of_which_the_digits_were_wrong_are_worth_nothing_more(self, client):
        self.send(client)
        digits = shown(client)
        assert "图片中的数字不对" in self.send(client, picture=wrong_digits(digits))
        assert shown(client) != digits or self.send(client, picture=wrong_digits(digits))
        assert SmsMessage.objects.count() == 2

    def test_serve_one_text(self, client, clock):
        self.send(client)
        digits = shown(client)
        self.send(client, picture=digits)
        clock.advance(seconds=61)
        assert "请填写图片中的数字" in self.send(client, picture=digits)
        assert SmsMessage.objects.count() == 3

    def test_belong_to_one_browser(self, client):
        self.send(client)
        other = Client()
        self.send(other)
        digits = shown(client)
        if digits != shown(other):
            self.send(other, picture=digits)
        assert SmsMessage.objects.count() == 2

    def test_stay_good_while_one_waits_for_the_minute_to_pass(self, client, clock):
        self.send(client)
        digits = shown(client)
        self.send(client, picture=digits)
        self.send(client)
        digits = shown(client)
        assert "秒后再试" in self.send(client, picture=digits)
        clock.advance(seconds=61)
        self.send(client, picture=digits)
        assert SmsMessage.objects.count() == 4

    def test_are_forgotten_after_the_hour(self, client, clock):
        self.send(client)
        clock.advance(minutes=60)
        self.send(client)
        assert SmsMessage.objects.count() == 3

    def test_are_asked_for_numbers_that_nobody_has_too(self, clock):
        pages = []
        for _text in range(3):
            pages.append(Client().post(reverse("phone_sign_in"), {"phone": NEW, "send": "1"}).content.decode())
            clock.advance(seconds=61)
        assert ["请填写图片中的数字" in page for page in pages] == [False, False, True]

    def test_are_not_wanted_for_typing_a_code(self, client):
        self.send(client)
        code = last_code(self.phone)
        assert type_code(client, "phone_sign_in", self.phone, code).status_code == 302

    def test_are_asked_where_one_verifies_the_own_number(self, client, people, clock):
        client.force_login(people.owner)
        profile = {"display_name": "龙梅", "phone": NEW, "language": "zh-hans"}
        client.post(reverse("profile"), profile)
        for _text in range(2):
            client.post(reverse("phone"), {"send": "1"})
            clock.advance(seconds=61)
        page = client.post(reverse("phone"), {"send": "1"}).content.decode()
        assert "请填写图片中的数字" in page
        client.post(reverse("phone"), {"send": "1", "picture": shown(client)})
        assert SmsMessage.objects.filter(phone=NEW).count() == 3
        client.post(reverse("phone"), {"code": last_code(NEW)})
        people.owner.refresh_from_db()
        assert people.owner.verified_phone == NEW


def test_from_one_address_the_sixteenth_text_of_an_hour_wants_a_picture(client):
    pages = [send(Client(), "phone_sign_in", f"1549999{number:04}").content.decode() for number in range(16)]
    assert ["请填写图片中的数字" in page for page in pages] == [False] * 15 + [True]


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


class TestTheLocalOutbox:
    def read(self, client: Client) -> str:
        return client.get(reverse("texts"), follow=True).content.decode()

    def test_shows_nothing_of_a_number_that_one_only_claims(self, client, people):
        SmsMessage.objects.create(key="1", phone=people.rival.phone, text="给别人的短信")
        thief = Client()
        send(thief, "phone_sign_in", people.rival.phone)
        client.force_login(people.owner)
        client.post(reverse("profile"), {"display_name": "龙梅", "phone": people.rival.phone, "language": "zh-hans"})
        page = self.read(client)
        assert "给别人的短信" not in page
        assert last_code(people.rival.phone) not in page

    def test_shows_the_code_to_whoever_verifies_a_first_number(self, client):
        client.post(reverse("signup"), SIGN_UP)
        client.post(reverse("phone"), {"send": "1"})
        assert last_code(SIGN_UP["phone"]) in self.read(client)
        newcomer = Client()
        newcomer.post(reverse("signup"), SIGN_UP | {"username": "other"})
        assert last_code(SIGN_UP["phone"]) not in self.read(newcomer)

    def test_shows_administrators_neither_codes_nor_numbers(self, client, people):
        send(Client(), "phone_sign_in", people.owner.phone)
        client.force_login(people.admin)
        page = self.read(client)
        assert "******" in page
        assert last_code(people.owner.phone) not in page
        assert people.owner.phone not in page

    def test_is_read_at_the_console_by_whoever_runs_the_demo(self, people, capsys):
        send(Client(), "phone_sign_in", people.owner.phone)
        call_command("texts", f"+86{people.owner.phone}")
        assert last_code(people.owner.phone) in capsys.readouterr().out


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
