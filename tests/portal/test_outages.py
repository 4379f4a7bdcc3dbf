"""What people, programs and operators are told while a service is away."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Now
from django.test import Client

from engine import runtime
from engine.models import Heartbeat, Job
from engine.models.tokens import issue
from tests.engine.runtime.world import deploy
from tests.engine.spiff.diagrams import catch, diagram, end, path, start, timer, user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database_away() -> Iterator[None]:
    """Its port refuses, as while it restarts."""
    connection.close()
    connection.close_pool()
    kept = connection.settings_dict["PORT"]
    pool = connection.settings_dict["OPTIONS"]["pool"]
    connection.settings_dict["PORT"] = str(free_port())
    connection.settings_dict["OPTIONS"]["pool"] = pool | {"timeout": 0.5}
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()
        connection.settings_dict["PORT"] = kept
        connection.settings_dict["OPTIONS"]["pool"] = pool


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/", "/inbox/", "/accounts/sign-in/", "/enterprise/", "/cockpit/", "/nowhere/"])
def test_a_page_during_an_outage_is_a_sentence_that_asks_to_come_again(visitor: Client, people, address: str):
    visitor.force_login(people.owner)
    with database_away():
        answer = visitor.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert "系统正在恢复" in answer.content.decode()
    assert 'http-equiv="refresh"' in answer.content.decode()


def test_what_was_sent_is_not_sent_again_by_itself(visitor: Client, people):
    visitor.force_login(people.owner)
    with database_away():
        answer = visitor.post("/accounts/sign-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 503
    assert "refresh" not in answer.content.decode()
    assert "返回上一页再试" in answer.content.decode()


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_a_script_of_a_page_is_told_the_sentence(visitor: Client, people, headers: dict[str, str]):
    visitor.force_login(people.owner)
    with database_away():
        answer = visitor.get("/inbox/", headers=headers)
    assert answer.status_code == 503
    assert "系统正在恢复" in answer.json()["detail"]


@pytest.mark.parametrize("way", ["session", "token", "nobody"])
@pytest.mark.parametrize("address", ["/api/v1/tasks/", "/api/v1/definitions/"])
def test_the_api_during_an_outage_is_503_whoever_asks(visitor: Client, people, address: str, way: str):
    headers = {}
    if way == "session":
        visitor.force_login(people.owner)
    elif way == "token":
        headers["Authorization"] = f"Token {issue(people.owner)}"
    with database_away():
        answer = visitor.get(address, headers=headers)
    if way == "nobody":
        assert answer.status_code == 401
        return
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["code"] == "unavailable"


def test_a_restarted_database_serves_the_next_request(visitor: Client, people):
    """The connections that the pool still holds are dead; nobody notices."""
    visitor.force_login(people.owner)
    assert visitor.get("/inbox/").status_code == 200
    as_many_as_the_pool_holds()
    other = second_connection()
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.close()
    connection.close()
    assert visitor.get("/inbox/").status_code == 200


def as_many_as_the_pool_holds() -> None:
    """All connections of a new pool are lent at once, as on a busy day, and are back."""
    connection.close()
    connection.close_pool()
    pool = connection.pool
    pool.open()
    with ExitStack() as busy:
        for _each in range(pool.max_size):
            busy.enter_context(pool.connection())


def second_connection() -> BaseDatabaseWrapper:
    other = connection.copy()
    other.settings_dict["OPTIONS"].pop("pool")
    return other


# Health ---------------------------------------------------------------------------------------------


def seen(part: str, *, seconds_ago: float) -> None:
    Heartbeat.objects.update_or_create(part=part, defaults={"at": Now() - timedelta(seconds=seconds_ago)})


def all_alive() -> None:
    for part in Heartbeat.Part.values:
        seen(part, seconds_ago=1)


def health(client: Client, *, status: int = 200) -> dict:
    answer = client.get("/healthz")
    assert answer.status_code == status, answer.content
    return dict(json.loads(answer.content))


def ill(parts: dict) -> list[str]:
    return [name for name, part in parts.items() if name != "status" and part["ok"] is not True]


def test_health_is_ok_when_every_part_is(client: Client):
    all_alive()
    found = health(client)
    assert (found["status"], ill(found)) == ("ok", [])
    assert set(found) == {"status", "database", "broker", "worker", "beat", "jobs"}


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_part_that_fell_silent_is_named_and_pages_are_still_served(client: Client, part: str):
    all_alive()
    seen(part, seconds_ago=120)
    found = health(client)
    assert (found["status"], ill(found)) == ("degraded", [part])
    assert found[part]["silent_seconds"] == pytest.approx(120, abs=10)


def test_parts_that_were_never_seen_are_not_alive(client: Client):
    assert ill(health(client)) == ["worker", "beat"]


def test_a_broker_that_is_gone_is_named(client: Client, settings):
    all_alive()
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert ill(health(client)) == ["broker"]


def test_jobs_that_nobody_does_are_counted(client: Client):
    deploy(diagram(start(), catch("T", timer("PT1S")), user("B"), end(), path("S", "T", "B", "E")))
    runtime.start("p")
    all_alive()
    assert ill(health(client)) == []
    Job.objects.update(due_at=Now() - timedelta(minutes=5))
    found = health(client)
    assert (ill(found), found["jobs"]["overdue"]) == (["jobs"], 1)


def test_without_the_database_health_is_503_at_once(client: Client):
    with database_away():
        found = health(client, status=503)
    assert found["status"] == "unavailable"
    assert found["broker"] == {"ok": True}
    assert found["worker"] == {"ok": None, "silent_seconds": None}
    assert django_settings.CELERY_BROKER_URL not in json.dumps(found)
