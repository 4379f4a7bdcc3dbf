"""Which cases of authorisations are found by what."""

from __future__ import annotations

from portal.certification.models import Authorisation
from portal.registry.models import Enterprise, Product
from portal.registry.search import CaseKey, watch
from portal.upkeep.commands import inspections, proofs, terms
from portal.upkeep.models import AnnualInspection, MarkProof


def _of(**which: object) -> list[CaseKey]:
    found = Authorisation.objects.filter(**which)
    proven = MarkProof.objects.filter(authorisation__in=found).values_list("number", flat=True)
    inspected = AnnualInspection.objects.filter(authorisation__in=found).values_list("number", flat=True)
    return [
        *((inspections.PROCESS, number) for number in inspected),
        *((terms.PROCESS, number) for number in found.values_list("number", flat=True)),
        *((proofs.PROCESS, number) for number in proven),
    ]


watch(AnnualInspection, lambda inspection: [(inspections.PROCESS, inspection.number)])
watch(MarkProof, lambda proof: [(proofs.PROCESS, proof.number)])
watch(Authorisation, lambda authorisation: _of(pk=authorisation.pk))
watch(Product, lambda product: _of(product=product))
watch(Enterprise, lambda enterprise: _of(product__enterprise=enterprise))
