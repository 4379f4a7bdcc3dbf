"""The texts that carry codes, and the page on which a demo shows them."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal.notifications.models import SmsMessage
from tests.portal.accounts.codes import last_code, send, shown
from tests.portal.accounts.test_sign_in import SIGN_UP

pytestmark = pytest.mark.django_db


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
