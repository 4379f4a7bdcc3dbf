"""How products stand, for the pages of registry and for the rule on what may be applied for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.certification import concerns, renewals
from portal.certification.locks import why_not
from portal.certification.models import Authorisation, Certificate
from portal.evaluation.models import Application
from portal.registry.deadlines import deadline
from portal.registry.models import Enterprise, Product
from portal.registry.standing import Alarm, Download, Standing

_ISSUED = Certificate.objects.filter(authorisation=OuterRef("pk")).exclude(issued_at=None)
_LAST_PAPER = _ISSUED.order_by("-version").values("document")[:1]


def starred(enterprise: Enterprise) -> QuerySet[Product]:
    """Its products with a star in force, whatever is held against it."""
    in_force = Authorisation.objects.in_force().filter(product__enterprise=enterprise)
    return Product.objects.filter(pk__in=in_force.values("product")).order_by("pk")


def of_products(product_ids: Iterable[int]) -> dict[int, Standing]:
    """As the scan page shows it, in one query."""
    shown = (
        Authorisation.objects.select_related("replaced_by").annotate(paper=Subquery(_LAST_PAPER)).shown_of(product_ids)
    )
    if not shown:
        return {}
    alarms, days, sell_through = concerns.of_products(shown), renewals.Days.now(), renewals.sell_through()
    return {
        pk: Standing(
            found.status_now,
            found.get_status_now_display(),
            star=_star(found),
            is_renewable=renewals.is_open(found, days),
            alarms=tuple(map(_alarm, alarms[pk])),
            **_papers(found, sell_through, getattr(found, "paper", None)),
        )
        for pk, found in shown.items()
    }


def _alarm(concern: concerns.Concern) -> Alarm:
    cure_by = deadline(concern.cure_by)
    return Alarm(concern.level, concern.label, concern.reason, concern.since, cure_by, concern.effects)


def _star(authorisation: Authorisation) -> int:
    is_held = authorisation.status in Authorisation.IN_FORCE and not authorisation.is_past
    return authorisation.star if is_held else 0


def _papers(authorisation: Authorisation, sell_through: timedelta, paper: UUID | None) -> dict[str, Any]:
    if locked := why_not(authorisation, sell_through):
        return {"locked": locked}
    return {"downloads": tuple(_downloads(authorisation.pk, paper))}


def _downloads(pk: int, paper: UUID | None) -> Iterator[Download]:
    yield Download(_("星级标识"), reverse("certification:mark", args=[pk, "png"]), "ti-award")
    yield Download(_("二维码"), reverse("certification:qr", args=[pk, "png"]), "ti-qrcode")
    if paper:
        yield Download(_("证书"), reverse("files:document", args=[paper]), "ti-certificate")
    yield Download(_("标识套件"), reverse("certification:kit", args=[pk]), "ti-package")


def awaiting_issue(product_ids: Iterable[int]) -> set[int]:
    """Products of which an application has passed, and nothing is in force yet that came of it."""
    passed = Application.objects.filter(product__in=product_ids, status=Application.Status.PASSED)
    issued = Authorisation.objects.published().values("application")
    return set(passed.exclude(pk__in=issued).values_list("product", flat=True))
