"""The draw of experts. Pure: from a list of candidates and a seed comes the same panel, today and at any re-check.

The lot of a candidate is the SHA-256, in lower-case hexadecimal, of the UTF-8 text `seed:expert`, where `expert` is the
id in decimal and the seed of a draw reads `application:random:round`, for example
`A202600012:9f86d081884c7d659a2feaa0c55ad015:1`. The smallest lot comes first. In that order, and leaving out whoever is
barred:
1. where a lead is wanted, the first senior one of the product's own field;
2. from the own field as many as still must come from there (`own`, the lead counted);
3. whoever comes next, of whatever field, until the members are complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """`expert` is the id; `own`: of the product's own field, not only of one that goes across all of them; `barred` are
    the reasons why this one cannot be drawn (portal.evaluation.conflicts)."""

    expert: int
    senior: bool = False
    barred: tuple[str, ...] = ()
    own: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"barred": list(self.barred)}

    @classmethod
    def of_json(cls, row: Mapping[str, Any]) -> Candidate:
        # Records from before the own field counted do not name it: then everybody was as good.
        return cls(expert=row["expert"], senior=row["senior"], barred=tuple(row["barred"]), own=row.get("own", True))


@dataclass(frozen=True)
class Drawn:
    """Ids of experts; `lead` is None where none was wanted."""

    lead: int | None
    members: tuple[int, ...]

    @property
    def experts(self) -> list[int]:
        return [*([self.lead] if self.lead is not None else []), *self.members]


class TooFew(Exception):
    """Not enough candidates: how many members are missing, how many of the own field, and whether a lead is."""

    def __init__(self, *, members: int, own: int, lead: bool) -> None:
        super().__init__(members, own, lead)
        self.members, self.own, self.lead = members, own, lead


def lot(seed: str, expert: int) -> str:
    return hashlib.sha256(f"{seed}:{expert}".encode()).hexdigest()


def ranking(candidates: Iterable[Candidate], *, seed: str) -> list[Candidate]:
    """Those who may be drawn, in the order of their lots; the order of the list given plays no part."""
    eligible = (candidate for candidate in candidates if not candidate.barred)
    return sorted(eligible, key=lambda candidate: lot(seed, candidate.expert))


def own_share(size: int) -> int:
    """How many of a panel must come from the product's own field: half at least."""
    return (size + 1) // 2


def draw(candidates: Sequence[Candidate], *, seed: str, members: int, lead: bool, own: int = 0) -> Drawn:
    """`own`: how many of those drawn, the lead included, must be of the own field. Raises `TooFew`."""
    order = ranking(candidates, seed=seed)
    first = next((candidate for candidate in order if candidate.senior and candidate.own), None) if lead else None
    others = [candidate for candidate in order if candidate is not first]
    needed = min(max(0, own - lead), members)
    specialists = [candidate for candidate in others if candidate.own][:needed]
    if (lead and first is None) or len(others) < members or len(specialists) < needed:
        raise TooFew(members=max(0, members - len(others)), own=needed - len(specialists), lead=lead and first is None)
    rest = [candidate for candidate in others if candidate not in specialists][: members - needed]
    chosen = [candidate.expert for candidate in others if candidate in specialists or candidate in rest]
    return Drawn(lead=first.expert if first else None, members=tuple(chosen))
