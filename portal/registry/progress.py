"""Where a case stands, for the enterprise: done, now, next, until when, by which role; never a person's name.

Used by every page that follows a case: `progress(instance, user=…)` and the template `registry/progress.html`; lists
take `glances(cases)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document
from engine import business_time, clock
from engine.models import HistoryEvent, ProcessInstance
from portal.registry import case_clock
from portal.registry.case_clock import CaseClock
from portal.registry.files import usable_by
from portal.registry.milestones import UNDER_WAY, Milestone, Track, track_of
from portal.registry.waiting import Step, Waits, family_of, waits

# Process key, id and name of the element, when.
Completion = tuple[str, str, str, datetime]
_ENDED_BY_HAND = gettext_lazy("平台终止了办理")
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    """One milestone of one case; `state` is done, now or next, `at` the day it was done."""

    label: str
    state: str
    usual: int = 0
    at: datetime | None = None
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One sentence of what happened."""

    at: datetime
    text: str | Promise


@dataclass(frozen=True)
class Progress:
    instance: ProcessInstance
    stages: list[Stage] = field(default_factory=list)
    history: list[Line] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    otherwise: str = ""
    clock: CaseClock | None = None

    @property
    def is_over(self) -> bool:
        return self.instance.status != ProcessInstance.Status.ACTIVE

    @property
    def now(self) -> list[Step]:
        return [step for stage in self.stages for step in stage.steps]

    @property
    def asked_of_me(self) -> list[Step]:
        return [step for step in self.now if step.url]

    @property
    def next(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.state == "next"), None)

    @property
    def next_by(self) -> date | None:
        """About when the next milestone is through, if everybody takes all the time there is."""
        following = self.next
        if following is None or not following.usual:
            return None
        known = [step.deadline.due_at for step in self.now if step.deadline]
        return business_time.add_working_days(max([clock.now(), *known]), following.usual).date()


def progress_of(process_key: str, business_key: str, *, user: Any) -> Progress | None:
    """Of the case of that number; None where there is none."""
    family = family_of(process_key, business_key)
    return _progress(family[0], user=user, family=family) if family else None


def progress(instance: ProcessInstance, *, user: Any) -> Progress:
    """Of the whole case that `instance` belongs to, called processes included."""
    return _progress(instance.case, user=user)


def _progress(case: ProcessInstance, *, user: Any, family: list[ProcessInstance] | None = None) -> Progress:
    track = track_of(case.process_key, case.variables)
    done, stood = _past(case)
    known = case_clock.read(case, stood) if case.status == ProcessInstance.Status.ACTIVE else None
    held = waits([case], user=user, family=family, days=known.days if known else None)[case.pk]
    return Progress(
        instance=case,
        stages=_stages(case, track, held, done),
        history=[*_broken_off(case), *_told(track, done)],
        documents=_documents(case, user),
        otherwise=str(track.otherwise),
        clock=case_clock.clock_of(case, known) if known else None,
    )


def _documents(case: ProcessInstance, user: Any) -> list[Document]:
    """What was issued in the case and this user may open."""
    if not case.business_key:
        return []
    issued = Document.objects.filter(subject=case.business_key, docx__in=usable_by(user))
    return list(issued.order_by("issued_at"))


def _past(case: ProcessInstance) -> tuple[list[Completion], list[HistoryEvent]]:
    """What was done in it, and when it was suspended and resumed."""
    kinds = (HistoryEvent.Kind.ELEMENT_COMPLETED, *case_clock.STANDING)
    found = HistoryEvent.objects.filter(case=case, kind__in=kinds).select_related("instance").order_by("id")
    events = list(found.only("kind", "element_id", "element_name", "at", "data", "case", "instance__process_key"))
    done = [
        (event.instance.process_key, event.element_id, event.element_name, event.at)
        for event in events
        if event.kind == HistoryEvent.Kind.ELEMENT_COMPLETED
    ]
    return done, [event for event in events if event.kind in case_clock.STANDING]


def _stages(case: ProcessInstance, track: Track, held: Waits, done: list[Completion]) -> list[Stage]:
    row = [place for place in track.milestones if not place.aside]
    reached = {place: _last(place, done) for place in row}
    # What is only put away afterwards leads nowhere.
    is_active = case.status == ProcessInstance.Status.ACTIVE and (not held or any(not place.aside for place in held))
    # Between two steps nothing may hold the case for a moment.
    resting = is_active and not held
    stages: list[Stage] = []
    for place in row:
        if place in held:
            stages.append(Stage(str(place.label), "now", usual=place.usual, steps=held[place]))
        elif reached[place] and not (track.in_line and any(stage.state == "now" for stage in stages)):
            stages.append(Stage(str(place.label), "done", at=reached[place]))
        elif is_active:
            stages.append(Stage(str(place.label), "now" if resting else "next", usual=place.usual))
            resting = False
    if UNDER_WAY in held and UNDER_WAY not in row:
        stages.append(Stage(str(UNDER_WAY.label), "now", steps=held[UNDER_WAY]))
    return stages


def _last(place: Milestone, done: list[Completion]) -> datetime | None:
    return max((at for process, element_id, _name, at in done if place.names(process, element_id)), default=None)


def _broken_off(case: ProcessInstance) -> list[Line]:
    """Somebody of the platform cancelled it: no step of its diagram says so."""
    if case.status != ProcessInstance.Status.CANCELLED or case.ended_at is None:
        return []
    return [Line(at=case.ended_at, text=_ENDED_BY_HAND)]


def _told(track: Track, done: list[Completion]) -> list[Line]:
    """What is worth telling, the newest first."""
    lines = []
    for process, element_id, _name, at in done:
        if sentence := track.told.get(process, {}).get(element_id):
            lines.append(Line(at=at, text=str(sentence)))
    return lines[::-1]


@dataclass(frozen=True)
class Glance:
    """One row of a list: at which milestone, and what is waited for first."""

    label: str
    step: Step | None = None


def glances(cases: Iterable[ProcessInstance], *, user: Any = None) -> dict[UUID, Glance]:
    """By case; a fixed number of queries for all of them."""
    cases = list(cases)
    running = [case for case in cases if case.status == ProcessInstance.Status.ACTIVE]
    found = {pk: _glance(held) for pk, held in waits(running, user=user).items()}
    return found | _endings([case for case in cases if case.pk not in found])


def _glance(held: Waits) -> Glance:
    labels = [str(place.label) for place in held if not place.aside]
    steps = sorted(
        (step for steps in held.values() for step in steps),
        key=lambda step: (not step.is_ours, step.deadline.due_at if step.deadline else _NEVER),
    )
    return Glance("、".join(labels) or str(UNDER_WAY.label), steps[0] if steps else None)


def _endings(cases: Collection[ProcessInstance]) -> dict[UUID, Glance]:
    """Of cases that are over, the last that is told of them."""
    tracks = {case.pk: track_of(case.process_key, case.variables) for case in cases}
    ids = {element_id for track in tracks.values() for told in track.told.values() for element_id in told}
    events = HistoryEvent.objects.filter(
        case__in=tracks, kind=HistoryEvent.Kind.ELEMENT_COMPLETED, element_id__in=ids
    ).order_by("case", "-id")
    rows = events.distinct("case").values_list("case", "instance__process_key", "element_id")
    words: dict[UUID, str | Promise] = {
        pk: tracks[pk].told.get(process, {}).get(element_id, "") for pk, process, element_id in rows
    }
    words |= {case.pk: _ENDED_BY_HAND for case in cases if case.status == ProcessInstance.Status.CANCELLED}
    return {pk: Glance(str(words.get(pk) or _("已办结"))) for pk in tracks}
