"""Which supervision cases are found by what."""

from __future__ import annotations

from portal.registry.models import Enterprise, Product
from portal.registry.search import CaseKey, watch
from portal.supervision.commands import PROCESS
from portal.supervision.models import Case


def _of(**which: object) -> list[CaseKey]:
    return [(PROCESS, number) for number in Case.objects.filter(**which).values_list("number", flat=True)]


watch(Case, lambda case: [(PROCESS, case.number)])
watch(Product, lambda product: _of(authorisation__product=product))
watch(Enterprise, lambda enterprise: _of(authorisation__product__enterprise=enterprise))
