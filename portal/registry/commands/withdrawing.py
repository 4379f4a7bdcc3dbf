"""The owner takes the whole enterprise off the platform: at once, when nothing of it is under way any more.

What else keeps an enterprise is known to rooms above, which register it: `provide(source)`, where `source(enterprise)`
gives sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine import clock
from engine.models import ProcessInstance
from portal.accounts.models import User
from portal.registry import grants, standing
from portal.registry.errors import MayNotWithdraw, NotFinished, NotWithdrawable
from portal.registry.models import Enterprise, JoinRequest
from portal.registry.telling import tell

Source = Callable[[Enterprise], Iterable[str]]
_sources: list[Source] = []
_let_go: set[str] = set()


def provide(source: Source) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def let_go(*process_keys: str) -> None:
    """Cases of these processes do not keep an enterprise: nothing of it hangs on them, or they end with what does."""
    _let_go.update(process_keys)


def unfinished(enterprise: Enterprise) -> list[str]:
    """What must come to its end before; a sentence each."""
    return [*_stars(enterprise), *_cases(enterprise), *(text for source in _sources for text in source(enterprise))]


def _stars(enterprise: Enterprise) -> Iterable[str]:
    products = dict(enterprise.products.values_list("pk", "name"))
    for pk, found in standing.of_products(products).items():
        if found.star:
            yield _("%(product)s的星级授权尚未终止，请先申请注销") % {"product": products[pk]}


def _cases(enterprise: Enterprise) -> Iterable[str]:
    running = ProcessInstance.objects.filter(
        status=ProcessInstance.Status.ACTIVE, parent=None, variables__enterprise_id=enterprise.pk
    )
    keeping = running.exclude(process_key__in=_let_go).order_by("started_at")
    for number, name in keeping.values_list("business_key", "definition__name"):
        yield _("%(process)s %(number)s 尚未办结") % {"process": name, "number": number}


@transaction.atomic
def withdraw(enterprise: Enterprise, *, reason: str, by: User) -> None:
    """The account is closed: its members still read what was; registering anew begins from the start.

    Raises `MayNotWithdraw`, `NotWithdrawable`, `NotFinished`.
    """
    if not grants.may_manage(by, enterprise):
        raise MayNotWithdraw
    enterprise = Enterprise.objects.select_for_update(of=["self"]).get(pk=enterprise.pk)
    if not enterprise.is_active:
        raise NotWithdrawable(status=enterprise.get_status_display())
    if left := unfinished(enterprise):
        raise NotFinished(left)
    enterprise.move(Enterprise.Status.WITHDRAWN, withdrawn_at=clock.now(), withdrawn_by=by, withdrawal_reason=reason)
    for asked in enterprise.join_requests.filter(status=JoinRequest.Status.OPEN):
        asked.move(JoinRequest.Status.DECLINED, decided_at=clock.now(), decided_by=by)
    with override(settings.LANGUAGE_CODE):  # what is kept is in the scheme's language, whoever acts
        text = _("%(name)s已退出平台，登记注销；历史资料仍可查看，需要时可以重新注册") % {"name": enterprise.name}
    tell(enterprise, text=text, url=reverse("registry:dashboard"), sms_key=f"withdrawn:{enterprise.pk}")
