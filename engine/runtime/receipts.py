"""Messages that carry an id: what came before is known, so that it can be sent again safely."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings

from engine import clock
from engine.errors import MessageIdTaken
from engine.models import MessageReceipt


def take(
    message_id: str, name: str, correlation_key: str, payload: Mapping[str, Any], *, keep_for: timedelta | None
) -> tuple[MessageReceipt, bool]:
    """The receipt of this message and whether it is new. Of two at the same moment the second waits for the first.
    Raises MessageIdTaken where the id was another message's."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    content = {
        "name": name,
        "correlation_key": correlation_key,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
    }
    now = clock.now()
    known_for = max(timedelta(days=settings.OTOP_MESSAGE_ID_DAYS), keep_for or timedelta())
    receipt, is_new = MessageReceipt.objects.get_or_create(
        message_id=message_id, defaults={**content, "created_at": now, "expires_at": now + known_for}
    )
    if any(getattr(receipt, field) != value for field, value in content.items()):
        raise MessageIdTaken(message_id=message_id)
    return receipt, is_new


def forget() -> None:
    """Those that are known for long enough."""
    MessageReceipt.objects.filter(expires_at__lte=clock.now()).delete()
