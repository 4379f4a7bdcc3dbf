"""Several people at one task at the same moment."""

from threading import Barrier, Event, Thread, Timer
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from engine import runtime
from engine.errors import (
    EngineError,
    InstanceNotFound,
    TaskAlreadyClaimed,
)
from engine.models import HistoryEvent, UserTask
from engine.runtime.steps import InstanceBusy, lock_instance
from tests.engine.runtime.test_user_tasks import REVIEW
from tests.engine.runtime.world import deploy, manager, open_task, open_tasks, person

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_of_two_who_complete_at_the_same_moment_one_is_told_that_it_is_done():
    deploy(REVIEW, forms=["review"])
    runtime.start("p")
    task = open_task("A")
    people = [person("li", "reviewers"), person("wang", "reviewers")]
    together, outcomes = Barrier(2), []

    def complete(by: Any):
        try:
            together.wait()
            runtime.complete_task(task.pk, answers={"by": by.username}, by=by)
            outcomes.append("done")
        except EngineError as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=complete, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["TaskNotOpen", "done"]
    assert HistoryEvent.objects.filter(kind="task_completed").count() == 1
    assert open_tasks() == ["B"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_the_same_moment_one_gets_it():
    deploy(REVIEW, forms=["review"])
    runtime.start("p")
    task = open_task("A")
    people = [person(f"r{number}", "reviewers") for number in range(5)]
    together, winners = Barrier(5), []

    def claim(by: Any):
        try:
            together.wait()
            winners.append(runtime.claim(task.pk, by=by).assignee)
        except TaskAlreadyClaimed:
            pass
        finally:
            connection.close()

    threads = [Thread(target=claim, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(winners) == 1
    assert UserTask.objects.get(pk=task.pk).assignee == winners[0]


def assigned(task: UserTask, li: Any, wang: Any) -> None:
    runtime.assign(task.pk, to=li, by=manager())


def claimed(task: UserTask, li: Any, wang: Any) -> None:
    runtime.claim(task.pk, by=li)


def role_lost(task: UserTask, li: Any, wang: Any) -> None:
    lock_instance(task.instance_id)
    wang.groups.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("meanwhile", "told", "of"),
    [(assigned, "TaskAlreadyClaimed", "li"), (claimed, "TaskAlreadyClaimed", "li"), (role_lost, "TaskNotYours", None)],
)
def test_who_completes_learns_what_happened_while_the_case_was_locked(meanwhile: Any, told: str, of: str | None):
    deploy(REVIEW, forms=["review"])
    runtime.start("p")
    task, li, wang, outcomes = open_task("A"), person("li", "reviewers"), person("wang", "reviewers"), []

    def complete():
        try:
            runtime.complete_task(task.pk, answers={}, by=wang)
            outcomes.append("done")
        except EngineError as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    late = Thread(target=complete)
    with transaction.atomic():
        meanwhile(task, li, wang)
        late.start()
        _wait_until_somebody_waits_for_a_lock()
    late.join()
    assert outcomes == [told]
    assignee = open_task("A").assignee
    assert (assignee and assignee.username) == of


def _wait_until_somebody_waits_for_a_lock():
    for _try in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # who connected since this transaction began
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone():
                return
        sleep(0.02)
    pytest.fail("the other one did not come to the lock")


@pytest.mark.django_db(transaction=True)
def test_a_case_that_somebody_is_changing_is_waited_for_as_long_as_one_has_patience():
    deploy(REVIEW, forms=["review"])
    case = runtime.start("p")
    is_held, let_go = Event(), Event()

    def change():
        with transaction.atomic():
            lock_instance(case.pk)
            is_held.set()
            let_go.wait(20)
        connection.close()

    def look(patience: float) -> Any:
        with transaction.atomic():
            return lock_instance(case.pk, patience=patience).pk

    other = Thread(target=change)
    other.start()
    assert is_held.wait(20)
    began = monotonic()
    for patience in (0.0, 0.1):
        with pytest.raises(InstanceBusy):
            look(patience)
    assert monotonic() - began >= 0.1
    Timer(0.1, let_go.set).start()
    assert look(20.0) == case.pk
    other.join()
    with pytest.raises(InstanceNotFound), transaction.atomic():
        lock_instance(uuid4(), patience=20.0)
