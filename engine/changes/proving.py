"""Finding out about a change before anybody decides: each result is kept with the digest of the texts it is true of."""

from __future__ import annotations

from typing import Any

from engine import clock
from engine.changes.contents import Contents
from engine.changes.publishing import findings
from engine.gate.findings import Finding, has_errors
from engine.models import Change, Proof


def check(change: Change, *, by: Any) -> Proof:
    """The gate over all files together."""
    contents = Contents(change)
    return checked(change, contents, findings(contents) if contents.files else [], by=by)


def checked(change: Change, contents: Contents, found: list[Finding], *, by: Any) -> Proof:
    """Keep what the gate said."""
    result = [finding.as_dict() for finding in found]
    return _kept(change, Proof.Kind.CHECK, contents.digest, is_good=not has_errors(found), result=result, by=by)


def _kept(change: Change, kind: str, digest: str, *, by: Any, **found: Any) -> Proof:
    values = {"digest": digest, "made_at": clock.now(), "made_by": by, **found}
    proof, _made = Proof.objects.update_or_create(change=change, kind=kind, defaults=values)
    return proof
