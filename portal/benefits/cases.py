"""How a benefit request shows itself beside a task, who may see it, and what it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.benefits.commands import PROCESS
from portal.benefits.models import BenefitRequest
from portal.registry.case_files import CaseFile, Labelled, case_files
from portal.registry.cases import CaseSummary, describes
from portal.registry.models import Enterprise, Product
from portal.registry.phones import contact_of
from portal.registry.search import CaseKey, watch


@describes(PROCESS)
class Requests:
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {request.number: _title(request) for request in _found(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        return BenefitRequest.objects.visible_to(user).filter(number=business_key).exists()

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {request.number: list(_words(request)) for request in _found(business_keys)}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        request = next(iter(_found([business_key])), None)
        if request is None:
            return CaseSummary(title=business_key)
        return CaseSummary(
            title=_title(request),
            rows=_rows(request),
            files=files_of(request, user),
            links=[(str(_("权益申请")), reverse("benefits:request", args=[request.number]))],
            contact=contact_of(request.enterprise, user),
        )


def _found(business_keys: Iterable[str]) -> Iterable[BenefitRequest]:
    found = BenefitRequest.objects.filter(number__in=list(business_keys))
    return found.select_related("benefit", "enterprise", "product")


def _title(request: BenefitRequest) -> str:
    return f"{request.benefit.name} · {request.product or request.title} · {request.enterprise.name}"


def _words(request: BenefitRequest) -> Iterable[str]:
    yield from (request.title, request.benefit.name, request.enterprise.name, request.enterprise.uscc)
    if request.product:
        yield request.product.name


def _rows(request: BenefitRequest) -> list[tuple[str, str]]:
    rows = [
        (_("申请编号"), request.number),
        (_("状态"), str(request.get_status_display())),
        (_("权益"), str(request.benefit)),
        (_("企业"), request.enterprise.name),
    ]
    if request.product:
        rows.append((_("产品"), request.product.name))
    if request.options:
        rows.append((_("所需内容"), _("、").join(request.options)))
    return rows


def files_of(request: BenefitRequest, reader: Any) -> list[CaseFile]:
    return case_files(
        [Labelled(file, group=str(_("材料"))) for file in request.files.values_list("pk", flat=True)], reader=reader
    )


def _of(**which: object) -> list[CaseKey]:
    return [(PROCESS, number) for number in BenefitRequest.objects.filter(**which).values_list("number", flat=True)]


watch(BenefitRequest, lambda request: [(PROCESS, request.number)])
watch(Product, lambda product: _of(product=product))
watch(Enterprise, lambda enterprise: _of(enterprise=enterprise))
