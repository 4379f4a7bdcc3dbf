"""Why a case went the way it went: `{% reasons case %}` for those who look after processes and also read the
conditions and values beneath; with `plain=True` for all others, who read no expressions and codes."""

from __future__ import annotations

from typing import Any

from django import template

from engine import runtime
from engine.models import ProcessInstance

register = template.Library()


@register.inclusion_tag("registry/reasons.html")
def reasons(case: ProcessInstance, *, plain: bool = False) -> dict[str, Any]:
    """A folded card, oldest decision first; empty where nothing was decided yet."""
    # A question that is asked again with the same answer says nothing new.
    seen: dict[tuple[str, str], Any] = {}
    for found in runtime.explain(case.pk):
        seen.setdefault((found.plain, "" if plain else found.sentence), found.at)
    return {"reasons": [(at, words, exact) for (words, exact), at in seen.items() if words or exact]}
