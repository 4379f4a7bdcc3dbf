"""The settings of the scheme, read here: what an administrator entered, else what the environment says.

They are asked for when a document is made or a case is decided, a few times a case; so they are read each time, and
nothing that was changed a moment ago is missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from engine.once import once
from portal.scheme.models import SettingChange


def text(name: str) -> str:
    return str(_value(name))


def number(name: str) -> float:
    return float(_value(name))


def whole(name: str) -> int:
    return int(_value(name))


def lines(name: str) -> list[str]:
    """A list of short texts."""
    return [str(line) for line in _value(name)]


def by_star(name: str) -> dict[int, int]:
    """A whole number for each star."""
    return {int(star): int(count) for star, count in _value(name).items()}


@transaction.atomic
def change(values: Mapping[str, Any], *, by: Any) -> list[str]:
    """Set values that are checked already; the names of those that are new. The environment's own is no value."""
    made = []
    for name, value in values.items():
        if value == _as_json(_value(name)):
            continue
        kept = None if value == _as_json(getattr(settings, name)) else value
        SettingChange.objects.create(name=name, value=kept, by=by)
        made.append(name)
    return made


def _value(name: str) -> Any:
    entered = _entered().get(name)
    return getattr(settings, name) if entered is None else entered


@once
def _entered() -> Mapping[str, Any]:
    """By name, what was entered last; None where that was to go back to the environment's."""
    newest = SettingChange.objects.order_by("name", "-id").distinct("name")
    return dict(newest.values_list("name", "value"))


def _as_json(value: Any) -> Any:
    return {str(key): entry for key, entry in value.items()} if isinstance(value, Mapping) else value
