"""What P08's diagram asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine.registry import JobContext, handles
from portal.certification import commands, notices, publishing
from portal.certification.models import Authorisation, CertificateProof
from portal.certification.task_forms import Correction, Proof
from portal.evaluation.commands import applications
from portal.evaluation.models import Application
from portal.evaluation.notices import tell as notify

# Imported with this module, so that their forms are known.
TASK_FORMS = (Correction, Proof)


@handles("certification.number", gives=["authorisation_id", "certificate_id"])
def number(job: JobContext) -> dict[str, Any]:
    application = Application.objects.get(pk=job.variables["application_id"])
    authorisation = commands.authorise(application, star=int(job.variables["star"]))
    return {
        "authorisation_id": authorisation.pk,
        "certificate_id": commands.latest_certificate(authorisation).pk,
    }


@handles("certification.mark")
def mark(job: JobContext) -> None:
    commands.make_marks(_authorisation(job))


@handles("certification.document")
def document(job: JobContext) -> None:
    commands.draw_certificate(_authorisation(job), job_id=job.id)


@handles("certification.publish")
def publish(job: JobContext) -> None:
    authorisation = _authorisation(job)
    proof = CertificateProof.objects.filter(certificate__authorisation=authorisation).last()
    if commands.publish(authorisation, officer=proof.officer if proof else None):
        authorisation.refresh_from_db()
        notices.tell_published(authorisation, job_id=job.id)
        publishing.tell(authorisation)


@handles("application.cancelled")
def cancelled(job: JobContext) -> None:
    """The case of an application was cancelled by hand. What was decided before, or has its certificate, stays."""
    application = applications.of_case(job.variables)
    if commands.void(application) and application.may_become(Application.Status.ENDED):
        applications.end(application)
        notify(application, event="ended", job_id=job.id)


def _authorisation(job: JobContext) -> Authorisation:
    return Authorisation.objects.select_related("product__enterprise", "product__origin").get(
        pk=job.variables["authorisation_id"]
    )
