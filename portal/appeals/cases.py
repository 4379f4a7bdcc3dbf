"""How an appeal shows itself beside a task, who may read it, and what it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from engine import clock
from engine.models import UserTask
from engine.once import once
from portal.appeals.commands import PROCESS
from portal.appeals.decisions import of_appeal
from portal.appeals.models import Appeal
from portal.registry.case_files import CaseFile, Labelled, case_files, document_file
from portal.registry.cases import CaseSummary, Naming, describes
from portal.registry.disclosure import Reader, discloses
from portal.registry.models import Enterprise, Product
from portal.registry.phones import contact_of
from portal.registry.search import CaseKey, watch

_RELATED = ("enterprise", "product", "application", "warning__document", "warning__case", "document")


def _title(product: str, enterprise: str) -> str:
    return f"{product} · {_('申诉')} · {enterprise}"


@describes(PROCESS)
class Appeals:
    naming = Naming(Appeal, ("product__name", "enterprise__name"), _title)

    def admits(self, business_key: str, user: Any) -> bool:
        """The enterprise, and those who decide and supervise."""
        return Appeal.objects.visible_to(user).filter(number=business_key).exists()

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {
            appeal.number: (
                appeal.enterprise.name,
                appeal.enterprise.uscc,
                appeal.product.name,
                appeal.case_number,
                of_appeal(appeal).title,
            )
            for appeal in _found(business_keys)
        }

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        appeal = _one(business_key)
        if appeal is None:
            return CaseSummary(title=business_key)
        return CaseSummary(
            title=title_of(appeal),
            rows=_rows(appeal),
            files=files_of(appeal, user),
            contact=contact_of(appeal.enterprise, user),
        )


@once
def _one(number: str) -> Appeal | None:
    return _found([number]).first()


def _found(business_keys: Iterable[str]) -> Any:
    return Appeal.objects.filter(number__in=list(business_keys)).select_related(*_RELATED)


def title_of(appeal: Appeal) -> str:
    return _title(appeal.product.name, appeal.enterprise.name)


def _rows(appeal: Appeal) -> list[tuple[str, str]]:
    rows = [
        (_("申诉编号"), appeal.number),
        (_("状态"), str(appeal.get_status_display())),
        (_("企业"), appeal.enterprise.name),
        (_("产品"), appeal.product.name),
        (_("被申诉的决定"), of_appeal(appeal).title),
        (_("决定送达日期"), clock.day_text(appeal.served_at)),
        (_("申诉日期"), clock.day_text(appeal.filed_at)),
        (_("申诉请求"), appeal.request),
        (_("事实与理由"), appeal.grounds),
    ]
    if appeal.decide_by and not appeal.decided_at:
        rows.append((_("决定期限"), clock.day_text(appeal.decide_by)))
    # A proposal is nobody's but the two who decide, until it is decided.
    if appeal.status == Appeal.Status.DECIDED:
        rows.append((_("处理决定"), str(appeal.get_outcome_display())))
        rows += [(_("处理"), effect) for effect in appeal.effects]
    return rows


def files_of(appeal: Appeal, reader: Any) -> list[CaseFile]:
    letters = [document_file(appeal.document, group=str(_("文书")))] if appeal.document else []
    proofs = [Labelled(file, group=str(_("证据材料"))) for file in appeal.files.values_list("pk", flat=True)]
    return [*letters, *case_files(proofs, reader=reader)]


@discloses("appeal_acceptance", "appeal_review", "appeal_decision")
def those_who_decide(reader: Reader, task: UserTask) -> bool:
    """What is thought before it is decided stays inside; the enterprise reads the letter."""
    return bool(reader.user.has_perm("appeals.view_appeal")) and not reader.is_of_enterprise(task)


def _of(**which: object) -> list[CaseKey]:
    return [(PROCESS, number) for number in Appeal.objects.filter(**which).values_list("number", flat=True)]


watch(Appeal, lambda appeal: [(PROCESS, appeal.number)])
watch(Product, lambda product: _of(product=product))
watch(Enterprise, lambda enterprise: _of(enterprise=enterprise))
