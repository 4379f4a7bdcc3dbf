"""No second certificate, no gap in the numbers: whatever is repeated, killed, or happens at the same moment."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from engine import jobs
from engine.registry import JobContext, handlers
from portal.certification import commands
from portal.certification.models import Authorisation, Badge, Certificate, QrCode
from portal.registry import commands as registry
from tests.portal.certification.issuing import passed_application
from tests.portal.world import filed, product_fields, stored_picture


def context(topic, variables, *, id=None):
    return JobContext(
        id=id or uuid.uuid4(), topic=topic, business_key="A", root_business_key="A", instance_id=uuid.uuid4(),
        element_id="X", variables=variables, headers={},
    )  # fmt: skip


@pytest.fixture
def another_tea(tea_house, regions, people):
    def make(name):
        fields = product_fields(regions["433126104"], name=name)
        product = registry.create_product(tea_house, fields=fields, by=people.owner)
        registry.set_pictures(product, files=[stored_picture(owner=tea_house.group, user=people.owner)])
        return filed(product, by=people.owner)

    return make


@pytest.mark.django_db
def test_a_repeated_job_issues_nothing_twice(begin):
    case = begin(star=3)
    variables = dict(case.instance.variables) | {
        "application_id": case.application.pk,
        "authorisation_id": case.authorisation.pk,
        "star": 3,
    }
    document = case.authorisation.certificates.get().document
    again = handlers["certification.number"](context("certification.number", variables))
    assert again == {
        "authorisation_id": case.authorisation.pk,
        "certificate_id": case.authorisation.certificates.get().pk,
    }
    handlers["certification.mark"](context("certification.mark", variables))
    handlers["certification.document"](context("certification.document", variables, id=document.pk))
    assert case.authorisation.certificates.get().document == document
    case.issue()
    handlers["certification.document"](context("certification.document", variables))
    handlers["certification.publish"](context("certification.publish", variables))
    for model in (Authorisation, Certificate, Badge, QrCode):
        assert model.objects.count() == 1
    assert case.authorisation.certificates.get().document == document


@pytest.mark.django_db
def test_two_certificates_for_one_application_are_impossible(issue):
    authorisation = issue(star=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(authorisation=authorisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.create(
            number="OTOP-X", product=authorisation.product, application=authorisation.application, star=1,
            valid_from=authorisation.valid_from, valid_to=authorisation.valid_to,
        )  # fmt: skip


class Killed(BaseException):
    """What no handler of errors catches, as when the process dies."""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing_and_wastes_no_number(begin, monkeypatch, people):
    real = handlers["certification.number"]

    def dies(job):
        real(job)
        raise Killed

    monkeypatch.setitem(handlers, "certification.number", dies)
    with pytest.raises(Killed):
        begin(star=4)
    assert not Authorisation.objects.exists()
    monkeypatch.setitem(handlers, "certification.number", real)
    jobs.run_due_jobs()
    assert Authorisation.objects.get().number.split("-")[4] == "00001"
    assert Certificate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_get_consecutive_numbers(tea, another_tea, people, clock):
    products = [tea, another_tea("古丈红茶")]
    applications = [passed_application(product, star=2, by=people.owner) for product in products]
    given = run_together(*[lambda a=application: commands.authorise(a, star=2) for application in applications])
    assert sorted(authorisation.number.split("-")[4] for authorisation in given) == ["00001", "00002"]


@pytest.mark.django_db(transaction=True)
def test_the_same_application_twice_at_the_same_moment_gets_one_number(tea, people):
    application = passed_application(tea, star=2, by=people.owner)
    one, two = run_together(*[lambda: commands.authorise(application, star=2)] * 2)
    assert one == two
    assert Certificate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_not_used_is_given_to_the_next(tea, another_tea, people):
    application = passed_application(tea, star=2, by=people.owner)
    with transaction.atomic():
        commands.authorise(application, star=2)
        transaction.set_rollback(True)
    other = passed_application(another_tea("古丈红茶"), star=2, by=people.owner)
    assert commands.authorise(other, star=2).number.split("-")[4] == "00001"


def run_together(*calls):
    """Each in a thread and connection of its own; their answers."""
    gate, answers, errors = threading.Barrier(len(calls)), [], []

    def run(call):
        try:
            gate.wait(5)
            answers.append(call())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == []
    return answers
