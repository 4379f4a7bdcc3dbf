"""What a filing lacks: the facts that the decision table `product_filing_completeness` judges, by category.

The page of a product asks the same table before anything is sent, and the process asks it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine import runtime
from engine.models import DecisionDefinition
from portal.registry.findings import sentences
from portal.registry.models import Product, Region
from portal.registry.versions import content_of

DECISION = "product_filing_completeness"
# SC and fourteen digits, as food licences are numbered.
_FOOD_PERMIT = re.compile(r"SC[0-9]{14}\Z")


def facts(product: Product, content: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is sent to review; contact and other certifications are the product's own."""
    permit = content["permit_number"]
    return {
        "category": content["category"],
        "pictures": len(content["pictures"]),
        "has_permit": bool(permit),
        "permit_usual": bool(_FOOD_PERMIT.match(permit)) if permit else None,
        "has_compliance": bool(content["compliance_file"]),
        "trace_level": content["trace_level"],
        "has_trace_note": bool(content["trace_note"].strip()),
        "contact_consented": product.contact_consent if product.public_contact else None,
        "township_known": Region.objects.current().townships().filter(pk=content["origin"]).exists(),
        "certifications_expired": sum(each.is_past for each in product.certifications.all()),
    }


def is_open() -> bool:
    """Whether there is a table, without which nothing is filed."""
    return DecisionDefinition.objects.filter(key=DECISION).exists()


def missing(product: Product, content: Mapping[str, Any] | None = None) -> list[str]:
    """What it lacks before it may be sent, as people read it; nothing while no table is deployed."""
    decided = runtime.decide(DECISION, {"facts": facts(product, content or content_of(product))})
    if decided is None:
        return []
    _version, outcome = decided
    found: Any = outcome.result
    return sentences(found, severity="fail")
