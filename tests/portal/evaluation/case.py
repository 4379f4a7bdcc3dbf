"""An application as its people work on it."""

from __future__ import annotations

from typing import Any, Self

from engine import jobs
from engine.models import ProcessInstance
from engine.registry import task_forms
from portal.accounts.models import User
from portal.evaluation import commands
from portal.evaluation.models import Application, Link
from portal.registry.models import Product
from tests.portal.working import WorkedOn
from tests.portal.world import stored_picture

OPINION = "材料与现场情况不一致，请逐项说明。"


class Case(WorkedOn):
    def __init__(self, people: Any, product: Product, *, star: int) -> None:
        self.people, self.product = people, product
        self.application = commands.apply_for_star(product, star=star, by=people.owner)
        jobs.run_due_jobs()

    @classmethod
    def of(cls, application: Application, *, people: Any) -> Self:
        """One that was applied for on the page."""
        case = cls.__new__(cls)
        case.people, case.product, case.application = people, application.product, application
        jobs.run_due_jobs()
        return case

    def go_on(self) -> None:
        super().go_on()
        self.application.refresh_from_db()

    def shown(self, element_id: str) -> dict[str, Any]:
        """What the open task's form shows."""
        task = self.task(element_id)
        return {**task.inputs, **task_forms[task.form_key].initial(task)}

    @property
    def number(self) -> str:
        return self.application.number

    @property
    def status(self) -> str:
        return self.application.status

    def child(self, key: str) -> ProcessInstance:
        return ProcessInstance.objects.get(root=self.instance, process_key=key)

    def files(self, *names: str) -> list[dict[str, str]]:
        stored = [
            stored_picture(owner=self.product.enterprise.group, user=self.people.owner, name=name) for name in names
        ]
        return [{"id": str(file.pk), "name": file.name} for file in stored]

    # the steps of people, with answers that go well unless the test says otherwise

    def send_evidence(self, element_id: str = "Evidence", *, by: User | None = None, **changes: Any) -> None:
        self.done(element_id, by or self.people.owner, **self.evidence(**changes))

    def evidence(self, **changes: Any) -> dict[str, Any]:
        """Enough for five stars, apart from what the records say."""
        star = self.application.star
        answers: dict[str, Any] = {
            "k1_files": self.files("营业执照.png"),
            "k5_level": 4,
            "k5_note": "每一批都能从包装上的编码追到地块与流通环节",
            "k5_files": self.files("溯源.png"),
            "accept_sample": True,
            "declaration": True,
            "rules": True,
        }
        for link in Link.values:
            answers |= {f"{link}_na": False, f"{link}_files": self.files(f"{link}.png")}
        if star >= 2:
            answers |= {"k3_files": self.files("车间.png"), "k6_level": 4, "k6_files": self.files("制度.png")}
        if star >= 3:
            answers |= {"accept_onsite": True}
        if star >= 4:
            answers |= {"k7_files": self.files("保单.png")}
        return answers | changes

    def accept(self) -> None:
        self.send_evidence()
        self.done("Accept", self.people.evaluator, outcome="accept")

    def ship(self) -> None:
        self.done(
            "ShipSample",
            self.people.staff,
            courier="顺丰速运",
            tracking_number="SF1234567890",
            quantity="2罐",
            batch="20260301",
            produced_on="2026-03-01",
            shelf_life="18个月",
        )

    def receive(self, outcome: str = "accept", **changes: Any) -> None:
        answers = {
            "appearance": "intact",
            "received_quantity": "2罐",
            "photos": self.keeper_files("外包装.png"),
        }
        self.done("ReceiveSample", self.people.keeper, **answers | {"outcome": outcome} | changes)

    def keeper_files(self, *names: str) -> list[dict[str, str]]:
        keeper = self.people.keeper
        stored = [stored_picture(owner=f"user:{keeper.username}", user=keeper, name=name) for name in names]
        return [{"id": str(file.pk), "name": file.name} for file in stored]

    def draw(self, verdict: str = "pass", **changes: Any) -> None:
        self.done("DrawSample", self.people.keeper, verdict=verdict, **changes)

    def test(self, verdict: str = "pass", *, element_id: str = "TestSample", **changes: Any) -> None:
        answers: dict[str, Any] = {
            "kind": "laboratory",
            "laboratory": "湘品检测",
            "cma_number": "231821340123",
            "report_number": "XP-2026-0017",
            "reported_on": "2026-03-11",
            "items": [
                {
                    "name": "水分",
                    "method": "GB 5009.3",
                    "limit": "≤7%",
                    "value": "5.1%",
                    "verdict": verdict,
                }
            ],
            "report": self.keeper_files("报告.png"),
            "verdict": verdict,
        }
        if verdict == "fail":
            answers["opinion"] = "水分超过标准限值，判定不合格。"
        self.done(element_id, self.people.keeper, **answers | changes)

    def ask_retest(self, outcome: str = "retest") -> None:
        answers = {"reason": "水分一项与出厂检验相差较大，请求复检。"} if outcome == "retest" else {}
        self.done("AskRetest", self.people.owner, outcome=outcome, **answers)

    def retest(self, verdict: str = "pass", **changes: Any) -> None:
        other = {"laboratory": "省质检院", "cma_number": "231821340999", "report_number": "SZ-2026-0101"}
        self.test(verdict, element_id="RetestSample", kind=None, **other | changes)

    def sample_result(self, verdict: str = "pass") -> None:
        """From the post to the result, whatever the draw asks for."""
        self.ship()
        self.receive()
        self.draw()
        if "TestSample" in self.open_tasks():
            self.test(verdict)
        if "AskRetest" in self.open_tasks():
            self.ask_retest("accept")

    def check_online(self, **changes: Any) -> None:
        answers = {f"k{n}_verdict": "met" for n in (1, 2, 4, 5)}
        self.done("CheckOnline", self.people.evaluator, **answers | changes)

    def conclude_online(self, outcome: str = "pass", **changes: Any) -> None:
        self.done("ConcludeOnline", self.people.evaluator, outcome=outcome, **changes)

    def summarise(self, star: int) -> None:
        self.done(
            "Summarise",
            self.people.evaluator,
            recommended_star=star,
            opinion="材料齐全，样品合格，建议按此星级评定。",
        )

    def decide(self, outcome: str, *, by: User | None = None) -> None:
        answers = {"outcome": outcome} | ({} if outcome == "pass" else {"opinion": OPINION})
        self.done("Decide", by or self.people.officer, **answers)

    def to_summary(self, verdict: str = "pass") -> None:
        """Through acceptance, sample and evaluation: online for one star, what stands in for the others else."""
        self.accept()
        self.sample_result(verdict)
        if "CheckOnline" in self.open_tasks():
            self.check_online()
            self.conclude_online()
        for stand_in in {"ReportThirdParty", "ReportOnsite"} & self.open_tasks():
            self.done(stand_in, self.people.evaluator, outcome="pass")
