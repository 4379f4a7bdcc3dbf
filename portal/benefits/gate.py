"""Who may have which benefit: the facts that the decision table `benefit_gate` judges.

The page of benefits asks the same table before anything is sent, the process asks it again, and so does whoever is
about to publish.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext_lazy

from engine import runtime
from portal.benefits.errors import BenefitsClosed
from portal.benefits.models import BenefitRequest
from portal.certification.models import Authorisation
from portal.certification.proofs import benefits_on
from portal.registry.models import Product

DECISION = "benefit_gate"
Facts = dict[str, Any]


class Gated(Protocol):
    """What the table judges a product for: a benefit, or whatever else a star opens."""

    @property
    def is_promotion(self) -> bool:
        """Whether a yellow warning keeps from it."""

    @property
    def judged_as(self) -> str:
        """The kind that the table's rules are about; 增值服务咨询 needs no star."""

    @property
    def is_offered(self) -> bool:
        """Whether anybody may have it now."""

    def admits(self, star: int) -> bool:
        """Whether it is for that many stars."""


SENTENCES = {
    "closed": gettext_lazy("该权益暂未开放"),
    "no_authorisation": gettext_lazy("产品没有生效的标识授权"),
    "star_low": gettext_lazy("产品的星级低于该权益的要求"),
    "not_valid": gettext_lazy("授权不在有效期内"),
    "suspended": gettext_lazy("授权已暂停"),
    "red": gettext_lazy("产品处于红色警示"),
    "yellow": gettext_lazy("黄色警示期间暂停新的推广"),
    "no_proof": gettext_lazy("还没有通过标识应用备案"),
}


def authorisation_of(product: Product | None) -> Authorisation | None:
    if product is None:
        return None
    found = Authorisation.objects.in_force().filter(product=product.pk)
    return found.select_related("product__enterprise").first()


def facts(wanted: Gated, authorisation: Authorisation | None, *, has_proof: bool | None = None) -> Facts:
    """`has_proof`: where it was asked for already."""
    if has_proof is None:
        has_proof = authorisation is not None and benefits_on(authorisation)
    return {
        "kind": wanted.judged_as,
        "is_open": wanted.is_offered,
        "has_authorisation": authorisation is not None,
        "star_ok": authorisation is not None and wanted.admits(authorisation.star),
        "status": authorisation.status_now.value if authorisation else "",
        "is_promotion": wanted.is_promotion,
        "has_proof": has_proof,
    }


def facts_of(request: BenefitRequest) -> Facts:
    return facts(request.benefit, authorisation_of(request.product))


def findings(known: Facts) -> list[dict[str, Any]]:
    """What the table finds against it; none: it may be had. Raises `BenefitsClosed` while no table is deployed."""
    decided = runtime.decide(DECISION, {"facts": known})
    if decided is None:
        raise BenefitsClosed
    _version, outcome = decided
    found: Any = outcome.result
    return list(found or [])


def sentences(found: Iterable[Mapping[str, Any]] | None) -> list[str]:
    """As people read it; a row that a manager added speaks for itself."""
    return [str(SENTENCES.get(each["code"]) or each.get("reason") or each["code"]) for each in found or []]


class Gate:
    """The table for all that one product may have: what has the same facts is asked once."""

    def __init__(self, product: Product | None) -> None:
        self._authorisation = authorisation_of(product)
        self._has_proof = self._authorisation is not None and benefits_on(self._authorisation)
        self._asked: dict[tuple[Any, ...], list[str]] = {}

    @property
    def star(self) -> int:
        """The product's, 0 where nothing is in force."""
        return self._authorisation.star if self._authorisation else 0

    def reasons(self, wanted: Gated) -> list[str]:
        known = facts(wanted, self._authorisation, has_proof=self._has_proof)
        key = tuple(known.values())
        if key not in self._asked:
            self._asked[key] = sentences(findings(known))
        return self._asked[key]
