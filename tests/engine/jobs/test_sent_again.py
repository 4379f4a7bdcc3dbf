"""A message with an id of its sender's can be sent again safely."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from engine import jobs, runtime
from engine.errors import MessageIdTaken
from engine.models import Job, Message, MessageReceipt, ProcessInstance
from tests.clock import Clock
from tests.engine.runtime.world import deploy
from tests.engine.spiff.diagrams import catch, diagram, end, message, message_event, node, path, start, user

pytestmark = pytest.mark.django_db
WAITS = diagram(
    start(), catch("X", message_event("paid")), user("A"), end(), path("S", "X", "A", "E"), roots=message("paid", "=n")
)
STARTS = diagram(
    node("startEvent", "S", message_event("order")), user("A"), end(), path("S", "A", "E"), roots=message("order")
)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))


def send(message_id: str = "m-1", **more: Any) -> int:
    return runtime.correlate("paid", **{"correlation_key": "7", "message_id": message_id, **more})


def test_it_is_answered_the_same_and_nothing_is_doubled():
    deploy(WAITS)
    runtime.start("p", variables={"n": "7"})
    runtime.start("p", variables={"n": "7"})
    assert [send(), send()] == [2, 2]
    assert Job.objects.filter(kind="message").count() == 2
    jobs.run_due_jobs()
    assert send() == 2
    assert Job.objects.filter(kind="message").count() == 2


def test_another_id_is_another_message_and_none_is_each_time_one():
    deploy(WAITS)
    runtime.start("p", variables={"n": "7"})
    assert [send("m-1"), send("m-2"), send(""), send("")] == [1, 1, 1, 1]
    assert Job.objects.filter(kind="message").count() == 4


def test_what_starts_a_case_starts_one():
    deploy(STARTS)
    for _time in range(2):
        assert runtime.correlate("order", message_id="o-1") == 1
    assert ProcessInstance.objects.count() == 1


def test_what_is_kept_is_kept_once():
    for _time in range(2):
        assert send(keep_for=DAY) == 0
    assert Message.objects.count() == 1


def test_what_reached_nobody_is_tried_again():
    deploy(WAITS)
    assert send() == 0
    runtime.start("p", variables={"n": "7"})
    assert send() == 1


@pytest.mark.parametrize("other", [{"variables": {"v": 2}}, {"correlation_key": "8"}])
def test_an_id_is_not_lent_to_another_message(other: dict[str, Any]):
    send(variables={"v": 1}, keep_for=DAY)
    with pytest.raises(MessageIdTaken) as told:
        send(**{"variables": {"v": 1}, "keep_for": DAY, **other})
    assert "m-1" in str(told.value)
    assert Message.objects.count() == 1


def test_it_is_known_for_so_many_days(clock: Clock, settings: Any):
    settings.OTOP_MESSAGE_ID_DAYS = 3
    send(keep_for=DAY)
    send("m-long", keep_for=9 * DAY)
    clock.advance(days=2)
    jobs.sweep()
    assert MessageReceipt.objects.count() == 2
    clock.advance(days=2)
    jobs.sweep()
    assert MessageReceipt.objects.get().message_id == "m-long", "as long as the message itself"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_done():
    deploy(STARTS)
    begin = Barrier(4)

    def one(_number: int) -> int:
        begin.wait()
        try:
            return runtime.correlate("order", message_id="o-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(4))) == [1, 1, 1, 1]
    assert ProcessInstance.objects.count() == 1
