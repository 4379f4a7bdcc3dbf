"""Replay: finished cases run once more through the texts of a change, with the answers of their history.

A run and its cases are rows, so nothing is lost with a worker: whoever has time goes on where the last one stopped.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Count

from engine import clock, dmn, runtime, simulation, spiff
from engine.bpmn import read, with_flow_ids
from engine.changes.contents import Contents, Name, used_by, users_of
from engine.changes.editing import Status, locked
from engine.errors import (
    EngineError,
    NothingToReplay,
    OutcomesNotAccepted,
    ReplayedCaseNotFound,
    ReplayRunning,
)
from engine.gate import files as arriving
from engine.models import Change, DecisionDefinition, ProcessDefinition, ProcessInstance, ReplayedCase, ReplayRun
from engine.queue import hint

REPLAY = "engine.tasks.replay"
MOST = 2000
Outcome = ReplayedCase.Outcome
#: Somebody has to say of them that they are meant so.
DIFFERENT = (Outcome.OTHER, Outcome.UNANSWERED)
WRITABLE = (Status.OPEN, Status.SUBMITTED)
_AT_ONCE = 20
_SENTENCES = 20


def begin(change_id: int, *, since: datetime, by: Any) -> ReplayRun:
    """The last cases that ended since then, 2,000 at most; workers run them. NothingToReplay; DiagramRefused."""
    with locked(change_id, *WRITABLE) as change:
        contents = Contents(change)
        texts = Texts(contents.files)
        ended = ProcessInstance.objects.filter(
            process_key__in=texts.specifications, status=ProcessInstance.Status.COMPLETED, ended_at__gte=since
        )
        found = list(ended.order_by("-ended_at").values_list("pk", flat=True)[:MOST])
        if not found:
            raise NothingToReplay
        run = ReplayRun.objects.create(change=change, digest=contents.digest, since=since, created_by=by)
        ReplayedCase.objects.bulk_create(ReplayedCase(run=run, instance_id=pk) for pk in found)
        transaction.on_commit(lambda: hint(REPLAY, args=[run.pk]))
        return run


def stop(change_id: int) -> None:
    """What has not been run yet is not run any more."""
    with locked(change_id) as change:
        waiting = change.replays.filter(stopped_at=None, cases__outcome=Outcome.WAITING)
        for run in waiting.distinct():
            run.stopped_at = clock.now()
            run.save(update_fields=["stopped_at"])
            run.cases.filter(outcome=Outcome.WAITING).delete()


def go_on(seconds: float = 20.0) -> bool:
    """Runs what waits, a few cases at a time; whether there is more."""
    until = time.monotonic() + seconds
    waiting = ReplayedCase.objects.filter(outcome=Outcome.WAITING).order_by("run")
    for run in ReplayRun.objects.filter(pk__in=waiting.values("run")).select_related("change"):
        contents = Contents(run.change)
        if contents.digest != run.digest:  # somebody wrote on, so that it would be true of nothing
            stop(run.change_id)
            continue
        texts = Texts(contents.files)
        while _some(run, texts):
            if time.monotonic() > until:
                return True
    return False


def accept(change_id: int, case_id: int, *, by: Any) -> ReplayedCase:
    """This other outcome is meant so."""
    with locked(change_id, *WRITABLE) as change:
        case = ReplayedCase.objects.filter(pk=case_id, run__change=change, outcome__in=DIFFERENT).first()
        if case is None:
            raise ReplayedCaseNotFound
        case.accepted_by, case.accepted_at = by, clock.now()
        case.save(update_fields=["accepted_by", "accepted_at"])
        return case


def settled(change: Change, digest: str) -> None:
    """Nothing of the last run with these texts is open. ReplayRunning, OutcomesNotAccepted."""
    run = change.replays.filter(digest=digest).first()
    if run is None:
        return
    if run.cases.filter(outcome=Outcome.WAITING).exists():
        raise ReplayRunning
    if count := run.cases.filter(outcome__in=DIFFERENT, accepted_at=None).count():
        raise OutcomesNotAccepted(count=count)


def progress(run: ReplayRun) -> Counter[str]:
    """How many of its cases are how far."""
    rows = run.cases.order_by().values_list("outcome").annotate(Count("pk"))
    return Counter(dict(rows))


@dataclass(frozen=True)
class Texts:
    """What the files of a change run as; what is not among them as it is deployed."""

    files: dict[str, bytes]

    @cached_property
    def processes(self) -> dict[str, bytes]:
        """Diagrams by key: those of the files, and those that use a table of them."""
        named = ((Name.of(file), text) for file, text in self.files.items())
        own = {name.key: text for name, text in named if name and name.kind == "process"}
        tables = {("decision", key) for key in self._own_tables}
        others = {key: ProcessDefinition.objects.newest(key) for key in users_of(tables) - own.keys()}
        return own | {key: bytes(found.source) for key, found in others.items() if found}

    @cached_property
    def specifications(self) -> dict[str, spiff.Specification]:
        """By process. DiagramRefused."""
        return {
            key: spiff.load_specs(spiff.build(with_flow_ids(source)).compiled) for key, source in self.processes.items()
        }

    @cached_property
    def tables(self) -> dict[str, simulation.Tables]:
        """By process."""
        return {key: self._tables(source) for key, source in self.processes.items()}

    def _tables(self, source: bytes) -> simulation.Tables:
        named = {table for kind, table in used_by(read(source)) if kind == "decision"}
        return {table: found for table in named if (found := self._table(table)) is not None}

    @cached_property
    def _own_tables(self) -> dict[str, list[dmn.Decision]]:
        return {
            decision.id: found
            for file, text in self.files.items()
            if arriving.kind_of(file) == "decision"
            for found in [list(dmn.parse_decisions(text))]
            for decision in found
        }

    def _table(self, key: str) -> list[dmn.Decision] | None:
        if key in self._own_tables:
            return self._own_tables[key]
        deployed = DecisionDefinition.objects.newest(key)
        return list(dmn.parse_decisions(bytes(deployed.source))) if deployed else None


def _some(run: ReplayRun, texts: Texts) -> bool:
    """A few cases in one transaction; whether there were any that nobody else is at."""
    with transaction.atomic():
        waiting = run.cases.filter(outcome=Outcome.WAITING).select_related("instance")
        cases = list(waiting.select_for_update(of=("self",), skip_locked=True)[:_AT_ONCE])
        for case in cases:
            case.outcome, case.sentences = _replayed(case.instance, texts)
        ReplayedCase.objects.bulk_update(cases, ["outcome", "sentences"])
    return bool(cases)


def _replayed(instance: ProcessInstance, texts: Texts) -> tuple[str, list[str]]:
    key = instance.process_key
    try:
        found = runtime.replay_on(instance, texts.specifications[key], tables=texts.tables[key])
    except EngineError as refused:
        return Outcome.UNREADABLE, [str(refused)]
    if found.is_same:
        return Outcome.SAME, []
    sentences = [difference.sentence for difference in found.differences[:_SENTENCES]]
    return (Outcome.UNANSWERED if found.unanswered else Outcome.OTHER), sentences
