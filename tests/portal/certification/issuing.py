"""P08 as its people work on it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from engine import clock, runtime
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.evaluation.models import Application
from portal.evaluation.numbers import application_number
from portal.registry.models import Product
from tests.portal.working import WorkedOn

KEYS = {"k": "a test's own secret"}


@transaction.atomic
def passed_application(product: Product, *, star: int, by: User, kind: str = "first") -> Application:
    """As P03 leaves it when it calls P08."""
    Product.objects.filter(pk=product.pk, status="filed").update(status="evaluating")
    return Application.objects.create(
        number=application_number(),
        enterprise=product.enterprise,
        product=product,
        star=star,
        awarded_star=star,
        kind=kind,
        status=Application.Status.PASSED,
        created_by=by,
        decided_at=clock.now(),
    )


class Issuing(WorkedOn):
    def __init__(self, product: Product, *, star: int, people: Any, kind: str = "first") -> None:
        self.people, self.product = people, product
        self.application = passed_application(product, star=star, by=people.owner, kind=kind)
        runtime.start(
            "certification_issue",
            business_key=self.application.number,
            variables={
                "application_id": self.application.pk,
                "application_number": self.application.number,
                "enterprise_id": product.enterprise_id,
                "product_id": product.pk,
                "star": star,
            },
        )
        self.go_on()

    @property
    def number(self) -> str:
        return self.application.number

    def issue(self) -> Authorisation:
        self.done("Proof", self.people.officer, outcome="issue")
        return self.authorisation

    @property
    def authorisation(self) -> Authorisation:
        return Authorisation.objects.get(application=self.application)
