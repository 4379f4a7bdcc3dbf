"""Why a case went the way it went: `{% reasons case %}` for people at work, with `plain=True` for others."""

from __future__ import annotations

from typing import Any

from django import template

from engine import runtime
from engine.models import ProcessInstance

register = template.Library()


@register.inclusion_tag("registry/reasons.html")
def reasons(case: ProcessInstance, *, plain: bool = False) -> dict[str, Any]:
    """A folded card, oldest decision first; empty where nothing was decided yet."""
    told = [(found.at, found.plain if plain else found.sentence) for found in runtime.explain(case.pk)]
    # A question that is asked again with the same answer says nothing new.
    seen: dict[str, Any] = {}
    for at, sentence in told:
        seen.setdefault(sentence, at)
    return {"reasons": [(at, sentence) for sentence, at in seen.items() if sentence]}
