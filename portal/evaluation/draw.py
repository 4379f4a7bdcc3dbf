"""The draw of experts. Pure: from a list of candidates and a seed comes the same panel, today and at any re-check.

Every candidate who is not barred gets the SHA-256 of "seed:expert" as a lot. In the order of their lots the first
senior one is the lead, where a lead is wanted, and the next ones are the members.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """`expert` is the id; `barred` are the reasons why this one cannot be drawn (portal.evaluation.conflicts)."""

    expert: int
    senior: bool = False
    barred: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"barred": list(self.barred)}

    @classmethod
    def of_json(cls, row: Mapping[str, Any]) -> Candidate:
        return cls(expert=row["expert"], senior=row["senior"], barred=tuple(row["barred"]))


@dataclass(frozen=True)
class Drawn:
    """Ids of experts; `lead` is None where none was wanted."""

    lead: int | None
    members: tuple[int, ...]

    @property
    def experts(self) -> list[int]:
        return [*([self.lead] if self.lead is not None else []), *self.members]


class TooFew(Exception):
    """Not enough candidates: how many members are missing, and whether a lead is."""

    def __init__(self, *, members: int, lead: bool) -> None:
        super().__init__(members, lead)
        self.members, self.lead = members, lead


def lot(seed: str, expert: int) -> str:
    return hashlib.sha256(f"{seed}:{expert}".encode()).hexdigest()


def ranking(candidates: Iterable[Candidate], *, seed: str) -> list[Candidate]:
    """Those who may be drawn, in the order of their lots; the order of the list given plays no part."""
    eligible = (candidate for candidate in candidates if not candidate.barred)
    return sorted(eligible, key=lambda candidate: lot(seed, candidate.expert))


def draw(candidates: Sequence[Candidate], *, seed: str, members: int, lead: bool) -> Drawn:
    """Raises `TooFew`."""
    order = ranking(candidates, seed=seed)
    first = next((candidate for candidate in order if candidate.senior), None) if lead else None
    others = [candidate for candidate in order if candidate is not first]
    if (lead and first is None) or len(others) < members:
        raise TooFew(members=max(0, members - len(others)), lead=lead and first is None)
    return Drawn(
        lead=first.expert if first else None, members=tuple(candidate.expert for candidate in others[:members])
    )
