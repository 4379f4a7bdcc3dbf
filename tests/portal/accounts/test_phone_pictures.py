"""Before a text is sent once more a person reads digits from a picture."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.notifications.models import SmsMessage
from tests.portal.accounts.codes import NEW, last_code, send, shown, type_code, wrong_digits

pytestmark = pytest.mark.django_db


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
