"""Which of its outgoing flows a token may take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.bpmn import Flow

# Of more conditional flows not every subset is tried, only the small and the large ones.
_ALL_SUBSETS = 5


@dataclass(frozen=True)
class Way:
    """An outgoing flow; `id` is empty for the jump of a link."""

    id: str
    place: int
    conditional: bool = False
    default: bool = False
    choice: bool = False  # not taken every time, so a path names it

    @property
    def shown(self) -> str:
        return self.id if self.choice else ""


def way(flow: Flow, place: int, *, default: str | None) -> Way:
    own_id = flow.id
    is_default = bool(own_id) and own_id == default
    conditional = flow.condition is not None and not is_default
    return Way(own_id, place, conditional, is_default)


def choices(kind: str, ways: Sequence[Way]) -> Iterator[tuple[Way, ...]]:
    """Every set of flows that may be taken together; one empty set where there are none."""
    if kind in ("exclusiveGateway", "eventBasedGateway"):
        several = len(ways) > 1
        yield from ((_as_choice(found) if several else found,) for found in ways)
        return
    conditional = [_as_choice(found) for found in ways if found.conditional]
    if not conditional or kind == "parallelGateway":
        yield tuple(ways)
        return
    always = [found for found in ways if not found.conditional and not found.default]
    fallback = [_as_choice(found) for found in ways if found.default]
    if always or fallback:
        yield (*always, *fallback)
    for taken in _subsets(conditional):
        yield (*always, *taken)


def _subsets(ways: list[Way]) -> Iterator[tuple[Way, ...]]:
    count = len(ways)
    sizes = range(1, count + 1) if count <= _ALL_SUBSETS else (1, 2, count - 1, count)
    for size in sizes:
        yield from combinations(ways, size)


def _as_choice(found: Way) -> Way:
    return Way(found.id, found.place, found.conditional, found.default, choice=True)
