"""What the working calendar does not know yet."""

from __future__ import annotations

from django import template

from engine import business_time, clock

register = template.Library()


@register.simple_tag
def missing_year() -> int | None:
    """The year whose days off have to be entered now."""
    return business_time.missing_year(clock.today())
