"""How a change of information shows itself beside a task, what it is found by, and its milestones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.registry.case_files import Labelled, case_files
from portal.registry.cases import CaseSummary, describes
from portal.registry.disclosure import addressed_to_the_enterprise, discloses
from portal.registry.files import may_view_enterprise
from portal.registry.milestones import Track, goes_along, milestone
from portal.registry.models import Enterprise
from portal.registry.phones import contact_of
from portal.registry.search import watch
from portal.upkeep.change_forms import differences
from portal.upkeep.commands.changes import PROCESS
from portal.upkeep.models import InformationChange


@describes(PROCESS)
class Changes:
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {change.number: change.enterprise.name for change in _found(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        change = _found([business_key]).first()
        return change is not None and may_view_enterprise(user, change.enterprise_id)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        found = _found(business_keys)
        return {change.number: (change.name, change.enterprise.name, change.enterprise.uscc) for change in found}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        change = _found([business_key]).first()
        if change is None:
            return CaseSummary(title=business_key)
        rows = [
            (_("企业"), f"{change.enterprise.name}（{change.enterprise.uscc}）"),
            (_("变更日期"), change.changed_on.isoformat()),
            (_("状态"), str(change.get_status_display())),
            *((row["label"], f"{row['before']} → {row['after']}") for row in differences(change)),
            *((_("变更说明"), text) for text in [change.reason] if text),
            *((str(each.get_outcome_display()), each.opinion) for each in change.reviews.all() if each.opinion),
        ]
        return CaseSummary(
            title=change.enterprise.name,
            rows=rows,
            files=case_files([Labelled(change.licence_id, group=str(_("变更后的营业执照")))], reader=user),
            contact=contact_of(change.enterprise, user),
        )


def _found(numbers: Iterable[str]) -> Any:
    return InformationChange.objects.filter(number__in=list(numbers)).select_related("enterprise", "licence")


def _of(enterprise: Enterprise) -> list[tuple[str, str]]:
    numbers = InformationChange.objects.filter(enterprise=enterprise).values_list("number", flat=True)
    return [(PROCESS, number) for number in numbers]


_TRACK = Track(
    milestones=(
        milestone(gettext_lazy("报告变更"), information_change="Reported"),
        milestone(gettext_lazy("审核"), information_change="Review AskAgain Correct Refuse"),
        milestone(gettext_lazy("变更生效"), information_change="Apply Changed"),
    ),
    told={
        PROCESS: {
            "Reported": gettext_lazy("报告了信息变更"),
            "AskAgain": gettext_lazy("审核要求补正"),
            "Correct": gettext_lazy("提交了补正"),
            "Apply": gettext_lazy("准予变更，证书已换发"),
            "Refuse": gettext_lazy("不予变更"),
            "Lapse": gettext_lazy("逾期未补正，视为撤回"),
        }
    },
    otherwise=gettext_lazy("决定作出前，原登记信息继续有效。"),
)

goes_along(PROCESS, _TRACK)


discloses("change_correction", "change_review")(addressed_to_the_enterprise)
watch(InformationChange, lambda change: [(PROCESS, change.number)])
watch(Enterprise, _of)
