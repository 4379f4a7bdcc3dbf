"""What enterprises ask for besides their star, of the platform and of each other."""

from __future__ import annotations

from datetime import timedelta

from engine import clock
from portal.benefits.commands import request_benefit
from portal.benefits.models import Benefit, BenefitRequest, Offer
from portal.benefits.offers import register
from portal.demo.stage import Stage
from portal.exchange.commands import approach, post
from portal.exchange.models import Posting
from portal.registry.models import Enterprise, Product

REVIEWER = "reviewer"


def enquire(stage: Stage, enterprise: Enterprise, code: str, *, title: str, content: str, by: str) -> None:
    """An enquiry for a value-added service, with the first of its contents."""
    benefit = Benefit.objects.get(code=code)
    asked = BenefitRequest(
        benefit=benefit, enterprise=enterprise, title=title, content=content, options=benefit.options[:1]
    )
    stage.turn_to(request_benefit(asked, files=[], by=stage.person(by)).number)


def answered(stage: Stage, *, result: str) -> None:
    """Passed and dealt with; the enterprise is asked to confirm."""
    stage.clock.after(1)
    stage.do("Review", by=REVIEWER, outcome="pass", guidance="请准备产品图片和注册商标资料。")
    stage.clock.after(1)
    done = {"outcome": "published", "published_on": clock.today().isoformat(), "result": result}
    stage.do("Publish", by=REVIEWER, **done)


def offered(stage: Stage, *, by: str, days: int = 120, **told: str) -> Benefit:
    """A partner's offer, for one star and more."""
    offer = Offer(valid_from=clock.today(), valid_to=clock.today() + timedelta(days=days), **told)
    of_benefit = {"name": "冷链干线运费八五折", "least_star": 1}
    return register(offer, of_benefit=of_benefit, by=stage.person(by)).benefit


def take_offer(stage: Stage, benefit: Benefit, product: Product, *, title: str, content: str, by: str) -> None:
    asked = BenefitRequest(
        benefit=benefit, enterprise=product.enterprise, product=product, title=title, content=content
    )
    stage.turn_to(request_benefit(asked, files=[], by=stage.person(by)).number)


def exchanged(stage: Stage, seeker: Enterprise, supplier: Enterprise, *, by: str, asked_by: str) -> None:
    """One looks for transport, the other offers its goods; the second wants to talk to the first."""
    until = clock.today() + timedelta(days=90)
    wanted = Posting(
        enterprise=seeker,
        kind=Posting.Kind.DEMAND,
        category=seeker.category,
        title="寻找茶叶冷链运输",
        detail="古丈至长沙，每月两次，每次约两吨，需0至5摄氏度全程控温。",
        quantity="每月4吨",
        valid_to=until,
    )
    offered = Posting(
        enterprise=supplier,
        kind=Posting.Kind.SUPPLY,
        category=supplier.category,
        title="枸杞干果原料供应",
        detail="头茬枸杞干果，可按客户要求分级包装，适合代用茶拼配。",
        quantity="年供20吨",
        valid_to=until,
    )
    post(wanted, by=stage.person(by))
    stage.clock.later(hours=1)
    post(offered, by=stage.person(asked_by))
    approach(wanted, enterprise=supplier, message="我社发往长沙的冷藏车有余量，可以拼车。", by=stage.person(asked_by))
