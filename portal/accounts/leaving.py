"""Who joins or leaves a group, an enterprise or the platform: the engine looks again at what the person may do, and
takes back what may not be kept.

Each part of the scheme names here the rows that make somebody a member of something (`watch`, in its `ready`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from engine import runtime

# Of an account: what its rights depend on.
_TELLING = frozenset({"is_active", "is_superuser", "username"})


def watch(model: type[Model], people_of: Callable[[Any], Iterable[Any]]) -> None:
    """After a row of this model was made, changed or deleted, look again at the people it stands for."""

    def look(instance: Any, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
        if not (raw or _goes_with_the_account(origin)):
            for person in people_of(instance):
                runtime.look_again(person)

    for signal in (post_save, post_delete):
        signal.connect(look, sender=model, weak=False, dispatch_uid=f"leaving.{model._meta.label}.{id(signal)}")


def watch_accounts() -> None:
    """Accounts that are opened, closed or renamed; roles that are given or taken."""
    user = get_user_model()
    post_save.connect(_account_changed, sender=user, dispatch_uid="leaving.accounts")
    m2m_changed.connect(_groups_changed, sender=user.groups.through, dispatch_uid="leaving.groups")
    # Under another name, or gone, a role is another one or none to all who had it.
    post_save.connect(_group_changed, sender=Group, dispatch_uid="leaving.group_saved")
    post_delete.connect(_group_changed, sender=Group, dispatch_uid="leaving.group_deleted")


def _goes_with_the_account(origin: Any) -> bool:
    """The account itself is being deleted, and all its rows with it."""
    user = get_user_model()
    return isinstance(origin, user) or getattr(origin, "model", None) is user


def _account_changed(instance: Any, update_fields: frozenset[str] | None, raw: bool, **kwargs: Any) -> None:
    if not raw and (update_fields is None or _TELLING & update_fields):
        runtime.look_again(instance)


def _group_changed(instance: Group, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    if not (created or raw):
        runtime.look_at_everybody()


def _groups_changed(instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any) -> None:
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    if not reverse:
        runtime.look_again(instance)
    elif pk_set is None:  # a group was emptied; whose it was is known to nobody any more
        runtime.look_at_everybody()
    else:
        for person in get_user_model()._default_manager.filter(pk__in=pk_set):
            runtime.look_again(person)
