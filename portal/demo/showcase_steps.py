"""Samples that are shown to everybody, and products that are recommended to buyers."""

from __future__ import annotations

from portal.demo.stage import Stage
from portal.registry.models import Product
from portal.showcase import buyers, commands
from portal.showcase.models import Buyer, Recommendation, Scope

MANAGER, REVIEWER = "manager", "reviewer"


def shown(stage: Stage, product: Product, *, reason: str, owner: str) -> None:
    """The owner agrees, and on the next day a manager recommends it."""
    commands.agree(product, by=stage.person(owner))
    stage.clock.after(1)
    commands.feature(product, reason=reason, by=stage.person(MANAGER))


def registered(stage: Stage, **told: object) -> Buyer:
    return Buyer.objects.create(created_by=stage.person(REVIEWER), **told)


def offered(stage: Stage, product: Product, *, owner: str) -> None:
    commands.agree(product, scope=Scope.BUYERS, by=stage.person(owner))


def recommended(stage: Stage, product: Product, buyer: Buyer, *, reason: str) -> Recommendation:
    stage.clock.later(minutes=30)
    return buyers.recommend(product, buyer=buyer, reason=reason, by=stage.person(REVIEWER))


def interested(stage: Stage, recommendation: Recommendation, *, note: str) -> None:
    stage.clock.after(1)
    buyers.answer(recommendation, given=Recommendation.Answer.INTERESTED, note=note)
