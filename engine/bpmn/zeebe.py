"""The zeebe extensions: how an element is to be run, as Camunda's modeler writes it.

A text that is absent is empty; of what is written twice the first counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.bpmn.element import Element

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Settings:
    """`names`: the extensions that are there at all."""

    names: frozenset[str]
    # Of a user task.
    form: str
    assignee: str
    candidate_groups: str
    candidate_users: str
    due_date: str
    follow_up_date: str
    priority: str
    # Of what a handler does.
    topic: str
    retries: str
    headers: Pairs
    # Of a script task.
    expression: str
    script_result: str
    # Of a business rule task.
    decision: str
    decision_result: str
    # Of a call activity; zeebe's own default is to propagate.
    process: str
    propagates: bool
    # Of a multi-instance marker.
    input_collection: str
    input_element: str
    output_collection: str
    output_element: str
    # Of a message.
    correlation_key: str
    # Lines of the variable mapping: source, target.
    inputs: Pairs
    outputs: Pairs
    properties: Mapping[str, str]


def settings(extensions: Sequence[Element]) -> Settings:
    """What these zeebe elements say."""
    first: dict[str, Element] = {}
    for extension in extensions:
        first.setdefault(extension.kind, extension)

    def text(extension: str, attribute: str) -> str:
        found = first.get(extension)
        return "" if found is None else (found.get(attribute) or "").strip()

    def pairs(holder: str, kind: str, *attributes: str) -> Pairs:
        found = first[holder].children if holder in first else ()
        lines = (each for each in found if each.is_zeebe and each.kind == kind)
        one, two = attributes
        return tuple(((line.get(one) or "").strip(), (line.get(two) or "").strip()) for line in lines)

    return Settings(
        names=frozenset(first),
        form=text("formDefinition", "formId"),
        assignee=text("assignmentDefinition", "assignee"),
        candidate_groups=text("assignmentDefinition", "candidateGroups"),
        candidate_users=text("assignmentDefinition", "candidateUsers"),
        due_date=text("taskSchedule", "dueDate"),
        follow_up_date=text("taskSchedule", "followUpDate"),
        priority=text("priorityDefinition", "priority"),
        topic=text("taskDefinition", "type"),
        retries=text("taskDefinition", "retries"),
        headers=pairs("taskHeaders", "header", "key", "value"),
        expression=text("script", "expression"),
        script_result=text("script", "resultVariable"),
        decision=text("calledDecision", "decisionId"),
        decision_result=text("calledDecision", "resultVariable"),
        process=text("calledElement", "processId"),
        propagates=(text("calledElement", "propagateAllChildVariables") or "true") == "true",
        input_collection=text("loopCharacteristics", "inputCollection"),
        input_element=text("loopCharacteristics", "inputElement"),
        output_collection=text("loopCharacteristics", "outputCollection"),
        output_element=text("loopCharacteristics", "outputElement"),
        correlation_key=text("subscription", "correlationKey"),
        inputs=pairs("ioMapping", "input", "source", "target"),
        outputs=pairs("ioMapping", "output", "source", "target"),
        properties=dict(pairs("properties", "property", "name", "value")),
    )
