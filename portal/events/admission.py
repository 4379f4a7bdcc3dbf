"""Who may take part: the gate of benefits, and what the event itself says. Asked by the page, again when somebody signs
up, and again when a place is confirmed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.benefits.gate import Gate
from portal.events.models import Event
from portal.registry.models import Enterprise, Product


def reasons(event: Event, enterprise: Enterprise, product: Product | None) -> list[str]:
    """What keeps the enterprise, with this product, from taking part; nothing: it may."""
    found = [] if enterprise.is_active else [_("企业完成注册且未冻结时才能参加")]
    if not event.needs_star:
        return found + Gate(product).reasons(event)
    if product is None:
        return [*found, _("请选择产品")]
    gate = Gate(product)
    found += gate.reasons(event)
    if gate.star and gate.star not in event.stars:
        found.append(_("本次活动面向%(stars)s产品") % {"stars": _("、").join(event.star_names)})
    if event.categories and product.category not in event.categories:
        found.append(_("本次活动面向的产品类别是%(categories)s") % {"categories": _("、").join(event.category_names)})
    return found


def closed(event: Event) -> list[str]:
    """What keeps everybody from signing up."""
    if event.status == Event.Status.CANCELLED:
        return [_("活动已取消")]
    return [] if event.takes_signups else [_("报名已截止")]
