"""What a person may do with single objects: guardian's grants, all of a person's asked for together."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Model
from guardian.backends import ObjectPermissionBackend
from guardian.models import GroupObjectPermission, UserObjectPermission

from engine.once import once


class Grant(NamedTuple):
    app: str
    codename: str
    model: str
    pk: str


class ObjectGrants(ObjectPermissionBackend):
    """Guardian asks twice for every object, of what the person was given and what his groups were; people are given
    few, so all of them are read at once."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        if obj is None or not user_obj.is_active:
            return False
        app, _, codename = perm.rpartition(".")
        grant = Grant(app or obj._meta.app_label, codename, *_name(obj))
        return bool(user_obj.is_superuser) or grant in _grants_of(user_obj.pk)

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        if obj is None or not user_obj.is_active:
            return set()
        name = _name(obj)
        return {grant.codename for grant in _grants_of(user_obj.pk) if (grant.model, grant.pk) == name}


def _name(obj: Model) -> tuple[str, str]:
    return obj._meta.model_name or "", str(obj.pk)


@once
def _grants_of(user_id: Any) -> frozenset[Grant]:
    own = UserObjectPermission.objects.filter(user=user_id)
    of_groups = GroupObjectPermission.objects.filter(group__user=user_id)
    names = ("permission__content_type__app_label", "permission__codename", "content_type__model", "object_pk")
    return frozenset(Grant(*row) for row in own.values_list(*names).union(of_groups.values_list(*names)))
