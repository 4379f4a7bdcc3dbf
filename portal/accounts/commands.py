"""What happens to accounts."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from engine import clock
from engine.models import ApiToken
from portal.accounts.models import Consent, User

# The version of each text that people agree to today; a new wording gets a new version.
CONSENT_VERSIONS = {
    Consent.Kind.PRIVACY: "2026-01",
    Consent.Kind.RULES: "2026-01",
    Consent.Kind.PUBLIC_CONTACT: "2026-01",
}


def give_consent(user: User, *kinds: Consent.Kind) -> None:
    """Record consent to today's wording; giving it again changes nothing."""
    for kind in kinds:
        Consent.objects.get_or_create(user=user, kind=kind, version=CONSENT_VERSIONS[kind], withdrawn_at=None)


@transaction.atomic
def sign_up(user: User) -> User:
    """Keep a new account, with the consent that its form asked for."""
    user.save()
    give_consent(user, Consent.Kind.PRIVACY)
    return user


def verify_phone(user: User) -> None:
    """The number is the account's own: its code was entered."""
    user.phone_verified_at = clock.now()
    user.save(update_fields=["phone_verified_at"])


def end_tokens(instance: User, **_: Any) -> None:
    """Django's signal after a user is saved: a closed account's tokens are not good again when it reopens."""
    if not instance.is_active:
        ApiToken.objects.filter(user=instance).delete()
