"""How a product's filing shows itself beside a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.translation import gettext as _

from engine.once import once
from portal.registry.case_files import CaseFile, Labelled, case_files
from portal.registry.cases import CaseSummary, Naming, describes
from portal.registry.commands.filings import PROCESS
from portal.registry.files import may_view_enterprise
from portal.registry.models import Filing, Product
from portal.registry.phones import contact_of
from portal.registry.search import CaseKey, watch
from portal.registry.versions import label, with_content


@describes(PROCESS)
class Filings:
    """What was sent, beside its pictures and papers."""

    naming = Naming(
        Filing,
        (KeyTextTransform("name", "content"), "product__name", "product__enterprise__name"),
        lambda sent, product, enterprise: f"{sent or product} · {enterprise}",
    )

    def admits(self, business_key: str, user: Any) -> bool:
        filing = _one(business_key)
        return filing is not None and may_view_enterprise(user, filing.product.enterprise_id)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        found = Filing.objects.filter(number__in=list(business_keys)).select_related("product__enterprise")
        return {filing.number: _words(filing) for filing in found}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        filing = _one(business_key)
        if filing is None:
            return CaseSummary(title=business_key)
        return CaseSummary(
            title=_title(filing),
            rows=facts_of(filing),
            files=files_of(filing, user),
            links=[(str(_("备案进度")), reverse("registry:filing", args=[filing.number]))],
            contact=contact_of(filing.product.enterprise, user),
        )


@once
def _one(number: str) -> Filing | None:
    found = Filing.objects.select_related(
        "product__enterprise", "product__origin__parent__parent__parent"
    ).prefetch_related("product__certifications")
    return found.filter(number=number).first()


def _title(filing: Filing) -> str:
    return f"{filing.name} · {filing.product.enterprise.name}"


def _words(filing: Filing) -> Iterable[str]:
    enterprise = filing.product.enterprise
    names = {filing.name, filing.product.name}
    return (*sorted(names), enterprise.name, enterprise.uscc, filing.product.filing_number or "")


def facts_of(filing: Filing) -> list[tuple[str, str]]:
    """What the product says; what is empty is left out."""
    product, enterprise = with_content(filing.product, filing.content), filing.product.enterprise
    found = [
        (_("企业"), f"{enterprise.name}（{enterprise.uscc}）"),
        (label("name"), product.name),
        (label("category"), product.get_category_display()),
        *((label(name), getattr(product, name)) for name in ("specification", "trademark", "standard", "barcode")),
        (label("permit_number"), product.permit_number),
        (label("origin"), product.origin.full_name),
        (label("capacity"), product.capacity),
        (label("trace_level"), product.get_trace_level_display()),
        *((label(name), getattr(product, name)) for name in ("trace_note", "description", "purchase_url")),
        (label("public_contact"), product.public_contact),
        *((str(each.get_kind_display()), certification_words(each)) for each in product.certifications.all()),
    ]
    return [(str(name), str(text)) for name, text in found if text]


def certification_words(certification: Any) -> str:
    until = certification.valid_to
    term = _("有效期至%(day)s") % {"day": until.isoformat()} if until else _("长期有效")
    return _("%(number)s，%(term)s%(past)s") % {
        "number": certification.number,
        "term": term,
        "past": _("（已过期）") if certification.is_past else "",
    }


def files_of(filing: Filing, reader: Any) -> list[CaseFile]:
    product: Product = with_content(filing.product, filing.content)
    found = [Labelled(UUID(each["id"]), group=str(_("产品图片"))) for each in filing.content["pictures"]]
    if product.compliance_file_id:
        found.append(Labelled(product.compliance_file_id, group=str(_("承诺达标合格证"))))
    for each in product.certifications.all():
        if each.file_id:
            found.append(Labelled(each.file_id, group=str(_("其他认证")), label=str(each)))
    if product.enterprise.licence_id:
        found.append(Labelled(product.enterprise.licence_id, group=str(_("营业执照"))))
    return case_files(found, reader=reader)


def _of_product(product: Product) -> list[CaseKey]:
    return [(PROCESS, number) for number in Filing.objects.filter(product=product).values_list("number", flat=True)]


watch(Filing, lambda filing: [(PROCESS, filing.number)])
watch(Product, _of_product)
