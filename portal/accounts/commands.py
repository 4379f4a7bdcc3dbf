"""What happens to accounts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from engine import clock
from engine.models import ApiToken
from portal.accounts.models import Consent, User
from portal.scheme.regulations import PRIVACY

# The version of each text that people agree to today; a new wording gets a new version.
CONSENT_VERSIONS = {
    Consent.Kind.PRIVACY: PRIVACY.current,
    Consent.Kind.PUBLIC_CONTACT: "2026-01",
}


@transaction.atomic
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


def choose_phone(user: User, phone: str) -> None:
    """Note the number that this person wants. One that is verified stays in place until the new one is, too."""
    if not user.phone_verified_at:
        user.phone = phone
    user.new_phone = phone if user.phone_verified_at and phone != user.phone else ""


def verify_phone(user: User, phone: str) -> None:
    """The number is the account's own from now on: its code was entered."""
    user.phone, user.new_phone, user.phone_verified_at = phone, "", clock.now()
    try:
        with transaction.atomic():
            user.validate_constraints()
            user.save(update_fields=["phone", "new_phone", "phone_verified_at"])
    except (ValidationError, IntegrityError):
        user.refresh_from_db()
        raise ValidationError(_("这个号码已由另一个账号验证，请用那个账号登录，或换一个号码"), code="taken") from None


def end_tokens(instance: User, **more: Any) -> None:
    """Django's signal after a user is saved: a closed account's tokens are not good again when it reopens."""
    if not instance.is_active:
        ApiToken.objects.filter(user=instance).delete()
