import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from engine import runtime

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Data for operators, indented, Chinese left readable."""
    return json.dumps(value, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)


@register.filter
def entry(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable."""
    return mapping.get(key, "")


register.filter("why", runtime.why)
