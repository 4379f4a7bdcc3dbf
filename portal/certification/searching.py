"""Applications are found by the certificate that came of them."""

from __future__ import annotations

from portal.certification.models import Authorisation
from portal.evaluation.commands.applications import PROCESS
from portal.evaluation.models import Application
from portal.registry.search import CaseKey, watch


def _applications(authorisation: Authorisation) -> list[CaseKey]:
    numbers = Application.objects.filter(product=authorisation.product_id).values_list("number", flat=True)
    return [(PROCESS, number) for number in numbers]


watch(Authorisation, _applications)
