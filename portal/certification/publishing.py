"""Who is told, in the same transaction, that an authorisation has been put in force: the rooms above register here."""

from __future__ import annotations

from collections.abc import Callable

from portal.certification.models import Authorisation

Listener = Callable[[Authorisation], object]
_listeners: list[Listener] = []


def provide(listener: Listener) -> None:
    """Add a listener; adding it again changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(authorisation: Authorisation) -> None:
    for listener in _listeners:
        listener(authorisation)
