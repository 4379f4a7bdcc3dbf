"""What consumers report and compliance decides."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.appeals.commands import file_appeal
from portal.certification.models import Authorisation
from portal.demo import pictures
from portal.demo.stage import Stage
from portal.evaluation.models import Application, Publicity
from portal.registry.models import Product
from portal.scheme.regulations import REPORTING
from portal.supervision.commands import give_up, open_case
from portal.supervision.complaints.commands import object_to as file_objection
from portal.supervision.complaints.commands import report_product
from portal.supervision.models import Case, Report, Warning

OPENER, SECOND = "compliance", "compliance2"


def appeal(stage: Stage, product: Product, *, owner: str) -> None:
    """The owner appeals against the yellow warning; it is accepted and waits to be heard."""
    filed = file_appeal(
        Warning.objects.open().of_product(product).get(),
        request="撤销黄色警示",
        grounds="年度检查材料已于期限届满前以邮寄方式送交，有寄件回执为证，并非逾期未报。",
        by=stage.person(owner),
    )
    stage.turn_to(filed.number)
    stage.clock.after(1)
    stage.do("Accept", by="legal", outcome="accept")


def warn_red(stage: Stage, product: Product, *, owner: str) -> None:
    """A consumer reports from the scan page; red at once, confirmed by a second officer the next day, and found to be
    true after the enterprise has explained."""
    report = report_product(
        Report(
            kind=Report.Kind.QUALITY,
            description="买到的一箱里有两个果心发黑，有异味，老人吃了肚子不舒服，客服没有回复。",
            bought_at="网上旗舰店",
            harm=True,
            phone="15400000066",
            consent=REPORTING.current,
        ),
        product=product,
        address="demo",
        photos=[SimpleUploadedFile("果心.png", pictures.place("果心发黑"), content_type="image/png")],
    )
    complaint = str(report.number)
    stage.turn_to(complaint)
    stage.clock.later(hours=2)
    stage.do(
        "Triage",
        by=OPENER,
        outcome="urgent",
        grade="major",
        matter="有消费者反映一箱沙田柚中两个果心发黑、有异味，食用后身体不适，请说明该批次的采后处理与出厂检验情况。",
        public_reason="消费者反映的质量风险正在核查",
    )
    report.refresh_from_db()
    assert report.case is not None
    stage.turn_to(report.case.number)
    stage.clock.after(1)
    stage.do(
        "ConfirmRed",
        by=SECOND,
        outcome="confirm",
        public_reason="同批次产品存在质量风险",
        basis="星级评价规则关于产品质量风险的规定",
        demands="停止销售并召回同批次产品\n查明原因并提交整改报告\n整改后送样复检",
    )
    stage.turn_to(complaint)
    stage.do("Explain", by=owner, explanation="该批次入库前遇连续降雨，预冷不足，已停止发货并逐箱检查库存。")


def suspend(stage: Stage, product: Product, *, owner: str) -> None:
    """What was reported is found to be true; the enterprise does not put it right, so the star is suspended: told
    before, heard, and decided by two."""
    case = Case.objects.open().get(authorisation__product=product)
    stage.turn_to(str(case.reports.get().number))
    stage.clock.after(2)
    stage.do("Arrange", by=OPENER, outcome="none")
    stage.do(
        "Find",
        by=OPENER,
        outcome="upheld",
        opinion="企业承认该批次预冷不足，与反映的情况一致。",
        reply="经核查，您反映的问题属实，平台已责令企业召回并整改。",
        grade="major",
        trigger="quality_risk",
        public_reason="同批次产品存在质量风险",
    )
    stage.turn_to(case.number)
    stage.clock.after(2)
    report_cure(
        stage,
        cause="入库前遇连续降雨，预冷时间不足。",
        measures="已停止发货并召回部分产品，预冷设备尚在维修。",
        owner=owner,
    )
    stage.clock.after(1)
    verify_cure(stage, outcome="escalate", opinion="召回未完成，预冷设备未修复，不具备恢复条件。")
    propose(stage, "suspend", "责令整改后召回仍未完成，预冷设备未修复，风险没有消除。")
    stage.clock.after(2)
    stage.do("State", by=owner, outcome="state", statement="召回已完成八成，设备下周修复，请给予更短的暂停期限。")
    decide(
        stage, first=OPENER, second="officer", rung="Suspension", months="2", demands="完成召回\n修复预冷设备并送样复检"
    )


def revoke(stage: Stage, product: Product, *, owner: str) -> None:
    """A safety limit was broken and people were harmed: revoked by legal and a manager, and referred beside it."""
    case = open_case(
        authorisation=_authorisation(product),
        trigger=Case.Trigger.SAFETY_LIMIT,
        severity=Case.Severity.MAJOR,
        facts="市场抽查，黄曲霉毒素B1检出值超过限值三倍，两名消费者就医。",
        public_reason="黄曲霉毒素超过安全限值",
        by=stage.person(OPENER),
    )
    stage.turn_to(case.number)
    propose(stage, "revocation", "抽检报告显示黄曲霉毒素B1超过国家标准限值三倍。", harm=True)
    referral = case.referral
    stage.turn_to(referral.number)
    stage.clock.after(1)
    stage.do(
        "DecideReferral",
        by="legal",
        outcome="refer",
        authority="盐源县市场监督管理局（演示）",
        opinion="产品安全指标严重超标并造成就医，随附抽检报告与就诊记录。",
    )
    stage.turn_to(case.number)
    stage.clock.after(2)
    stage.do("State", by=owner, outcome="waive")
    decide(stage, first="legal", second="manager", rung="Revocation")


def give_back(stage: Stage, product: Product, *, reason: str, opinion: str, owner: str) -> None:
    """The enterprise makes it no more."""
    case = give_up(_authorisation(product), reason=reason, by=stage.person(owner))
    stage.turn_to(case.number)
    stage.clock.after(1)
    stage.do(
        "DecideCancel",
        by="officer",
        outcome="cancel",
        opinion=opinion,
        basis="星级评价规则关于注销的规定",
    )


def warn(stage: Stage, level: str, *, public_reason: str, demands: str) -> None:
    """Decided by compliance in a case that was opened: `yellow` or `red`."""
    stage.do(
        "Decide",
        by=OPENER,
        outcome=level,
        public_reason=public_reason,
        basis="星级评价规则关于产品质量风险的规定",
        demands=demands,
    )


def report_cure(stage: Stage, *, cause: str, measures: str, owner: str) -> None:
    proof = stage.upload(pictures.paper("整改报告", [cause, measures]), "整改报告.pdf", by=owner)
    stage.do("RectifyRed", by=owner, outcome="report", cause=cause, measures=measures, files=[proof])


def verify_cure(stage: Stage, *, outcome: str, opinion: str) -> None:
    stage.do("VerifyRed", by=SECOND, outcome=outcome, opinion=opinion)


def propose(stage: Stage, outcome: str, facts: str, *, harm: bool = False) -> None:
    stage.clock.after(1)
    stage.do(
        "Propose",
        by=OPENER,
        outcome=outcome,
        opinion=facts,
        public_reason=Case.objects.get(number=stage.case).public_reason,
        basis="星级评价规则关于暂停与撤销的规定",
        harm=harm,
    )


def decide(stage: Stage, *, first: str, second: str, rung: str, **more: str) -> None:
    """One proposes what is imposed, another agrees on the next day."""
    stage.clock.after(1)
    stage.do(
        f"Decide{rung}",
        by=first,
        outcome="impose",
        opinion="事实清楚，依据充分；陈述申辩的情况已予考虑。",
        public_reason=Case.objects.get(number=stage.case).public_reason,
        basis="星级评价规则关于暂停与撤销的规定",
        **more,
    )
    stage.clock.after(1)
    stage.do(f"Agree{rung}", by=second, outcome="agree")


def report_mislabelled(stage: Stage, product: Product, *, address: str = "demo") -> None:
    """Accepted on the next day, and the enterprise is asked to explain."""
    report_label(stage, product, address=address)
    stage.clock.after(1)
    stage.do(
        "Triage",
        by=OPENER,
        outcome="accept",
        grade="minor",
        matter="有消费者反映外盒所印产地与登记的产地不一致，请说明包装的印制与使用情况。",
    )


def report_label(stage: Stage, product: Product, *, address: str) -> None:
    """Of a lesser kind, and anonymous."""
    report = report_product(
        Report(kind=Report.Kind.LABEL, description="盒子上写的产地和扫码看到的不是一个乡镇。", bought_at="县城专卖店"),
        product=product,
        address=address,
    )
    stage.turn_to(str(report.number))


def object_to(stage: Stage, application: Application) -> None:
    """Somebody objects to what is on public notice; it is accepted on the next day, and the enterprise is asked."""
    report = file_objection(
        Report(
            kind=Report.Kind.EVIDENCE,
            description="公示的合作社说茶园都在本镇，我在邻县看到过他们收购鲜叶，请核实原料来源。",
            phone="15400000067",
            consent=REPORTING.current,
        ),
        shown=Publicity.objects.open().get(application=application),
        address="demo",
    )
    stage.turn_to(str(report.number))
    stage.clock.after(1)
    stage.do(
        "Triage",
        by=SECOND,
        outcome="accept",
        grade="minor",
        matter="有人对公示结果提出异议，认为部分鲜叶购自邻县，请说明本批次鲜叶的来源并提供收购台账。",
    )


def report_forged(stage: Stage) -> None:
    """From the page of a code that is none of ours; it waits to be triaged."""
    report = report_product(
        Report(
            kind=Report.Kind.COUNTERFEIT,
            description="路边摊卖的散装柚子贴着五星标识，扫码显示无法识别，摊主说不清来源。",
            bought_at="省道边的临时摊位",
        ),
        product=None,
        code="KZ7Q2M9XJ4WB",
        address="demo",
    )
    stage.turn_to(str(report.number))


def _authorisation(product: Product) -> Authorisation:
    return Authorisation.objects.in_force().get(product=product)
