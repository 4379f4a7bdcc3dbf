"""P19 as its people work on it."""

from __future__ import annotations

from typing import Any

from engine import clock
from portal.benefits.commands import request_benefit
from portal.benefits.models import Benefit, BenefitRequest
from portal.certification.models import Authorisation
from portal.registry.models import Product
from tests.portal.working import WorkedOn

CONTENT = "默戎高山绿茶采自海拔八百米以上的茶园，手工采摘。"
LINK = "https://www.example.com/tea"


class Asking(WorkedOn):
    def __init__(self, people: Any, product: Product, code: str = "wechat", **changes: Any) -> None:
        self.people = people
        told = {"title": "云岭高山绿茶", "content": CONTENT} | changes
        benefit = Benefit.objects.get(code=code)
        about = None if benefit.kind == Benefit.Kind.ENQUIRY else product
        request = BenefitRequest(benefit=benefit, enterprise=product.enterprise, product=about, **told)
        self.request = request_benefit(request, files=[], by=people.owner)
        self.go_on()

    @property
    def number(self) -> str:
        return self.request.number

    def go_on(self) -> None:
        super().go_on()
        self.request = BenefitRequest.objects.get(pk=self.request.pk)

    @property
    def status(self) -> str:
        return self.request.status

    def review(self, outcome: str = "pass") -> None:
        words = {} if outcome == "pass" else {"opinion": "正文中的“最佳”是绝对化用语，请改写。"}
        self.done("Review", self.people.reviewer, outcome=outcome, **words)

    def publish(self, **changes: Any) -> None:
        answers = {"outcome": "published", "url": LINK, "published_on": clock.today().isoformat()}
        self.done("Publish", self.people.reviewer, **answers | changes)


def to(authorisation: Authorisation, status: str) -> None:
    Authorisation.objects.filter(pk=authorisation.pk).update(status=status)
