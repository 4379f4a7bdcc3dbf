"""The registration form while it is being filled in: one draft a person, kept by one command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from engine import clock, etags
from engine.etags import NOTHING, etag_of
from portal.accounts.models import User
from portal.registry.models import RegistrationDraft


def registration_draft(user: User) -> RegistrationDraft | None:
    return RegistrationDraft.objects.filter(user=user).first()


def draft_etag(draft: RegistrationDraft | None) -> str:
    return NOTHING if draft is None else etag_of(draft.answers)


@transaction.atomic
def save_registration_draft(user: User, *, answers: Mapping[str, Any], expected: str) -> RegistrationDraft:
    """`expected` is the ETag that the answers continue, `NOTHING` for the first save. Raises DraftChanged."""
    # The person's row is there before the first draft is, so that two first saves wait for each other.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    current = draft_etag(registration_draft(user))
    etags.check(current=current, expected=expected, new=etag_of(answers))
    draft, _is_new = RegistrationDraft.objects.update_or_create(
        user=user, defaults={"answers": dict(answers), "updated_at": clock.now()}
    )
    return draft


def check_newest(user: User, *, expected: str) -> None:
    """Raises DraftChanged when another window of the same person typed on after the ETag `expected`."""
    etags.check(current=draft_etag(registration_draft(user)), expected=expected, new=NOTHING)
