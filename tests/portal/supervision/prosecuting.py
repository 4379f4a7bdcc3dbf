"""P12 as its people work on it."""

from __future__ import annotations

from typing import Any

from engine import jobs, runtime
from engine.models import ProcessInstance, UserTask
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.supervision import commands
from tests.portal.world import stored_picture

FACTS = "市场抽查发现包装上的星级与证书不一致。"
OPINION = "现场核查，整改措施已经落实。"
WORDS = {"public_reason": "标识使用不当", "basis": "星级评价规则第十二条", "demands": "停用旧包装\n提交新包装照片"}


class Prosecution:
    """`done("Decide", officer, outcome="yellow")` answers the open task of that element."""

    def __init__(
        self, authorisation: Authorisation, people: Any, *, trigger: str = "misuse", severity: str = "minor"
    ) -> None:
        self.people, self.authorisation = people, authorisation
        self.case = commands.open_case(
            authorisation=authorisation, trigger=trigger, severity=severity, facts=FACTS, by=people.compliance
        )
        self.go_on()

    def go_on(self) -> None:
        jobs.run_due_jobs()
        self.case.refresh_from_db()
        self.authorisation.refresh_from_db()

    def task(self, element_id: str) -> UserTask:
        return UserTask.objects.open().get(case__business_key=self.case.number, element_id=element_id)

    def open_tasks(self) -> set[str]:
        tasks = UserTask.objects.open().filter(case__business_key=self.case.number)
        return set(tasks.values_list("element_id", flat=True))

    def done(self, element_id: str, by: User, **answers: Any) -> None:
        runtime.complete_task(self.task(element_id).pk, answers=answers, by=by)
        self.go_on()

    def decide(self, outcome: str, **changes: Any) -> None:
        answers = {"outcome": outcome} | ({"opinion": OPINION} if outcome == "none" else WORDS)
        self.done("Decide", self.people.compliance, **answers | changes)

    def rectify(self, element_id: str) -> None:
        owner = self.people.owner
        file = stored_picture(owner=self.case.enterprise.group, user=owner, name="新包装.png")
        self.done(
            element_id,
            self.people.staff,
            cause="旧包装库存没有及时清理。",
            measures="旧包装已全部销毁，新包装照片见附件。",
            files=[{"id": str(file.pk), "name": file.name}],
        )

    def verify(self, element_id: str, outcome: str) -> None:
        self.done(element_id, self.people.compliance, outcome=outcome, opinion=OPINION)

    @property
    def status(self) -> str:
        return self.authorisation.status

    @property
    def instance(self) -> ProcessInstance:
        return ProcessInstance.objects.get(business_key=self.case.number)

    @property
    def is_over(self) -> bool:
        return self.instance.status == ProcessInstance.Status.COMPLETED
