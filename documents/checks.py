"""What `manage.py check`, and with it every start, says of the key of the electronic seal."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning

from documents import signing
from documents.errors import SealFailed


def seal_can_be_set(**_kwargs: Any) -> list[CheckMessage]:
    """A warning, not an error: with a key that expired the platform goes on, its documents wait for their PDF."""
    try:
        signing.key()
    except SealFailed as failed:
        return [Warning(str(failed), hint="OTOP_SEAL_KEY, OTOP_SEAL_PASSPHRASE: docs/settings.md", id="documents.W001")]
    return []
