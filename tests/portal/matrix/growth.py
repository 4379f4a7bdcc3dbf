"""More of everything: the world's rows copied, beneath the same rows and beneath the copies of those."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import DatabaseError, models, transaction

from documents import token

# Of the framework, and what there is a fixed number of.
_LEFT_OUT = {"contenttypes", "auth", "sessions", "admin", "django_celery_beat"}
# What is deployed is few, and remembered by a process for good.
_DEPLOYED = {"deployment", "processdefinition", "formdefinition", "decisiondefinition"}
# Names that mean something elsewhere.
_FIXED = {"group", "key", "process_key", "codename", "object_pk"}
Model = type[models.Model]


def grow(copies: int) -> None:
    """Each row so many times again, under other numbers. Every second copy belongs to what its original belongs to,
    the others to the copies of that. What a constraint forbids is left out."""
    made: dict[tuple[Model, Any, int], Any] = {}
    for model in _parents_first():
        rows = list(model._base_manager.order_by("pk"))
        for number in range(1, copies + 1):
            for row in rows:
                twin = _twin(row, number, made)
                if _insert(twin):
                    made[model, row.pk, number] = twin.pk


def _parents_first() -> Iterator[Model]:
    wanted = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in _LEFT_OUT and model._meta.model_name not in _DEPLOYED and model._meta.managed
    ]
    order = TopologicalSorter({model: _parents(model) & set(wanted) - {model} for model in wanted})
    return order.static_order()


def _parents(model: Model) -> set[Any]:
    return {field.related_model for field in _keys(model)}


def _keys(model: Model) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation]


def _twin(row: Any, number: int, made: dict[tuple[Model, Any, int], Any]) -> Any:
    twin = copy.copy(row)
    twin._state = models.base.ModelState()
    twin._state.adding = True
    counted = {name for found in row._meta.constraints for name in getattr(found, "fields", ())} - _FIXED
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation:
            own = made.get((field.related_model, value, number))
            if own is not None and (field.unique or number % 2):
                setattr(twin, field.attname, own)
        elif field.unique or (field.name in counted and not field.choices):
            setattr(twin, field.attname, _another(field, value, number))
    return twin


def _another(field: Any, value: Any, number: int) -> Any:
    if value is None or isinstance(field, models.AutoField):
        return None
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.IntegerField):
        return value + number
    if field.name == "code" and len(value) == token.CODE_LENGTH:
        return token.new_code()  # such as can be signed
    return f"{value[: (field.max_length or 100) - 2]}-{number}" if isinstance(value, str) else value


def _insert(twin: Any) -> bool:
    try:
        with transaction.atomic():
            type(twin)._base_manager.bulk_create([twin])
    except DatabaseError:
        return False
    return True
