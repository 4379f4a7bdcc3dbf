"""标识应用备案; P09's diagram decides the order. Each may be repeated without harm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from documents import qr_reading
from documents.models import Document, StoredFile
from engine import clock, runtime
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.supervision.commands import begin_case, lock
from portal.supervision.errors import NotInForce as CaseNotInForce
from portal.supervision.models import Case
from portal.upkeep.codes import judge
from portal.upkeep.errors import NotInForce, ProofRunning
from portal.upkeep.models import MarkProof
from portal.upkeep.numbers import mark_proof_number

PROCESS = "mark_application_proof"

Status = MarkProof.Status


@transaction.atomic
def begin(authorisation: Authorisation, *, by: User | None = None) -> MarkProof:
    """Ask for a proof: of a new authorisation, or of new packages. Raises `NotInForce`, `ProofRunning`."""
    # Two calls at the same moment: the second waits here.
    found = Authorisation.objects.select_for_update(of=["self"]).select_related("product")
    authorisation = found.get(pk=authorisation.pk)
    if authorisation.status not in Authorisation.IN_FORCE or authorisation.is_past:
        raise NotInForce(number=authorisation.number)
    running = MarkProof.objects.open().filter(authorisation=authorisation).first()
    if running is not None:
        raise ProofRunning(number=running.number)
    proof = MarkProof.objects.create(number=mark_proof_number(), authorisation=authorisation)
    variables = {
        "proof_id": proof.pk,
        "proof_number": proof.number,
        "authorisation_id": authorisation.pk,
        "enterprise_id": authorisation.product.enterprise_id,
        "product_id": authorisation.product_id,
    }
    runtime.start(PROCESS, business_key=proof.number, variables=variables, by=by)
    return proof


def is_accepted(authorisation: Authorisation) -> bool:
    """Whether it may enjoy its benefits, as far as the use of the mark is concerned."""
    return MarkProof.objects.accepted().filter(authorisation=authorisation).exists()


@transaction.atomic
def submit(
    proof: MarkProof,
    *,
    fields: Mapping[str, Any],
    front: Iterable[StoredFile],
    closeup: Iterable[StoredFile],
    by: User,
) -> None:
    """What the enterprise sends, also the second time."""
    again = proof.status == Status.CORRECTION
    proof.move(
        Status.REVIEWING,
        **fields,
        code="",
        code_text="",
        rounds=proof.rounds + again,
        submitted_at=clock.now(),
        submitted_by=by,
    )
    proof.front.set(front)
    proof.closeup.set(closeup)


def read_code(proof: MarkProof) -> str:
    """Compare what the photos show with the product's code: the close-ups, and where they show none, the fronts."""
    texts = [text for file in proof.closeup.all() for text in qr_reading.read(file)]
    texts = texts or [text for file in proof.front.all() for text in qr_reading.read(file)]
    proof.code, proof.code_text = judge(texts, product=proof.authorisation.product_id)
    proof.save(update_fields=["code", "code_text"])
    return proof.code


def return_overdue(proof: MarkProof) -> None:
    """Not put right in time: the reviewer concludes on what there is."""
    proof.move(Status.REVIEWING)


def ask_again(proof: MarkProof) -> None:
    proof.move(Status.CORRECTION)


def accept(proof: MarkProof, *, record: Document) -> None:
    proof.move(Status.ACCEPTED, record=record, closed_at=clock.now())


@transaction.atomic
def prosecute(proof: MarkProof) -> Case | None:
    """违规使用 is a case of P12; where one runs already, that one, and none where the authorisation has ended."""
    review = proof.reviews.filter(outcome="misuse").latest("at")
    trigger = Case.Trigger.MISUSE
    list(lock(proof.authorisation.product_id))  # whoever opens one at the same moment waits here
    running = Case.objects.open().filter(authorisation__product=proof.authorisation.product_id, trigger=trigger)
    case = proof.case or running.first()
    if case is None:
        try:
            case = begin_case(
                authorisation=proof.authorisation,
                trigger=trigger,
                severity=review.severity,
                facts=_facts(proof, review.opinion),
                by=review.reviewer,
            )
        except CaseNotInForce:
            case = None
    proof.move(Status.MISUSE, case=case, closed_at=clock.now())
    return case


def _facts(proof: MarkProof, opinion: str) -> str:
    with override(settings.LANGUAGE_CODE):  # it is kept for everybody
        return "\n".join([str(proof.get_code_display()), opinion])


def close(proof: MarkProof) -> bool:
    """The authorisation is over, or the platform ends it; False where there was a conclusion before."""
    if proof.status not in MarkProof.OPEN:
        return False
    proof.move(Status.CLOSED, closed_at=clock.now())
    return True
