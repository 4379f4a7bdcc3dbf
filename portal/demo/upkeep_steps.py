"""What enterprises report of their marks and years while an authorisation is in force."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from engine import clock
from portal.certification.models import Authorisation
from portal.demo import pictures
from portal.demo.stage import Stage
from portal.demo.world import Goods
from portal.registry.models import Product
from portal.upkeep.commands import codes
from portal.upkeep.commands.inspections import anniversaries
from portal.upkeep.models import AnnualInspection, CodeReplacement, MarkProof

REVIEWER, EVALUATOR, OFFICER = "reviewer", "evaluator", "officer"


def prove_mark(stage: Stage, product: Product, goods: Goods, *, owner: str) -> None:
    """Photos of the package with its code, and a reviewer who finds them in order."""
    authorisation = _authorisation(product)
    proof = MarkProof.objects.get(authorisation=authorisation)
    stage.turn_to(proof.number)
    stage.clock.after(8)
    group = product.enterprise.group
    front = pictures.product(goods.name, shape=goods.shape, colour=goods.colour)
    closeup = pictures.package_code(product.qr_code.url)
    stage.do(
        "Submit",
        by=owner,
        front=[stage.upload(front, "包装正面.png", by=owner, owner=group)],
        closeup=[stage.upload(closeup, "二维码特写.png", by=owner, owner=group)],
        products=f"{goods.name} {product.specification}",
        used_from=clock.today().isoformat(),
        print_run=5000,
    )
    stage.clock.after(1)
    stage.do("Review", by=REVIEWER, outcome="pass", guidance="更换包装时请重新报送。")


def pass_inspection(stage: Stage, product: Product, *, year: int, owner: str) -> None:
    """Sent in good time, and passed; where the lot says so, after a visit."""
    anniversary = _anniversary(_authorisation(product), year)
    stage.clock.to(datetime.combine(anniversary - timedelta(days=45), time(10), clock.LOCAL_ZONE))
    hand_in_inspection(stage, product, year=year, owner=owner)
    stage.clock.after(3)
    review_inspection(stage, product, year=year)


def hand_in_inspection(stage: Stage, product: Product, *, year: int, owner: str) -> None:
    authorisation = _authorisation(product)
    stage.turn_to(_inspection(authorisation, year).number)
    group = product.enterprise.group
    report = [stage.upload(pictures.place("检测报告"), "检测报告.png", by=owner, owner=group)]
    insured = {"insurance": [stage.upload(pictures.place("保险单"), "保险单.png", by=owner, owner=group)]}
    stage.do(
        "Submit",
        by=owner,
        changes="无",
        output="12吨",
        mark_volume=48000,
        complaints="客户咨询6起，均已答复，没有质量投诉。",
        licence=[stage.upload(pictures.place("营业执照"), "营业执照.png", by=owner, owner=group)],
        reports=report,
        declared=True,
        **(insured if authorisation.star >= 4 else {}),
    )


def review_inspection(stage: Stage, product: Product, *, year: int) -> None:
    """Passed; where the lot says so, after a visit."""
    stage.do("Review", by=EVALUATOR, outcome="pass")
    if _inspection(_authorisation(product), year).drawn:
        stage.clock.after(5)
        stage.do(
            "Visit",
            by=EVALUATOR,
            visited_on=clock.today().isoformat(),
            photos=[stage.upload(pictures.place("包装间"), "包装间.png", by=EVALUATOR)],
            outcome="pass",
            opinion="现场核对，产量、标识用量与报送内容一致，标识使用规范。",
        )


def replace_code(stage: Stage, product: Product, *, reason: str, owner: str) -> None:
    """The owner asks for another code, and gets it on the next day."""
    asked = codes.ask(
        _authorisation(product), cause=CodeReplacement.Cause.LEAKED, reason=reason, by=stage.person(owner)
    )
    stage.turn_to(asked.number)
    stage.clock.after(1)
    stage.do("Decide", by=OFFICER, outcome="replace")


def day_after_the_anniversary(product: Product, *, year: int) -> datetime:
    day = _anniversary(_authorisation(product), year) + timedelta(days=1)
    return datetime.combine(day, time(10), clock.LOCAL_ZONE)


def _inspection(authorisation: Authorisation, year: int) -> AnnualInspection:
    return AnnualInspection.objects.get(authorisation=authorisation, ordinal=year)


def _anniversary(authorisation: Authorisation, year: int) -> date:
    return dict(anniversaries(authorisation))[year]


def _authorisation(product: Product) -> Authorisation:
    return Authorisation.objects.in_force().get(product=product)
