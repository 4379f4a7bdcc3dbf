"""Who recommended an enterprise: told to the part of the scheme that keeps it, and not kept in the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.registry.models import Enterprise

# In the session of whoever followed a referrer's link: the link's code.
INVITATION = "invitation"


@dataclass(frozen=True)
class Named:
    """What an enterprise said when it registered: a number that was typed, or the code of a link."""

    phone: str = ""
    invitation: str = ""


Keeper = Callable[[Enterprise, Named], None]
_keepers: list[Keeper] = []


def provide(keeper: Keeper) -> None:
    """Add a part of the scheme that wants to know; adding it again changes nothing."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def tell(enterprise: Enterprise, named: Named) -> None:
    for keeper in _keepers:
        keeper(enterprise, named)
