"""The working calendar ends before the deadlines do: those who keep it, and who run the processes, are told in time."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine import business_time, clock
from engine.models import UserTask
from portal.accounts import roles
from portal.notifications.kinds import Kind
from portal.notifications.models import Notification
from portal.notifications.notices import notify


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language
@transaction.atomic
def remind() -> int:
    """Once a month as long as a year is missing; answers how many people were told."""
    year = business_time.missing_year(clock.today())
    if year is None:
        return 0
    pages = {
        roles.ADMIN: reverse("administration:calendar_year", args=[year]),
        roles.PROCESS_MANAGER: reverse("cockpit:processes"),
    }
    if Notification.objects.filter(url=pages[roles.ADMIN], created_at__gte=_month()).exists():
        return 0
    guessed = UserTask.objects.open().filter(due_at__gte=_begins(year)).count()
    text = _("%(year)s 年的节假日尚未录入，%(n)s 个任务的到期日暂按周末推算，录入后自动重算") % {
        "year": year,
        "n": guessed,
    }
    return sum(notify(text=text, url=url, groups=[role], kind=Kind.DEADLINES) for role, url in pages.items())


def _month() -> datetime:
    return datetime.combine(clock.today().replace(day=1), time(), clock.LOCAL_ZONE)


def _begins(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=clock.LOCAL_ZONE)
