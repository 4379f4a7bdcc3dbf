"""The way of a text through a real worker, and what a killed one leaves."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from portal.notifications import tasks
from portal.notifications.models import SmsMessage
from portal.notifications.texts import queue_text

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PHONE = "15400000001"


@pytest.fixture
def sent(monkeypatch, tmp_path) -> Callable[[], list[str]]:
    """The keys that the service of the worker was given; a text takes it a second."""
    file = tmp_path / "texts"
    monkeypatch.setenv("OTOP_SMS_BACKEND", "tests.portal.notifications.service.SlowFile")
    monkeypatch.setenv("TEXTS_OF_THE_TEST", str(file))
    monkeypatch.setenv("TEXTS_TAKE", "1")
    return lambda: file.read_text().split() if file.exists() else []


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> float:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)
    return time.monotonic() - began


def is_sent(key: str) -> bool:
    return SmsMessage.objects.filter(key=key, status=SmsMessage.Status.SENT).exists()


def test_a_text_goes_out_right_after_the_commit(sent, worker):
    queue_text(key="code:1", phone=PHONE, text="验证码")
    wait_until(lambda: sent() == ["code:1"], seconds=10)
    wait_until(lambda: is_sent("code:1"))


def test_a_worker_that_is_killed_while_it_sends_leaves_the_text_to_the_next(sent, worker):
    queue_text(key="a", phone=PHONE, text="样品已收到")
    wait_until(lambda: sent() == ["a"])
    worker.kill()
    assert not is_sent("a")
    worker.start()
    tasks.sweep.delay()
    wait_until(lambda: is_sent("a"))
    assert sent() == ["a", "a"]
