"""A posting is shown what answers it, and whoever waits for it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock as engine_clock
from portal.exchange import commands, matching
from portal.exchange.errors import TooManyPostings
from portal.notifications.models import Notification
from tests.portal.exchange.test_exchange import made
from tests.portal.world import signed_in

pytestmark = pytest.mark.django_db

SUPPLY = {"kind": "supply", "title": "茶叶冷链运力"}


@pytest.fixture
def wanted(tea_house, people):
    return commands.post(made(tea_house), by=people.owner)


def told(person) -> list[str]:
    return list(Notification.objects.filter(user=person).values_list("text", flat=True))


def test_what_answers_a_posting_is_told_and_shown_the_nearest_first(
    wanted, silver_house, people, make_user, make_enterprise, django_assert_max_num_queries
):
    near = make_enterprise(make_user("near"), name="古丈冷运有限公司", uscc="91433126MAY0P0K29K")
    far = commands.post(made(silver_house, **SUPPLY), by=people.rival)
    assert told(people.owner) == ["有新的信息可能适合贵企业：茶叶冷链运力（供应（产能、原料、服务））"]
    assert told(people.rival) == []
    close = commands.post(made(near, **SUPPLY, detail="古丈本地冷藏车三辆。"), by=people.owner)
    assert list(matching.fitting(wanted)) == [close, far]  # though the one from afar was there first
    assert list(matching.fitting(far)) == [wanted]
    owner = signed_in(people.owner)
    with django_assert_max_num_queries(20):
        page = owner.get(f"/exchange/{wanted.pk}/").content.decode()
    assert page.index("古丈冷运有限公司") < page.index(silver_house.name)
    # Another's posting says nothing of what else would fit it.
    assert "可能合适的" not in signed_in(people.rival).get(f"/exchange/{wanted.pk}/").content.decode()


def test_what_is_the_same_kind_another_line_over_or_ones_own_answers_nothing(
    wanted, tea_house, silver_house, people, clock
):
    commands.post(made(tea_house, **SUPPLY), by=people.owner)
    commands.post(made(silver_house), by=people.rival)
    commands.post(made(silver_house, **SUPPLY, category="crafts"), by=people.rival)
    closed = commands.post(made(silver_house, **SUPPLY), by=people.rival)
    commands.close(closed)
    short = engine_clock.today() + timedelta(days=3)
    commands.post(made(silver_house, **SUPPLY, valid_to=short), by=people.rival)
    assert matching.fitting(wanted).count() == 1
    clock.set(engine_clock.now() + timedelta(days=4))
    assert matching.fitting(wanted).count() == 0
    assert "有新的会通知" in signed_in(people.owner).get(f"/exchange/{wanted.pk}/").content.decode()
    late = commands.post(made(silver_house, **SUPPLY), by=people.rival)
    silver_house.move("frozen")
    assert late not in matching.fitting(wanted)


def test_nobody_floods_others_with_postings(silver_house, people, settings):
    settings.OTOP_LIMITS = {"posting": [[2, 86400]]}
    for _time in range(2):
        commands.post(made(silver_house), by=people.rival)
    with pytest.raises(TooManyPostings):
        commands.post(made(silver_house), by=people.rival)
    client = signed_in(people.rival)
    day = engine_clock.today() + timedelta(days=20)
    form = {"kind": "supply", "category": "tea", "title": "茶青", "detail": "每日五百斤。", "valid_to": day.isoformat()}
    answer = client.post("/exchange/new/", form)
    assert answer.status_code == 422
    assert "请明天再试" in answer.content.decode()
