"""Whether the use of the mark on the package was proved: without it a star has no benefits, and no penalty either."""

from __future__ import annotations

from collections.abc import Callable

from portal.certification.models import Authorisation

Proved = Callable[[Authorisation], bool]
_proofs: list[Proved] = []


def provide(proved: Proved) -> None:
    """Add what knows of proofs; adding it again changes nothing."""
    if proved not in _proofs:
        _proofs.append(proved)


def benefits_on(authorisation: Authorisation) -> bool:
    """A proof of this authorisation was accepted and holds; as long as nothing knows of proofs, none was."""
    return any(proved(authorisation) for proved in _proofs)
