"""Who leaves a group, an enterprise or the platform gives tasks back: the engine looks again at what the person took.

Each part of the scheme names here the rows that make somebody a member of something (`watch`, in its `ready`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from engine import runtime


def watch(model: type[Model], people_of: Callable[[Any], Iterable[Any]]) -> None:
    """After a row of this model was changed or deleted, look again at the tasks of the people it stands for."""

    def look(instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
        if not (created or raw):
            for person in people_of(instance):
                runtime.look_again(person)

    for signal in (post_save, post_delete):
        signal.connect(look, sender=model, weak=False, dispatch_uid=f"leaving.{model._meta.label}.{id(signal)}")


def watch_accounts() -> None:
    """Roles that are taken, accounts that are closed."""
    user = get_user_model()
    watch(user, lambda person: () if person.is_active else (person,))
    m2m_changed.connect(_groups_changed, sender=user.groups.through, dispatch_uid="leaving.groups")


def _groups_changed(instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any) -> None:
    if action not in ("post_remove", "post_clear"):
        return
    if not reverse:
        runtime.look_again(instance)
    elif pk_set is None:  # a group was emptied; whose it was is known to nobody any more
        runtime.look_at_everybody()
    else:
        for person in get_user_model()._default_manager.filter(pk__in=pk_set):
            runtime.look_again(person)
