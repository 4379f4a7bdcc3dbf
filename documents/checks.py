"""What `manage.py check`, and with it every start, says of the key of the electronic seal."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning

from documents import signing


def seal_can_be_set(**_kwargs: Any) -> list[CheckMessage]:
    """A warning, not an error: with a key that expired the platform goes on, its documents wait for their PDF."""
    if not signing.is_set():
        return []
    reason = signing.fault(signing.key())
    hint = "OTOP_SEAL_KEY, OTOP_SEAL_PASSPHRASE: docs/settings.md"
    return [Warning(reason, hint=hint, id="documents.W001")] if reason else []
