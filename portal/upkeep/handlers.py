"""What the diagrams of an authorisation's term and of P09 ask of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine.registry import JobContext, handles
from portal.certification.models import Authorisation
from portal.upkeep import notices
from portal.upkeep.commands import inspections, proofs, terms
from portal.upkeep.errors import NotInForce, ProofRunning
from portal.upkeep.inspection_forms import InspectionReviewForm, InspectionSubmission, Visit
from portal.upkeep.models import AnnualInspection, MarkProof
from portal.upkeep.task_forms import Review, Submission

# Imported with this module, so that their forms are known.
TASK_FORMS = (InspectionReviewForm, InspectionSubmission, Review, Submission, Visit)


@handles("upkeep.begin_proof")
def begin_proof(job: JobContext) -> None:
    authorisation = _authorisation(job)
    if MarkProof.objects.filter(authorisation=authorisation).exists():
        return
    try:
        proofs.begin(authorisation)
    except (NotInForce, ProofRunning):
        return


@handles("upkeep.next", gives=["next_kind", "next_at"])
def next_step(job: JobContext) -> dict[str, Any]:
    return terms.next_step(_authorisation(job), may_renew=not job.variables.get("renewal_open"))


@handles("upkeep.begin_inspection")
def begin_inspection(job: JobContext) -> None:
    inspections.begin(_authorisation(job))


@handles("upkeep.open_renewal", gives=["renewal_open"])
def open_renewal(job: JobContext) -> dict[str, Any]:
    notices.tell_renewal_open(_authorisation(job), job_id=job.id)
    return {"renewal_open": True}


@handles("upkeep.expire")
def expire(job: JobContext) -> None:
    authorisation = _authorisation(job)
    if terms.expire(authorisation):
        notices.tell_expired(authorisation, job_id=job.id)


@handles("upkeep.term_over")
def term_over(job: JobContext) -> None:
    """Nothing is left to do: what ended the authorisation told of it."""


@handles("upkeep.read_code", gives=["code", "overdue"])
def read_code(job: JobContext) -> dict[str, Any]:
    return {"code": proofs.read_code(_proof(job)), "overdue": False}


@handles("upkeep.proof_late")
def proof_late(job: JobContext) -> None:
    notices.tell_of_proof(_proof(job), event="late", job_id=job.id)


@handles("upkeep.proof_correct")
def proof_correct(job: JobContext) -> None:
    proof = _proof(job)
    proofs.ask_again(proof)
    notices.tell_of_proof(proof, event="correct", job_id=job.id)


@handles("upkeep.proof_overdue", gives=["overdue"])
def proof_overdue(job: JobContext) -> dict[str, Any]:
    proof = _proof(job)
    proofs.return_overdue(proof)
    notices.tell_of_proof(proof, event="overdue", job_id=job.id)
    return {"overdue": True}


@handles("upkeep.proof_accept")
def proof_accept(job: JobContext) -> None:
    proof = _proof(job)
    proofs.accept(proof, record=notices.issue_record(proof, job_id=job.id))
    notices.tell_of_proof(proof, event="pass", job_id=job.id)


@handles("upkeep.proof_misuse")
def proof_misuse(job: JobContext) -> None:
    proof = _proof(job)
    proofs.prosecute(proof)
    notices.tell_of_proof(proof, event="misuse", job_id=job.id)


@handles("upkeep.proof_close")
def proof_close(job: JobContext) -> None:
    proofs.close(_proof(job))


@handles("upkeep.proof_cancelled")
def proof_cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    proof = _proof(job)
    if proofs.close(proof):
        notices.tell_of_proof(proof, event="ended", job_id=job.id)


@handles("upkeep.inspection_notice")
def inspection_notice(job: JobContext) -> None:
    inspection = _inspection(job)
    inspections.draw(inspection)
    inspection.notice = notices.issue_inspection_notice(inspection, job_id=job.id)
    inspection.save(update_fields=["notice"])
    notices.tell_of_inspection(inspection, event="notice", job_id=job.id)


@handles("upkeep.inspection_remind")
def inspection_remind(job: JobContext) -> None:
    notices.tell_of_inspection(_inspection(job), event="remind", job_id=job.id)


@handles("upkeep.inspection_correct")
def inspection_correct(job: JobContext) -> None:
    inspection = _inspection(job)
    inspections.ask_again(inspection)
    notices.tell_of_inspection(inspection, event="correct", job_id=job.id)


@handles("upkeep.inspection_late", gives=["late"])
def inspection_late(job: JobContext) -> dict[str, Any]:
    inspections.return_late(_inspection(job))
    return {"late": True}


@handles("upkeep.inspection_overdue")
def inspection_overdue(job: JobContext) -> None:
    """The case tells the enterprise."""
    inspections.report_overdue(_inspection(job))


@handles("upkeep.inspection_handed_in")
def inspection_handed_in(job: JobContext) -> None:
    inspections.tell_handed_in(_inspection(job))


@handles("upkeep.inspection_concluded")
def inspection_concluded(job: JobContext) -> None:
    inspections.tell_concluded(_inspection(job))


@handles("upkeep.inspection_pass")
def inspection_pass(job: JobContext) -> None:
    _conclude(job, passed=True)


@handles("upkeep.inspection_fail")
def inspection_fail(job: JobContext) -> None:
    _conclude(job, passed=False)


def _conclude(job: JobContext, *, passed: bool) -> None:
    inspection = _inspection(job)
    result = notices.issue_inspection_result(inspection, passed=passed, job_id=job.id)
    inspections.conclude(inspection, passed=passed, result=result)
    notices.tell_of_inspection(inspection, event="pass" if passed else "fail", job_id=job.id)


@handles("upkeep.inspection_prosecute")
def inspection_prosecute(job: JobContext) -> None:
    inspections.prosecute_failed(_inspection(job))


@handles("upkeep.inspection_close")
def inspection_close(job: JobContext) -> None:
    inspection = _inspection(job)
    inspections.close(inspection)
    inspections.tell_concluded(inspection)


@handles("upkeep.inspection_cancelled")
def inspection_cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    inspection = _inspection(job)
    if inspections.close(inspection):
        inspections.tell_concluded(inspection)
        notices.tell_of_inspection(inspection, event="ended", job_id=job.id)


def _authorisation(job: JobContext) -> Authorisation:
    found = Authorisation.objects.select_related("product__enterprise")
    return found.get(pk=job.variables["authorisation_id"])


def _proof(job: JobContext) -> MarkProof:
    found = MarkProof.objects.select_related("authorisation__product__enterprise")
    return found.get(pk=job.variables["proof_id"])


def _inspection(job: JobContext) -> AnnualInspection:
    found = AnnualInspection.objects.select_related("authorisation__product__enterprise")
    return found.get(pk=job.variables["inspection_id"])
