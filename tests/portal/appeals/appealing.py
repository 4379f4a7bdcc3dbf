"""P13 as its people work on it."""

from __future__ import annotations

from typing import Any

from engine import clock, jobs, runtime
from engine.models import ProcessInstance, UserTask
from portal.accounts.models import User
from portal.appeals.commands import file_appeal
from portal.appeals.models import Appeal
from portal.evaluation.models import Application
from portal.evaluation.numbers import application_number
from portal.registry.models import Product
from portal.supervision.models import Warning

REQUEST = "请求撤销该决定"
GROUNDS = "抽检样品并非我企业生产，批号与出厂记录不符，见附件。"
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


class Appealing:
    """`done("Review", lawyer, outcome="revoke")` answers the open task of that element."""

    def __init__(self, people: Any, decision: Application | Warning) -> None:
        self.people = people
        self.appeal = file_appeal(decision, request=REQUEST, grounds=GROUNDS, by=people.owner)
        self.go_on()

    def go_on(self) -> None:
        jobs.run_due_jobs()
        self.appeal = Appeal.objects.get(pk=self.appeal.pk)

    @property
    def instance(self) -> ProcessInstance:
        return ProcessInstance.objects.get(process_key="appeal", business_key=self.appeal.number)

    @property
    def is_over(self) -> bool:
        return self.instance.status == ProcessInstance.Status.COMPLETED

    def task(self, element_id: str) -> UserTask:
        return UserTask.objects.open().get(case__business_key=self.appeal.number, element_id=element_id)

    def open_tasks(self) -> set[str]:
        tasks = UserTask.objects.open().filter(case__business_key=self.appeal.number)
        return set(tasks.values_list("element_id", flat=True))

    def done(self, element_id: str, by: User, **answers: Any) -> None:
        runtime.complete_task(self.task(element_id).pk, answers=answers, by=by)
        self.go_on()

    def decide(self, outcome: str) -> None:
        """Accepted, proposed and agreed to."""
        self.done("Accept", self.people.legal, outcome="accept")
        self.done("Review", self.people.legal, outcome=outcome, opinion=REASONS)
        self.done("Decide", self.people.manager, outcome="agree")
