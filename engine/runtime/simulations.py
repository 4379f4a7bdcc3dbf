"""Running a process in memory, by itself or once more with what the history of a case says. Nothing is stored."""

from __future__ import annotations

from engine import history, simulation, spiff
from engine.errors import NotStartable, UnknownProcess, UnknownVersion
from engine.models import ProcessDefinition, ProcessInstance
from engine.runtime import definitions
from engine.runtime.instances import check_inputs
from engine.runtime.limits import limits


def replay(instance: ProcessInstance, definition: ProcessDefinition | None = None) -> simulation.Replay:
    """A case on another definition of its process, or once more on its own, with the answers of its history; where it
    goes another way. Raises HistoryNotWhole."""
    new = definition or definitions.known(instance.definition_id)
    return replay_on(instance, definitions.specification(new), tables=tables(new))


def replay_on(
    instance: ProcessInstance, specification: spiff.Specification, *, tables: simulation.Tables
) -> simulation.Replay:
    """The same on what is not deployed. Raises HistoryNotWhole."""
    old = definitions.specification(definitions.known(instance.definition_id))
    return simulation.replay(history.record(instance), old, specification, tables=tables, limits=limits())


def simulate(
    key: str, scenario: simulation.Scenario, *, version: int | None = None
) -> tuple[ProcessDefinition, simulation.Simulated]:
    """A process, in its newest version or another, with the answers of a scenario. Raises UnknownProcess,
    UnknownVersion, NotStartable, InputsMissing, and what `engine.simulation.simulate` raises."""
    definition = ProcessDefinition.objects.defer("source", "compiled").newest(key)
    if definition is None:
        raise UnknownProcess(process=key)
    if version not in (None, definition.version):
        found = ProcessDefinition.objects.defer("source", "compiled").filter(key=key, version=version).first()
        if found is None:
            raise UnknownVersion(process=definition.name, version=version)
        definition = found
    if not definition.is_startable:
        raise NotStartable(process=definition.name)
    check_inputs(definition, scenario.variables)
    simulated = simulation.simulate(
        scenario,
        definitions.specification(definition),
        tables=tables(definition),
        bounds=simulation.limits(),
        limits=limits(),
    )
    return definition, simulated


def tables(definition: ProcessDefinition) -> simulation.Tables:
    """The decisions that were deployed with a process."""
    versions = definition.decisions.values_list("key", "pk", "digest")
    return {key: definitions.parsed(pk, digest) for key, pk, digest in versions}
