"""People from outside the platform and their cases: agencies and P06, experts and P07. Real diagrams, real engine."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from engine import clock, jobs, runtime
from engine.models import ProcessInstance, UserTask
from engine.registry import task_forms
from portal.accounts.models import User
from portal.evaluation.models import Agency, Application, Expert, Opinion, Panel, PanelSeat
from portal.registry.models import Product
from tests.portal.evaluation.case import Case
from tests.portal.world import stored_picture

OPINION = "现场与材料一致，建议继续完善台账。"
SECTIONS = Opinion.Section.values


class Evaluation:
    """A called process, run on its own: the application is accepted, what calls it is not there."""

    process = ""

    @classmethod
    def within(cls, case: Case) -> Self:
        """The same steps, in an application that P03 leads."""
        found = cls.__new__(cls)
        found.people, found.product = case.people, case.product
        found.application, found.instance = case.application, case.instance
        return found

    def __init__(self, people: Any, product: Product, *, star: int) -> None:
        self.people, self.product = people, product
        self.application = accepted_application(product, star=star, by=people.owner)
        variables = {
            "application_id": self.application.pk,
            "application_number": self.application.number,
            "enterprise_id": product.enterprise_id,
            "product_id": product.pk,
            "star": star,
        }
        self.instance = runtime.start(self.process, business_key=self.application.number, variables=variables)
        self.go_on()

    def go_on(self) -> None:
        jobs.run_due_jobs()
        self.instance.refresh_from_db()
        self.application.refresh_from_db()

    def open(self) -> list[str]:
        """Element ids of the open tasks; one entry for each instance of a loop."""
        return sorted(UserTask.objects.open().filter(case=self.instance).values_list("element_id", flat=True))

    def task(self, element_id: str, *, of: User | None = None) -> UserTask:
        tasks = UserTask.objects.open().filter(case=self.instance, element_id=element_id)
        if of is not None:
            tasks = tasks.filter(candidates__group=f"user:{of.username}")
        return tasks.get()

    def shown(self, element_id: str) -> dict[str, Any]:
        """What the open task's form shows."""
        task = self.task(element_id)
        return {**task.inputs, **task_forms[task.form_key].initial(task)}

    def done(self, element_id: str, by: User, *, of: User | None = None, **answers: Any) -> None:
        runtime.complete_task(self.task(element_id, of=of).pk, answers=answers, by=by)
        self.go_on()

    def sample_received(self) -> None:
        """As P04 says it."""
        runtime.correlate("sample_received", correlation_key=self.application.number)
        self.go_on()

    def sample_result(self, outcome: str = "pass") -> None:
        told, kept = {"sample_id": 1, "sample_outcome": outcome}, timedelta(days=365)
        runtime.correlate("sample_result", correlation_key=self.application.number, variables=told, keep_for=kept)
        self.go_on()

    @property
    def has_ended(self) -> bool:
        return self.instance.status == ProcessInstance.Status.COMPLETED

    @property
    def variables(self) -> dict[str, Any]:
        return self.instance.variables


def accepted_application(product: Product, *, star: int, by: User) -> Application:
    return Application.objects.create(
        number=f"A2026{Application.objects.count() + 1:05}",
        enterprise=product.enterprise,
        product=product,
        star=star,
        status=Application.Status.EVALUATING,
        created_by=by,
        submitted_at=clock.now(),
        accepted_at=clock.now(),
    )


def second_product(product: Product) -> Product:
    """Another product of the same enterprise."""
    other = Product.objects.get(pk=product.pk)
    other.pk, other.name, other.filing_number = None, "古丈红茶", None
    other.save()
    return other


def uploaded(user: User, name: str = "现场.png") -> list[dict[str, str]]:
    """A file that this person has just uploaded, as a file picker answers it."""
    file = stored_picture(owner=f"user:{user.username}", user=user, name=name)
    return [{"id": str(file.pk), "name": file.name}]


def person(agency: Agency) -> User:
    return agency.members.get().user


class ThirdParty(Evaluation):
    process = "eval_third_party"

    def select(self, agency: Agency) -> None:
        self.done("SelectAgency", self.people.evaluator, agency_id=agency.pk)

    def accept(self, by: User) -> None:
        statement = "已核查本机构与该企业的任职、投资、合作关系，均不存在。"
        self.done("AnswerOrder", by, outcome="accept", no_conflict=True, conflict_statement=statement)

    def commission(self, agency: Agency) -> None:
        """Where P04 is not there, the sample is."""
        self.select(agency)
        self.accept(person(agency))
        if self.instance.process_key == self.process:
            self.sample_received()

    def refuse(self, by: User) -> None:
        self.done("AnswerOrder", by, outcome="refuse", opinion="本机构近期检测任务已满，无法按期完成。")

    def report(self, by: User, **changes: Any) -> None:
        answers: dict[str, Any] = {f"k{n}_verdict": "met" for n in (1, 2, 3, 4, 5, 6, 8)}
        answers |= {
            "score": 86.5,
            "summary": "核查了全部申请材料，并与样品逐项比对。",
            "report": uploaded(by, "评价报告.png"),
            "conclusion": "pass",
        }
        self.done("ReportThirdParty", by, **answers | changes)

    def adopt(self, outcome: str = "adopt", **changes: Any) -> None:
        answers = {} if outcome == "adopt" else {"opinion": "报告中的检测依据不完整，请补充说明。"}
        self.done("AdoptReport", self.people.evaluator, outcome=outcome, **answers | changes)


class Onsite(Evaluation):
    process = "eval_onsite"

    @property
    def panel(self) -> Panel:
        return Panel.objects.get(application=self.application)

    def invited(self) -> list[Expert]:
        return [seat.expert for seat in self.panel.seats.filter(status=PanelSeat.Status.INVITED)]

    @property
    def seated(self) -> list[User]:
        """The lead first."""
        return [seat.expert.user for seat in self.panel.seated]

    @property
    def lead(self) -> User:
        return self.seated[0]

    def answer(self, expert: Expert, outcome: str = "accept") -> None:
        more = {"no_conflict": True} if outcome == "accept" else {"opinion": "因工作安排冲突，无法参加本次评价。"}
        self.done("InviteExperts", expert.user, of=expert.user, outcome=outcome, **more)

    def all_accept(self) -> None:
        for expert in self.invited():
            self.answer(expert)

    def no_objection(self) -> None:
        self.done("ConfirmPanel", self.people.owner, outcome="none")

    def schedule(self, **changes: Any) -> None:
        at = (clock.now() + timedelta(days=7)).astimezone(clock.LOCAL_ZONE)
        answers = {"visit_at": at.isoformat(timespec="minutes"), "place": "默戎镇牛角山村"}
        self.done("ScheduleVisit", self.lead, **answers | changes)

    def record(self, **changes: Any) -> None:
        answers: dict[str, Any] = {f"k{n}_verdict": "met" for n in (2, 3, 4, 5, 6, 8, 9)}
        if self.application.star >= 4:
            answers["k7_verdict"] = "met"
        answers |= {
            "visited_at": clock.now().astimezone(clock.LOCAL_ZONE).isoformat(timespec="minutes"),
            "visited_place": "默戎镇牛角山村",
            "photos": uploaded(self.lead),
            "visit_summary": "查看了生产线、检测线和台账，随机抽查三个批次。",
            "sign_off": "signed",
            "signed_by": "龙梅",
        }
        self.done("RecordVisit", self.lead, **answers | changes)

    def record_with(self, *found: tuple[str, str], **changes: Any) -> None:
        """Non-conformities as (criterion, grade); what the record says of these criteria goes along."""
        rows = [
            {"criterion": criterion, "grade": grade, "description": f"{criterion}一项缺少三月的记录。"}
            for criterion, grade in found
        ]
        verdicts = {f"{criterion.lower()}_verdict": "unmet" for criterion, _grade in found}
        remarks = {f"{criterion.lower()}_remark": "记录不全" for criterion, _grade in found}
        self.record(**{"nonconformities": rows} | verdicts | remarks | changes)

    def opine(self, expert: User, score: int | dict[str, int], **changes: Any) -> None:
        scores = score if isinstance(score, dict) else dict.fromkeys(SECTIONS, score)
        answers: dict[str, Any] = {f"score_{section}": value for section, value in scores.items()}
        answers |= {"vetoes": [], "opinion": OPINION, "signature": True}
        self.done("GiveOpinion", expert, of=expert, **answers | changes)

    def to_opinions(self, clock_of_the_test: Any) -> None:
        self.to_record(clock_of_the_test)
        self.record()

    def to_record(self, clock_of_the_test: Any) -> None:
        self.all_accept()
        self.no_objection()
        self.schedule()
        clock_of_the_test.advance(days=7)

    def all_opine(self, *scores: int) -> None:
        for expert, score in zip(self.seated, scores, strict=True):
            self.opine(expert, score)

    def discuss(self, outcome: str, **changes: Any) -> None:
        opinion = "各专家说明了理由，对风险控制部分看法不同。"
        self.done("Discuss", self.lead, outcome=outcome, opinion=opinion, **changes)

    # what does not conform is put right; each grade in a case of its own

    def graded(self, element_id: str, grade: str) -> UserTask:
        tasks = UserTask.objects.open().filter(case=self.instance.case, element_id=element_id)
        return next(task for task in tasks if task.inputs["grade"] == grade)

    def listed(self, task: UserTask) -> list[dict[str, Any]]:
        """The rows that the task's form shows."""
        rows: list[dict[str, Any]] = task_forms[task.form_key].initial(task)["nonconformities"]
        return rows

    def put_right(self, grade: str = "minor", *, by: User | None = None, **changes: Any) -> None:
        by, task = by or self.people.owner, self.graded("PutRight", grade)
        done = {"measures": "已补齐三月的记录，并安排专人每周检查。", "evidence": uploaded(by, "整改记录.png")}
        answers = {"nonconformities": [row | done for row in self.listed(task)]}
        runtime.complete_task(task.pk, answers=answers | changes, by=by)
        self.go_on()

    def confirm(
        self, *results: str, element_id: str = "ConfirmCorrection", by: User | None = None, **more: Any
    ) -> None:
        """The lead's word on each, in their order."""
        grade = "minor" if element_id == "ConfirmCorrection" else "major"
        task = self.graded(element_id, grade)
        rows = self.listed(task)
        finding = "核对了补记的内容，与现场台账一致。"
        checked = [row | {"result": result, "finding": finding} for row, result in zip(rows, results, strict=True)]
        runtime.complete_task(task.pk, answers={"nonconformities": checked, **more}, by=by or self.lead)
        self.go_on()

    def schedule_revisit(self, **changes: Any) -> None:
        at = (clock.now() + timedelta(days=7)).astimezone(clock.LOCAL_ZONE)
        answers = {
            "revisit_at": at.isoformat(timespec="minutes"),
            "place": "默戎镇牛角山村",
            "note": "请备好补记的台账",
        }
        task = self.graded("ScheduleRevisit", "major")
        runtime.complete_task(task.pk, answers=answers | changes, by=self.lead)
        self.go_on()

    def revisit(self, *results: str, **changes: Any) -> None:
        seen: dict[str, Any] = {
            "visited_at": clock.now().astimezone(clock.LOCAL_ZONE).isoformat(timespec="minutes"),
            "visited_place": "默戎镇牛角山村",
            "photos": uploaded(self.lead, "复核.png"),
            "revisit_summary": "逐项查看了整改后的台账和现场。",
        }
        self.confirm(*results, element_id="RecordRevisit", **seen | changes)

    def report(self, **changes: Any) -> None:
        answers = {"summary": "专家组核验了生产线和台账，一致认为达到要求。"}
        self.done("WriteReport", self.lead, **answers | changes)

    def sign(self, *outcomes: str) -> None:
        for expert, outcome in zip(self.seated[1:], outcomes, strict=True):
            more = {} if outcome == "agree" else {"opinion": "检测线的校准记录不足，不应给予高分。"}
            self.done("Countersign", expert, of=expert, outcome=outcome, **more)

    def accept_report(self, outcome: str = "accept", **changes: Any) -> None:
        answers = {} if outcome == "accept" else {"opinion": "报告缺少对检测线的描述，请补充完整。"}
        self.done("AcceptReport", self.people.evaluator, outcome=outcome, **answers | changes)
