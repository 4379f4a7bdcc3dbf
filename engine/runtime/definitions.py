"""What is deployed, in the form in which cases use it; kept in the memory of the process, since it never
changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine import clock, dmn, spiff
from engine.bpmn import read
from engine.errors import DecisionNotFound, NotStartable, ProcessSuspended, UnknownProcess
from engine.models import DecisionDefinition, FormDefinition, ProcessDefinition
from engine.models.statements.running import rows
from engine.once import once

# What `ProcessDefinition.objects.with_suspension` says, by hand: every start asks. Until the transaction is over nobody
# can suspend the process, and whoever is suspending it is waited for.
_NEWEST = "SELECT definition_id, suspended_because FROM engine_newest_to_start(%(key)s)"
_PAUSE = "SELECT engine_starts_pause(%(key)s)"


def to_start(key: str) -> ProcessDefinition:
    """The newest version of a process, where a new instance of it may start now, in this transaction. Raises
    UnknownProcess, NotStartable, ProcessSuspended."""
    definition, suspended_because = newest(key)
    if not definition.is_startable:
        raise NotStartable(process=definition.name)
    if suspended_because is not None:
        raise ProcessSuspended(process=definition.name, reason=suspended_because)
    return definition


def newest(key: str) -> tuple[ProcessDefinition, str | None]:
    """The newest version, and why nothing may start in it for the time being. Raises UnknownProcess."""
    found = rows(_NEWEST, {"key": key})
    if not found:
        raise UnknownProcess(process=key)
    definition_id, suspended_because = found[0]
    return known(definition_id), suspended_because


def pause_starts(key: str) -> None:
    """Until the transaction is over no case of the process begins; those that are about to are waited for."""
    rows(_PAUSE, {"key": key})


@lru_cache(maxsize=256)
def known(definition_id: int) -> ProcessDefinition:
    """What an instance runs, without the texts."""
    return ProcessDefinition.objects.defer("source", "compiled").get(pk=definition_id)


def specification(definition: ProcessDefinition) -> spiff.Specification:
    return _specification(definition.pk, definition.digest)


@lru_cache(maxsize=256)
def _specification(definition_id: int, _digest: str) -> spiff.Specification:
    return spiff.load_specs(ProcessDefinition.objects.values_list("compiled", flat=True).get(pk=definition_id))


def on_cancel(definition: ProcessDefinition) -> str:
    """The topic of what is owed when somebody cancels a case; empty where the diagram names none. A case that began
    before its process named one is seen to as the newest version says."""
    own = _on_cancel(definition.pk, definition.digest)
    if own:
        return own
    latest, _suspended_because = newest(definition.key)
    return _on_cancel(latest.pk, latest.digest)


@lru_cache(maxsize=256)
def _on_cancel(definition_id: int, _digest: str) -> str:
    process = read(bytes(ProcessDefinition.objects.values_list("source", flat=True).get(pk=definition_id))).process
    return "" if process is None else process.on_cancel


@lru_cache(maxsize=256)
def form(form_id: int) -> FormDefinition:
    """A form, with its text."""
    return FormDefinition.objects.get(pk=form_id)


def form_id(definition: ProcessDefinition, key: str) -> int | None:
    """The version of a form that was deployed with the process."""
    return _forms(definition.pk, definition.digest).get(key)


@lru_cache(maxsize=256)
def _forms(definition_id: int, _digest: str) -> Mapping[str, int]:
    return dict(ProcessDefinition.objects.get(pk=definition_id).forms.values_list("key", "pk"))


def decider(definition: ProcessDefinition) -> spiff.Decide:
    """Takes decisions in the versions that were deployed with the process."""

    def decide(key: str, variables: Mapping[str, Any]) -> spiff.Decided:
        version, decisions = _decisions(definition.pk, definition.digest, key)
        outcome = dmn.evaluate(decisions, key, variables)
        steps = [step.as_json() for step in outcome.explanation]
        return spiff.Decided(outcome.result, {"decision": key, "version": version, "steps": steps})

    return decide


def decide(key: str, variables: Mapping[str, Any]) -> tuple[int, dmn.Outcome] | None:
    """By the newest version of a decision, apart from any case: the version and what comes out. None while none is
    deployed."""
    found = _newest_decision(key)
    if found is None:
        return None
    definition_id, digest, version = found
    return version, dmn.evaluate(parsed(definition_id, digest), key, variables, now=clock.now())


@once
def _newest_decision(key: str) -> tuple[int, str, int] | None:
    newest = DecisionDefinition.objects.filter(key=key).order_by("-version")
    return newest.values_list("pk", "digest", "version").first()


@lru_cache(maxsize=256)
def parsed(definition_id: int, _digest: str) -> tuple[dmn.Decision, ...]:
    """A version of a decision and those that came with it."""
    source = DecisionDefinition.objects.values_list("source", flat=True).get(pk=definition_id)
    return tuple(dmn.parse_decisions(bytes(source)))


@lru_cache(maxsize=256)
def _decisions(definition_id: int, _digest: str, key: str) -> tuple[int, tuple[dmn.Decision, ...]]:
    versions = DecisionDefinition.objects.filter(processes=definition_id, key=key)
    found = versions.values_list("pk", "digest", "version").first()
    if found is None:
        raise DecisionNotFound(decision=key)
    decision_id, digest, version = found
    return version, parsed(decision_id, digest)
