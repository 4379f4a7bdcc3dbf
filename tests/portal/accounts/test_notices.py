"""The bell's page: by day, each notice leading to what it is about, and nothing new for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from engine import jobs
from portal.notifications.models import Notification
from portal.notifications.notices import notify
from tests.portal.evaluation.conftest import apply, star_processes
from tests.portal.world import WEDNESDAY

__all__ = ["apply", "star_processes"]

pytestmark = pytest.mark.django_db


def told(client) -> str:
    return client.get(reverse("notifications")).content.decode()


def test_notices_stand_by_day_and_old_ones_are_no_news(people, clock, client):
    clock.set(WEDNESDAY - timedelta(days=31))
    notify(text="很久以前的通知", users=[people.owner])
    clock.set(WEDNESDAY)
    notify(text="今天的通知", users=[people.owner])
    client.force_login(people.owner)
    page = told(client)
    assert page.index("2026-03-11 星期三</h2>") < page.index("今天的通知") < page.index("2026-02-08 星期日</h2>")
    assert page.count("未读 ·") == 1
    assert "通知，1 条未读" in page


def test_what_is_overdue_leads_to_its_case(apply, people, clock, client):
    case = apply(star=1)
    case.send_evidence()
    clock.set(case.task("Accept").due_at + timedelta(days=1))
    jobs.run_due_jobs()
    for person in (people.evaluator, people.manager):
        notice = Notification.objects.of(person).filter(text__contains=case.application.number).first()
        client.force_login(person)
        page = client.get(reverse("notification", args=[notice.pk]), follow=True)
        assert (page.status_code, case.application.number in page.content.decode()) == (200, True)
