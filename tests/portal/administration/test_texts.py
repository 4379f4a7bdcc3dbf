"""Administrators see what became of every text message, and have what failed sent again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.notifications import sending
from portal.notifications.backends import Refused
from portal.notifications.models import SmsMessage
from portal.notifications.texts import queue_text
from tests.portal.notifications.service import service
from tests.portal.world import WEDNESDAY

__all__ = ["service"]

pytestmark = pytest.mark.django_db

PHONE = "15400000077"


def page(client: Client, **asked: str) -> str:
    answer = client.get(reverse("administration:texts"), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def administrator(client: Client, people: Any) -> Client:
    client.force_login(people.admin)
    return client


def test_what_waits_what_went_out_and_what_failed_is_said_with_numbers_masked(administrator, service, clock):
    clock.set(WEDNESDAY)
    queue_text(key="1", phone=PHONE, text="样品已收到")
    assert "待发送" in page(administrator)
    service.says(TimeoutError("HTTPSConnectionPool"))
    sending.sweep()
    assert "第 1 次没有成功，10:00 再试" in page(administrator)
    service.goes()
    clock.advance(minutes=1)
    sending.sweep()
    service.says(Refused("isv.MOBILE_NUMBER_ILLEGAL"))
    queue_text(key="2", phone=PHONE, text="评价通过")
    sending.sweep()
    shown = page(administrator)
    assert "已发送" in shown
    assert "短信服务拒绝发送" in shown
    assert "154****0077" in shown
    for secret in (PHONE, "ILLEGAL", "HTTPSConnection", "Refused"):
        assert secret not in shown


def test_what_failed_is_found_and_sent_again(administrator, service, clock):
    clock.set(WEDNESDAY)
    queue_text(key="1", phone=PHONE, text="样品已收到")
    queue_text(key="2", phone=PHONE, text="评价通过")
    sending.send("2")
    service.says(TimeoutError())
    for _attempt in range(8):
        sending.send("1")
        clock.advance(hours=1)
    assert "1 条发送失败" in page(administrator)
    shown = page(administrator, status="failed")
    assert "短信服务没有应答，已尝试 8 次" in shown
    assert "评价通过" not in shown
    failed = SmsMessage.objects.get(key="1")
    assert reverse("administration:retry_text", args=[failed.pk]) in shown
    service.goes()
    again = administrator.post(reverse("administration:retry_text", args=[failed.pk]), follow=True)
    assert "短信已重新排入待发送" in again.content.decode()
    assert sending.sweep() == 1
    once_more = administrator.post(reverse("administration:retry_text", args=[failed.pk]), follow=True)
    assert "这条短信不需要重新发送" in once_more.content.decode()
    assert sending.sweep() == 0


def test_a_code_that_came_too_late_is_not_offered_to_be_sent(administrator, service, clock, people):
    clock.set(WEDNESDAY)
    until = WEDNESDAY + timedelta(minutes=10)
    queue_text(key="1", phone=PHONE, text="您的验证码是123456", code_for=people.owner, expires_at=until)
    clock.set(until)
    sending.sweep()
    shown = page(administrator)
    assert "已超过有效时间，不再发送" in shown
    assert "重新发送" not in shown
    assert "123456" not in shown


def test_nobody_else_has_the_page(client, people):
    for person in (people.owner, people.manager, people.compliance):
        client.force_login(person)
        assert client.get(reverse("administration:texts")).status_code == 403


def test_the_address_of_the_outbox_leads_administrators_to_it(administrator):
    assert administrator.get(reverse("texts")).headers["Location"] == reverse("administration:texts")


def test_where_no_service_is_connected_the_page_says_so(administrator):
    assert "本系统未接通短信服务" in page(administrator)
