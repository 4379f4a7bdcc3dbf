"""A place at an event is lost with what it was given for: a product turns red or is suspended, a star ends, its
enterprise is frozen. Who waits longest gets it, and nobody has to notice first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.signals import post_save
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.certification.models import Authorisation
from portal.events.commands import take_off
from portal.registry.models import Enterprise

Status = Authorisation.Status
# A yellow warning only keeps from new promotion; a place that was given stays.
_LOST: dict[str, Promise] = {
    Status.RED: _("产品处于红色警示"),
    Status.SUSPENDED: _("授权已暂停"),
    Status.REVOKED: _("授权已撤销"),
    Status.CANCELLED: _("授权已注销"),
    Status.EXPIRED: _("授权已过有效期"),
}


def watch() -> None:
    post_save.connect(_star_changed, sender=Authorisation, dispatch_uid="events.star_changed")
    post_save.connect(_enterprise_changed, sender=Enterprise, dispatch_uid="events.enterprise_changed")


@override(settings.LANGUAGE_CODE)  # it is kept for everybody
def _star_changed(instance: Authorisation, raw: bool = False, **more: Any) -> None:
    if raw or instance.status not in _LOST or _is_succeeded(instance):
        return
    take_off(Q(product=instance.product_id), reason=str(_LOST[instance.status]))


def _is_succeeded(authorisation: Authorisation) -> bool:
    """Another star is in its place, or takes it this moment."""
    others = Authorisation.objects.filter(product=authorisation.product_id).exclude(pk=authorisation.pk)
    held = [Status.PENDING] if authorisation.status == Status.CANCELLED else []
    return others.filter(status__in=[*Authorisation.IN_FORCE, *held]).exists()


@override(settings.LANGUAGE_CODE)
def _enterprise_changed(instance: Enterprise, raw: bool = False, **more: Any) -> None:
    if not raw and instance.status in (Enterprise.Status.FROZEN, Enterprise.Status.WITHDRAWN):
        take_off(Q(enterprise=instance.pk), reason=str(_("企业已冻结或退出平台")))
