"""The few plain milestones in which an enterprise follows its case, declared beside each process of the scheme.

`@follows("star_application")` on a function that answers a `Track` for the variables of a case. What people or the
world can keep waiting (user tasks, called processes, catching events) is named in exactly one milestone; whatever lies
between, and every step that a manager adds, belongs to the milestone of what leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine.bpmn import Outline
from engine.registry import Registry

# By process key: ids of elements.
Elements = Mapping[str, frozenset[str]]


@dataclass(frozen=True, eq=False)
class Milestone:
    """`usual`: working days that it usually takes; `aside`: no step on the enterprise's way, so not in the row."""

    label: str | Promise
    elements: Elements
    usual: int = 0
    aside: bool = False

    def names(self, process_key: str, element_id: str) -> bool:
        return element_id in self.elements.get(process_key, ())


def milestone(label: str | Promise, *, usual: int = 0, aside: bool = False, **elements: str) -> Milestone:
    """`milestone(_("受理审查"), usual=2, star_application="Accept Correct")`."""
    named = {process_key: frozenset(ids.split()) for process_key, ids in elements.items()}
    return Milestone(label, named, usual=usual, aside=aside)


@dataclass(frozen=True)
class Track:
    """`told`: by process and element, the sentence for its completion; `otherwise`: how a case may end early;
    `in_line`: one milestone comes after the other, so that a case which goes back to one has the later ones before it
    again."""

    milestones: tuple[Milestone, ...]
    told: Mapping[str, Mapping[str, str | Promise]] = field(default_factory=dict)
    otherwise: str | Promise = ""
    in_line: bool = True

    def place(self, process_key: str, element_id: str, outline: Outline) -> Milestone | None:
        """The milestone that an element belongs to, else that of the nearest step before it."""
        for each in outline.backwards(element_id):
            for candidate in self.milestones:
                if candidate.names(process_key, each):
                    return candidate
        return None


# A process that declares nothing, and a step that nothing declared leads to.
UNDER_WAY = Milestone(_("办理中"), {})

tracks: Registry[Callable[[Mapping[str, Any]], Track]] = Registry()


def follows(process_key: str) -> Callable[[Any], Any]:
    """Register the function that answers the track of a process."""

    def register(function: Callable[[Mapping[str, Any]], Track]) -> Callable[[Mapping[str, Any]], Track]:
        tracks.add(process_key, function)
        return function

    return register


def goes_along(process_key: str, track: Track) -> None:
    """Every case of the process has this track, whatever it is about."""
    tracks.add(process_key, lambda variables: track)


def track_of(process_key: str, variables: Mapping[str, Any]) -> Track:
    function = tracks.get(process_key)
    return function(variables) if function else Track((UNDER_WAY,))
