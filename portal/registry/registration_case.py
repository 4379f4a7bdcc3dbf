"""How a registration shows itself beside a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from engine.once import once
from portal.registry.case_files import CaseFile, Labelled, case_files
from portal.registry.cases import CaseSummary, Naming, describes
from portal.registry.commands.enterprises import PROCESS
from portal.registry.files import may_view_enterprise
from portal.registry.models import Enterprise
from portal.registry.phones import contact_of


@describes(PROCESS)
class Registrations:
    """What the licence and the form say, beside the scan to compare it with."""

    naming = Naming(Enterprise, ("name",), str)

    def admits(self, business_key: str, user: Any) -> bool:
        enterprise = _one(business_key)
        return enterprise is not None and may_view_enterprise(user, enterprise.pk)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        found = Enterprise.objects.filter(number__in=list(business_keys)).select_related("township")
        return {one.number: (one.name, one.uscc, one.township.full_name) for one in found}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        enterprise = _one(business_key)
        if enterprise is None:
            return CaseSummary(title=business_key)
        return CaseSummary(
            title=enterprise.name,
            rows=_rows(enterprise),
            files=files_of(enterprise, user),
            links=[(str(_("登记情况")), reverse("registry:registration", args=[enterprise.pk]))],
            contact=contact_of(enterprise, user),
        )


@once
def _one(number: str) -> Enterprise | None:
    found = Enterprise.objects.select_related("township__parent__parent__parent")
    return found.filter(number=number).first()


def _rows(enterprise: Enterprise) -> list[tuple[str, str]]:
    term = enterprise.term_ends_on
    rows = [
        (_("企业名称"), enterprise.name),
        (_("统一社会信用代码"), enterprise.uscc),
        (_("主体类型"), enterprise.get_kind_display()),
        (_("法定代表人"), enterprise.legal_representative),
        (_("成立日期"), enterprise.founded_on.isoformat()),
        (_("营业期限"), term.isoformat() if term else _("长期")),
        (_("住所"), enterprise.address),
        (_("经营范围"), enterprise.business_scope),
        (_("生产地"), f"{enterprise.township.full_name} {enterprise.production_address}"),
        (_("主营类别"), enterprise.get_category_display()),
    ]
    return [*rows, (_("上下游需求"), enterprise.needs)] if enterprise.needs else rows


def files_of(enterprise: Enterprise, reader: Any) -> list[CaseFile]:
    papers = [(_("营业执照"), enterprise.licence_id), (_("授权书"), enterprise.authorisation_id)]
    return case_files([Labelled(file, group=str(group)) for group, file in papers if file], reader=reader)
