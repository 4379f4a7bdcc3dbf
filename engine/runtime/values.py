"""What a caller gives, as it is kept: variables as plain JSON, reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from engine.errors import NotJson, ReasonMissing


class _Encoder(DjangoJSONEncoder):
    """Dates become ISO text; decimals become numbers, which is what FEEL can count with."""

    def default(self, o: Any) -> Any:
        if isinstance(o, Decimal):
            return int(o) if o == o.to_integral_value() else float(o)
        return super().default(o)


def as_json(variables: Mapping[str, Any] | None) -> dict[str, Any]:
    """The variables as they will be after saving and loading. Raises NotJson with the name of what cannot
    be kept."""
    return {str(name): _plain(str(name), found) for name, found in (variables or {}).items()}


def stated(reason: str) -> str:
    """Without space around it. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _plain(name: str, found: Any) -> Any:
    if found is None or type(found) in (bool, int) or (type(found) is str and "\x00" not in found):
        return found
    try:
        text = json.dumps(found, cls=_Encoder, allow_nan=False)
    except (TypeError, ValueError):
        raise NotJson(name=name) from None
    if "\\u0000" in text:  # PostgreSQL has no room for it
        raise NotJson(name=name)
    return json.loads(text)
