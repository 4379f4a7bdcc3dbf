"""Bounds that a setting may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Bounds = TypeVar("Bounds")


def in_force(kind: Callable[..., Bounds], setting: str) -> Bounds:
    """`kind` with its own values, but for those that the setting, a dict of any of its fields, says otherwise."""
    try:
        configured: Mapping[str, Any] = getattr(settings, setting, {})
    except ImproperlyConfigured:  # no Django project around us: a plain unit test
        configured = {}
    return kind(**configured) if configured else _own(kind)


@cache
def _own(kind: Callable[..., Bounds]) -> Bounds:
    """They never change."""
    return kind()
