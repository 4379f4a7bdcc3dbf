"""A worker process is killed while it issues a certificate, and another one is started."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from documents.models import Counter, Document
from engine import queue, runtime, tasks
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from portal.certification.models import Authorisation, Badge, Certificate, QrCode
from portal.registry.models import Product
from tests.portal.certification.issuing import passed_application
from tests.portal.world import deploy
from tests.worker import Worker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.django_db(transaction=True)]

TOPICS = ["certification.number", "certification.mark", "certification.document"]


@pytest.fixture(autouse=True)
def broker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_silent_until", 0.0)


@contextmanager
def rigged_worker(log: Path, **rigging: str) -> Iterator[Worker]:
    """See `rigged_worker.py`."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in rigging.items():
            patch.setenv(name, value)
        worker = Worker(log=log, module="tests.portal.certification.rigged_worker")
    with worker:
        yield worker


def wait_until(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < deadline, f"Not after 60 seconds: {what}"
        time.sleep(0.1)


def start_issuing(tea: Product, people: Any) -> ProcessInstance:
    deploy("certification_issue")
    application = passed_application(tea, star=4, by=people.owner)
    return runtime.start(
        "certification_issue",
        business_key=application.number,
        variables={
            "application_id": application.pk,
            "application_number": application.number,
            "enterprise_id": tea.enterprise_id,
            "product_id": tea.pk,
            "star": 4,
        },
    )


@pytest.mark.parametrize("topic", ["certification.number", "certification.document"])
def test_killing_the_worker_in_the_middle_loses_nothing_and_issues_no_second_certificate(
    tea: Product, people: Any, tmp_path: Path, topic: str
):
    sign = tmp_path / "halted"
    with rigged_worker(tmp_path / "first.log", TEST_HALT_IN=topic, TEST_HALTED=str(sign)) as first:
        instance = start_issuing(tea, people)
        wait_until(sign.exists, f"the worker in the middle of {topic}")
        first.kill()

    # All that it had done stands, all that it was doing is undone, and the job is still promised.
    before = TOPICS[: TOPICS.index(topic)]
    assert performed(instance) == before
    assert_issued(number="certification.number" in before, mark="certification.mark" in before, document=False)
    job = Job.objects.get(pk=sign.read_text())
    assert (job.status, job.topic, job.attempts) == ("ready", topic, 1)

    with rigged_worker(tmp_path / "second.log"):
        tasks.sweep.delay()  # as the beat does every few seconds
        wait_until(lambda: open_tasks(instance) == ["Proof"], "the task to proof the certificate")
        job.refresh_from_db()
        assert (job.status, job.attempts, job.retries_left) == ("done", 2, 3)
        assert performed(instance) == TOPICS
        assert_issued(number=True, mark=True, document=True)

        proof = UserTask.objects.open().get(instance=instance)
        runtime.complete_task(proof.pk, answers={"outcome": "issue"}, by=people.officer)
        wait_until(lambda: status(instance) == "completed", "the end of the process")

    assert performed(instance) == [*TOPICS, "certification.publish"]
    assert_issued(number=True, mark=True, document=True)
    assert Authorisation.objects.get().status == Authorisation.Status.VALID
    assert not Incident.objects.exists()


def assert_issued(*, number: bool, mark: bool, document: bool) -> None:
    """Once each, or not at all; and the counter has counted no more than that."""
    found = Tally({model: model.objects.count() for model in (Authorisation, Certificate, Badge, QrCode, Document)})
    assert found == {
        Authorisation: number,
        Certificate: number,
        Badge: mark,
        QrCode: mark,
        Document: document,
    }
    counted = Counter.objects.filter(name__startswith="OTOP-").values_list("value", flat=True)
    assert list(counted) == ([1] if number else [])
    if number:
        assert "-00001-" in Authorisation.objects.get().number
    if document:
        certificate = Certificate.objects.get()
        assert certificate.document == Document.objects.get()
        assert stored(certificate.document)


def stored(document: Document) -> bool:
    """The worker keeps files where its settings say, not where this test does."""
    return FileSystemStorage(settings.DATA_DIR / "files").exists(document.docx.file.name)


def performed(instance: ProcessInstance) -> list[str]:
    """Topics whose jobs are done, in the order of the history."""
    done = HistoryEvent.objects.filter(instance=instance, kind=HistoryEvent.Kind.JOB_COMPLETED).order_by("pk")
    return [event.data["topic"] for event in done]


def open_tasks(instance: ProcessInstance) -> list[str]:
    tasks = UserTask.objects.open().filter(instance=instance)
    return list(tasks.values_list("element_id", flat=True))


def status(instance: ProcessInstance) -> str:
    return ProcessInstance.objects.values_list("status", flat=True).get(pk=instance.pk)
