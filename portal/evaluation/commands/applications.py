"""An application from its first draft to its outcome; the diagrams decide the order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from engine import clock, runtime
from engine.models import ProcessInstance
from engine.once import once
from portal.accounts.models import User
from portal.evaluation import access, eligibility
from portal.evaluation.commands.breaking_off import break_off
from portal.evaluation.criteria import DECISION
from portal.evaluation.errors import ApplicationPaused, MayNotApply, NotWithdrawable
from portal.evaluation.models import Application, Publicity
from portal.evaluation.numbers import application_number
from portal.registry import grants
from portal.registry.models import Enterprise, Product

PROCESS = "star_application"
WITHDRAW = "withdraw"
# The page asks at once; a case whose last step is still being stored hears it a moment later.
WITHDRAW_KEPT = timedelta(minutes=10)

Status = Application.Status


@transaction.atomic
def apply_for_star(product: Product, *, star: int, by: User) -> Application:
    """Open an application and start P03; the evidence follows as its first task.

    Raises `MayNotApply`, and whatever `eligibility.refusal` says.
    """
    _check_may_apply(product.enterprise, by)
    # Two clicks at the same moment: the second waits here, then sees the first one's application.
    product = Product.objects.select_for_update(of=["self"]).select_related("enterprise").get(pk=product.pk)
    prospect = eligibility.prospect_of(product)
    if refused := prospect.refusal_of(star):
        raise refused
    application = Application.objects.create(
        number=application_number(),
        enterprise=product.enterprise,
        product=product,
        star=star,
        kind=prospect.kind_of(star),
        created_by=by,
    )
    variables = {
        "application_id": application.pk,
        "application_number": application.number,
        "enterprise_id": product.enterprise_id,
        "product_id": product.pk,
        "star": star,
    }
    runtime.start(PROCESS, business_key=application.number, variables=variables, by=by)
    return application


def overturn(application: Application) -> None:
    """The failure was wrong, says a decision on an appeal."""
    Application.objects.filter(pk=application.pk, overturned_at=None).update(overturned_at=clock.now())


@transaction.atomic
def evaluate_anew(application: Application, *, by: User) -> Application:
    """发回重评: the same star for the same product, with the evidence that was handed in; the enterprise may change it
    before it is sent. Raises what `apply_for_star` does."""
    again = apply_for_star(application.product, star=application.star, by=by)
    for row in application.evidence.all():
        row.pk, row.application = None, again
        row.save()
    return again


def _check_may_apply(enterprise: Enterprise, user: User) -> None:
    if not grants.may_manage(user, enterprise):
        raise MayNotApply


@transaction.atomic
def ask_to_withdraw(application: Application, *, by: User) -> None:
    """The owner takes the application back; the diagram ends the case.

    Raises `MayNotApply`, `NotWithdrawable`, `ApplicationPaused`.
    """
    _check_may_apply(application.enterprise, by)
    application = locked(application.pk)
    if not application.is_open:
        raise NotWithdrawable
    if paused := paused_because(application.number):
        raise ApplicationPaused(reason=paused)
    runtime.correlate(WITHDRAW, correlation_key=application.number, keep_for=WITHDRAW_KEPT)


def paused_because(number: str) -> str:
    """Why nothing goes on in the case of an application; empty where it does."""
    running = ProcessInstance.objects.filter(process_key=PROCESS, business_key=number)
    return running.exclude(suspension="").values_list("suspension_reason", flat=True).first() or ""


# What the diagram's service tasks do; each may be repeated without harm.


def precheck_failed(application: Application) -> None:
    application.move(Status.PRECHECK_FAILED)


def submit(application: Application, *, instance_id: UUID) -> None:
    """Handed in; the first time counts. Keeps which version of the star table was applied."""
    version = decision_version(instance_id)
    application.move(
        Status.SUBMITTED,
        submitted_at=application.submitted_at or clock.now(),
        criteria_key=DECISION if version else "",
        criteria_version=version,
    )


def decision_version(instance_id: UUID) -> int | None:
    """The version of the star table that this case's diagram is pinned to."""
    definition = ProcessInstance.objects.select_related("definition").get(pk=instance_id).definition
    pinned = definition.decisions.filter(key=DECISION).order_by("-version").first()
    return pinned.version if pinned else None


def request_correction(application: Application) -> None:
    application.move(Status.CORRECTION)


def corrected(application: Application) -> None:
    """What was corrected goes back to where it was asked for: before or after the acceptance."""
    if application.status == Status.CORRECTION:
        application.move(Status.EVALUATING if application.accepted_at else Status.SUBMITTED)


@transaction.atomic
def accept(application: Application) -> None:
    application.move(Status.ACCEPTED, accepted_at=application.accepted_at or clock.now())
    _move_product(application, Product.Status.FILED, to=Product.Status.EVALUATING)


def change_star(application: Application, *, star: int) -> None:
    """改低星级, before the acceptance."""
    application.move(Status.DRAFT, star=star)


def begin_evaluation(application: Application) -> None:
    """The sample is here; what follows is the evaluation. Later states stay as they are."""
    if application.status in (Status.ACCEPTED, Status.SAMPLING):
        application.move(Status.EVALUATING)


def summarised(application: Application, *, recommended_star: int) -> None:
    application.move(Status.DECIDING, recommended_star=recommended_star)


def returned(application: Application) -> None:
    """退回复核: the summary is asked for again."""
    application.move(Status.EVALUATING)


def objected(application: Application) -> None:
    """What was decided does not stand: an objection to it was upheld, and the summary is asked for again."""
    application.move(Status.EVALUATING, awarded_star=None, decided_at=None)


def pass_(application: Application) -> None:
    """评定通过 with the recommended star; certification makes the product a starred one."""
    application.move(
        Status.PASSED,
        awarded_star=application.recommended_star or application.star,
        decided_at=application.decided_at or clock.now(),
    )


@transaction.atomic
def fail(application: Application) -> None:
    _end(application, Status.FAILED)


@transaction.atomic
def lapse(application: Application) -> None:
    break_off(application, publicity=Publicity.Status.ENDED)
    _end(application, Status.LAPSED)


@transaction.atomic
def withdraw(application: Application) -> None:
    break_off(application, publicity=Publicity.Status.STOPPED)
    _end(application, Status.WITHDRAWN)


@transaction.atomic
def end(application: Application) -> None:
    """The platform ends it."""
    break_off(application, publicity=Publicity.Status.ENDED)
    _end(application, Status.ENDED)


def _end(application: Application, status: Status) -> None:
    application.move(status, decided_at=application.decided_at or clock.now())
    _move_product(application, Product.Status.EVALUATING, to=Product.Status.FILED)
    # A withdrawal cancels the evaluation, so nothing in it gives back what agency or experts were shown.
    access.close_case(application)


def _move_product(application: Application, status: str, *, to: str) -> None:
    # A product that holds a star keeps it while a higher one is evaluated.
    product = Product.objects.select_for_update(of=["self"]).get(pk=application.product_id)
    if product.status == status:
        product.move(to)


def locked(application_id: int) -> Application:
    return Application.objects.select_for_update().get(pk=application_id)


@once
def by_number(number: str) -> Application | None:
    """For pages, which show several things of it."""
    found = Application.objects.select_related("enterprise__township", "product")
    return found.filter(number=number).first()


def of_case(variables: Any) -> Application:
    """The application that a case is about, by its variables."""
    return Application.objects.select_related("enterprise", "product").get(pk=variables["application_id"])
