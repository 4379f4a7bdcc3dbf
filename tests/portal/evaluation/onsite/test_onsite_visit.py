"""The visit: when it may be, and what is recorded."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.errors import AnswersRefused
from portal.notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "refused"),
    [("2026-03-15", True), ("2026-03-16", False), ("2026-04-09", False), ("2026-04-10", True)],
)
def test_the_visit_is_announced_three_working_days_ahead_and_within_twenty(begin_onsite, day, refused):
    case = begin_onsite()  # on Wednesday, 2026-03-11; Ching Ming on 6 April is no working day
    case.all_accept()
    case.no_objection()
    at = f"{day}T10:00+08:00"
    if not refused:
        case.schedule(visit_at=at)
        assert case.panel.visit.scheduled_at == datetime.fromisoformat(at)
        return
    with pytest.raises(AnswersRefused) as error:
        case.schedule(visit_at=at)
    assert "2026-03-16 至 2026-04-09" in error.value.errors["visit_at"][0]


def test_a_record_before_the_announced_day_needs_the_enterprises_agreement(begin_onsite, clock):
    case = begin_onsite()
    case.all_accept()
    case.no_objection()
    case.schedule()
    with pytest.raises(AnswersRefused) as refused:
        case.record()
    assert set(refused.value.errors) == {"visited_at"}
    with pytest.raises(AnswersRefused):
        case.record(visited_at="2026-03-18T10:00+08:00")  # tomorrow's visit cannot be recorded today
    case.record(early_agreed=True)
    assert case.open() == ["GiveOpinion"] * 3


def test_a_refused_signature_is_recorded_with_its_circumstances(begin_onsite, clock):
    case = begin_onsite()
    case.all_accept()
    case.no_objection()
    case.schedule()
    clock.advance(days=7)
    with pytest.raises(AnswersRefused) as refused:
        case.record(sign_off="refused")
    assert set(refused.value.errors) == {"sign_refusal"}
    case.record(sign_off="refused", sign_refusal="负责人认为抽查批次不具代表性，拒绝签字。")
    visit = case.panel.visit
    assert (visit.sign_off, visit.checklist.count(), visit.photos.count()) == ("refused", 8, 1)


def test_the_lead_is_reminded_on_the_day_of_the_visit(begin_onsite, clock, people):
    case = begin_onsite()
    case.all_accept()
    case.no_objection()
    case.schedule()
    clock.advance(days=7)
    case.go_on()
    assert Notification.objects.filter(user=case.lead, text__contains="现场评价日期已到").count() == 1
    clock.advance(days=2)
    case.go_on()
    assert Notification.objects.filter(user=people.manager, text__contains="已超过办理期限").count() == 1


def test_a_lead_who_is_late_can_still_choose_a_day(begin_onsite, clock):
    case = begin_onsite()
    case.all_accept()
    case.no_objection()
    clock.advance(days=40)
    case.go_on()
    with pytest.raises(AnswersRefused) as refused:
        case.schedule(visit_at="2026-05-06T10:00+08:00")
    assert "2026-04-23 至 2026-04-30" in refused.value.errors["visit_at"][0]
    case.schedule(visit_at="2026-04-24T10:00+08:00")
    assert case.open() == ["RecordVisit"]
