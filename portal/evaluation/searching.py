"""Which applications are found by what."""

from __future__ import annotations

from portal.evaluation.commands.applications import PROCESS
from portal.evaluation.models import Application, Sample
from portal.registry.models import Enterprise, Product
from portal.registry.search import CaseKey, watch


def _of(**which: object) -> list[CaseKey]:
    return [(PROCESS, number) for number in Application.objects.filter(**which).values_list("number", flat=True)]


watch(Application, lambda application: [(PROCESS, application.number)])
watch(Sample, lambda sample: _of(pk=sample.application_id))
watch(Product, lambda product: _of(product=product))
watch(Enterprise, lambda enterprise: _of(enterprise=enterprise))
