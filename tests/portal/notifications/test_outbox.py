"""What is to be sent by text message is a row of the transaction that wants it, and goes out after the commit."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from celery import Celery
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from engine import queue
from portal.celery import app
from portal.notifications import sending, texts
from portal.notifications.backends import Refused
from portal.notifications.models import SmsMessage
from portal.notifications.texts import queue_text
from portal.registry.notices import issue_notice
from tests.portal.notifications.service import service
from tests.portal.test_outages import free_port
from tests.portal.world import WEDNESDAY

__all__ = ["service"]

Status = SmsMessage.Status
PHONE = "15400000001"
LATER = timedelta(minutes=10)

committed = pytest.mark.django_db(transaction=True)


def text(key: str = "a", **more) -> None:
    queue_text(key=key, phone=PHONE, text="样品已收到", **more)


def row(key: str = "a") -> SmsMessage:
    return SmsMessage.objects.get(key=key)


class TestPuttingIn:
    @committed
    def test_what_is_undone_is_never_sent(self, service):
        with transaction.atomic():
            text()
            transaction.set_rollback(True)
        assert sending.sweep() == 0
        assert service.taken == []

    @committed
    def test_nothing_is_sent_before_the_commit(self, service):
        with transaction.atomic():
            text()
            with pytest.raises(RuntimeError):
                sending.send("a")
        assert service.taken == []
        assert sending.send("a") is True

    @pytest.mark.django_db
    def test_asked_for_twice_it_is_sent_once(self, service):
        text()
        text()
        sending.sweep()
        text()
        sending.sweep()
        assert service.taken == [("a", PHONE, "样品已收到")]
        assert row().status == Status.SENT
        assert row().sent_at is not None

    @pytest.mark.django_db
    def test_what_is_too_long_is_cut_and_no_mistake(self, service):
        queue_text(key="a", phone=PHONE, text="样" * 600)
        sending.sweep()
        assert service.taken == [("a", PHONE, "样" * 500)]

    @pytest.mark.django_db
    def test_no_step_of_a_case_waits_for_the_service(self, service, tea_house):
        """The notice of a registration is issued in the step that holds the case."""
        issue_notice(tea_house, outcome="pass", job_id=uuid4())
        assert (service.taken, SmsMessage.objects.get().status) == ([], Status.WAITING)
        assert sending.sweep() == 1


@pytest.mark.django_db
class TestTrying:
    def test_a_service_that_is_away_is_asked_again_with_growing_pauses(self, service, clock):
        clock.set(WEDNESDAY)
        text()
        service.says(TimeoutError("no answer from 10.0.0.8"))
        sending.sweep()
        for seconds in (10, 30, 90):
            assert row().status == Status.WAITING
            asked = len(service.taken)
            clock.advance(seconds=seconds - 1)
            sending.sweep()
            assert len(service.taken) == asked
            clock.advance(seconds=1)
            sending.sweep()
            assert len(service.taken) == asked + 1
        assert len(service.taken) == 4
        service.goes()
        clock.advance(seconds=270)
        assert sending.sweep() == 1
        assert (row().status, row().attempts, row().last_error) == (Status.SENT, 5, "")
        assert set(service.keys()) == {"a"}

    def test_after_the_last_attempt_it_has_failed_until_somebody_wants_it_again(self, service, clock):
        clock.set(WEDNESDAY)
        text()
        service.says(TimeoutError(f"no answer for {PHONE}: 样品已收到"))
        for _attempt in range(sending.MOST_ATTEMPTS + 3):
            sending.sweep()
            clock.advance(hours=1)
        assert len(service.taken) == sending.MOST_ATTEMPTS
        assert row().status == Status.FAILED
        assert PHONE not in row().last_error
        assert "样品" not in row().last_error
        service.goes()
        assert texts.retry("a")
        assert sending.sweep() == 1
        assert row().status == Status.SENT
        assert not texts.retry("a")

    def test_a_number_that_the_service_refuses_is_not_tried_again(self, service):
        text()
        service.says(Refused("not a number in service"))
        sending.sweep()
        assert (row().status, sending.sweep(), len(service.taken)) == (Status.FAILED, 0, 1)

    def test_a_code_that_nobody_can_use_any_more_is_not_sent(self, service, clock, people):
        clock.set(WEDNESDAY)
        text(code_for=people.owner, expires_at=WEDNESDAY + LATER)
        service.says(TimeoutError())
        sending.sweep()
        service.goes()
        clock.set(WEDNESDAY + LATER)
        assert sending.send("a") is None
        assert sending.sweep() == 0
        assert (row().status, len(service.taken)) == (Status.EXPIRED, 1)
        assert not texts.retry("a")

    def test_codes_go_first(self, service, people):
        text("notice")
        text("code", code_for=people.owner)
        sending.sweep()
        assert service.keys() == ["code", "notice"]

    def test_a_sweep_does_not_wait_for_a_service_that_is_away_once_for_each_text(self, service):
        for number in range(5):
            text(f"{number}")
        service.says(TimeoutError())
        sending.sweep()
        assert len(service.taken) == 1

    def test_refusing_one_text_keeps_no_other_waiting(self, service):
        for number in range(3):
            text(f"{number}")
        service.says(Refused())
        assert sending.sweep() == 3


@committed
class TestWorkers:
    def test_two_at_the_same_moment_send_it_once(self, service):
        text()
        service.takes(0.4)
        together, answers = Barrier(4), []

        def work() -> None:
            together.wait()
            answers.append(sending.send("a"))
            connection.close()

        threads = [Thread(target=work) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers, key=str) == [None, None, None, True]
        assert (service.keys(), row().attempts) == (["a"], 1)

    def test_several_sweeps_share_the_work(self, service):
        for number in range(12):
            text(f"{number}")
        service.takes(0.05)
        together = Barrier(3)

        def work() -> None:
            together.wait()
            sending.sweep()
            connection.close()

        threads = [Thread(target=work) for _number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(service.keys(), key=int) == [str(number) for number in range(12)]

    def test_no_transaction_is_open_while_the_service_takes_its_time(self, service):
        text()
        seen = []
        service.answer = staticmethod(lambda key: seen.append(connection.in_atomic_block))
        sending.send("a")
        assert seen == [False]

    def test_who_dies_after_the_sending_leaves_it_to_the_next_with_the_same_key(self, service):
        text()
        service.says(SystemExit())
        with pytest.raises(SystemExit):
            sending.send("a")
        assert row().status == Status.WAITING
        service.goes()
        assert sending.sweep() == 1
        assert service.keys() == ["a", "a"]

    def test_a_text_that_kills_its_worker_is_not_sent_for_ever(self, service):
        text()
        service.says(SystemExit())
        for _attempt in range(sending.MOST_ATTEMPTS):
            with pytest.raises(SystemExit):
                sending.send("a")
        sending.sweep()
        assert (row().status, len(service.taken)) == (Status.FAILED, sending.MOST_ATTEMPTS)


@pytest.fixture
def no_broker(monkeypatch):
    """Its port refuses."""
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    away = Celery("away", set_as_current=True)
    away.config_from_object("django.conf:settings", namespace="CELERY")
    yield
    app.set_current()


def sent_within(seconds: float, key_begins: str) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if SmsMessage.objects.filter(key__startswith=key_begins, status=Status.SENT).exists():
            return True
        time.sleep(0.02)
    return False


@committed
class TestWithoutABroker:
    def test_a_code_arrives_all_the_same_and_the_visitor_does_not_wait_for_it(self, service, no_broker, people):
        service.takes(1.5)
        began = time.monotonic()
        answer = Client().post(reverse("phone_sign_in"), {"phone": people.owner.phone, "send": "1"})
        assert answer.status_code == 200
        assert time.monotonic() - began < 1.5
        assert sent_within(5, "code:")
        assert len(service.taken) == 1

    def test_no_more_than_two_are_sent_beside_the_requests(self, service, no_broker):
        service.takes(1.0)
        for number in range(5):
            text(f"{number}")
        time.sleep(0.5)
        assert len(service.taken) == 2
        assert sent_within(5, service.keys()[1])
        service.goes()
        assert sending.sweep() == 3
