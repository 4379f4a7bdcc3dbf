"""P13 as its people work on it."""

from __future__ import annotations

from typing import Any

from engine import clock
from engine.models import UserTask
from portal.accounts.models import User
from portal.appeals.commands import file_appeal
from portal.appeals.models import Appeal
from portal.evaluation.models import Application
from portal.evaluation.numbers import application_number
from portal.registry.models import Product
from portal.supervision.models import Warning
from tests.portal.working import WorkedOn

FORM = {"request": "请求撤销该决定", "grounds": "抽检样品并非我企业生产，批号与出厂记录不符，见附件。"}
REASONS = "经查，抽检样品的批号与企业出厂记录不符，原决定依据不足。"


def failed_application(product: Product, *, by: User) -> Application:
    """As P03 leaves it."""
    return Application.objects.create(
        number=application_number(),
        enterprise=product.enterprise,
        product=product,
        star=1,
        status=Application.Status.FAILED,
        created_by=by,
        decided_at=clock.now(),
    )


def is_offered(task: UserTask, user: User) -> bool:
    return UserTask.objects.offered_to(user).filter(pk=task.pk).exists()


class Appealing(WorkedOn):
    def __init__(self, people: Any, decision: Application | Warning) -> None:
        self.people = people
        self.appeal = file_appeal(decision, **FORM, by=people.owner)
        self.go_on()

    @property
    def number(self) -> str:
        return self.appeal.number

    def go_on(self) -> None:
        super().go_on()
        self.appeal = Appeal.objects.get(pk=self.appeal.pk)

    def decide(self, outcome: str) -> None:
        """Accepted, proposed and agreed to."""
        self.done("Accept", self.people.legal, outcome="accept")
        self.done("Review", self.people.legal, outcome=outcome, opinion=REASONS)
        self.done("Decide", self.people.manager, outcome="agree")
