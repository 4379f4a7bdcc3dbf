"""How the replacement of a code shows itself beside a task, what it is found by, and its milestones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.registry.cases import CaseSummary, describes
from portal.registry.files import may_view_enterprise
from portal.registry.milestones import Track, goes_along, milestone
from portal.registry.phones import contact_of
from portal.registry.search import watch
from portal.upkeep.commands.codes import PROCESS
from portal.upkeep.models import CodeReplacement
from portal.upkeep.rows import title_of, words_of


@describes(PROCESS)
class Replacements:
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {each.number: title_of(each.authorisation) for each in _found(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        found = _found([business_key]).first()
        return found is not None and may_view_enterprise(user, found.enterprise.pk)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {each.number: words_of(each.authorisation) for each in _found(business_keys)}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        found = _found([business_key]).first()
        if found is None:
            return CaseSummary(title=business_key)
        rows = [
            (_("产品"), found.product.name),
            (_("授权编号"), found.authorisation.number),
            (_("更换事由"), str(found.get_cause_display())),
            (_("情况说明"), found.reason),
            (_("状态"), str(found.get_status_display())),
            *((_("意见"), text) for text in [found.opinion] if text),
        ]
        contact = contact_of(found.enterprise, user)
        return CaseSummary(title=title_of(found.authorisation), rows=rows, contact=contact)


def _found(numbers: Iterable[str]) -> Any:
    found = CodeReplacement.objects.filter(number__in=list(numbers))
    return found.select_related("authorisation__product__enterprise")


_TRACK = Track(
    milestones=(
        milestone(gettext_lazy("申请"), code_replacement="Asked"),
        milestone(gettext_lazy("决定"), usual=2, code_replacement="Decide"),
        milestone(gettext_lazy("更换"), code_replacement="Replace Replaced Refuse Refused"),
    ),
    told={
        PROCESS: {
            "Replace": gettext_lazy("二维码已更换"),
            "Refuse": gettext_lazy("二维码不予更换"),
        }
    },
    otherwise=gettext_lazy("决定作出前，原二维码继续有效。"),
)

goes_along(PROCESS, _TRACK)
watch(CodeReplacement, lambda replacement: [(PROCESS, replacement.number)])
