"""By which channels I am told, and that many people are told as quickly as few."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engine.models import Membership
from portal.accounts.models import User
from portal.notifications import sending
from portal.notifications.kinds import IMPORTANT, Kind
from portal.notifications.models import Notification, Post, SmsMessage, Wish
from portal.notifications.notices import notify
from portal.registry.telling import tell
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db

ADDRESS = "longmei@example.com"


@pytest.fixture(autouse=True)
def sender(settings) -> None:
    settings.OTOP_EMAIL_FROM = "平台 <otop@example.com>"


def choose(client, *, by_email: list[str], by_sms: list[str]) -> None:
    client.post(reverse("centre:notices"), {"by_email": by_email, "by_sms": by_sms})


def confirm(client, user: User) -> None:
    client.force_login(user)
    client.post(reverse("centre:choose_address"), {"email": ADDRESS})
    sending.posts.sweep()
    client.get(re.search(r"http://\S+(/me/\S+)", mail.outbox[-1].body)[1])
    user.refresh_from_db()
    mail.outbox.clear()


def told(user: User, kind: Kind = Kind.OFFERS) -> tuple[int, int]:
    """E-mails and texts for one notice of this kind."""
    mail.outbox.clear()
    SmsMessage.objects.all().delete()
    notify(text="权益已发布", url="/benefits/", users=[user], kind=kind)
    sending.posts.sweep()
    return len(mail.outbox), SmsMessage.objects.count()


def test_an_address_is_mine_once_i_opened_the_link_that_was_sent_to_it(client, people):
    client.force_login(people.owner)
    assert client.post(reverse("centre:choose_address"), {"email": "nonsense"}).status_code == 422
    client.post(reverse("centre:choose_address"), {"email": ADDRESS})
    people.owner.refresh_from_db()
    assert people.owner.email == ""
    sending.posts.sweep()
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    link = re.search(r"http://\S+(/me/\S+)", sent.body)[1]
    client.force_login(people.rival)
    assert "属于另一个账户" in client.get(link, follow=True).content.decode()
    client.force_login(people.owner)
    assert "链接无效或已过期" in client.get(link[:-3] + "xx/", follow=True).content.decode()
    assert "邮箱已确认" in client.get(link, follow=True).content.decode()
    people.owner.refresh_from_db()
    people.rival.refresh_from_db()
    assert (people.owner.email, people.rival.email) == (ADDRESS, "")
    client.post(reverse("centre:choose_address"), {"drop": "1"})
    assert User.objects.get(pk=people.owner.pk).email == ""


def test_confirmations_are_limited(client, people):
    client.force_login(people.owner)
    for _time in range(5):
        client.post(reverse("centre:choose_address"), {"email": ADDRESS})
    assert client.post(reverse("centre:choose_address"), {"email": ADDRESS}).status_code == 429
    assert Post.objects.count() == 5


def test_i_choose_for_each_kind_and_important_ones_always_go_out(client, people, clock):
    clock.set(WEDNESDAY)
    confirm(client, people.owner)
    assert told(people.owner) == (0, 0)
    choose(client, by_email=["offers", "no such kind"], by_sms=["offers"])
    assert told(people.owner) == (1, 1)
    assert told(people.owner, Kind.PROGRESS) == (0, 0)
    choose(client, by_email=[], by_sms=["rulings"])
    assert told(people.owner) == (0, 0)
    for kind in IMPORTANT:
        assert told(people.owner, kind)[0] == 1
    assert told(people.owner, Kind.RULINGS) == (1, 1)
    page = client.get(reverse("centre:notices")).content.decode()
    assert "陈述申辩和申诉的期限从送达起算" in page
    assert page.count("重要，始终发送") == len(IMPORTANT)
    assert Notification.objects.of(people.owner).filter(kind=Kind.RULINGS).exists()


def test_each_says_the_day_and_where_to_look(client, people, clock, tea_house):
    clock.set(WEDNESDAY)
    confirm(client, people.owner)
    choose(client, by_email=["offers"], by_sms=["offers"])
    told(people.owner)
    assert "2026-03-11" in mail.outbox[0].body
    assert "/benefits/" in mail.outbox[0].body
    assert SmsMessage.objects.get().text.endswith("/benefits/")
    tell(tea_house, text="样" * 600, url="/enterprise/documents/", sms_key="a")
    contact = SmsMessage.objects.get(key="a")
    assert (contact.phone, contact.text[-22:], len(contact.text)) == (
        tea_house.contact_phone,
        "/enterprise/documents/",
        500,
    )


def test_without_a_service_e_mails_are_read_on_the_page(client, people, settings):
    settings.OTOP_EMAIL_FROM = ""
    client.force_login(people.owner)
    client.post(reverse("centre:choose_address"), {"email": ADDRESS})
    sending.posts.sweep()
    assert mail.outbox == []
    assert "确认邮箱" in client.get(reverse("centre:notices")).content.decode()
    client.force_login(people.rival)
    assert "确认邮箱" not in client.get(reverse("centre:notices")).content.decode()


def test_a_notice_to_ten_thousand_takes_the_statements_of_one_to_ten(client, people):
    crowd = User.objects.bulk_create(User(username=f"crowd{n}", password="!", phone="") for n in range(10_000))
    for group, members in (("few", crowd[:10]), ("many", crowd)):
        Membership.objects.bulk_create(Membership(user=user, group=group) for user in members)
    Wish.objects.bulk_create(Wish(user=user, kind=Kind.TASKS, by_email=True) for user in crowd[:5])
    User.objects.filter(username__in=["crowd0", "crowd1"]).update(email=ADDRESS)
    counts = {}
    for group in ("few", "many"):
        with CaptureQueriesContext(connection) as asked:
            counts[group] = notify(text="平台维护", url="/", groups=[group], kind=Kind.TASKS), len(asked)
    assert counts == {"few": (10, 5), "many": (10_000, 5)}
    assert Post.objects.count() == 4
    # The bell of one of them reads its own rows only.
    client.force_login(crowd[0])
    assert "通知，2 条未读" in client.get(reverse("notifications")).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_notification")
    assert "Seq Scan" not in Notification.objects.of(crowd[0]).unread().explain()
