"""What addresses name and bodies say, of the world that the visitors meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.portal.world import product_fields


def reviewed(world: Any) -> dict[str, Any]:
    return {"answers": {"outcome": "pass", "opinion": "", "guidance": ""}}


def product(world: Any) -> dict[str, Any]:
    fields = product_fields(world.product.origin)
    return fields | {"origin": world.product.origin.pk, "name": "古丈毛尖"}


def key(text: str) -> Callable[[Any], list[Any]]:
    return lambda world: [text]


def instance(world: Any) -> list[Any]:
    return [world.prosecution.instance.pk]


def event(world: Any) -> list[Any]:
    instance = world.prosecution.instance
    return [instance.pk, instance.history.latest("pk").pk]


def stuck(world: Any) -> list[Any]:
    return [world.stuck.pk]


def batch(world: Any) -> list[Any]:
    return [world.batch.pk]


def review(world: Any) -> list[Any]:
    return [world.review.pk]


PROCESS = "enterprise_registration"
