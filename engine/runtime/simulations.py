"""Running a process in memory, by itself or once more with what the history of a case says. Nothing is stored."""

from __future__ import annotations

from engine import dmn, history, simulation
from engine.models import ProcessDefinition, ProcessInstance
from engine.runtime import definitions
from engine.runtime.limits import limits


def replay(instance: ProcessInstance, definition: ProcessDefinition | None = None) -> simulation.Replay:
    """A case on another definition of its process, or once more on its own, with the answers of its history; where it
    goes another way. Raises HistoryNotWhole."""
    old = definitions.known(instance.definition_id)
    new = definition or old
    return simulation.replay(
        history.record(instance),
        definitions.specification(old),
        definitions.specification(new),
        tables=tables(new),
        limits=limits(),
    )


def tables(definition: ProcessDefinition) -> simulation.Tables:
    """The decisions that were deployed with a process."""
    return {row.key: tuple(dmn.parse_decisions(bytes(row.source))) for row in definition.decisions.all()}
