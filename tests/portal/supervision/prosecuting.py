"""P12 as its people work on it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from documents.models import Document
from engine import jobs
from engine.models import UserTask
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.registry.models import Product
from portal.supervision import commands
from portal.supervision.models import Case, LegalReferral
from tests.portal.working import WorkedOn
from tests.portal.world import stored_picture

FACTS = "市场抽查发现包装上的星级与证书不一致。"
OPINION = "现场核查，整改措施已经落实。"
CHARGE = "经两次抽查，同一批包装所印星级高于证书所载。"
STATEMENT = "旧包装是供应商误发，已全部召回，请从轻处理。"
DECIDED = "事实清楚，所述召回情况属实，在暂停期限上已予考虑。"
WORDS = {"public_reason": "标识使用不当", "basis": "星级评价规则第十二条", "demands": "停用旧包装\n提交新包装照片"}


#: What a case is opened with, by what the decision table proposes.
SUSPENDED = {"trigger": "refused_check", "severity": "major"}
REVOKED = {"trigger": "fraud", "severity": "grave"}


def scanned(product: Product) -> str:
    """What everybody reads who scans it."""
    return Client().get(f"/c/{product.qr_code.token}").content.decode()


def letters(kind: str) -> list[Document]:
    return list(Document.objects.filter(kind=kind).order_by("issued_at", "number"))


def referred(case: Prosecution) -> UserTask:
    """What waits in the referral beside it."""
    jobs.run_due_jobs()
    found = LegalReferral.objects.get(case=case.case)
    return UserTask.objects.open().get(case__business_key=found.number)


class Prosecution(WorkedOn):
    def __init__(
        self, authorisation: Authorisation, people: Any, *, trigger: str = "misuse", severity: str = "minor"
    ) -> None:
        self.people, self.authorisation = people, authorisation
        by_itself = trigger in Case.OF_ITSELF
        begin = commands.begin_case if by_itself else commands.open_case
        by = None if by_itself else people.compliance
        self.case = begin(authorisation=authorisation, trigger=trigger, severity=severity, facts=FACTS, by=by)
        self.go_on()

    @property
    def number(self) -> str:
        return self.case.number

    def go_on(self) -> None:
        super().go_on()
        self.case.refresh_from_db()
        self.authorisation = Authorisation.objects.get(pk=self.authorisation.pk)

    def decide(self, outcome: str, **changes: Any) -> None:
        answers = {"outcome": outcome} | ({"opinion": OPINION} if outcome == "none" else WORDS)
        self.done("Decide", self.people.compliance, **answers | changes)

    def rectify(self, element_id: str) -> None:
        owner = self.people.owner
        file = stored_picture(owner=self.case.enterprise.group, user=owner, name="新包装.png")
        self.done(
            element_id,
            self.people.staff,
            outcome="report",
            cause="旧包装库存没有及时清理。",
            measures="旧包装已全部销毁，新包装照片见附件。",
            files=[{"id": str(file.pk), "name": file.name}],
        )

    def verify(self, element_id: str, outcome: str) -> None:
        self.done(element_id, self.people.compliance, outcome=outcome, opinion=OPINION)

    def propose(self, outcome: str, *, by: User | None = None, **changes: Any) -> None:
        answers = {"outcome": outcome, "opinion": CHARGE}
        if outcome != "lift":
            answers |= {name: WORDS[name] for name in ("public_reason", "basis")}
        if outcome == "red":
            answers["demands"] = WORDS["demands"]
        self.done("Propose", by or self.people.compliance, **answers | changes)

    def state(self, text: str = STATEMENT) -> None:
        if text:
            self.done("State", self.people.owner, outcome="state", statement=text)
        else:
            self.done("State", self.people.owner, outcome="waive")

    def suspend(self, outcome: str = "impose", *, months: str = "2") -> None:
        """What compliance decides once the enterprise was heard."""
        words = {"months": months, **WORDS} if outcome == "impose" else {}
        self.done("DecideSuspension", self.people.compliance, outcome=outcome, opinion=DECIDED, **words)

    def revoke(self, outcome: str = "impose") -> None:
        words = {name: WORDS[name] for name in ("public_reason", "basis")} if outcome == "impose" else {}
        self.done("DecideRevocation", self.people.legal, outcome=outcome, opinion=DECIDED, **words)

    def agree(self) -> None:
        """The second person of whichever decision waits."""
        if "AgreeSuspension" in self.open_tasks():
            self.done("AgreeSuspension", self.people.officer, outcome="agree")
        else:
            self.done("AgreeRevocation", self.people.manager, outcome="agree")

    def suspended(self) -> Prosecution:
        self.propose("suspend")
        self.state()
        self.suspend()
        self.agree()
        return self

    def revoked(self) -> Prosecution:
        self.propose("revocation")
        self.state()
        self.revoke()
        self.agree()
        return self

    @property
    def status(self) -> str:
        return self.authorisation.status
