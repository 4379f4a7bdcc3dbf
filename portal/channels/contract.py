"""What the contract says beyond the shapes: how a key is sent, and examples."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample

from engine.api.negotiation import PROBLEM_TYPE

_EXAMPLES = Path(__file__).parent / "examples.json"


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "portal.channels.access.KeyAuthentication"
    name = "channelKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        told = _("渠道的密钥；由平台管理员登记渠道时生成，只显示一次")
        return {"type": "http", "scheme": "bearer", "description": str(told)}


def example(name: str, label: Any, *, status: int = 200) -> OpenApiExample:
    media_type = PROBLEM_TYPE if status >= 400 else "application/json"
    return OpenApiExample(
        name,
        value=examples()[name],
        summary=str(label),
        response_only=True,
        status_codes=[str(status)],
        media_type=media_type,
    )


@lru_cache(maxsize=1)
def examples() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return found
