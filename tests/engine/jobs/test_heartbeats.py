"""Signs of life of worker and beat."""

import pytest
from django.db import connection

from engine.jobs import heartbeats
from engine.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)

BEAT = Heartbeat.Part.BEAT


@pytest.fixture(autouse=True)
def no_sign_yet(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(heartbeats, "_last", {})


def test_a_sign_of_life_is_written_every_few_seconds_and_no_more_often():
    heartbeats.give_sign(BEAT)
    first = Heartbeat.objects.get().at
    heartbeats.give_sign(BEAT)
    assert Heartbeat.objects.get().at == first
    heartbeats._last[BEAT] -= 4.5
    heartbeats.give_sign(BEAT)
    assert Heartbeat.objects.get().at == first
    heartbeats._last[BEAT] -= 0.5
    heartbeats.give_sign(BEAT)
    assert Heartbeat.objects.get().at > first
    assert heartbeats.pulse(connection).lives(BEAT)


def test_a_process_whose_database_is_gone_lives_on():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
    assert connection.connection is not None
    connection.connection.close()
    heartbeats.give_sign(BEAT)
    assert not Heartbeat.objects.exists()


def test_a_part_is_taken_for_dead_after_its_silence():
    pulse = heartbeats.Pulse({"worker": 19.5, "beat": 20.0}, overdue_jobs=0)
    assert (pulse.lives("worker"), pulse.lives("beat")) == (True, False)
