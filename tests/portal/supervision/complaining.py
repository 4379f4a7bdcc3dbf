"""P11 as its people work on it."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.evaluation.models import Publicity
from portal.registry.models import Product
from portal.supervision.complaints.commands import object_to, report_product
from portal.supervision.models import Report
from tests.portal.working import WorkedOn
from tests.portal.world import stored_picture

TOLD = "我叫黄小妹，在镇上超市买的茶打开后有霉味，批次20260301。"
PHONE = "15400000077"
MATTER = "有消费者反映产品打开后有霉味，请说明储存与出厂检验情况。"
REASON = "消费者反映的质量风险正在核查"
OBJECTED = "公示的产地与实际不符，茶叶是从外县收来的，我家就在隔壁。"
ASKED = "有异议称所公示产品的原料来自外县，请说明原料来源并附收购记录。"
EXPLANATION = "该批次出厂检验合格，疑为超市储存受潮，已派人核查。"
OPINION = "查看了留样与出厂检验记录，并核对了销售记录。"
REPLY = "经核查，您反映的情况属实，企业已承担责任。"


class Complaint(WorkedOn):
    def __init__(self, people: Any, *, product: Product | None, **fields: Any) -> None:
        self.people = people
        told = {"kind": "quality", "description": TOLD, "phone": PHONE} | fields
        address = f"203.0.113.{Report.objects.count() + 1}"
        self.report = report_product(Report(**told), product=product, code="forged-1", address=address)
        self.go_on()

    @property
    def number(self) -> str:
        return self.report.number

    def go_on(self) -> None:
        super().go_on()
        self.report = Report.objects.get(pk=self.report.pk)

    def triage(self, outcome: str = "accept", **changes: Any) -> None:
        answers: dict[str, Any] = {"outcome": outcome, "grade": "major", "matter": MATTER}
        if outcome == "urgent":
            answers["public_reason"] = REASON
        if outcome == "reject":
            answers = {"outcome": outcome, "opinion": "所反映的是物流时间，不属于受理范围。"}
        self.done("Triage", self.people.compliance, **answers | changes)

    def explain(self) -> None:
        file = stored_picture(owner=self.report.product.enterprise.group, user=self.people.owner, name="检验.png")
        files = [{"id": str(file.pk), "name": file.name}]
        self.done("Explain", self.people.staff, explanation=EXPLANATION, files=files)

    def arrange(self, outcome: str = "none") -> None:
        answers = {} if outcome == "none" else {"opinion": "复检霉菌总数与水分，写明批次。"}
        self.done("Arrange", self.people.compliance, outcome=outcome, **answers)

    def check(self, by: User, outcome: str = "confirmed") -> None:
        file = stored_picture(owner=f"user:{by.username}", user=by, name="复检报告.png")
        self.done(
            "Check", by, outcome=outcome, opinion="湘品检测 2026-118 号报告，霉菌总数超标。",
            files=[{"id": str(file.pk), "name": file.name}],
        )  # fmt: skip

    def find(self, outcome: str, **changes: Any) -> None:
        answers: dict[str, Any] = {"outcome": outcome, "opinion": OPINION}
        if outcome != "extend":
            answers["reply"] = REPLY
        if outcome in ("upheld", "partly"):
            answers |= {"grade": "major", "trigger": "quality_risk", "public_reason": "产品霉菌总数超标"}
        given = {name: value for name, value in (answers | changes).items() if value is not None}
        self.done("Find", self.people.compliance, **given)


class Objection(Complaint):
    """One to a result that is shown in public."""

    def __init__(self, people: Any, shown: Publicity, **fields: Any) -> None:
        self.people = people
        told = {"kind": "evidence", "description": OBJECTED} | fields
        address = f"203.0.113.{Report.objects.count() + 1}"
        self.report = object_to(Report(**told), shown=shown, address=address)
        self.go_on()

    def found(self, finding: str, **changes: Any) -> None:
        """From the triage to the finding."""
        self.triage(matter=ASKED)
        self.explain()
        self.arrange()
        self.find(finding, trigger=None, public_reason=None, **changes)
